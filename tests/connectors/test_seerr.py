"""Overseerr, Jellyseerr and Seerr through their real wire: what they list, and what proves a removal."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from cascade.connectors import seerr as connector
from cascade.connectors.seerr import Seerr
from cascade.connectors.seerr_wire import product
from cascade.errors import NotFound, Rejected, Unexpected, Unreachable
from cascade.media import ExternalIds, Kind, Request, RequestMedia
from cascade.step import Action, Holding, Proposal, State, Step, Subject
from playground.people import PEOPLE
from playground.request import Request as Wish
from playground.seerr import SeerrWire
from playground.wire import Call, CallLog, FaultKind
from playground.world import World
from tests.connectors.plex_home import NOW, Attempts, served

VERSIONS = {"1.33.2": "Overseerr", "2.7.3": "Jellyseerr", "3.1.0": "Seerr"}


@pytest.fixture(params=VERSIONS)
async def wire(world: World, request: pytest.FixtureRequest) -> AsyncIterator[SeerrWire]:
    wire = SeerrWire(world, CallLog(), version=request.param)
    await wire.start()
    yield wire
    await wire.stop()


@pytest.fixture
async def seerr(wire: SeerrWire, world: World) -> AsyncIterator[Seerr]:
    seerr = Seerr("seerr", wire.url, SecretStr(world.seerr_key))
    yield seerr
    await seerr.aclose()


async def requests(seerr: Seerr) -> list[Request]:
    return [row async for page in seerr.requests() for row in page.rows]


async def media(seerr: Seerr) -> list[RequestMedia]:
    return [row async for page in seerr.media() for row in page.rows]


def held(request: Request) -> Holding:
    return Holding(
        "seerr",
        request.ref,
        request.ids,
        None,
        (),
        is_4k=request.is_4k,
        seasons=request.seasons,
        media_ref=request.media_ref,
    )


def subject(*holdings: Holding, kind: Kind = Kind.MOVIE, is_4k: bool | None = False) -> Subject:
    return Subject(1, kind, "A film", 2001, holdings[0].ids, (), holdings, is_4k=is_4k)


async def planned(seerr: Seerr, kind: Kind = Kind.MOVIE) -> tuple[Step, Step]:
    """Plan the removal of the only request on a title and of the title's row."""
    found = await requests(seerr)
    rows = [row.media_ref for row in found]
    request = next(row for row in found if row.kind is kind and rows.count(row.media_ref) == 1)
    wish, title = (await seerr.plan(subject(held(request), kind=kind, is_4k=None))).steps
    return wish, title


# Reading


async def test_the_software_is_named_by_its_version(seerr: Seerr, wire: SeerrWire) -> None:
    health = await seerr.check()
    assert health.message == f"{VERSIONS[wire.version]} {wire.version}."
    assert (health.reachable, health.version, health.may_delete) == (True, wire.version, True)


def test_a_version_without_a_number_is_a_development_build() -> None:
    assert product("develop-f74306e") == "Seerr (development build)"


@pytest.mark.parametrize("key", ["no-such-key", ""])
async def test_a_missing_or_wrong_key_names_the_setting_and_not_the_key(wire: SeerrWire, key: str) -> None:
    seerr = Seerr("seerr", wire.url, SecretStr(key))
    with pytest.raises(Rejected, match="SEERR_API_KEY") as caught:
        await requests(seerr)
    health = await seerr.check()
    await seerr.aclose()
    assert health.reachable
    assert not key or key not in str(caught.value) + health.message


async def test_the_key_is_in_no_url(seerr: Seerr, wire: SeerrWire, world: World) -> None:
    await requests(seerr)
    await media(seerr)
    assert not [call for call in wire.log.calls if world.seerr_key in call.path]


async def test_every_request_is_listed_with_who_asked_for_what(seerr: Seerr, world: World) -> None:
    found = {row.ref: row for row in await requests(seerr)}
    names = {person.seerr_id: person.name for person in PEOPLE}
    assert set(found) == {str(number) for number in world.requests}
    for number, wish in world.requests.items():
        row, title = found[str(number)], world.media[wish.media]
        assert (row.person, row.is_4k, row.media_ref) == (names[wish.person], wish.is_4k, str(wish.media))
        assert row.seasons == tuple(sorted(wish.seasons))
        assert (row.ids.tmdb, row.kind) == (title.tmdb, Kind.MOVIE if title.kind == "movie" else Kind.SHOW)
        assert abs(row.at - wish.created) < timedelta(seconds=1)


async def test_everybody_who_may_request_is_listed_with_their_discord_id(seerr: Seerr) -> None:
    found = {one.name: one.discord_id for one in await seerr.requesters()}
    assert found == {one.name: None if one.discord_id is None else str(one.discord_id) for one in PEOPLE}


@pytest.mark.parametrize("status", [401, 403])
async def test_without_the_right_to_manage_users_there_are_names_and_no_discord_ids(
    seerr: Seerr, wire: SeerrWire, status: int
) -> None:
    wire.faults.add(FaultKind.STATUS, path="/settings/notifications", status=status)
    assert {(one.name, one.discord_id) for one in await seerr.requesters()} == {
        (one.name, None) for one in PEOPLE
    }


async def test_listings_longer_than_a_page_are_read_to_their_end(
    seerr: Seerr, wire: SeerrWire, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGE", 100)
    first = next(iter(world.requests.values()))
    for number in range(5000, 5230):
        world.requests[number] = Wish(number, first.media, 1, False, 2, NOW, NOW)
    assert len({row.ref for row in await requests(seerr)}) == len(world.requests)
    assert len(wire.log.calls) == -(-len(world.requests) // 100)


async def test_our_own_deletions_wait_until_a_listing_is_read_to_its_end(
    seerr: Seerr, wire: SeerrWire, attempts: Attempts, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await requests(seerr)
    step = (await seerr.plan(subject(held(found[0]), is_4k=None))).steps[0]
    monkeypatch.setattr(connector, "PAGE", len(found) // 3)
    deletions: list[asyncio.Task[None]] = []

    async def delete_meanwhile(call: Call) -> None:
        if "take=" in call.path and not deletions:
            deletions.append(asyncio.create_task(seerr.apply(step, attempts)))

    wire.log.before = delete_meanwhile
    assert len(await requests(seerr)) == len(found)
    await deletions[0]
    assert [call.method for call in wire.log.calls].index("DELETE") == len(wire.log.calls) - 1


async def test_a_short_page_is_followed_from_where_it_ended(
    seerr: Seerr, wire: SeerrWire, world: World
) -> None:
    wire.faults.add(FaultKind.SHORT, times=1)
    assert len({row.ref for row in await media(seerr)}) == len(world.media)


async def test_statuses_nobody_knows_yet_are_kept(seerr: Seerr, world: World) -> None:
    wish = next(iter(world.requests.values()))
    wish.status, world.media[wish.media].status = 42, 77
    assert {row.ref: row.status for row in await requests(seerr)}[str(wish.id)] == 42
    assert {row.ref: row.status for row in await media(seerr)}[str(wish.media)] == 77


async def test_a_film_and_a_show_with_one_tmdb_number_stay_two(seerr: Seerr, world: World) -> None:
    film = next(row for row in world.media.values() if row.kind == "movie")
    show = next(row for row in world.media.values() if row.kind == "tv")
    show.tmdb = film.tmdb
    rows = [row for row in await media(seerr) if row.ids.tmdb == film.tmdb]
    assert {row.kind for row in rows} == {Kind.MOVIE, Kind.SHOW}


# Planning


def wish(ref: str, *, is_4k: bool = False, seasons: tuple[int, ...] = (), title: str = "7") -> Holding:
    ids = ExternalIds(tmdb=10016)
    return Holding("seerr", ref, ids, None, (), is_4k=is_4k, seasons=seasons, media_ref=title)


@pytest.fixture
async def planner() -> AsyncIterator[Seerr]:
    seerr = Seerr("seerr", "http://127.0.0.1:9", SecretStr("k"))
    yield seerr
    await seerr.aclose()


def refs(proposal: Proposal) -> list[tuple[Action, str]]:
    return [(step.action, step.ref) for step in proposal.steps]


async def test_a_title_that_nobody_asked_for_loses_its_row_alone(planner: Seerr) -> None:
    row = Holding("seerr", "", ExternalIds(tmdb=10016), None, (), media_ref="7")
    for is_4k in (None, False):
        proposal = await planner.plan(subject(row, is_4k=is_4k))
        assert refs(proposal) == [(Action.DELETE_MEDIA, "7")]
        assert proposal.notes == ()


async def test_requests_go_first_and_then_the_row_once(planner: Seerr) -> None:
    proposal = await planner.plan(subject(wish("1"), wish("2")))
    assert refs(proposal) == [
        (Action.DELETE_REQUEST, "1"),
        (Action.DELETE_REQUEST, "2"),
        (Action.DELETE_MEDIA, "7"),
    ]
    assert proposal.steps[-1].expected.requests == ("1", "2")


async def test_a_request_for_the_other_class_stays_and_keeps_the_row(planner: Seerr) -> None:
    proposal = await planner.plan(subject(wish("1"), wish("2", is_4k=True)))
    assert refs(proposal) == [(Action.DELETE_REQUEST, "1")]
    assert "1 request" in proposal.notes[0]


async def test_an_item_of_both_classes_covers_the_requests_of_both(planner: Seerr) -> None:
    proposal = await planner.plan(subject(wish("1"), wish("2", is_4k=True), is_4k=None))
    assert [ref for _, ref in refs(proposal)] == ["1", "2", "7"]


async def test_a_copy_of_an_unknown_class_takes_no_request_of_another(planner: Seerr) -> None:
    mine = subject(wish("1"), wish("2", is_4k=True), is_4k=None)
    proposal = await planner.plan(replace(mine, last_of_title=False))
    assert refs(proposal) == []
    assert "2 requests" in proposal.notes[0]


async def test_the_row_stays_while_another_copy_of_the_title_remains(planner: Seerr) -> None:
    proposal = await planner.plan(replace(subject(wish("1")), last_of_title=False))
    assert refs(proposal) == [(Action.DELETE_REQUEST, "1")]


async def test_of_a_season_only_requests_for_exactly_it_go(planner: Seerr) -> None:
    wishes = wish("1", seasons=(2,)), wish("2", seasons=(1, 2)), wish("3", seasons=(1,))
    proposal = await planner.plan(replace(subject(*wishes, kind=Kind.SEASON), season=2))
    assert refs(proposal) == [(Action.DELETE_REQUEST, "1")]


# Probing and removing


@pytest.mark.parametrize("kind", [Kind.MOVIE, Kind.SHOW])
async def test_a_request_and_then_its_title_are_removed_and_proved_gone(
    seerr: Seerr, wire: SeerrWire, world: World, attempts: Attempts, kind: Kind
) -> None:
    request, title = await planned(seerr, kind)
    for step in (request, title):
        assert (await seerr.probe(step)).state is State.INTACT
        await seerr.apply(step, attempts)
        assert (await seerr.probe(step)).state is State.DONE
    assert attempts.named == [f"DELETE request {request.ref}", f"DELETE media {title.ref}"]
    assert int(request.ref) not in world.requests
    assert int(title.ref) not in world.media
    assert not [call for call in wire.log.calls if "/file" in call.path]


async def test_a_removed_request_leaves_the_title(seerr: Seerr, world: World, attempts: Attempts) -> None:
    request, title = await planned(seerr)
    await seerr.apply(request, attempts)
    assert int(title.ref) in world.media
    assert (await seerr.probe(title)).state is State.INTACT


async def test_a_blocklisted_title_stays_and_is_no_open_step(
    seerr: Seerr, wire: SeerrWire, world: World, attempts: Attempts
) -> None:
    wish, title = await planned(seerr)
    world.media[int(title.ref)].status = 6
    assert (await seerr.probe(title)).state is State.INTACT  # its request is not
    await seerr.apply(wish, attempts)
    world.media[int(title.ref)].status = 6
    blocklists = product(wire.version) != "Overseerr"
    assert (await seerr.probe(title)).state is (State.DONE if blocklists else State.INTACT)
    assert int(title.ref) in world.media


async def test_a_second_removal_is_not_found_and_the_probe_says_done(
    seerr: Seerr, attempts: Attempts
) -> None:
    request, _ = await planned(seerr)
    await seerr.apply(request, attempts)
    with pytest.raises(NotFound):
        await seerr.apply(request, attempts)
    assert (await seerr.probe(request)).state is State.DONE


async def test_a_removal_that_only_pretends_stays_intact(
    seerr: Seerr, wire: SeerrWire, attempts: Attempts
) -> None:
    wire.faults.add(FaultKind.NOOP, method="DELETE")
    for step in await planned(seerr):
        await seerr.probe(step)
        await seerr.apply(step, attempts)
        assert (await seerr.probe(step)).state is State.INTACT


async def test_a_lost_answer_is_in_doubt_and_never_repeated(
    seerr: Seerr, wire: SeerrWire, attempts: Attempts
) -> None:
    request, _ = await planned(seerr)
    wire.faults.add(FaultKind.LOST, method="DELETE")
    with pytest.raises(Unreachable) as caught:
        await seerr.apply(request, attempts)
    assert caught.value.sent
    assert len(wire.log.of("seerr", "DELETE")) == 1
    assert (await seerr.probe(request)).state is State.DONE


async def test_a_request_for_other_seasons_or_another_title_is_a_change(seerr: Seerr, world: World) -> None:
    request, title = await planned(seerr, Kind.SHOW)
    world.requests[int(request.ref)].seasons.append(99)
    assert (await seerr.probe(request)).state is State.CHANGED
    world.media[int(title.ref)].tmdb += 1
    assert (await seerr.probe(title)).state is State.CHANGED


async def test_a_title_that_somebody_has_asked_for_since_is_a_change(seerr: Seerr, world: World) -> None:
    _, title = await planned(seerr)
    world.requests[7000] = Wish(7000, int(title.ref), 2, False, 1, NOW, NOW)
    assert (await seerr.probe(title)).state is State.CHANGED


async def test_a_404_for_a_request_that_is_listed_proves_nothing(seerr: Seerr, wire: SeerrWire) -> None:
    request, _ = await planned(seerr)
    wire.faults.add(FaultKind.STATUS, path=r"/request/\d+", status=404)
    assert (await seerr.probe(request)).state is State.UNPROVEN


async def test_an_empty_listing_of_titles_beside_requests_proves_nothing(
    seerr: Seerr, wire: SeerrWire
) -> None:
    _, title = await planned(seerr)
    wire.faults.add(FaultKind.EMPTY, path="/media")
    assert (await seerr.probe(title)).state is State.UNPROVEN


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.HTML, FaultKind.CUT, FaultKind.UNAUTHORIZED])
async def test_a_probe_through_a_fault_never_says_done(
    seerr: Seerr, wire: SeerrWire, attempts: Attempts, kind: FaultKind
) -> None:
    request, title = await planned(seerr)
    await seerr.apply(request, attempts)
    await seerr.apply(title, attempts)
    wire.faults.add(kind, path=r"\?take")
    for step in (request, title):
        with pytest.raises((Unreachable, Unexpected, Rejected)):
            await seerr.probe(step)


async def test_proofs_of_several_requests_share_one_listing_begun_after_each_of_them(
    seerr: Seerr, wire: SeerrWire, attempts: Attempts
) -> None:
    found = await requests(seerr)
    steps = [(await seerr.plan(subject(held(row), is_4k=None))).steps[0] for row in found[:3]]
    for step in steps:
        await seerr.apply(step, attempts)
    before = len(wire.log.calls)
    assert {(await seerr.probe(step)).state for step in steps} == {State.DONE}
    listings = [call for call in wire.log.calls[before:] if "take=" in call.path]
    assert len(listings) == 1
    # What was listed before an attempt says nothing of its outcome.
    last = (await seerr.plan(subject(held(found[3]), is_4k=None))).steps[0]
    await seerr.apply(last, attempts)
    assert (await seerr.probe(last)).state is State.DONE
    assert len([call for call in wire.log.calls[before:] if "take=" in call.path]) == 2


@pytest.mark.parametrize("ref", ["", "all", "1,2", "../1", "7/file", "-1", "0"])
async def test_only_one_positive_number_ever_gets_into_a_path(
    planner: Seerr, attempts: Attempts, ref: str
) -> None:
    (step, _) = (await planner.plan(subject(wish("1")))).steps
    for call in (planner.apply(replace(step, ref=ref), attempts), planner.probe(replace(step, ref=ref))):
        with pytest.raises(Unexpected, match="no single item"):
            await call
    assert attempts.named == []


async def test_a_row_that_cannot_be_understood_makes_the_listing_no_proof() -> None:
    async def listing(request: web.Request) -> web.Response:
        del request
        return web.json_response({"pageInfo": {"results": 1}, "results": [{"id": "?"}]})

    async with served([web.get("/api/v1/request", listing)]) as url:
        seerr = Seerr("seerr", url, SecretStr("k"))
        (page,) = [page async for page in seerr.requests()]
        (step, _) = (await seerr.plan(subject(wish("1")))).steps
        with pytest.raises(Unexpected, match="nothing can be concluded"):
            await seerr.probe(step)
        await seerr.aclose()
    assert (page.rows, page.skipped) == ((), 1)
