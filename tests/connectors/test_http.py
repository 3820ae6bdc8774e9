"""The door to the servers, against a small real server that misbehaves."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from pydantic import SecretStr, TypeAdapter

from cascade.connectors._http import ApiClient
from cascade.errors import BadInput, NotFound, Rejected, Unexpected, Unreachable

KEY = "a-secret-key-that-nobody-may-see"
NUMBERS = TypeAdapter(list[int])
Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Answers every request by `handle`, and keeps what arrived."""

    def __init__(self) -> None:
        self.handle: Handle = _fine
        self.seen: list[web.Request] = []
        self.busy = 0
        self.busiest = 0
        self.port = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(request)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            return await self.handle(request)
        finally:
            self.busy -= 1


async def _fine(_: web.Request) -> web.StreamResponse:
    return web.json_response([1, 2])


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    here = Server()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", here.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    here.port = runner.addresses[0][1]
    yield here
    await runner.cleanup()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
async def client(server: Server, waits: list[float]) -> AsyncIterator[ApiClient]:
    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    made = ApiClient(
        "uhd",
        "radarr",
        f"http://127.0.0.1:{server.port}/base",
        {"X-Api-Key": SecretStr(KEY)},
        deadline=0.5,
        concurrency=2,
        sleep=sleep,
    )
    yield made
    await made.aclose()


def answering(*statuses: int, headers: dict[str, str] | None = None, text: str = "[1]") -> Handle:
    """Answer with one status after the other, the last for ever."""
    left = list(statuses)

    async def handle(_: web.Request) -> web.StreamResponse:
        status = left.pop(0) if len(left) > 1 else left[0]
        return web.Response(status=status, text=text, headers=headers, content_type="application/json")

    return handle


async def drip(request: web.Request) -> web.StreamResponse:
    """Send a byte now and then, so that no single read ever takes long."""
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" ")
        await asyncio.sleep(0.02)
    return response


async def cut(request: web.Request) -> web.StreamResponse:
    """Promise more than is sent, then close."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"[1, 2, ")
    assert request.transport is not None
    request.transport.close()
    return response


async def test_the_key_goes_in_a_header_and_the_base_path_is_kept(server: Server, client: ApiClient) -> None:
    answer = await client.get("/api/v3/movie", {"tmdbId": 5})
    assert answer.parse(NUMBERS) == [1, 2]
    assert server.seen[0].path_qs == "/base/api/v3/movie?tmdbId=5"
    assert server.seen[0].headers["X-Api-Key"] == KEY


async def test_a_dripping_body_ends_at_the_total_deadline(server: Server, client: ApiClient) -> None:
    server.handle = drip
    with pytest.raises(Unreachable, match="did not finish GET /slow") as caught:
        await client.get("/slow")
    assert caught.value.sent


async def test_a_read_is_repeated_until_the_server_is_back(server: Server, client: ApiClient) -> None:
    server.handle = answering(503, 500, 200)
    assert (await client.get("/x")).parse(NUMBERS) == [1]
    assert len(server.seen) == 3


async def test_a_read_is_given_up_after_three_attempts(server: Server, client: ApiClient) -> None:
    server.handle = answering(502)
    with pytest.raises(Unreachable, match="502"):
        await client.get("/x")
    assert len(server.seen) == 3


async def test_a_read_spelled_post_is_repeated_with_its_form(server: Server, client: ApiClient) -> None:
    bodies = []

    async def handle(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.text())
        return web.json_response([1], status=503 if len(bodies) == 1 else 200)

    server.handle = handle
    await client.post_read("/api/v2", data={"apikey": SecretStr(KEY), "start": 0})
    assert bodies == [f"apikey={KEY}&start=0"] * 2
    assert KEY not in server.seen[0].path_qs


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT"])
async def test_a_change_is_never_repeated(server: Server, client: ApiClient, method: str) -> None:
    server.handle = answering(503)
    with pytest.raises(Unreachable):
        await client.send(method, "/x")
    assert len(server.seen) == 1


async def test_a_refusal_is_not_repeated(server: Server, client: ApiClient) -> None:
    server.handle = answering(404)
    with pytest.raises(NotFound):
        await client.get("/x")
    assert len(server.seen) == 1


async def test_retry_after_is_honoured(server: Server, client: ApiClient, waits: list[float]) -> None:
    server.handle = answering(429, 200, headers={"Retry-After": "3"})
    await client.get("/x")
    assert waits == [3.0]


async def test_retry_after_is_capped(server: Server, client: ApiClient, waits: list[float]) -> None:
    server.handle = answering(429, 200, headers={"Retry-After": "3600"})
    await client.get("/x")
    assert waits == [10.0]


async def test_an_unreadable_retry_after_falls_back_to_the_backoff(
    server: Server, client: ApiClient, waits: list[float]
) -> None:
    server.handle = answering(429, 200, headers={"Retry-After": "soon"})
    await client.get("/x")
    assert len(waits) == 1
    assert waits[0] <= 2


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_names_its_setting(server: Server, client: ApiClient, status: int) -> None:
    server.handle = answering(status)
    with pytest.raises(Rejected, match="RADARR_UHD_API_KEY"):
        await client.get("/x")


async def test_a_redirect_is_not_followed(server: Server, client: ApiClient) -> None:
    server.handle = answering(302, headers={"Location": "/login"})
    with pytest.raises(Unexpected, match="RADARR_UHD_URL pointing at a login page"):
        await client.get("/x")
    assert len(server.seen) == 1


async def test_a_web_page_is_not_taken_for_data(server: Server, client: ApiClient) -> None:
    server.handle = answering(200, text="<!DOCTYPE html><html></html>")
    with pytest.raises(Unexpected, match="HTML where JSON was expected at GET /x"):
        (await client.get("/x")).parse(NUMBERS)


async def test_json_of_another_shape_is_named_without_its_content(server: Server, client: ApiClient) -> None:
    server.handle = answering(200, text='["private title"]')
    with pytest.raises(Unexpected, match="another shape") as caught:
        (await client.get("/x")).parse(NUMBERS)
    assert "private title" not in str(caught.value)


async def test_a_body_cut_short_is_no_answer(server: Server, client: ApiClient) -> None:
    server.handle = cut
    with pytest.raises(Unreachable, match="broke off GET /x"):
        await client.get("/x")


async def test_a_refused_connection_says_that_nothing_was_sent() -> None:
    nowhere = ApiClient("radarr", "radarr", "http://127.0.0.1:1", {})
    with pytest.raises(Unreachable, match="RADARR_URL") as caught:
        await nowhere.send("DELETE", "/x")
    assert not caught.value.sent
    await nowhere.aclose()


async def test_a_quoted_body_is_short_plain_and_holds_no_key(server: Server, client: ApiClient) -> None:
    server.handle = answering(400, text=f"bad\x1b[31m\nkey {KEY} " + "x" * 500)
    with pytest.raises(Unexpected) as caught:
        await client.get("/x")
    message = caught.value.message
    assert KEY not in message
    assert "key ***" in message
    assert message.isprintable()
    assert len(message) < 250


async def test_no_log_line_holds_the_key_or_the_query(
    client: ApiClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "cascade")
    await client.get("/x", {"word": "private"})
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("cascade")]
    assert len(lines) == 1
    assert lines[0].startswith("uhd GET /x 200 ")
    assert KEY not in caplog.text
    assert KEY not in repr(client)


async def test_a_password_in_the_url_becomes_a_header(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = ApiClient("radarr", "radarr", f"http://me:hidden@127.0.0.1:{server.port}", {})
    await client.get("/x")
    assert server.seen[0].headers["Authorization"].startswith("Basic ")
    assert "hidden" not in caplog.text
    await client.aclose()


@pytest.mark.parametrize("url", ["", "radarr:7878", "ftp://host", "http://", "http://host/?apikey=x"])
def test_an_address_that_is_none_is_refused_by_its_setting(url: str) -> None:
    with pytest.raises(BadInput, match="RADARR_URL"):
        ApiClient("radarr", "radarr", url, {})


async def test_no_more_calls_than_allowed_are_open_at_once(server: Server, client: ApiClient) -> None:
    async def handle(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.01)
        return web.json_response([1])

    server.handle = handle
    await asyncio.gather(*(client.get("/x") for _ in range(8)))
    assert server.busiest == 2


async def test_an_accepted_status_is_the_callers_to_read(server: Server, client: ApiClient) -> None:
    server.handle = answering(500)
    assert (await client.get("/x", accept={500})).status == 500
    assert len(server.seen) == 1


async def test_a_stream_yields_the_whole_body(client: ApiClient) -> None:
    async with client.stream("/x") as chunks:
        assert b"".join([chunk async for chunk in chunks]) == b"[1, 2]"


async def test_a_stream_that_breaks_off_is_no_listing(server: Server, client: ApiClient) -> None:
    server.handle = cut
    with pytest.raises(Unreachable):
        async with client.stream("/x") as chunks:
            _ = [chunk async for chunk in chunks]


async def test_a_stream_ends_at_its_deadline(server: Server, client: ApiClient) -> None:
    server.handle = drip
    with pytest.raises(Unreachable, match="did not finish"):
        async with client.stream("/x", deadline=0.2) as chunks:
            _ = [chunk async for chunk in chunks]


async def test_a_stream_of_a_login_page_is_refused(server: Server, client: ApiClient) -> None:
    server.handle = answering(200, text="<html></html>")
    with pytest.raises(Unexpected, match="HTML"):
        async with client.stream("/x") as chunks:
            _ = [chunk async for chunk in chunks]


async def test_a_call_inside_a_stream_does_not_lock_up(server: Server) -> None:
    client = ApiClient("radarr", "radarr", f"http://127.0.0.1:{server.port}", {}, concurrency=1)
    async with client.stream("/x") as chunks:
        assert (await client.get("/y")).status == 200
        assert [chunk async for chunk in chunks]
    await client.aclose()


async def test_the_servers_clock_is_read_from_its_date(server: Server, client: ApiClient) -> None:
    server.handle = answering(200, headers={"Date": "Wed, 01 Jul 2026 10:00:00 GMT"})
    clock = (await client.get("/x")).clock
    assert clock is not None
    assert clock.isoformat() == "2026-07-01T10:00:00+00:00"
