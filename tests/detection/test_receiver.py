"""The door: who is let in, what is kept, and what those learn who are not."""

import asyncio
import base64
import hmac
import json
import logging
from hashlib import sha256
from typing import Any

import httpx
import pytest

from cascade.detection.doors import HEADER, SIGNATURE
from cascade.detection.rates import Rate
from cascade.detection.receiver import LARGEST
from tests.detection.ear import Ear

SAID = {"eventType": "MovieDelete", "movie": {"id": 1, "tmdbId": 1}, "deletedFiles": True}

NO_PAYLOAD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--'


async def kept(ear: Ear) -> int:
    (row,) = await ear.rows("SELECT count(*) AS n FROM inbox")
    number: int = row.n
    return number


async def send(ear: Ear, path: str, method: str = "POST", **request: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=ear.url) as client:
        return await client.request(method, path, **request)


def shown(ear: Ear, how: str) -> dict[str, str]:
    """The headers of each way to show a secret."""
    secret, body = ear.hook("radarr").password, json.dumps(SAID).encode()
    pair = base64.b64encode(f"cascadarr:{secret}".encode()).decode()
    signature = hmac.new(secret.encode(), body, sha256).hexdigest()
    return {
        "basic": {"Authorization": f"Basic {pair}"},
        "bearer": {"Authorization": f"Bearer {secret}"},
        "bare": {"Authorization": secret},
        "header": {HEADER: secret},
        "signature": {SIGNATURE: f"sha256={signature}"},
    }[how]


@pytest.mark.parametrize("how", ["basic", "bearer", "bare", "header", "signature"])
async def test_a_secret_may_be_shown_in_any_way_that_servers_know(ear: Ear, how: str) -> None:
    body = json.dumps(SAID).encode()
    headers = {**shown(ear, how), "Content-Type": "application/json"}
    answer = await send(ear, "/hooks/radarr", content=body, headers=headers)
    assert (answer.status_code, await kept(ear)) == (202, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {HEADER: "wrong"},
        {HEADER: "ünïcode".encode().decode("latin-1")},
        {"Authorization": "Basic bm9ib2R5Ondyb25n"},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Bearer"},
        {SIGNATURE: "sha256=00"},
    ],
)
async def test_without_the_secret_nothing_is_kept(ear: Ear, headers: dict[str, str]) -> None:
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = await send(ear, "/hooks/radarr", json=SAID, headers=encoded)
    assert (answer.status_code, answer.text, await kept(ear)) == (401, "", 0)


async def test_the_secret_of_one_server_opens_no_other_door(ear: Ear) -> None:
    secret = ear.hook("sonarr").password
    answer = await send(ear, "/hooks/radarr", json=SAID, headers={HEADER: secret})
    assert answer.status_code == 401


async def test_a_changed_body_is_not_what_was_signed(ear: Ear) -> None:
    answer = await send(ear, "/hooks/radarr", json={**SAID, "more": 1}, headers=shown(ear, "signature"))
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/hooks/nobody", 404),
        ("POST", "/hooks/tautulli", 404),
        ("POST", "/hooks/plex", 404),
        ("POST", "/hooks/plex/wrong", 404),
        ("POST", "/", 404),
        ("GET", "/hooks/radarr", 405),
        ("DELETE", "/hooks/radarr", 405),
    ],
)
async def test_other_ways_lead_nowhere(ear: Ear, method: str, path: str, status: int) -> None:
    assert (await send(ear, path, method)).status_code == status


async def test_the_secret_in_a_path_is_only_for_those_who_know_no_better(ear: Ear) -> None:
    secret = ear.hook("radarr").password
    assert (await send(ear, f"/hooks/radarr/{secret}", json=SAID)).status_code == 404


async def test_plex_is_let_in_by_its_path_and_its_form_is_read(ear: Ear) -> None:
    said = {"event": "library.new", "Metadata": {"ratingKey": "7", "type": "movie", "title": "Troy"}}
    url = ear.hook("plex").url
    picture = {"thumb": ("t.jpg", b"\xff\xd8")}
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, data={"payload": json.dumps(said)}, files=picture)
    assert answer.status_code == 202
    assert await kept(ear) == 1


async def test_a_put_is_taken_as_a_post(ear: Ear) -> None:
    answer = await send(ear, "/hooks/radarr", "PUT", json=SAID, headers=shown(ear, "header"))
    assert answer.status_code == 202


async def test_a_body_of_ten_megabytes_is_refused(ear: Ear) -> None:
    body = b'{"eventType": "' + b"x" * 10_000_000 + b'"}'
    headers = {**shown(ear, "header"), "Content-Type": "application/json"}
    answer = await send(ear, "/hooks/radarr", content=body, headers=headers)
    assert (answer.status_code, await kept(ear)) == (413, 0)


async def test_a_body_that_does_not_say_how_long_it_is_is_refused_once_it_is_too_long(ear: Ear) -> None:
    async def drip() -> Any:
        for _ in range(3 * LARGEST // 100_000):
            yield b"x" * 100_000

    headers = {**shown(ear, "header"), "Content-Type": "application/json"}
    answer = await send(ear, "/hooks/radarr", content=drip(), headers=headers)
    assert answer.status_code == 413


async def test_who_is_not_let_in_is_turned_away_before_the_body_is_read(ear: Ear) -> None:
    answer = await send(ear, "/hooks/radarr", content=b"x" * (2 * LARGEST))
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/xml", b"<xml/>", 415),
        ("application/json", b"", 400),
        ("application/json", b"\x00\xff garbage", 400),
        ("application/json", b"[1, 2]", 400),
        ("application/json", b'{"eventType": 7}', 400),
        ("application/json", b"[" * 50_000, 400),
        ("multipart/form-data; boundary=x", b"--x\r\ngarbage", 400),
        ("multipart/form-data; boundary=x", NO_PAYLOAD, 400),
        ("multipart/form-data", b"no boundary", 400),
    ],
)
async def test_garbage_is_refused_and_not_kept(ear: Ear, kind: str, body: bytes, status: int) -> None:
    headers = {**shown(ear, "header"), "Content-Type": kind}
    answer = await send(ear, "/hooks/radarr", content=body, headers=headers)
    assert (answer.status_code, await kept(ear)) == (status, 0)


async def test_what_says_nothing_of_deletions_is_taken_and_not_kept(ear: Ear) -> None:
    answer = await send(ear, "/hooks/radarr", json={"eventType": "Health"}, headers=shown(ear, "header"))
    assert (answer.status_code, await kept(ear)) == (200, 0)


async def test_five_times_the_same_is_kept_once(ear: Ear) -> None:
    answers = await asyncio.gather(*(ear.post("radarr", SAID) for _ in range(5)))
    assert ([one.status_code for one in answers], await kept(ear)) == ([202] * 5, 1)


async def test_a_sender_that_never_stops_is_slowed_down(ear: Ear) -> None:
    ear.receiver.senders = Rate(2, 0.1)
    answers = [await ear.post("radarr", {**SAID, "n": n}) for n in range(3)]
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert answers[-1].headers["Retry-After"] == "10"
    assert (await ear.post("sonarr", {"eventType": "Test"})).status_code == 202


async def test_who_guesses_secrets_is_slowed_down_and_who_knows_one_is_not(ear: Ear) -> None:
    answers = [await send(ear, "/hooks/radarr", json=SAID) for _ in range(25)]
    assert {one.status_code for one in answers} == {401, 429}
    assert (await ear.post("radarr", SAID)).status_code == 202


async def test_no_secret_and_no_path_gets_into_the_log(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = ear.hook("plex").url
    form = {"payload": (None, json.dumps({"event": "media.play"}), "application/json")}
    async with httpx.AsyncClient() as client:
        await client.post(url, files=form)
        await client.post(url + "x", files=form)
    ours = [one.getMessage() for one in caplog.records if one.name.startswith(("cascade", "aiohttp"))]
    assert any("secret-hook" in line for line in ours)
    assert not any(url.rpartition("/")[2] in line or "/hooks/" in line for line in ours)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x"])
async def test_what_is_not_packed_as_it_says_is_refused(ear: Ear, kind: str) -> None:
    headers = {**shown(ear, "header"), "Content-Type": kind, "Content-Encoding": "gzip"}
    answer = await send(ear, "/hooks/radarr", content=b"garbage", headers=headers)
    assert (answer.status_code, await kept(ear)) == (400, 0)


@pytest.mark.parametrize(
    "line", [b"POST %s HTTP/9.9", b"P\xffST %s HTTP/1.1", b"POST %s HTTP/1.1\r\nContent-Length: -5"]
)
async def test_what_is_no_request_is_logged_without_its_line(
    ear: Ear, caplog: pytest.LogCaptureFixture, line: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    url = httpx.URL(ear.hook("plex").url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(line % url.path.encode() + b"\r\n\r\n")
    assert b" 400 " in await reader.readline()
    writer.close()
    assert url.path not in caplog.text
    assert not [one for one in caplog.records if one.levelno > logging.INFO]


async def test_it_says_that_it_is_well(ear: Ear) -> None:
    assert (await send(ear, "/health", "GET")).text == "ok\n"
