"""Every fault does to a real client what it says, and the call log tells what happened."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from email.utils import parsedate_to_datetime

import httpx
import pytest
from aiohttp import web

from playground.calls import Call, CallLog, HungUp
from playground.faults import FaultKind
from playground.wire import Wire


class Counter(Wire):
    """A server that counts up and lists ten numbers."""

    def __init__(self, log: CallLog) -> None:
        super().__init__("counter", log)
        self.count = 0

    def routes(self) -> Sequence[web.RouteDef]:
        return [web.get("/list", self._list), web.post("/count", self._count)]

    def refuse(self, request: web.Request) -> web.Response | None:
        return None if request.headers.get("X-Api-Key") == "key" else self.unauthorized()

    async def _list(self, request: web.Request) -> web.Response:
        return self.json(list(self.listed(request, range(10))))

    async def _count(self, request: web.Request) -> web.Response:
        self.change(request, self._up)
        return self.json({})

    def _up(self) -> None:
        self.count += 1


@pytest.fixture
async def wire() -> AsyncIterator[Counter]:
    wire = Counter(CallLog())
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def client(wire: Counter) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=wire.url, headers={"X-Api-Key": "key"}, timeout=5) as client:
        yield client


async def test_without_faults_a_call_has_its_effect_and_is_logged(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    assert (await client.post("/count?a=1", content=b"{}")).status_code == 200
    (call,) = wire.log.calls
    assert (call.n, call.server, call.method, call.path) == (1, "counter", "POST", "/count?a=1")
    assert (call.status, call.effect, call.body, call.headers["X-Api-Key"]) == (200, True, "{}", "key")


async def test_a_reading_has_no_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    await client.get("/list")
    assert wire.log.effects() == []


async def test_the_wrong_key_is_refused_and_changes_nothing(wire: Counter, client: httpx.AsyncClient) -> None:
    assert (await client.post("/count", headers={"X-Api-Key": "x"})).status_code == 401
    assert wire.count == 0


@pytest.mark.parametrize(
    ("kind", "status"),
    [(FaultKind.STATUS, 503), (FaultKind.RATE_LIMIT, 429), (FaultKind.UNAUTHORIZED, 401)],
)
async def test_a_refusal_comes_before_any_effect(
    wire: Counter, client: httpx.AsyncClient, kind: FaultKind, status: int
) -> None:
    wire.faults.add(kind, seconds=7)
    answer = await client.post("/count")
    assert (answer.status_code, wire.count) == (status, 0)
    assert answer.headers.get("Retry-After") == ("7" if kind is FaultKind.RATE_LIMIT else None)


async def test_a_status_may_be_chosen(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.STATUS, status=520)
    assert (await client.get("/list")).status_code == 520


async def test_html_comes_as_a_success_without_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.HTML)
    answer = await client.post("/count")
    assert (answer.status_code, wire.count) == (200, 0)
    assert answer.headers["Content-Type"].startswith("text/html")


async def test_a_hang_gives_no_byte_and_has_no_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.HANG)
    with pytest.raises(httpx.ReadTimeout):
        await client.post("/count", timeout=0.2)
    assert (wire.count, wire.log.calls[0].status) == (0, 0)


async def test_a_reset_tears_the_connection_before_any_effect(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    wire.faults.add(FaultKind.RESET)
    with pytest.raises(httpx.ReadError):
        await client.post("/count")
    assert wire.count == 0


async def test_a_cut_body_comes_after_the_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.CUT)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        await client.post("/count")
    assert wire.count == 1


async def test_a_lost_answer_was_done_and_says_nothing(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.LOST)
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/count")
    assert wire.count == 1
    assert [(call.effect, call.status) for call in wire.log.calls] == [(True, 0)]


async def test_noop_answers_success_and_does_nothing(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.NOOP)
    assert (await client.post("/count")).status_code == 200
    assert (wire.count, wire.log.effects()) == (0, [])


async def test_an_empty_listing_is_a_success(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.EMPTY)
    assert (await client.get("/list")).json() == []


async def test_a_short_page_holds_half(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.SHORT)
    assert (await client.get("/list")).json() == [0, 1, 2, 3, 4]


async def test_latency_delays_an_answer_and_leaves_it_whole(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.LATENCY, seconds=0.3)
    with pytest.raises(httpx.ReadTimeout):
        await client.get("/list", timeout=0.1)
    assert len((await client.get("/list")).json()) == 10


async def test_a_fault_waits_for_its_turn_and_ends_after_its_times(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    wire.faults.add(FaultKind.STATUS, after=1, times=2)
    assert [(await client.get("/list")).status_code for _ in range(5)] == [200, 503, 503, 200, 200]
    assert len(wire.faults) == 0


async def test_a_fault_hits_only_the_method_and_path_it_names(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    wire.faults.add(FaultKind.STATUS, method="GET", path=r"/list\?page=2$")
    paths = ["/list?page=1", "/list?page=2", "/list?page=22"]
    assert [(await client.get(path)).status_code for path in paths] == [200, 503, 200]
    assert (await client.post("/count")).status_code == 200


async def test_cleared_faults_are_over(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.faults.add(FaultKind.STATUS)
    wire.faults.clear()
    assert (await client.get("/list")).status_code == 200


async def test_the_hooks_stand_before_and_after_the_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    seen: list[tuple[str, int, bool]] = []

    async def before(call: Call) -> None:
        seen.append(("before", wire.count, call.effect))

    async def after(call: Call) -> None:
        seen.append(("after", wire.count, call.effect))

    wire.log.before, wire.log.after = before, after
    await client.post("/count")
    assert seen == [("before", 0, False), ("after", 1, True)]


async def test_a_hook_may_end_the_call_before_its_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    async def before(call: Call) -> None:
        raise HungUp(f"Call {call.n} ends here.")

    wire.log.before = before
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/count")
    assert (wire.count, wire.log.effects()) == (0, [])


async def test_a_hook_may_end_the_call_after_its_effect(wire: Counter, client: httpx.AsyncClient) -> None:
    async def after(call: Call) -> None:
        raise HungUp(f"Call {call.n} ends here.")

    wire.log.after = after
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post("/count")
    assert (wire.count, len(wire.log.effects())) == (1, 1)


async def test_a_clock_may_be_wrong(wire: Counter, client: httpx.AsyncClient) -> None:
    wire.clock_skew = -3600.0
    told = parsedate_to_datetime((await client.get("/list")).headers["Date"])
    assert (wire.log.calls[0].at - told).total_seconds() == pytest.approx(3600, abs=60)


async def test_a_server_comes_back_on_its_port_with_its_state(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    await client.post("/count")
    await wire.stop()
    assert not wire.listening
    with pytest.raises(httpx.ConnectError):
        await client.get("/list")
    await wire.start()
    assert (await client.get("/list")).status_code == 200
    assert wire.count == 1


async def test_a_stop_ends_a_hanging_call_and_what_was_still_to_come(
    wire: Counter, client: httpx.AsyncClient
) -> None:
    wire.faults.add(FaultKind.HANG)
    wire.later(60, wire._up)
    arrived = asyncio.Event()

    async def before(_: Call) -> None:
        arrived.set()

    wire.log.before = before
    hanging = asyncio.create_task(client.get("/list"))
    await arrived.wait()
    await wire.stop()
    with pytest.raises(httpx.TransportError):
        await hanging
    assert wire.count == 0


async def test_what_comes_later_can_be_waited_for(wire: Counter) -> None:
    wire.later(0.01, wire._up)
    await wire.settle()
    assert wire.count == 1


async def test_an_unknown_path_is_a_404_in_the_log_too(wire: Counter, client: httpx.AsyncClient) -> None:
    assert (await client.get("/nope")).status_code == 404
    assert wire.log.calls[0].status == 404


async def test_every_answer_tells_the_time(client: httpx.AsyncClient) -> None:
    answer = await client.get("/list")
    assert parsedate_to_datetime(answer.headers["Date"]).tzinfo is not None


async def test_a_server_that_never_started_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="has not been started"):
        _ = Counter(CallLog()).url
