"""/stop and a plain "stop"; /history afterwards."""

import asyncio
from pathlib import Path

from bot.commands.stop import means_stop
from playground.discord.heard import Intent
from playground.faults import FaultKind
from tests.discord.flow import plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home

SLOW = 0.4  # seconds a deletion by Plex takes, so that there is something to stop


async def slowed(home: Home) -> None:
    """Begin a run of three that takes its time, one item after the other."""
    home.kitchen.home.faults["plex"].add(FaultKind.LATENCY, method="DELETE", times=None, seconds=SLOW)
    await press_delete(home.sam, await plan_of(home), 3)
    async with asyncio.timeout(10):
        while not home.kitchen.destructive("plex"):  # noqa: ASYNC110 - the wire is all there is to look at
            await asyncio.sleep(0.02)


async def test_stop_ends_a_run_after_the_item_at_hand(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, CONCURRENCY="1") as home:
        await slowed(home)
        assert "One run stops after the items at hand" in (await home.kim.slash("stop")).text
        await result(home)
        assert 0 < len(home.kitchen.destructive("plex")) < 3


async def test_a_plain_stop_in_the_channel_counts_where_the_bot_may_read(tmp_path: Path) -> None:
    async with bot_at_home(
        tmp_path, CONCURRENCY="1", DISCORD_MESSAGE_CONTENT="true", intents=Intent.MESSAGE_CONTENT
    ) as home:
        await slowed(home)
        said = await home.kim.ask("cleanup", "Stop!")
        assert "One run stops" in said.text
        await result(home)
        assert 0 < len(home.kitchen.destructive("plex")) < 3


async def test_without_that_intent_a_mention_is_enough(home: Home) -> None:
    said = await home.sam.ask("general", f"<@{home.discord.people['bot'].id}> stop")
    assert "Nothing is running" in said.text


async def test_a_guest_cannot_stop_a_run_by_saying_so(home: Home) -> None:
    said = await home.tom.ask("general", f"<@{home.discord.people['bot'].id}> stop")
    assert "Only admins" in said.text


def test_only_a_message_that_says_nothing_else_means_stop() -> None:
    assert means_stop("STOP!", None)
    assert not means_stop("stop deleting my films", None)
    assert not means_stop("don't stop", None)
    assert not means_stop("", None)


async def test_history_tells_who_deleted_what_and_what_each_system_said(home: Home) -> None:
    plan = await plan_of(home)
    await press_delete(home.sam, plan, 3)
    await result(home)
    said = (await home.sam.slash("history")).text
    assert said.count("by Sam") == 3
    assert "plex ✓" in said
    assert "Nothing was deleted that fits" in (await home.sam.slash("history", person="Kim")).text
    assert [one.value for one in await home.sam.autocomplete("history", "person", "s")] == ["Sam"]
    offered = [one.value for one in await home.sam.autocomplete("history", "source", "")]
    assert {"discord", "radarr", "external"} <= set(offered)
    assert (await home.sam.slash("history", source="discord")).text.count("by Sam") == 3
    assert "Nothing was deleted that fits" in (await home.sam.slash("history", source="radarr")).text
    (event, *_) = await home.kitchen.cascade.history(limit=1)
    assert (await home.sam.slash("history", title=event.title)).text.count("by Sam") == 1


async def test_a_run_cut_off_by_the_end_of_the_bot_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, CONCURRENCY="1") as home:
        await slowed(home)
        await home.end()
        home.kitchen.home.faults["plex"].clear()
        await home.begin()
        back = await home.sam.until(lambda view: next((m for m in view if "I am back" in m.text), None))
        assert "I go on with" in back.text
        await result(home)
        events = await home.kitchen.cascade.history()
        assert [event.status.value for event in events] == ["completed"] * 3
        paths = [call.path for call in home.kitchen.destructive("plex")]
        assert len(paths) == len(set(paths)) == 3
