"""A reconciliation of 100,000 items: the calls of one listing per server, and its memory against 10,000."""

import json
import shutil
import statistics
from pathlib import Path

from bench.child import child
from bench.house import House, household
from bench.measured import Measured
from bench.sync import LARGE, SMALL

_ROUNDS = 3


def measure(house: House, database: Path) -> list[Measured]:
    """Compare a synced household with what its servers list; medians."""
    done = [_reconcile(house, database, f"large-{number}") for number in range(_ROUNDS)]
    high = statistics.median(one["peak_bytes"] for one in done)
    seconds = statistics.median(one["seconds"] for one in done)
    loaded = child("bench.downloading", house.folder / "requests.json")
    with household(SMALL) as small:
        first = small.folder / "first.db"
        child("bench.syncing", small.env_file, first)
        low = _reconcile(small, first, "small")
    listed = len(json.loads((house.folder / "requests.json").read_text()))
    return [
        Measured(
            f"reconciling {done[0]['checked']:,} items",
            f"{seconds:.1f} s",
            f"{loaded:.1f} s: all downloads of a sync",
            seconds / loaded,
            6,
        ),
        Measured(
            f"calls to reconcile {LARGE:,} items",
            f"{done[0]['calls']:,}",
            f"{listed:,} of a sync",
            done[0]["calls"] / listed,
            1,
        ),
        Measured(
            f"peak memory of it at {LARGE:,} items",
            f"{high / 1e6:.0f} MB",
            f"{low['peak_bytes'] / 1e6:.0f} MB at {SMALL:,}",
            high / low["peak_bytes"],
            1.5,
        ),
    ]


def _reconcile(house: House, database: Path, name: str):  # type: ignore[no-untyped-def] # JSON
    """Reconcile in a copy of the database, as it was after the sync."""
    copy = house.folder / f"reconcile-{name}.db"
    shutil.copyfile(database, copy)
    return child("bench.reconciling", house.env_file, copy)
