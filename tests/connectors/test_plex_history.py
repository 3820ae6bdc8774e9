"""Who watched what on Plex, through its real wire."""

from datetime import timedelta

import pytest
from aiohttp import web
from pydantic import SecretStr

from cascade.connectors.plex import Plex
from cascade.errors import NotFound, Unexpected
from playground import happenings
from playground.people import PEOPLE
from playground.world import World
from tests.connectors.plex_home import (
    CLIENT_ID,
    FILM,
    NOW,
    ROOT_XML,
    accounts_answer,
    history,
    pretending,
    served,
)


async def test_the_history_of_all_accounts_is_newest_first_and_named(plex: Plex, world: World) -> None:
    plays = await history(plex)
    expected = [play for play in world.shelf.plays if play.percent >= 90]
    assert {play.key for play in plays} == {f"/status/sessions/history/{play.id}" for play in expected}
    assert [play.at for play in plays] == sorted((play.at for play in plays), reverse=True)
    assert {play.person for play in plays} <= {person.name for person in PEOPLE}
    assert len({play.person for play in plays}) > 1


async def test_the_history_stops_at_the_moment_asked_for(plex: Plex, world: World) -> None:
    since = NOW - timedelta(days=200)
    plays = await history(plex, since)
    expected = [play for play in world.shelf.plays if play.percent >= 90 and play.at >= since]
    assert 0 < len(plays) == len(expected)


async def test_a_play_of_a_deleted_film_keeps_its_dead_key(plex: Plex, world: World) -> None:
    play = happenings.play(world, world.entry(FILM).key, PEOPLE[1], NOW)
    del world.shelf.entries[play.key]
    world.shelf.by_section = {
        number: [key for key in keys if key != play.key] for number, keys in world.shelf.by_section.items()
    }
    newest = (await history(plex))[0]
    assert (newest.ref, newest.title, newest.person) == (str(play.key), FILM, PEOPLE[1].name)


async def test_a_history_that_comes_shorter_than_it_said_is_an_error() -> None:
    row = {
        "historyKey": "/status/sessions/history/1",
        "viewedAt": 1_600_000_000,
        "accountID": 1,
        "type": "movie",
    }
    page = {"MediaContainer": {"size": 2, "totalSize": 2, "Metadata": [row, row]}}
    async with pretending({"/status/sessions/history/all": page}, accounts=True) as other:
        with pytest.raises(Unexpected, match="1 of 2 rows"):
            await history(other)


async def test_music_in_the_history_is_left_out_and_hides_nothing() -> None:
    rows = [
        {"historyKey": f"/{n}", "viewedAt": 1_600_000_000 - n, "accountID": 1, "type": kind}
        for n, kind in enumerate(["track", "movie", "track"])
    ]
    page = {"MediaContainer": {"size": 3, "totalSize": 3, "Metadata": rows}}
    async with pretending({"/status/sessions/history/all": page}, accounts=True) as other:
        assert [play.key for play in await history(other)] == ["/1"]


async def test_what_plays_now_is_named_with_its_season_and_show(plex: Plex, world: World) -> None:
    episode = next(row for row in world.shelf.entries.values() if row.kind == "episode")
    assert episode.parent is not None
    happenings.start_session(world, episode.key, PEOPLE[1], NOW)
    season = world.shelf.entries[episode.parent]
    assert await plex.playing() == {str(episode.key), str(season.key), str(season.parent)}


async def test_plexapi_introduces_itself_by_the_given_identifier() -> None:
    seen: list[str | None] = []

    async def root(request: web.Request) -> web.Response:
        seen.append(request.headers.get("X-Plex-Client-Identifier"))
        return web.Response(text=ROOT_XML, content_type="text/xml")

    async with served([web.get("/", root), web.get("/accounts", accounts_answer)]) as url:
        plex = Plex("plex", url, SecretStr("t"), client_id=CLIENT_ID)
        with pytest.raises(NotFound):
            await history(plex)
        await plex.aclose()
    assert seen == [CLIENT_ID]


async def test_plexapi_follows_no_redirect() -> None:
    async def away(request: web.Request) -> web.Response:
        del request
        raise web.HTTPFound("http://127.0.0.1:9/")

    async with served([web.get("/", away)]) as url:
        plex = Plex("plex", url, SecretStr("t"), client_id=CLIENT_ID)
        with pytest.raises(Unexpected, match="redirect"):
            await history(plex)
        await plex.aclose()
