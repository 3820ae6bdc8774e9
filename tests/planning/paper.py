"""Plans and their items on paper: values that a test changes in one place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cascade.library.records import Record
from cascade.media import ExternalIds, Kind, MediaFile
from cascade.plan import Disk, LeftOut, PassedOver, Plan, PlanItem, Why, total
from cascade.step import Action, Expected, Step

NOW = datetime(2025, 11, 21, 12, tzinfo=UTC)
GB = 10**9
IDS = ExternalIds(tmdb=4808, imdb="tt0056923")
FILE = MediaFile("/m/Charade.mkv", 4 * GB, "77", "1080p", NOW)
GATE = Step("plex", Action.DELETE_ITEM, "101", Expected(IDS, "plex://movie/1", files=(FILE,)), gate=True)
ENTRY = Step("radarr", Action.DELETE_ENTRY, "5", Expected(IDS, path="/m", files=(FILE,)))

ITEM = PlanItem(
    item_id=1,
    kind=Kind.MOVIE,
    title="Charade",
    year=1963,
    library="Movies",
    size_bytes=4 * GB,
    frees_bytes=4 * GB,
    ids=IDS,
    files=(FILE,),
    reasons=("last watched 14 Mar 2022 by Anna",),
    facts={"watched": "2022-03-14", "watch-doubt": "False"},
    steps=(GATE, ENTRY),
    notes=("a note",),
    snapshot={"radarr": {"tags": ["old"], "monitored": True}},
    last_play_at=NOW - timedelta(days=1000),
    watched_by=("Anna",),
    requested_by=("Ben",),
    episodes=None,
)

PLAN = Plan(
    id="abcde",
    query="type:movie unwatched:>2y sort:-size",
    sentence="Films nobody watched in 2 years",
    bounds=("unwatched: before 21 Nov 2023",),
    by="kim",
    created_at=NOW,
    expires_at=NOW + timedelta(hours=24),
    items=(ITEM,),
    totals=total((ITEM,), {Kind.MOVIE: 40}),
    left_out=LeftOut(1, 2, 3, (("why", 6),), (PassedOver(9, "Other", 2001, Why.UNKNOWN, "why"),)),
    warnings=("No undo",),
    over_caps=(),
    read_at={"media": NOW - timedelta(minutes=4)},
    disk=Disk("/m", 100 * GB, 10 * GB),
    by_id="42",
)


def plan_of(*items: PlanItem, **changes: Any) -> Plan:
    """The plan with other items, or with anything else changed."""
    return replace(PLAN, items=items or PLAN.items, **changes)


def record_of(**changes: Any) -> Record:
    """Charade as the Library has it, with something changed."""
    whole: dict[str, Any] = {
        "id": 1,
        "kind": Kind.MOVIE,
        "title": "Charade",
        "year": 1963,
        "library": "Movies",
        "size_bytes": 4 * GB,
        "ids": IDS,
        "guid": "plex://movie/1",
        "season": None,
        "show_id": None,
        "is_4k": False,
        "arr_match": "one",
        "gone_at": None,
        "last_play_at": None,
        "files": (FILE,),
        "holdings": {},
        "snapshot": {},
        "watched_by": (),
        "requested_by": (),
        "episodes": None,
    }
    return Record(**{**whole, **changes})
