"""One sync per source at a time, across processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from cascade.errors import Refused
from cascade.library.locks import source_lock

HOLDER = """
import sys, time
from pathlib import Path
from cascade.library.locks import source_lock
with source_lock(Path(sys.argv[1]), "plex"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_sync_of_a_source_is_refused_with_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "library.db"
    with (
        source_lock(database, "plex"),
        pytest.raises(Refused, match="plex is being synced already"),
        source_lock(database, "plex"),
    ):
        pass


def test_another_source_is_free(tmp_path: Path) -> None:
    database = tmp_path / "library.db"
    with source_lock(database, "plex"), source_lock(database, "radarr"):
        pass


def test_a_killed_sync_frees_its_lock(tmp_path: Path) -> None:
    database = tmp_path / "library.db"
    command = [sys.executable, "-c", HOLDER, str(database)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Refused), source_lock(database, "plex"):
            pass
        process.kill()
        process.wait()
    with source_lock(database, "plex"):
        pass
