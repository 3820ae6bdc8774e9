"""Titles that servers may well send: everywhere a person meets one it stays a line of plain text."""

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.discord.actor import Choice
from playground.discord.seen import Seen
from tests.bot.render.plans import HOSTILE
from tests.discord.flow import button, now, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home
from tests.discord.test_feed import quiet, said

FORMULAS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\tTab", "\n=1+1", " =1+1")
QUOTED = ('The "Best" of', "it's; DROP TABLE items --", "50% off_100%")
UNSEEN = "\u202e\u200b"
TITLES = (*HOSTILE, *FORMULAS, *QUOTED, UNSEEN)
EVERYTHING = "size:>0GB sort:size"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A household whose films have no other titles than these."""
    async with bot_at_home(tmp_path, films=50, shows=1) as opened:
        films = [entry for entry in opened.kitchen.home.world.shelf.entries.values() if entry.kind == "movie"]
        for number, entry in enumerate(films):
            entry.title = TITLES[number % len(TITLES)]
        await opened.bot.cascade.sync()
        yield opened


def harmless(text: str) -> bool:
    """Whether a text mentions nobody, turns no writing round and opens no markdown of a title."""
    shown = text.replace("@\u200b", "(at)")
    return not (
        re.search(r"(?<!\\)<[@#]", shown)
        or re.search("@everyone|@here", shown)
        or re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)
        or re.search(r"\*\*bold\*\*|\|\|spoiler\|\||^#|(?<!\\)\[click\]\(", shown, re.MULTILINE)
    )


async def test_the_plan_and_its_pages_show_them_as_they_are(home: Home) -> None:
    message = await plan_of(home, query=EVERYTHING)
    assert harmless(message.text), message.text
    page = await home.sam.click(message, button(message, "See all"))
    seen = page.text
    while "Next ▶" in page.message.buttons:
        page = await home.sam.click(page, "Next ▶")
        seen += page.text
    assert harmless(seen), seen
    assert seen.count("come back") == await _count(home, message)
    assert home.discord.pings == []


async def test_what_is_left_out_is_named_harmlessly(home: Home) -> None:
    for title in await home.sam.autocomplete("protect add", "title", ""):
        await home.sam.slash("protect add", title=title.value, reason="@everyone **loves** it")
    message = await plan_of(home, query="size:>0GB")
    left = await home.sam.click(message, button(message, "Why left out?"))
    assert "protected" in left.text
    assert harmless(left.text), left.text
    listed = await home.sam.slash("protect list")
    assert harmless(listed.text), listed.text


async def test_each_is_offered_while_typing_and_found_by_what_was_chosen(home: Home) -> None:
    for choice in await _films(home):
        assert 0 < len(choice.name) <= 100
        assert not re.search("[\n\u200b-\u200f\u202a-\u202e\u2066-\u2069]", choice.name), choice
        plan = await home.bot.cascade.plan(plan_id(await _plan_of_title(home, choice)))
        found = {item.item_id for item in plan.items} | {item.item_id for item in plan.left_out.items}
        assert found == {int(one) for one in re.findall(r"\d+", str(choice.value))}, choice


async def test_each_is_explained_under_its_own_name(home: Home) -> None:
    for choice in await _films(home):
        if "+" in str(choice.value):
            continue  # two copies are no single item to explain
        why = await home.sam.slash("why", title=choice.value, query="unwatched:>2y")
        assert harmless(why.text), why.text


async def test_one_that_cannot_be_seen_can_be_dropped(home: Home) -> None:
    message = await plan_of(home, query=EVERYTHING)
    offered = await home.sam.click(message, button(message, "Drop / keep"))
    plan = await home.bot.cascade.plan(plan_id(message))
    nameless = next(item for item in plan.items[:25] if item.title == UNSEEN)
    await home.sam.select(offered, f"drop:{plan.id}:0", [str(nameless.item_id)])
    left = await home.bot.cascade.plan(plan_id(await now(home, message)))
    assert nameless.item_id not in {item.item_id for item in left.items}
    assert len(left.items) == len(plan.items) - 1


async def test_a_spreadsheet_runs_none_of_them(home: Home) -> None:
    message = await plan_of(home, query=EVERYTHING)
    rows = list(csv.reader(io.StringIO(message.file(f"plan-{plan_id(message)}.csv").decode(), newline="")))
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
    titles = {row[2].removeprefix("'") for row in rows}
    assert set(TITLES) <= titles


async def test_the_run_the_feed_and_the_history_tell_of_them_harmlessly(home: Home) -> None:
    message = await plan_of(home, query=f"{EVERYTHING} limit:{len(TITLES)}")
    home.kitchen.home.wires["plex"].latency = 0.02
    await press_delete(home.sam, message, await _count(home, message))
    progress = await home.sam.until(lambda view: next((m for m in view if "Now: " in m.text), None))
    assert harmless(progress.text), progress.text
    told = await result(home)
    assert harmless(told.text.replace(f"<@{home.discord.people['sam'].id}>", "")), told.text
    await quiet(home)
    for channel in ("deletions", "friends"):
        assert home.shown(channel)
        assert harmless(said(home, channel)), said(home, channel)
    for page in (1, 2):
        history = await home.sam.slash("history", page=page)
        assert harmless(history.text), history.text
    assert {ping.person for ping in home.discord.pings} == {"sam"}


async def _count(home: Home, message: Seen) -> int:
    return len((await home.bot.cascade.plan(plan_id(message))).items)


async def _films(home: Home) -> list[Choice]:
    found = await home.sam.autocomplete("clean", "title", "")
    assert len(found) == 25
    return found


async def _plan_of_title(home: Home, choice: Choice) -> Seen:
    answered = await home.sam.slash("clean", kind="movie", title=choice.value)
    assert "is here" in answered.text, answered.text
    return home.shown()[-1] if "PLAN" in home.shown()[-1].text else home.shown()[-2]
