"""`cascadarr reconcile`, as a process of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playground import elsewhere
from playground.household import Household
from tests.bot.house import House, running
from tests.detection.test_serve import command


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running(tmp_path, films=24, shows=2) as house:
        yield house


def reconcile(house: House, *words: str, code: int = 0) -> str:
    done = command(house.folder, "reconcile", "--env-file", str(house.settings()), *words)
    assert done.returncode == code, done.stderr
    return done.stdout


def document(house: House, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reconcile(house, "--json", code=code))
    return found


async def delete_films(home: Household, count: int, *, files: bool) -> None:
    world = home.world
    for number in [movie.id for movie in world.instances["radarr"].movies.values() if movie.file][:count]:
        elsewhere.delete_movie(world, "radarr", number, files=files)
    if files:
        elsewhere.look_again(world, "plex")


def test_the_document_says_what_was_deleted_elsewhere(house: House) -> None:
    first = document(house)
    assert (first["deleted"], first["drift"], first["outage"], first["came_back"]) == ([], [], None, [])
    house.do(lambda home: delete_films(home, 1, files=True))
    found = document(house)
    (event,) = found["deleted"]
    assert (event["source"], event["by"]) == ("external", "System (external detection)")
    assert event["detected_by"] == "reconcile"
    assert found["checked"] == first["checked"] - 1


def test_drift_names_what_can_be_done(house: House) -> None:
    document(house)
    house.do(lambda home: delete_films(home, 1, files=False))
    (drift,) = document(house)["drift"]
    assert (drift["missing_from"], drift["held_by"]) == ("radarr", ["plex"])
    assert drift["can_do"] == ["finish", "refresh", "protect"]


def test_an_outage_ends_as_refused_and_marks_nothing(house: House) -> None:
    document(house)
    house.do(lambda home: delete_films(home, 8, files=True))
    found = document(house, code=4)
    assert found["deleted"] == []
    assert found["outage"]["count"] == 8
    assert found["errors"]


def test_people_are_told_in_sentences(house: House) -> None:
    document(house)
    house.do(lambda home: delete_films(home, 1, files=False))
    said = reconcile(house)
    assert "radarr no longer has its entry. It is in plex." in said
    assert "items were compared; 0 were deleted elsewhere." in said
