"""What comes onto a plan, and what is said beside it: decisions on values."""

from dataclasses import replace
from typing import Any

import pytest

from cascade.choice import Candidate, counted, free_as_reclaim, reached, unclear, warnings
from cascade.errors import Refused, UnsafePlan
from cascade.media import Kind, Role
from cascade.plan import Disk, Spent, Totals, over_caps
from cascade.policy import Caps, Order
from cascade.ports import Health
from cascade.rules.answer import Answer
from cascade.rules.explain import Verdict
from cascade.rules.query import parse
from cascade.step import Action, Expected, Proposal, Step
from tests.planning.paper import GATE, GB, ITEM, plan_of, record_of
from tests.rules.test_explain import ALL

DISK = Disk("/m", 100 * GB, 30 * GB)
SEASON_STEP = Step("sonarr", Action.DELETE_SEASON, "3", Expected())
REFRESH = Step("plex", Action.REFRESH, "101", Expected())


def candidate(answer: Answer = Answer.YES, steps: tuple[Step, ...] = (GATE,), **changes: Any) -> Candidate:
    notes = changes.pop("notes", ())
    return Candidate(record_of(**changes), Verdict(answer, ()), {}, Proposal(steps, notes), None)


def test_free_becomes_the_bytes_that_are_missing_now() -> None:
    rule, notes = free_as_reclaim(parse("type:movie size:>1GB free:50GB"), DISK)
    assert (rule.reclaim, rule.free) == (20 * GB, None)
    assert notes == ("free: /m has 30 GB free now, 20 GB must come back for 50 GB",)


def test_the_bytes_that_are_missing_can_be_read_by_a_person() -> None:
    rule, _ = free_as_reclaim(parse("type:movie size:>1GB free:50GB"), Disk("/m", 100 * GB, 30 * GB - 1))
    assert rule.reclaim == 20_100_000_000


def test_the_nearer_of_free_and_reclaim_is_the_stop() -> None:
    rule, _ = free_as_reclaim(parse("type:movie size:>1GB free:50GB reclaim:5GB"), DISK)
    assert rule.reclaim == 5 * GB


def test_free_without_a_named_disk_is_refused() -> None:
    with pytest.raises(Refused, match="set DISK_PATH"):
        free_as_reclaim(parse("type:movie size:>1GB free:50GB"), None)


def test_free_that_is_there_already_needs_nothing_to_go() -> None:
    with pytest.raises(Refused, match="has 30 GB free already"):
        free_as_reclaim(parse("type:movie size:>1GB free:30GB"), DISK)


def test_without_free_a_rule_stays_as_it_is() -> None:
    rule = parse("type:movie size:>1GB reclaim:5GB")
    assert free_as_reclaim(rule, None) == (rule, ())


@pytest.mark.parametrize(
    ("stop", "count", "freed", "then"),
    [
        ("limit:2", 1, 90 * GB, "on"),
        ("limit:2", 2, 0, "stop"),
        ("reclaim:5GB", 9, 5 * GB - 1, "on"),
        ("reclaim:5GB", 1, 5 * GB, "stop"),
        ("limit:2 reclaim:5GB", 2, 0, "stop"),
        ("", 900, 900 * GB, "on"),
    ],
)
def test_a_stop_is_reached_by_count_or_by_bytes(stop: str, count: int, freed: int, then: str) -> None:
    assert reached(parse(f"type:movie size:>1GB {stop}"), count, freed) is (then == "stop")


def test_an_item_with_a_verdict_and_a_step_that_removes_its_files_is_clear() -> None:
    assert unclear(candidate()) is None


@pytest.mark.parametrize(
    ("looked_at", "why"),
    [
        (candidate(Answer.UNKNOWN), "the verdict could not be confirmed"),
        (candidate(Answer.NO), "the verdict could not be confirmed"),
        (candidate(arr_match="ambiguous"), "which entry of Radarr or Sonarr it is, is ambiguous"),
        (candidate(arr_match="conflicting"), "which entry of Radarr or Sonarr it is, is conflicting"),
        (candidate(steps=()), "no configured system may remove its files"),
        (candidate(steps=(REFRESH,)), "no configured system may remove its files"),
        (candidate(steps=(), notes=("radarr keeps it",)), "radarr keeps it"),
        (candidate(kind=Kind.SEASON), "Sonarr would fetch it again"),
        (candidate(kind=Kind.SEASON, notes=("specials stay",)), "specials stay"),
    ],
)
def test_what_cannot_be_planned_says_why(looked_at: Candidate, why: str) -> None:
    assert unclear(looked_at) == why


def test_a_season_is_clear_with_its_sonarr_step_or_without_any_sonarr() -> None:
    assert unclear(candidate(kind=Kind.SEASON, steps=(GATE, SEASON_STEP))) is None
    assert unclear(candidate(kind=Kind.SEASON, arr_match="none")) is None


def health(name: str = "radarr", **changes: Any) -> Health:
    return replace(Health(name, "radarr", True, "6", None, "Radarr 6."), **changes)


def said(query: str, *servers: Health, order: Order = Order.MEDIA_FIRST, **why_not: str) -> str:
    knowledge = replace(ALL, why_not={Role(name): text for name, text in why_not.items()})
    return " / ".join(warnings(parse(query), (ITEM,), knowledge, servers, order))


def test_a_missing_source_is_a_warning_only_where_the_rule_rests_on_it() -> None:
    assert "no Tautulli" in said("type:movie unwatched:>2y", watch="no Tautulli")
    assert "no Tautulli" not in said("type:movie size:>1GB", watch="no Tautulli")
    assert "no Sonarr" not in said("type:movie tag:old", shows="no Sonarr")
    assert "no Sonarr" in said("type:show tag:old", shows="no Sonarr")


def test_a_server_that_does_not_answer_now_is_named() -> None:
    assert "uhd is not reachable now: no route" in said(
        "type:movie size:>1GB", health("uhd", reachable=False, message="no route")
    )


def test_a_server_that_refuses_our_key_is_named() -> None:
    refusing = health("uhd", version=None, message="uhd refused it; check RADARR_UHD_API_KEY.")
    assert "uhd cannot be used now: uhd refused it" in said("type:movie size:>1GB", refusing)


def test_a_recycle_bin_is_bypassed_or_used_as_the_order_says() -> None:
    bin_ = health(recycle_bin="/recycle")
    first = said("type:movie size:>1GB", bin_)
    assert "No undo" in first
    assert "the recycle bin of radarr is bypassed; CASCADE_ORDER=arr-first would use it" in first
    second = said("type:movie size:>1GB", bin_, order=Order.ARR_FIRST)
    assert "No undo" not in second
    assert "radarr moves files to its recycle bin /recycle: no space comes back yet" in second


def test_without_a_recycle_bin_there_is_no_undo_in_either_order() -> None:
    assert "No undo" in said("type:movie size:>1GB", health(), order=Order.ARR_FIRST)


def test_what_is_linked_elsewhere_or_cannot_be_seen_is_counted() -> None:
    linked, hidden = replace(ITEM, frees_bytes=GB, notes=()), replace(ITEM, frees_bytes=None, notes=())
    assert counted([linked]) == ("1 item, 3 GB: still hard-linked elsewhere, no space comes back",)
    assert counted([linked, linked])[0].startswith("2 items, 6 GB")
    assert counted([hidden])[0].startswith("the files of 1 item cannot be seen from here")
    assert counted([replace(ITEM, notes=())]) == ()


def test_notes_of_items_are_said_once() -> None:
    assert counted([ITEM, ITEM]) == ("a note",)


def totals(**changes: Any) -> Totals:
    return replace(Totals(84, 84 * GB, 0, 0, 0.05, {}, {}), **changes)


@pytest.mark.parametrize(
    ("what", "caps", "spent", "texts"),
    [
        (totals(), Caps(), Spent(), ()),
        (totals(), Caps(items=50), Spent(), ("84 items > 50; add limit:50",)),
        (totals(), Caps(size_bytes=50 * GB), Spent(), ("84 GB > 50 GB; add a smaller limit: or reclaim:",)),
        (
            totals(share=0.2),
            Caps(share=0.1),
            Spent(),
            ("20% of all items of one kind > 10%; add limit:42",),
        ),
        (totals(), Caps(items=84), Spent(84, 0), ()),
        (
            totals(),
            Caps(items=84),
            Spent(85, 0),
            ("169 items within 24 hours > 168; wait or add limit:",),
        ),
        (totals(), Caps(size_bytes=84 * GB), Spent(0, 84 * GB), ()),
        (
            totals(),
            Caps(size_bytes=84 * GB),
            Spent(0, 84 * GB + 1),
            ("168 GB within 24 hours > 168 GB; wait or add a smaller limit:",),
        ),
        (totals(by_kind={"movie": 84}), Caps(share=0.1), Spent(84, 0, {"movie": 84}, {"movie": 840}), ()),
        (
            totals(by_kind={"movie": 84}),
            Caps(share=0.1),
            Spent(90, 0, {"movie": 85, "show": 5}, {"movie": 840, "show": 9}),
            ("20.1% of all movies within 24 hours > 20%; wait or add limit:",),
        ),
    ],
)
def test_a_cap_says_the_number_the_limit_and_what_would_pass(
    what: Totals, caps: Caps, spent: Spent, texts: tuple[str, ...]
) -> None:
    assert over_caps(what, caps, spent) == texts


def test_a_plan_over_a_cap_is_unsafe() -> None:
    plan_of().raise_if_unsafe()
    with pytest.raises(UnsafePlan, match="84 items > 50"):
        plan_of(over_caps=("84 items > 50; add limit:50",)).raise_if_unsafe()
