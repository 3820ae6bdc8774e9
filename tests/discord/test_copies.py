"""A title that stands on two instances: each copy by itself, or both, as somebody chooses it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.discord.actor import Choice
from playground.discord.seen import Seen
from tests.discord.flow import plan_id, press_delete
from tests.discord.home import Home, bot_at_home


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A household with enough films that one of them is there in HD and in 4K."""
    async with bot_at_home(tmp_path, films=40, shows=0) as opened:
        yield opened


async def twice(home: Home) -> str:
    """Name a film that is there in two copies."""
    rows = await home.kitchen.rows("SELECT title FROM items GROUP BY tmdb HAVING count(*) = 2 ORDER BY title")
    title: str = rows[0][0]
    return title


async def offered(home: Home, title: str) -> list[Choice]:
    return [one for one in await home.sam.autocomplete("clean", "title", title) if title in one.name]


async def planned(home: Home, title: object) -> Seen:
    said = await home.sam.slash("clean", kind="movie", title=title)
    assert "is here" in said.text, said.text
    return await home.sam.until(lambda view: next((m for m in view if "PLAN" in m.text), None))


async def test_each_copy_and_both_are_offered(home: Home) -> None:
    title = await twice(home)
    names = [one.name for one in await offered(home, title)]
    assert len(names) == 3
    assert any("· 4K · uhd ·" in name for name in names)
    assert any("· radarr ·" in name for name in names)
    assert "· both copies · radarr and uhd ·" in names[-1]


async def test_both_copies_make_a_plan_of_two_that_deletes_both(home: Home) -> None:
    both = (await offered(home, await twice(home)))[-1]
    message = await planned(home, both.value)
    assert "2 films" in message.text
    await press_delete(home.sam, message, 2)
    await home.sam.until(
        lambda view: next((m for m in view if "all 2 gone everywhere" in m.text), None), within=60.0
    )


@pytest.mark.parametrize("which", [0, 1])
async def test_one_copy_makes_a_plan_of_that_copy_alone(home: Home, which: int) -> None:
    one = (await offered(home, await twice(home)))[which]
    (item,) = (await home.bot.cascade.plan(plan_id(await planned(home, one.value)))).items
    assert one.value == f"#{item.item_id}"


async def test_a_title_typed_in_full_that_is_there_twice_is_asked_about(home: Home) -> None:
    said = await home.sam.slash("clean", kind="movie", title=await twice(home))
    assert "is on radarr and uhd" in said.text


async def test_a_title_typed_in_full_that_is_there_once_is_taken(home: Home) -> None:
    rows = await home.kitchen.rows("SELECT title, year FROM items GROUP BY title HAVING count(*) = 1")
    title, year = rows[0]
    assert title in (await planned(home, f"{title.upper()} ({year})")).text


async def test_a_number_that_is_typed_is_a_title_and_no_item(home: Home) -> None:
    for command in ("clean", "why", "protect add"):
        kind = {"kind": "movie"} if command == "clean" else {}
        said = await home.sam.slash(command, {**kind, "title": "1"})
        assert "no title of the name “1”" in said.text
    assert await home.kitchen.cascade.protections() == ()


async def test_both_copies_are_no_single_title_to_explain(home: Home) -> None:
    both = (await offered(home, await twice(home)))[-1]
    said = await home.sam.slash("why", title=both.value, query="size:>1GB")
    assert "Choose one copy" in said.text
