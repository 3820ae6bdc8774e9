"""The command as a process of its own: as operators, containers and CI start it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bot.house import running

COMMAND = [sys.executable, "-m", "bot"]
CLEAN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], cwd=folder, env=CLEAN, capture_output=True, text=True, timeout=120, check=False
    )


@contextmanager
def household(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Start `playground media`; whatever happens, it is gone at the end."""
    env_file = folder / "house.env"
    words = ["playground", "media", "--env-file", str(env_file), "--items", "200"]
    process = subprocess.Popen([*COMMAND, *words], cwd=folder, env=CLEAN)
    try:
        while not env_file.exists():
            assert process.poll() is None
            time.sleep(0.05)
        yield process, env_file
    finally:
        process.terminate()
        process.wait(30)


def test_a_household_of_its_own_serves_every_other_command(tmp_path: Path) -> None:
    with household(tmp_path) as (_, env_file):
        assert env_file.stat().st_mode & 0o077 == 0
        synced = run(tmp_path, "sync", "--env-file", str(env_file))
        assert synced.returncode == 0, synced
        planned = run(tmp_path, "plan", "type:movie size:>1GB limit:1", "--env-file", str(env_file))
        assert planned.returncode == 0, planned
        assert "cascadarr execute" in planned.stdout
        assert not list(tmp_path.glob("*.db")), "a rehearsal must not touch the database of this folder"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_household_takes_its_files_with_it(tmp_path: Path, number: signal.Signals) -> None:
    with household(tmp_path) as (process, env_file):
        (line,) = [text for text in env_file.read_text().splitlines() if text.startswith("DATABASE_URL=")]
        root = Path(line.partition(":///")[2]).parent
        assert root.is_dir()
        process.send_signal(number)
        assert process.wait(30) == 0
        assert not root.exists()


def test_the_help_loads_neither_discord_nor_plex_nor_a_model(tmp_path: Path) -> None:
    heavy = ("discord", "openai", "plexapi", "aiohttp")
    script = f"import sys, bot.cli; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=CLEAN, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


def test_the_version_is_told(tmp_path: Path) -> None:
    shown = run(tmp_path, "--version")
    assert shown.returncode == 0
    assert shown.stdout.startswith("cascadarr, version ")


def test_without_any_settings_the_answer_is_a_sentence(tmp_path: Path) -> None:
    shown = run(tmp_path, "doctor")
    assert shown.returncode == 2
    assert "PLEX_URL" in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_execute_says_how_to_go_on_and_resume_finishes_it(tmp_path: Path) -> None:
    with running(tmp_path) as house:
        env = ("--env-file", str(house.settings(CONCURRENCY="1")))
        assert run(tmp_path, "sync", *env).returncode == 0
        plan = json.loads(run(tmp_path, "plan", "type:movie size:>1GB limit:3", "--json", *env).stdout)
        for wire in house.home.wires.values():
            wire.latency = 0.05
        words = ["execute", plan["plan_id"], "--digest", plan["digest"], *env]
        process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=tmp_path,
            env=CLEAN,
            stderr=subprocess.PIPE,
            text=True,
            # A suite that runs in the background hands an ignored SIGINT down.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no threads yet
        )
        while not house.destructive():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        assert "cascadarr resume" in said
        assert "Traceback" not in said
        for wire in house.home.wires.values():
            wire.latency = 0
        resumed = run(tmp_path, "resume", "--json", *env)
        assert resumed.returncode == 0, resumed
        (report,) = json.loads(resumed.stdout)["runs"]
        assert report["results"]["deleted"] == 3
        deletions = [call for call in house.destructive() if " DELETE " in call]
        assert len(deletions) == len(set(deletions))
