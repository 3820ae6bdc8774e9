"""The receiver as a process of its own: it is killed between receipt and handling, and told what to paste."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground import plex_trash
from playground.faults import FaultKind
from playground.household import Household
from tests.bot.house import House, running

CLEAN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running(tmp_path, films=24, shows=2) as house:
        yield house


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port: int = server.getsockname()[1]
        return port


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder, env=CLEAN, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@contextmanager
def serving(folder: Path, env_file: Path) -> Iterator[subprocess.Popen[str]]:
    """Start `serve` and wait until it listens; whatever happens, it is gone at the end."""
    words = [sys.executable, "-m", "bot", "serve", "--env-file", str(env_file)]
    with subprocess.Popen(words, cwd=folder, env=CLEAN, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Listening on 127.0.0.1 port")
            yield process
        finally:
            process.kill()


def pasted(folder: Path, env_file: Path, *more: str) -> dict[str, dict[str, Any]]:
    shown = command(folder, "webhooks", "--json", "--env-file", str(env_file), *more)
    assert shown.returncode == 0, shown
    return {one["server"]: one for one in json.loads(shown.stdout)["webhooks"]}


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "cascadarr.db")) as connection:
        return connection.execute(query).fetchall()


def wait_for(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """Read until there is something, for a minute at most."""
    for _ in range(600):
        if found := rows(folder, query):
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came of {query}")


async def delete_film(home: Household) -> dict[str, object]:
    """Delete a film in Radarr and let Plex notice; gives what Radarr says of it."""
    key, (number, movie) = (
        home.world.instances["radarr"].key,
        next(iter(home.world.instances["radarr"].movies.items())),
    )
    async with httpx.AsyncClient(headers={"X-Api-Key": key}) as client:
        await client.delete(f"{home.radarr.url}/api/v3/movie/{number}?deleteFiles=true")
    await home.settle()
    for section in list(home.world.shelf.by_section):
        plex_trash.scan(home.world, section)
    told = {"id": number, "title": movie.title.name, "tmdbId": movie.title.ids.tmdb}
    return {"eventType": "MovieDelete", "movie": told, "deletedFiles": True}


@pytest.mark.slow
def test_what_was_taken_before_a_kill_is_worked_on_once_after_it(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_PORT=str(free_port()), LOG_LEVEL="ERROR")
    assert command(tmp_path, "sync", "--env-file", str(env_file)).returncode == 0
    paste = pasted(tmp_path, env_file)["radarr"]
    house.home.faults["plex"].add(FaultKind.STATUS)  # so that nothing can come of it before the kill
    said = house.do(delete_film)
    with serving(tmp_path, env_file) as process:
        answer = httpx.post(paste["url"], json=said, auth=(paste["user"], paste["secret"]))
        assert answer.status_code == 202
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert rows(tmp_path, "SELECT count(*) FROM inbox WHERE handled_at IS NULL") == [(1,)]
    house.home.faults["plex"].clear()
    with closing(sqlite3.connect(tmp_path / "cascadarr.db")) as connection, connection:
        connection.execute("UPDATE inbox SET next_at = NULL")  # it is not waited for here
    with serving(tmp_path, env_file):
        found = wait_for(tmp_path, "SELECT source, title FROM deletion_events")
        httpx.post(paste["url"], json=said, auth=(paste["user"], paste["secret"]))
    assert len(found) == 1
    assert found[0][0] == "radarr"
    assert rows(tmp_path, "SELECT count(*) FROM outbox") == [(1,)]


def test_serve_ends_when_it_is_told_to(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_PORT=str(free_port()))
    with serving(tmp_path, env_file) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_taken_port_is_named(house: House, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        env_file = house.settings(WEBHOOK_PORT=str(server.getsockname()[1]))
        ended = command(tmp_path, "serve", "--env-file", str(env_file))
    assert ended.returncode == 2
    assert "WEBHOOK_PORT" in ended.stderr


def test_each_server_is_told_its_own_secret_and_the_same_again(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_URL="http://cascadarr:9797/")
    first, again = pasted(tmp_path, env_file), pasted(tmp_path, env_file)
    assert first == again
    assert first["radarr"]["url"] == "http://cascadarr:9797/hooks/radarr"
    assert first["plex"]["secret"] is None
    secrets = {one["secret"] or one["url"].rpartition("/")[2] for one in first.values()}
    assert len(secrets) == len(first) == 5
    kept = tmp_path / "cascadarr.db.webhook-secret"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_secret_of_the_settings_is_kept_nowhere(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_SECRET="a long enough secret")
    pasted(tmp_path, env_file)
    assert not list(tmp_path.glob("*.webhook-secret"))


def test_webhooks_are_set_up_and_tried_out_in_radarr_and_sonarr(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_PORT=str(free_port()))
    first = pasted(tmp_path, env_file, "--install")
    again = pasted(tmp_path, env_file, "--install")
    arrs = ("sonarr", "radarr", "uhd")
    assert [first[name]["outcome"] for name in arrs] == ["set up and tried out"] * 3
    assert [again[name]["outcome"] for name in arrs] == ["brought up to date and tried out"] * 3
    assert first["plex"]["outcome"] is None
    (row,) = house.home.radarr.notifications.rows.values()
    assert row["onMovieFileDeleteForUpgrade"]
    assert rows(tmp_path, "SELECT DISTINCT source FROM inbox ORDER BY source") == [
        ("radarr",), ("sonarr",), ("uhd",),
    ]  # fmt: skip


def test_a_webhook_that_leads_nowhere_is_not_set_up(house: House, tmp_path: Path) -> None:
    env_file = house.settings(WEBHOOK_PORT=str(free_port()), WEBHOOK_URL=f"http://127.0.0.1:{free_port()}")
    shown = command(tmp_path, "webhooks", "--install", "--json", "--env-file", str(env_file))
    assert shown.returncode == 3
    failed = {one["server"]: one["error"] for one in json.loads(shown.stdout)["webhooks"]}
    assert "WEBHOOK_URL" in failed["radarr"]
    assert house.home.radarr.notifications.rows == {}


def test_what_to_paste_is_readable(house: House, tmp_path: Path) -> None:
    env_file = house.settings()
    shown = command(tmp_path, "webhooks", "--env-file", str(env_file))
    assert shown.returncode == 0
    assert "Address: http://127.0.0.1:9797/hooks/sonarr\n" in shown.stdout
    assert "On Episode File Delete" in shown.stdout
