"""A sync of 100,000 items against the bare download of the same pages, and its memory against 10,000."""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.child import child
from bench.house import House, household
from bench.measured import Measured

LARGE, SMALL = 100_000, 10_000
_ROUNDS = 3


@contextmanager
def synced_house() -> Iterator[tuple[House, Path]]:
    """Run the large household, synced once: its pages are rendered, its requests recorded."""
    with household(LARGE) as house:
        database = house.folder / "first.db"
        child("bench.syncing", house.env_file, database, house.folder / "requests.json")
        yield house, database


def measure(house: House) -> list[Measured]:
    """Sync into empty databases and download in turn; medians."""
    synced, loaded, peaks = [], [], []
    for number in range(_ROUNDS):
        done = child("bench.syncing", house.env_file, house.folder / f"sync-{number}.db")
        synced.append(done["seconds"])
        peaks.append(done["peak_bytes"])
        loaded.append(child("bench.downloading", house.folder / "requests.json"))
    ours, base = statistics.median(synced), statistics.median(loaded)
    calls = len(json.loads((house.folder / "requests.json").read_text()))
    with household(SMALL) as small:
        low = child("bench.syncing", small.env_file, small.folder / "small.db")["peak_bytes"]
    high = statistics.median(peaks)
    return [
        _both(ours, high),
        Measured(
            f"sync of {LARGE:,} items", f"{ours:.1f} s", f"{base:.1f} s: {calls:,} downloads", ours / base, 5
        ),
        Measured(
            f"peak memory at {LARGE:,} items",
            f"{high / 1e6:.0f} MB",
            f"{low / 1e6:.0f} MB at {SMALL:,}",
            high / low,
            1.5,
        ),
    ]


def _both(alone: float, high: float) -> Measured:
    """Sync the same household with a Jellyfin that reads the same folders, against Plex alone; once."""
    with household(LARGE, jellyfin="12.0.0") as house:
        child("bench.syncing", house.env_file, house.folder / "warm.db")
        done = child("bench.syncing", house.env_file, house.folder / "both.db")
    peak = done["peak_bytes"]
    return Measured(
        f"sync of {LARGE:,} items on two media servers, {peak / 1e6:.0f} MB",
        f"{done['seconds']:.1f} s",
        f"{alone:.1f} s on one, {high / 1e6:.0f} MB",
        done["seconds"] / alone,
        4,
    )
