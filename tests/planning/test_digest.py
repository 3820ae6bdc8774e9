"""The digest: of everything that was shown, and of nothing else."""

from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cascade.ledger.plans import read_plan
from cascade.media import ExternalIds, Kind
from cascade.plan import Plan, PlanItem, PlanState, dump_item, dump_plan, load_item, load_plan
from tests.kitchen import kitchen
from tests.planning.paper import ITEM, NOW, PLAN

OF_PLAN: dict[str, Any] = {
    "id": "bcdef",
    "query": "type:movie unwatched:>3y sort:-size",
    "sentence": "another",
    "bounds": (),
    "by": "anna",
    "created_at": NOW + timedelta(microseconds=1),
    "expires_at": NOW,
    "items": (ITEM, ITEM),
    "totals": replace(PLAN.totals, frees_bytes=1),
    "left_out": replace(PLAN.left_out, protected=9),
    "warnings": (),
    "over_caps": ("one",),
    "read_at": {"media": NOW},
    "disk": None,
    "by_id": "43",
}
OF_ITEM: dict[str, Any] = {
    "item_id": 2,
    "kind": Kind.SHOW,
    "title": "Charade ",
    "year": None,
    "library": "Kids",
    "size_bytes": 1,
    "frees_bytes": None,
    "ids": ExternalIds(tmdb=4808),
    "files": (),
    "reasons": (),
    "facts": {},
    "steps": ITEM.steps[:1],
    "notes": (),
    "snapshot": {"radarr": {"tags": [], "monitored": True}},
    "last_play_at": None,
    "watched_by": ("Anna", "Ben"),
    "requested_by": (),
    "episodes": 3,
    "event_id": "0123abcd",
}


def stored(plan: Plan) -> Plan:
    """Store a plan and read it back, as the ledger does."""
    return load_plan(dump_plan(plan), [load_item(dump_item(item)) for item in plan.items], plan.state)


def test_a_digest_is_the_same_after_storing() -> None:
    assert stored(PLAN) == PLAN
    assert stored(PLAN).digest == PLAN.digest


def test_the_state_of_a_plan_is_no_part_of_its_digest() -> None:
    assert {replace(PLAN, state=state).digest for state in PlanState} == {PLAN.digest}


def test_every_field_of_a_plan_and_its_items_is_tried_here() -> None:
    assert {one.name for one in fields(Plan)} == {*OF_PLAN, "state"}
    assert {one.name for one in fields(PlanItem)} == set(OF_ITEM)


@pytest.mark.parametrize("name", OF_PLAN)
def test_a_digest_changes_with_anything_shown_of_the_plan(name: str) -> None:
    assert replace(PLAN, **{name: OF_PLAN[name]}).digest != PLAN.digest


@pytest.mark.parametrize("name", OF_ITEM)
def test_a_digest_changes_with_anything_shown_of_an_item(name: str) -> None:
    assert replace(PLAN, items=(replace(ITEM, **{name: OF_ITEM[name]}),)).digest != PLAN.digest


def test_a_digest_changes_with_what_a_step_expects() -> None:
    gate, entry = ITEM.steps
    for other in (
        replace(gate, ref="102"),
        replace(gate, target="jellyfin"),
        replace(gate, expected=replace(gate.expected, guid="plex://movie/2")),
        replace(gate, expected=replace(gate.expected, files=())),
    ):
        assert replace(PLAN, items=(replace(ITEM, steps=(other, entry)),)).digest != PLAN.digest


def test_a_digest_changes_with_the_order_of_items() -> None:
    other = replace(ITEM, item_id=2)
    first, second = replace(PLAN, items=(ITEM, other)), replace(PLAN, items=(other, ITEM))
    assert first.digest != second.digest


@pytest.mark.parametrize(
    ("state", "seconds", "then"),
    [
        (PlanState.PROPOSED, -1, PlanState.PROPOSED),
        (PlanState.PROPOSED, 0, PlanState.EXPIRED),
        (PlanState.RUNNING, 0, PlanState.RUNNING),
        (PlanState.CANCELLED, 0, PlanState.CANCELLED),
    ],
)
def test_only_what_waits_for_confirmation_expires(state: PlanState, seconds: int, then: PlanState) -> None:
    at = PLAN.expires_at + timedelta(seconds=seconds)
    assert replace(PLAN, state=state).at(at).state is then


async def test_a_real_plan_keeps_its_digest_in_the_ledger(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=4) as k:
        plan = await k.plan("type:movie,show unwatched:>1y -tag:keep")
        assert {item.kind for item in plan.items} == {Kind.MOVIE, Kind.SHOW}
        async with k.cascade._db.read() as conn:
            again = await read_plan(conn, plan.id)
        assert again == plan
        assert again.digest == plan.digest
