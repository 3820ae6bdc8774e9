"""/protect: what may never go."""

import pytest

from cascade.errors import BadInput
from tests.discord.home import Home


async def test_a_title_is_protected_by_choosing_it_while_typing(home: Home) -> None:
    item = (await home.kitchen.cascade.titles.search("", limit=1))[0]
    offered = await home.sam.autocomplete("protect add", "title", item.title)
    chosen = next(one for one in offered if one.value == f"#{item.item_id}")
    said = await home.sam.slash(
        "protect add", title=chosen.value, reason="mother's favourite", **{"for": "90 days"}
    )
    assert "Protected" in said.text
    (kept,) = await home.kitchen.cascade.protections()
    assert kept.by == "Sam"
    assert kept.reason == "mother's favourite"
    assert kept.ends_at is not None
    assert (await home.kitchen.cascade.titles.about(item.item_id)).protected_by


async def test_a_query_is_protected_and_a_wrong_one_is_pointed_at(home: Home) -> None:
    wrong = await home.sam.slash("protect add", query="type:movie genr:Horror")
    assert "^" in wrong.text
    await home.sam.slash("protect add", query="type:movie genre:Horror")
    assert [one.query for one in await home.kitchen.cascade.protections()] == ["type:movie genre:Horror"]


async def test_a_mistake_in_a_long_query_is_pointed_at_within_a_phones_width(home: Home) -> None:
    wrong = await home.sam.slash("protect add", query=f"{'tag:keep ' * 12} genr:``` {'tag:keep ' * 12}")
    _, block, _ = wrong.text.split("```")
    line, caret = block.strip("\n").split("\n")
    assert line[len(caret) - 1 :].startswith("genr:")
    assert len(line) <= 40


async def test_a_title_that_was_typed_and_not_chosen_is_refused(home: Home) -> None:
    said = await home.sam.slash("protect add", title="Troy")
    assert "choose one from the list" in said.text
    assert await home.kitchen.cascade.protections() == ()


async def test_a_protection_is_removed_by_choosing_it(home: Home) -> None:
    await home.sam.slash("protect add", query="type:movie genre:Horror", reason="ours")
    (offered,) = await home.sam.autocomplete("protect remove", "protection", "horr")
    said = await home.sam.slash("protect remove", protection=offered.value)
    assert "No longer protected" in said.text
    assert await home.kitchen.cascade.protections() == ()


async def test_the_list_has_pages_that_outlive_a_restart(home: Home) -> None:
    for number in range(17):
        await home.kitchen.cascade.protect(
            query="type:movie genre:Horror", reason=f"reason {number}", by="Sam"
        )
    page = await home.sam.slash("protect list")
    assert "reason 0" in page.text
    assert "reason 16" not in page.text
    await home.restart()
    page = await home.sam.click(page, "Next ▶")
    assert "reason 16" in page.text
    assert page.message.buttons == ["◀ Back"]


async def test_markdown_and_mentions_in_a_reason_stay_text(home: Home) -> None:
    said = await home.sam.slash(
        "protect add", query="type:movie genre:Horror", reason="**@everyone** \u202e[x](http://e.example)"
    )
    assert r"\*\*" in said.text
    assert "\u202e" not in said.text
    assert home.discord.pings == []


@pytest.mark.parametrize("command", ["protect list", "history", "health", "sync", "people list", "stop"])
async def test_guests_are_told_no(home: Home, command: str) -> None:
    said = await home.tom.slash(command)
    assert said.message.ephemeral
    assert "Only admins may do this" in said.text


async def test_guests_are_offered_nothing_while_they_type(home: Home) -> None:
    await home.kitchen.cascade.protect(query="type:movie genre:Horror", reason="ours", by="Sam")
    assert await home.sam.autocomplete("protect remove", "protection", "") != []
    assert await home.tom.autocomplete("protect remove", "protection", "") == []
    assert await home.tom.autocomplete("protect add", "title", "") == []


async def test_an_item_that_is_not_there_cannot_be_protected(home: Home) -> None:
    with pytest.raises(BadInput):
        await home.kitchen.cascade.protect_item(999_999, reason="x", by="Sam")
