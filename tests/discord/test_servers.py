"""/health, /sync: how the servers are, and reading them."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.syncs import Syncing
from cascade.library.progress import SyncProgress
from playground.discord.permissions import Permission
from playground.happenings import restore_plex
from tests.discord.home import Home, bot_at_home


async def test_health_names_every_server_and_what_is_down(home: Home) -> None:
    well = (await home.sam.slash("health")).text
    assert all(f"**{one.name}**" in well for one in home.settings.instances)
    await home.kitchen.home.stop("radarr")
    ill = (await home.sam.slash("health")).text
    assert "Something is wrong" in ill
    assert "❌ **radarr**" in ill


async def test_a_sync_says_what_it_brought(home: Home) -> None:
    asked = await home.sam.slash("sync")
    done = await home.sam.until(lambda view: next((m for m in view if "Synced" in m.text), None))
    assert done.id == asked.message.id
    assert "**plex**" in done.text


async def test_one_server_is_synced_alone_and_a_misspelt_one_is_refused(home: Home) -> None:
    await home.sam.slash("sync", server="radarr")
    done = await home.sam.until(lambda view: next((m for m in view if "Synced" in m.text), None))
    assert "**plex**" not in done.text
    assert "There is no server of that name" in (await home.sam.slash("sync", server="radar")).text


async def test_a_person_has_ten_syncs_an_hour(home: Home) -> None:
    for _ in range(10):
        home.bot.work.count_sync(home.discord.people["sam"].id)
    assert "You asked for 10 syncs within the hour" in (await home.sam.slash("sync")).text
    kim = await home.kim.slash("sync")
    assert "10 syncs" not in kim.text


async def test_a_sync_begins_from_the_button_of_health(home: Home) -> None:
    page = await home.sam.slash("health")
    await home.restart()
    await home.sam.click(page, "Sync now")
    await home.sam.until(lambda view: next((m for m in view if "Synced" in m.text), None))


async def test_retrying_says_when_nothing_waits(home: Home) -> None:
    page = await home.sam.slash("health")
    assert "Nothing waits" in (await home.sam.click(page, "Retry what waits")).text


async def test_the_bot_reads_a_household_it_never_read_by_itself(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, synced=False) as home:
        async with asyncio.timeout(20):
            while not await home.kitchen.cascade.first_sync_done():  # noqa: ASYNC110 - as anybody sees it
                await asyncio.sleep(0.05)


async def test_a_plan_asked_for_during_the_first_sync_comes_when_it_is_done(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, synced=False) as home:
        wrong = await home.sam.slash("clean", kind="movie", query="sise:>1GB")
        assert "^" in wrong.text
        said = await home.sam.slash("clean", kind="movie", query="size:>1GB limit:2")
        if "Your plan comes here" in said.text:  # unless the sync was quicker than Sam
            assert "irst sync" in said.text
        plan = await home.sam.until(
            lambda view: next((m for m in view if "PLAN" in m.text), None), within=60.0
        )
        assert plan.buttons
        assert not plan.ephemeral


async def test_a_plan_is_not_promised_in_vain(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, synced=False, started=False) as home:
        await home.kitchen.home.stop("plex")
        await home.begin()
        said = await home.sam.slash("clean", kind="movie", query="size:>1GB limit:2")
        assert "Your plan comes here when it is done" in said.text
        await home.sam.until(
            lambda view: next((m for m in view if "did not read every server" in m.text), None), within=30
        )


async def test_a_promised_plan_that_cannot_be_posted_is_told_of_where_it_was_asked_for(
    tmp_path: Path,
) -> None:
    async with bot_at_home(tmp_path, synced=False, started=False) as home:
        home.discord.permit("cleanup", home.discord.people["bot"], deny=Permission.SEND_MESSAGES)
        for wire in home.kitchen.home.wires.values():
            wire.latency = 0.05
        await home.begin()
        await home.sam.slash("clean", kind="movie", query="size:>1GB limit:2", channel="general")
        lacking = "/setup shows what I lack where"
        await home.sam.until(lambda view: next((m for m in view if lacking in m.text), None), "general")


def test_how_far_a_sync_is_never_falls_back() -> None:
    began = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    now = Syncing(began, first=True)
    now.hear(SyncProgress("plex", "films", 38, 100))
    assert now.sentence(began + timedelta(seconds=38)) == "First sync 38 %, about 62 s left."
    now.hear(SyncProgress("plex", "episodes", 0, 900))
    assert now.share == 0.38


async def test_what_to_do_about_another_server_is_said_in_words_of_discord(home: Home) -> None:
    restore_plex(home.kitchen.home.world)
    await home.sam.slash("sync", server="plex")
    asked = "/sync server:plex accept:It really is another server now"
    said = await home.sam.until(lambda view: next((m for m in view if asked in m.text), None))
    assert "Not everything could be read" in said.text
    health = (await home.sam.slash("health")).text
    assert asked in health
    assert "not all is believed" in health
    plan = await home.sam.slash("clean", kind="movie", query="size:>1GB limit:1")
    assert "--adopt" not in "\n".join([plan.text, *(m.text for m in home.shown())])
    await home.sam.slash("sync", server="plex", accept="It really is another server now")
    await home.sam.until(lambda view: next((m for m in view if "🔄 Synced" in m.text), None))
