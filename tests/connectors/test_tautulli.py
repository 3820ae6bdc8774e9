"""Tautulli read through its real wire."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from pydantic import SecretStr

from cascade.connectors.tautulli import Tautulli
from cascade.errors import Rejected, Unexpected, Unreachable
from cascade.media import Kind, Play
from playground import happenings
from playground.people import PEOPLE
from playground.tautulli import TautulliWire
from playground.wire import CallLog, FaultKind
from playground.world import World
from tests.connectors.plex_home import FILM, NOW, served


@pytest.fixture
async def wire(world: World) -> AsyncIterator[TautulliWire]:
    wire = TautulliWire(world, CallLog())
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def tautulli(wire: TautulliWire, world: World) -> AsyncIterator[Tautulli]:
    tautulli = Tautulli("tautulli", wire.url, SecretStr(world.tautulli_key))
    yield tautulli
    await tautulli.aclose()


async def history(tautulli: Tautulli, since: datetime | None = None) -> list[Play]:
    return [play async for page in tautulli.plays(since) for play in page.rows]


def forms(wire: TautulliWire) -> Iterator[dict[str, list[str]]]:
    return (parse_qs(call.body) for call in wire.log.calls)


async def test_every_recorded_play_is_read_newest_first(tautulli: Tautulli, world: World) -> None:
    plays = await history(tautulli)
    recorded = [play for play in world.shelf.plays if play.at >= world.shelf.history_from]
    assert {play.key for play in plays} == {str(play.id) for play in recorded}
    begun = {str(play.id): play.at - timedelta(seconds=play.duration_s) for play in recorded}
    assert [begun[play.key] for play in plays] == sorted(begun.values(), reverse=True)


async def test_a_play_names_the_item_by_key_and_guid_and_the_person_as_plex_does(
    tautulli: Tautulli, world: World
) -> None:
    row = world.entry(FILM)
    happenings.play(world, row.key, PEOPLE[3], NOW)
    newest = (await history(tautulli))[0]
    assert (newest.ref, newest.guid, newest.kind, newest.title, newest.year) == (
        str(row.key),
        row.guid,
        Kind.MOVIE,
        FILM,
        row.year,
    )
    assert (newest.person, newest.at, newest.completed) == (PEOPLE[3].name, NOW, True)


async def test_a_play_that_was_broken_off_is_not_completed(tautulli: Tautulli, world: World) -> None:
    happenings.play(world, world.entry(FILM).key, PEOPLE[1], NOW, percent=30)
    assert (await history(tautulli))[0].completed is False


async def test_what_still_plays_is_no_play_yet(tautulli: Tautulli, world: World) -> None:
    before = len(await history(tautulli))
    happenings.start_session(world, world.entry(FILM).key, PEOPLE[1], NOW)
    assert len(await history(tautulli)) == before


async def test_the_history_ends_at_the_moment_asked_for_by_when_plays_ended(
    tautulli: Tautulli, world: World
) -> None:
    since = NOW - timedelta(days=300)
    plays = await history(tautulli, since)
    expected = [p for p in world.shelf.plays if p.at >= since]
    assert 0 < len(plays) == len(expected) < len(world.shelf.plays)


async def test_the_key_is_in_no_url_and_the_length_never_minus_one(
    tautulli: Tautulli, wire: TautulliWire, world: World
) -> None:
    await history(tautulli)
    await tautulli.identity()
    assert {(call.method, call.path) for call in wire.log.calls} == {("POST", "/api/v2")}
    assert all(form["apikey"] == [world.tautulli_key] for form in forms(wire))
    assert {length for form in forms(wire) for length in form.get("length", [])} == {"1000"}


async def test_a_short_page_is_followed_from_where_it_ended(
    tautulli: Tautulli, wire: TautulliWire, world: World
) -> None:
    wire.faults.add(FaultKind.SHORT, times=1)
    assert len(await history(tautulli)) == len(world.shelf.plays)


async def test_a_wrong_key_is_a_rejection_that_names_the_setting(wire: TautulliWire) -> None:
    tautulli = Tautulli("tautulli", wire.url, SecretStr("no-such-key"))
    with pytest.raises(Rejected, match="TAUTULLI_API_KEY") as caught:
        await tautulli.identity()
    health = await tautulli.check()
    await tautulli.aclose()
    assert "no-such-key" not in str(caught.value) + repr(tautulli)
    assert (health.reachable, health.version) == (True, None)


async def test_another_refusal_is_quoted_without_the_key(world: World) -> None:
    async def refuse(request: web.Request) -> web.Response:
        del request
        said = f"Unknown command for {world.tautulli_key}"
        return web.json_response({"response": {"result": "error", "message": said}}, status=400)

    async with served([web.post("/api/v2", refuse)]) as url:
        tautulli = Tautulli("tautulli", url, SecretStr(world.tautulli_key))
        with pytest.raises(Unexpected, match="Unknown command") as caught:
            await tautulli.identity()
        await tautulli.aclose()
    assert world.tautulli_key not in str(caught.value)


async def test_the_identity_is_the_plex_server_it_records(tautulli: Tautulli, world: World) -> None:
    identity = await tautulli.identity()
    assert identity.identity == await tautulli.plex_identity() == world.shelf.machine
    assert identity.version == "v2.17.2"


async def test_the_identity_is_known_while_plex_is_down(tautulli: Tautulli, wire: TautulliWire) -> None:
    wire.plex_is_up = lambda: False
    assert (await tautulli.identity()).identity == wire.world.shelf.machine


async def test_the_check_says_what_is_there(tautulli: Tautulli, wire: TautulliWire) -> None:
    assert (await tautulli.check()).reachable
    await wire.stop()
    assert not (await tautulli.check()).reachable


async def test_the_check_names_whom_it_does_not_record(
    tautulli: Tautulli, wire: TautulliWire, world: World
) -> None:
    assert (await tautulli.check()).advice == ()
    world.shelf.unrecorded = frozenset({PEOPLE[1].plex_id, PEOPLE[2].plex_id})
    (said,) = (await tautulli.check()).advice
    assert "keeps no history of Ben, anna:" in said
    wire.faults.add(FaultKind.STATUS, path="api", after=2)
    assert (await tautulli.check()).advice == ()


async def test_an_answer_that_is_an_error_with_200_is_unexpected() -> None:
    async def lie(request: web.Request) -> web.Response:
        del request
        return web.json_response({"response": {"result": "error", "message": "no", "data": {}}})

    async with served([web.post("/api/v2", lie)]) as url:
        tautulli = Tautulli("tautulli", url, SecretStr("k"))
        with pytest.raises(Unexpected):
            await history(tautulli)
        await tautulli.aclose()


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.STATUS, FaultKind.RESET])
async def test_a_fault_once_is_overcome_by_asking_again(
    tautulli: Tautulli, wire: TautulliWire, world: World, kind: FaultKind
) -> None:
    wire.faults.add(kind, times=1)
    assert len(await history(tautulli)) == len(world.shelf.plays)


async def test_a_lasting_fault_is_unreachable(tautulli: Tautulli, wire: TautulliWire) -> None:
    wire.faults.add(FaultKind.STATUS, status=502)
    with pytest.raises(Unreachable):
        await history(tautulli)


def history_answers(pages: list[tuple[int, list[int]]]) -> web.RouteDef:
    """Serve these pages in turn: the total each states and the ids in it."""
    left = iter(pages)

    async def answer(request: web.Request) -> web.Response:
        del request
        total, keys = next(left)
        rows = [{"row_id": n, "media_type": "movie", "started": 1_600_000_000, "year": ""} for n in keys]
        data = {"recordsFiltered": total, "recordsTotal": 99, "data": rows}
        return web.json_response({"response": {"result": "success", "message": None, "data": data}})

    return web.post("/api/v2", answer)


@pytest.mark.parametrize(
    ("pages", "keys"),
    [
        pytest.param([(2, [2, 1])], ["2", "1"], id="whole"),
        pytest.param([(4, [4, 3]), (5, [3, 2]), (5, [1])], ["4", "3", "3", "2", "1"], id="grown meanwhile"),
    ],
)
async def test_a_history_is_whole_also_when_it_grows_at_its_front(
    pages: list[tuple[int, list[int]]], keys: list[str]
) -> None:
    async with served([history_answers(pages)]) as url:
        tautulli = Tautulli("tautulli", url, SecretStr("k"))
        assert [play.key for play in await history(tautulli)] == keys
        await tautulli.aclose()


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([(4, [4, 3]), (3, [1])], id="shrunk meanwhile"),
        pytest.param([(3, [2, 1, 1])], id="a row twice in the place of another"),
        pytest.param([(3, [2]), (3, [])], id="ended early"),
    ],
)
async def test_a_history_with_a_gap_is_an_error(pages: list[tuple[int, list[int]]]) -> None:
    async with served([history_answers(pages)]) as url:
        tautulli = Tautulli("tautulli", url, SecretStr("k"))
        with pytest.raises(Unexpected, match=r"[Ss]ync"):
            await history(tautulli)
        await tautulli.aclose()


async def test_a_row_that_cannot_be_understood_is_counted() -> None:
    async def answer(request: web.Request) -> web.Response:
        del request
        rows = [{"row_id": 1, "media_type": "movie", "started": 1_600_000_000}, {"row_id": None}]
        data = {"recordsFiltered": 2, "data": rows}
        return web.json_response({"response": {"result": "success", "data": data}})

    async with served([web.post("/api/v2", answer)]) as url:
        tautulli = Tautulli("tautulli", url, SecretStr("k"))
        (page,) = [page async for page in tautulli.plays()]
        await tautulli.aclose()
    assert (len(page.rows), page.skipped) == (1, 1)
    assert page.rows[0].at == datetime.fromtimestamp(1_600_000_000, UTC)
