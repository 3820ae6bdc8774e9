"""One sync per source at a time, held by the operating system so that a killed process frees it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cascade.errors import Refused


@contextmanager
def source_lock(database: Path, source: str) -> Iterator[None]:
    """Hold the lock of one source; Refused when another sync of it runs, in this process or another."""
    with database.with_name(f"{database.name}.{source}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"{source} is being synced already; wait for that sync to end, then try again.", server=source
            ) from None
        yield
