"""Finding titles while somebody types, and all that is known of one."""

from datetime import timedelta
from pathlib import Path

import pytest

from cascade.errors import BadInput
from cascade.media import Kind, text_key
from tests.kitchen import Kitchen, kitchen


async def titles(k: Kitchen, typed: str, **options: object) -> list[str]:
    return [hit.title for hit in await k.cascade.titles.search(typed, **options)]  # type: ignore[arg-type]


async def test_titles_that_begin_so_come_before_those_that_contain_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        found = await titles(k, "THE G", limit=200)
        beginning = [text_key(title).startswith("the g") for title in found]
        assert found
        assert all("the g" in text_key(title) for title in found)
        assert beginning == sorted(beginning, reverse=True)
        contained = await titles(k, "matrix")
        assert "The Matrix" in contained


async def test_at_most_as_many_are_found_as_asked_for(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        assert len(await titles(k, "")) == 25
        assert len(await titles(k, "", limit=3)) == 3
        assert await titles(k, "no such title anywhere") == []


async def test_what_people_type_is_no_pattern(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        assert await titles(k, "%") == []
        assert await titles(k, "_") == []
        assert await titles(k, "' OR 1=1 --") == []


async def test_two_copies_of_a_title_are_told_apart_by_instance_and_resolution(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        twice = await k.rows(
            "select title from items where kind = 'movie' group by tmdb having count(distinct resolution) = 2"
        )
        hits = await k.cascade.titles.search(twice[0][0], limit=200)
        copies = [hit for hit in hits if hit.title == twice[0][0]]
        assert {hit.resolution for hit in copies} >= {"2160p"}
        assert {hit.instances for hit in copies} == {("radarr",), ("uhd",)}
        assert all(hit.year and hit.size_bytes for hit in copies)


async def test_seasons_are_found_by_the_name_of_their_show(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=0, shows=4) as k:
        show = (await k.cascade.titles.search("", [Kind.SHOW]))[0]
        hits = await k.cascade.titles.search(show.title[:6], [Kind.SEASON], limit=200)
        assert hits
        assert {hit.kind for hit in hits} == {Kind.SEASON}
        assert all(hit.title.startswith(f"{show.title} · ") for hit in hits)
        assert all(hit.instances == show.instances for hit in hits)


async def test_what_was_deleted_is_found_no_more(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan("type:movie size:>1GB -resolution:2160p sort:size limit:1")
        item = plan.items[0]
        assert item.item_id in {hit.item_id for hit in await k.cascade.titles.search(item.title)}
        await k.execute(plan)
        assert item.item_id not in {hit.item_id for hit in await k.cascade.titles.search(item.title)}


@pytest.mark.parametrize(
    "field", ["library", "genre", "tag", "label", "collection", "watched-by", "requested-by", "on"]
)
async def test_every_value_of_a_field_can_be_found(field: str, tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        queries = {"library": "select 'library', library from items where gone_at is null"}
        query = queries.get(field, "select field, value from item_values")
        stored = {value for name, value in await k.rows(query) if name == field}
        assert stored
        assert set(await k.cascade.titles.names(field, "", limit=1000)) == stored
        one = min(stored)
        assert (
            (await k.cascade.titles.names(field, one.upper()[:3]))[0]
            .casefold()
            .startswith(one.casefold()[:3])
        )


async def test_names_contain_what_was_typed_and_are_limited(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        found = await k.cascade.titles.names("genre", "A", limit=2)
        assert len(found) == 2
        assert found[0].startswith("A")
        assert await k.cascade.titles.names("genre", "zzz") == ()
        assert await k.cascade.titles.names("nonsense", "") == ()


async def test_all_that_is_known_of_an_item_is_told(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        plan = await k.plan("type:movie watched:>2000 requested:>2000 sort:size limit:1")
        item = plan.items[0]
        about = await k.cascade.titles.about(item.item_id)
        assert (about.title, about.year, about.kind, about.library) == (
            item.title,
            item.year,
            item.kind,
            item.library,
        )
        assert (about.last_play_at, about.watched_by) == (item.last_play_at, item.watched_by)
        assert (about.requested_by, about.size_bytes) == (item.requested_by, item.size_bytes)
        assert (about.protected_by, about.events, about.gone_at) == ((), (), None)
        assert about.added_at is not None


async def test_why_an_item_may_not_go_and_that_it_went_before_is_told(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan("type:movie size:>1GB -resolution:2160p sort:size limit:2")
        kept, gone = plan.items
        await k.cascade.protect(
            external_id=f"movie:tmdb:{kept.ids.tmdb}",
            reason="grandma",
            by="kim",
            ends_at=k.cascade._clock() + timedelta(days=1),
        )
        await k.execute(plan)
        assert (await k.cascade.titles.about(kept.item_id)).protected_by == ("protected: grandma",)
        about = await k.cascade.titles.about(gone.item_id)
        assert about.gone_at is not None
        assert [event.item_id for event in about.events] == [gone.item_id]


async def test_an_item_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        with pytest.raises(BadInput, match="4711"):
            await k.cascade.titles.about(4711)
