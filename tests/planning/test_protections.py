"""Standing vetoes in plans: what each covers."""

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cascade.errors import BadInput
from cascade.media import Kind
from cascade.plan import Why
from playground import happenings
from playground.people import PEOPLE
from tests.kitchen import Kitchen, kitchen
from tests.planning.test_propose import entry_of

FILMS = "type:movie size:>0GB"
LEFT_IN_THE_MIDDLE = 6  # the number of a film that somebody has begun
UNMANAGED = 19  # the number of a film that Plex alone holds


async def titles(k: Kitchen, query: str = FILMS) -> set[str]:
    return {item.title for item in (await k.plan(query)).items}


async def reasons(k: Kitchen, query: str = FILMS) -> dict[str, str]:
    """Say why each protected item is passed over."""
    plan = await k.plan(query)
    return {one.title: one.text for one in plan.left_out.items if one.why is Why.PROTECTED}


async def keep(k: Kitchen, query: str, **more: Any) -> int:
    return (await k.cascade.protect(query=query, reason="ours", by="kim", **more)).id


async def test_a_protection_by_query_covers_what_it_matches_with_its_reason(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0) as k:
        before = await titles(k)
        number = await keep(k, "type:movie label:keep")
        assert await titles(k) == before - {entry_of(k, 11).title}
        assert (await reasons(k))[entry_of(k, 11).title] == "protected: ours"
        await k.cascade.unprotect(number, by="kim")
        assert await titles(k) == before


async def test_a_negated_title_protects_everything_else(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0) as k:
        chosen = min(await titles(k))
        await keep(k, f'type:movie -title:"{chosen}"')
        assert await titles(k) == {chosen}


async def test_a_protection_by_query_covers_what_it_cannot_judge(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0, synced=False) as k:
        await k.home.stop("seerr")
        await k.cascade.sync()
        before = await titles(k)
        number = await keep(k, "type:movie requested-by:nobody")
        assert before
        assert await titles(k) == set()
        assert before <= (await reasons(k)).keys()
        await k.cascade.unprotect(number, by="kim")
        await keep(k, "type:movie size:>90TB")
        assert await titles(k) == before


async def test_a_protection_of_films_covers_no_show(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=4) as k:
        shows = await titles(k, "type:show size:>0GB")
        await keep(k, "type:movie size:>0KB")
        assert await titles(k, "type:movie,show size:>0GB") == shows


async def test_a_protection_counts_until_it_ends(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        before, now = await titles(k), k.cascade._clock()
        await keep(k, FILMS, ends_at=now - timedelta(seconds=1))
        assert await k.cascade.protections() == ()
        assert await titles(k) == before
        await keep(k, FILMS, ends_at=now + timedelta(hours=1))
        assert [one.reason for one in await k.cascade.protections()] == ["ours"]
        assert await titles(k) == set()


async def test_a_show_with_a_protected_season_is_no_candidate(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=4) as k:
        shows = await titles(k, "type:show size:>0GB")
        show = entry_of(k, 3, "show").title
        seasons = await titles(k, f'type:season show:="{show}"')
        await keep(k, f'type:season show:="{show}" season:1')
        assert await titles(k, "type:show size:>0GB") == shows - {show}
        assert await reasons(k, "type:show size:>0GB") == {show: "protected: ours"}
        assert await titles(k, f'type:season show:="{show}"') == seasons - {f"{show} · Season 1"}
        assert len(seasons) > 1


async def test_a_protected_show_keeps_all_its_seasons(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=4) as k:
        show = entry_of(k, 0, "show").title
        others = {title for title in await titles(k, "type:season size:>0GB") if not title.startswith(show)}
        await keep(k, f'type:show title:="{show}"')
        assert await titles(k, "type:season size:>0GB") == others


async def test_whatever_shares_a_file_with_something_protected_is_protected(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, synced=False) as k:
        shelf, film = k.home.world.shelf, entry_of(k, UNMANAGED)
        second = copy.deepcopy(film)
        second.key, second.section, second.guid = k.home.world.fresh("plex"), 5, "local://second"
        shelf.add(second)
        await k.cascade.sync()
        alone = "type:movie library:Movies"
        assert film.title in await titles(k, alone)
        await keep(k, "type:movie library:Kids")
        assert film.title not in await titles(k, alone)
        assert (await reasons(k, alone))[film.title] == "protected: ours"


async def test_a_film_somebody_is_in_the_middle_of_goes_only_if_the_rule_says_so(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0) as k:
        begun = entry_of(k, LEFT_IN_THE_MIDDLE).title
        assert begun not in await titles(k)
        assert "in the middle of it" in (await reasons(k))[begun]
        assert await titles(k, "type:movie in-progress:yes") == {begun}


async def test_while_plays_cannot_be_read_all_may_be_in_the_middle_and_the_plan_says_why(
    tmp_path: Path,
) -> None:
    async with kitchen(tmp_path, films=4, shows=0, synced=False) as k:
        await k.home.stop("tautulli")
        await k.cascade.sync()
        assert await titles(k) == set()
        (text,) = set((await reasons(k)).values())
        assert text.startswith("whether somebody is in the middle of it cannot be told: tautulli")


async def test_a_film_that_plays_now_stays_whatever_the_rule_says(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=8, shows=0) as k:
        world, begun = k.home.world, entry_of(k, LEFT_IN_THE_MIDDLE)
        happenings.start_session(world, begun.key, PEOPLE[1], world.now)
        assert await titles(k, "type:movie in-progress:yes") == set()
        assert await reasons(k, "type:movie in-progress:yes") == {begun.title: "being watched right now"}


async def test_an_episode_that_plays_keeps_its_season_and_show(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=4) as k:
        world, show = k.home.world, entry_of(k, 3, "show")
        happenings.start_session(world, world.shelf.leaves(show.key)[0].key, PEOPLE[1], world.now)
        assert (await reasons(k, "type:show size:>0GB"))[show.title] == "being watched right now"
        assert (await reasons(k, "type:season size:>0GB"))[f"{show.title} · Season 1"] == (
            "being watched right now"
        )


@pytest.mark.parametrize(
    "text", ["603", "tmdb:603", "film:tmdb:603", "movie:imdb:603", "movie:tmdb:six", "season:tmdb:603"]
)
async def test_what_is_no_external_id_is_refused_and_shows_one(tmp_path: Path, text: str) -> None:
    async with kitchen(tmp_path, films=1, shows=0, synced=False) as k:
        with pytest.raises(BadInput, match="movie:tmdb:603"):
            await k.cascade.protect(external_id=text, reason="ours", by="kim")
        assert await k.cascade.protections() == ()


async def test_why_an_item_is_protected_is_told_on_demand(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        item = (await k.plan(FILMS)).items[0]
        await k.cascade.protect(external_id=f"movie:tmdb:{item.ids.tmdb}", reason="ours", by="kim")
        told = await k.cascade.explain(FILMS, item.item_id)
        assert (told.kind, told.protected_by) == (Kind.MOVIE, ("protected: ours",))
