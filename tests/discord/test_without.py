"""A system that does not answer when a plan is confirmed: people may go on without it, knowing what stays."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from playground.discord.actor import Actor, Answer
from playground.discord.seen import Seen
from tests.discord.flow import button, hears, labels, plan_id, plan_of
from tests.discord.home import Home, bot_at_home

QUERY = "library:Movies size:>1GB unwatched:>2y sort:-size limit:2"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """A household that does not try again by itself while a test looks, and gives up calls early."""
    async with bot_at_home(tmp_path, RETRY_AFTER="3600", CALL_DEADLINE="2") as opened:
        yield opened


async def confirmed(actor: Actor, on: Seen | Answer, starts: str, number: int = 2) -> None:
    """Press a red button and type the number."""
    message = on.message if isinstance(on, Answer) else on
    opened = await actor.click(message, button(message, starts))
    await actor.submit(opened, {opened.modal.fields[0].custom_id: str(number)})


async def offered(home: Home, *, to: Actor | None = None) -> Seen:
    """Ask for a plan, lose Radarr, confirm, and wait for the offer."""
    message = await plan_of(home, query=QUERY)
    await home.kitchen.home.stop("radarr")
    await confirmed(home.sam, message, "Delete")
    return await hears(to or home.sam, "Nothing was deleted")


async def test_a_silent_radarr_is_told_in_words_of_discord_and_nothing_happens(home: Home) -> None:
    said = await offered(home)
    assert list(labels(said)) == ["Go on without radarr"]
    assert "Radarr keeps 2 items" in said.text
    assert "partial" in said.text
    assert "--" not in said.text
    assert home.kitchen.destructive() == []


async def test_whoever_agrees_types_the_number_again_and_the_items_are_partial(home: Home) -> None:
    await confirmed(home.sam, await offered(home), "Go on without")
    told = await home.sam.until(
        lambda view: next((m for m in view if "2 items not finished" in m.text), None), within=60.0
    )
    assert len(home.kitchen.destructive("plex")) == 2
    await home.kitchen.home.start("radarr")
    await home.sam.click(told, button(told, "Retry"))
    await home.sam.until(
        lambda view: next((m for m in view if "all 2 gone everywhere" in m.text), None), within=60.0
    )


async def test_the_wrong_number_goes_on_without_nothing(home: Home) -> None:
    await confirmed(home.sam, await offered(home), "Go on without", number=3)
    await hears(home.sam, "That is not 2")
    assert home.kitchen.destructive() == []


async def test_only_those_who_may_confirm_may_go_on_without(home: Home) -> None:
    said = await offered(home)
    control = button(said, "Go on without")
    message = next(m for m in home.shown() if "PLAN" in m.text)
    assert "Only admins" in (await home.tom.forge(message, control)).text
    assert "Only the one who made this plan" in (await home.kim.forge(message, control)).text
    assert home.kitchen.destructive() == []


async def test_agreeing_to_one_silent_system_is_no_yes_to_another(home: Home) -> None:
    said = await offered(home)
    await home.kitchen.home.stop("seerr")
    await confirmed(home.sam, said, "Go on without")
    anew = await hears(home.sam, "Seerr keeps the requests")
    assert list(labels(anew)) == ["Go on without radarr, seerr"]
    assert home.kitchen.destructive() == []


async def test_a_system_that_is_back_meanwhile_is_not_done_without(home: Home) -> None:
    said = await offered(home)
    await home.kitchen.home.start("radarr")
    await confirmed(home.sam, said, "Go on without")
    await home.sam.until(
        lambda view: next((m for m in view if "all 2 gone everywhere" in m.text), None), within=60.0
    )


async def test_a_silent_plex_is_never_done_without(home: Home) -> None:
    message = await plan_of(home, query=QUERY)
    await home.kitchen.home.stop("plex")
    await confirmed(home.sam, message, "Delete")
    said = await hears(home.sam, "plex is needed")
    assert said.buttons == []
    await home.sam.forge(message, f"without:{plan_id(message)}_plex:0")
    assert home.kitchen.destructive() == []


async def test_where_two_admins_are_needed_the_second_one_decides(home: Home) -> None:
    await home.prefer(second_admin_items=1)
    message = await plan_of(home, query=QUERY)
    await confirmed(home.sam, message, "Delete")
    await home.kitchen.home.stop("radarr")
    asked = next(m for m in home.shown() if m.id == message.id)
    said = await home.kim.click(asked, button(asked, "Second admin"))
    control = button(said.message, "Go on without")
    await home.sam.forge(message, control)
    await hears(home.sam, "another admin has to agree")
    assert home.kitchen.destructive() == []
    await home.kim.click(said, control)
    await home.sam.until(
        lambda view: next((m for m in view if "2 items not finished" in m.text), None), within=60.0
    )


async def test_practice_binds_whoever_goes_on_without(home: Home) -> None:
    said = await offered(home)
    await home.prefer(practice=True)
    await confirmed(home.sam, said, "Go on without")
    await home.sam.until(lambda view: next((m for m in view if "Practice" in m.text), None))
    assert home.kitchen.destructive() == []
