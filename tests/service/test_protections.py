"""Protections in plans: by number or by query, and how far each reaches."""

from datetime import timedelta
from pathlib import Path

from tests.kitchen import Kitchen, kitchen

FILMS = "type:movie size:>1GB -resolution:2160p sort:size limit:4"


async def planned(k: Kitchen, query: str) -> set[int]:
    return {item.item_id for item in (await k.plan(query)).items}


async def test_a_film_is_protected_by_any_of_its_numbers(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        first, second, third, fourth = (await k.plan(FILMS)).items
        for number in (f"tmdb:{first.ids.tmdb}", f"imdb:{second.ids.imdb}"):
            await k.cascade.protect(external_id=f"movie:{number}", reason="ours", by="kim")
        await k.cascade.protect(query=f'type:movie title:="{third.title}"', reason="asked", by="kim")
        left = await planned(k, "type:movie size:>1GB -resolution:2160p sort:size")
        assert not {first.item_id, second.item_id, third.item_id} & left
        assert fourth.item_id in left
        plan = await k.plan(FILMS)
        said = {one.item_id: one.text for one in plan.left_out.items}
        assert said[first.item_id] == said[second.item_id] == "protected: ours"
        assert said[third.item_id] == "protected: asked"


async def test_a_films_number_protects_no_show_of_the_same_number(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=4) as k:
        shows = (await k.plan("type:show size:>0GB sort:size")).items
        await k.cascade.protect(external_id=f"movie:tmdb:{shows[0].ids.tmdb}", reason="ours", by="kim")
        assert shows[0].item_id in await planned(k, "type:show size:>0GB sort:size")


async def test_a_show_protects_its_seasons(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=0, shows=4) as k:
        seasons = (await k.plan("type:season size:>0GB sort:size")).items
        tvdb = seasons[0].ids.tvdb
        await k.cascade.protect(external_id=f"show:tvdb:{tvdb}", reason="ours", by="kim")
        spared = {item.item_id for item in seasons if item.ids.tvdb == tvdb}
        left = await planned(k, "type:season size:>0GB sort:size")
        assert left == {item.item_id for item in seasons} - spared


async def test_a_protection_that_ended_protects_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        ends_at = k.cascade._clock() - timedelta(seconds=1)
        external = f"movie:tmdb:{plan.items[0].ids.tmdb}"
        await k.cascade.protect(external_id=external, reason="ours", by="kim", ends_at=ends_at)
        assert await planned(k, FILMS) == {item.item_id for item in plan.items}
