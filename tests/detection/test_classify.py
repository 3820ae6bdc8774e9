"""What a disappearance means, decided from what is seen and how long ago it was."""

from datetime import timedelta

import pytest

from cascade.detection.classify import Deleted, Drift, Echo, Holds, Look, Outage, Replaced, Wait, classify
from cascade.policy import Vigilance

RULES = Vigilance()
NOW, SOON, LATE = timedelta(0), RULES.settle, RULES.patience


def ruling(age: timedelta, **seen: object) -> object:
    return classify(Look(age, **seen), RULES)  # type: ignore[arg-type] # a test says what is seen by name


def test_our_own_run_is_waited_for_and_then_joined() -> None:
    assert isinstance(ruling(LATE, running=True, ours="e1"), Wait)
    assert ruling(NOW, ours="e1") == Echo("e1")


def test_our_own_deletion_is_ours_also_on_a_lost_disk() -> None:
    assert ruling(NOW, ours="e1", lost="/movies") == Echo("e1")


def test_a_lost_folder_outweighs_every_proof_but_our_own() -> None:
    assert ruling(LATE, lost="/movies", holds={"radarr": Holds.NOTHING}, on_disk=False) == Outage("/movies")


def test_what_is_there_again_is_no_deletion() -> None:
    assert ruling(LATE, again=True, holds={"radarr": Holds.NOTHING}) == Replaced()


def test_an_entry_that_went_too_needs_no_waiting() -> None:
    assert ruling(NOW, holds={"radarr": Holds.NOTHING}, on_disk=False) == Deleted(("radarr",), ())


def test_one_unread_server_keeps_the_question_open_for_ever() -> None:
    seen = {"radarr": Holds.NOTHING, "uhd": Holds.UNREAD}
    assert isinstance(ruling(timedelta(days=30), holds=seen), Wait)


@pytest.mark.parametrize("holds", [{"radarr": Holds.ENTRY}, {}, None])
def test_a_new_file_has_some_time_to_come(holds: object) -> None:
    assert isinstance(ruling(NOW, holds=holds), Wait)
    assert isinstance(ruling(SOON, holds=holds), Deleted)


def test_a_file_that_is_still_somewhere_is_drift_and_never_a_deletion() -> None:
    assert isinstance(ruling(SOON, holds={"radarr": Holds.FILES}), Wait)
    assert ruling(LATE, holds={"radarr": Holds.FILES}) == Drift(("radarr",))
    assert ruling(LATE, holds={"radarr": Holds.NOTHING}, on_disk=True) == Drift(("disk",))


def test_the_disk_outweighs_a_server_that_has_not_looked() -> None:
    assert ruling(LATE, holds={"radarr": Holds.FILES}, on_disk=False) == Deleted((), ("radarr",))
