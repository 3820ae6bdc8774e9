"""What came back, outages, and the health of the library, as admins meet them."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import text, update

from cascade.ledger.tables import deletion_events
from cascade.library.tables import holdings, items
from playground import elsewhere
from playground.discord.seen import Seen
from playground.jellyfin_trash import delete as delete_in_jellyfin
from tests.discord.flow import button, hears, labels
from tests.discord.home import Home
from tests.discord.test_elsewhere import (
    REQUESTED,
    deleted_in_plex,
    dropped_in_radarr,
    film,
    heard,
    listening,
    reconciled,
)
from tests.discord.test_feed import quiet, said, told

__all__ = ["heard"]
MASS = 8  # more than the five that are always let through


async def came_back(home: Home) -> Seen:
    """A film that was deleted in Plex is fetched again by an import list; gives the entry of the feed."""
    world = home.kitchen.home.world
    _, _, number = await film(home)
    title = world.instances["radarr"].movies[number].title
    elsewhere.delete_movie(world, "radarr", number)
    elsewhere.look_again(world, "plex")
    await told(home, "deleted in Radarr")
    world.listeners.clear()
    await long_ago(home)
    elsewhere.bring_back(world, "radarr", title, world.now - timedelta(hours=1), cause="list")
    await reconciled(home)
    return await told(home, "came back")


async def long_ago(home: Home) -> None:
    """Let what was deleted so far have been deleted two days ago."""
    earlier = 2 * 24 * 3600 * 10**6
    async with home.kitchen.cascade._db.write() as conn:
        await conn.execute(update(deletion_events).values(at=text(f"at - {earlier}")))
        for table in (items, holdings):
            gone = update(table).where(table.c.gone_at.is_not(None))
            await conn.execute(gone.values(gone_at=text(f"gone_at - {earlier}")))


async def vanished(home: Home) -> Seen:
    """Radarr reports many films as deleted within minutes; gives the alert."""
    world = home.kitchen.home.world
    held = list(world.instances["radarr"].movies)[:MASS]
    for number in held:
        elsewhere.delete_movie(world, "radarr", number, files=False)
    return await told(home, "🔌 Outage")


async def test_what_came_back_is_told_with_its_cause_and_fine_settles_it(heard: Home) -> None:
    post = await came_back(heard)
    assert "import list" in post.text
    assert set(labels(post)) == {"Fine", "Delete again…", "Protect"}
    await heard.restart()
    await heard.sam.click(post, button(post, "Fine"))
    settled = await told(heard, "is fine with it")
    assert settled.id == post.id
    assert labels(settled) == {}
    await reconciled(heard)
    await heard.bot.elsewhere.tell()
    assert said(heard, "deletions").count("came back") == 1


async def test_deleting_it_again_makes_a_plan_that_somebody_confirms(heard: Home) -> None:
    post = await came_back(heard)
    await heard.sam.click(post, button(post, "Delete again"))
    plan = await told(heard, "PLAN", "cleanup")
    assert "1 film" in plan.text
    assert heard.kitchen.destructive() == []


async def test_protecting_what_came_back_keeps_it(heard: Home) -> None:
    post = await came_back(heard)
    await heard.sam.click(post, button(post, "Protect"))
    await told(heard, "protected it")
    assert len(await heard.bot.cascade.protections()) == 1


async def test_an_outage_is_one_alert_until_a_person_says_what_it_was(heard: Home) -> None:
    post = await vanished(heard)
    assert "Nothing is marked as deleted until somebody says so" in post.text
    await heard.restart()
    await heard.bot.elsewhere.tell()
    assert said(heard, "deletions").count("🔌 Outage") == 1
    assert "Only admins" in (await heard.tom.forge(post, button(post, "They are"))).text
    await heard.sam.click(post, button(post, "It was no deletion"))
    over = await told(heard, "🔌 Over")
    assert over.id == post.id
    assert labels(over) == {}
    assert await heard.bot.cascade.history() == ()


async def test_an_alert_notifies_the_role_that_trouble_notifies(heard: Home) -> None:
    await heard.prefer(ping_role_id=heard.discord.roles["Media admins"].id)
    post = await vanished(heard)
    assert [ping.person for ping in heard.discord.pings if ping.message_id == post.id] == ["sam", "kim"]


async def test_a_check_says_what_it_came_to(heard: Home) -> None:
    await heard.bot.reconciles.wait()
    answered = await heard.sam.slash("reconcile")
    done = await heard.sam.until(lambda view: next((m for m in view if "Library checked" in m.text), None))
    assert done.id == answered.message.id
    assert "compared with what the servers list" in done.text
    assert "Only admins" in (await heard.tom.slash("reconcile")).text


async def test_health_says_how_true_the_library_is_and_shows_each_finding(heard: Home) -> None:
    await dropped_in_radarr(heard)
    page = await heard.sam.slash("health")
    for part in ("Library health", "drift: 1", "came back: 0", "outages: 0", "orphans: 0"):
        assert part in page.text, page.text
    await heard.restart()
    shown = await heard.sam.click(page, "Drift")
    assert "gone from Radarr" in shown.text
    assert "1 of 1" in shown.text
    await heard.sam.click(shown, "Protect")
    await hears(heard.sam, "Protected")
    assert "No system lacks" in (await heard.sam.click(page, "Drift")).text
    assert "Nothing that was deleted came back" in (await heard.sam.click(page, "Came back")).text
    assert "There is no outage" in (await heard.sam.click(page, "Outages")).text


async def test_the_history_can_be_asked_for_what_one_server_did(heard: Home) -> None:
    await deleted_in_plex(heard)
    (event,) = await heard.bot.cascade.history()
    offered = await heard.sam.autocomplete("history", "source", "r")
    assert {choice.value for choice in offered} == {"discord", "external", "radarr", "sonarr"}
    assert event.title in (await heard.sam.slash("history", source=event.source)).text
    assert "Nothing was deleted that fits" in (await heard.sam.slash("history", source="shoko")).text


async def test_a_file_removed_by_hand_is_told_once_as_nobodys(heard: Home) -> None:
    world = heard.kitchen.home.world
    _, key, number = await film(heard)
    world.listeners.clear()
    elsewhere.delete_by_hand(world, world.instances["radarr"].movies[number].path)
    elsewhere.look_again(world)
    await reconciled(heard)
    post = await told(heard, "deleted by nobody knows whom (seen by a check)")
    assert "Radarr still has its entry" in post.text
    await quiet(heard)
    assert said(heard, "deletions").count("🗑") == 1
    del key


async def test_a_show_deleted_in_sonarr_is_one_entry(heard: Home) -> None:
    world = heard.kitchen.home.world
    number = next(iter(world.instances["sonarr"].series))
    elsewhere.delete_series(world, number)
    elsewhere.look_again(world, "plex")
    await told(heard, "deleted in Sonarr")
    await quiet(heard)
    assert said(heard, "deletions").count("🗑") == 1
    assert not sum((await heard.bot.cascade.detection.orphans()).values())


async def test_a_film_deleted_in_jellyfin_is_finished_like_any_other(tmp_path: Path) -> None:
    async with listening(tmp_path, media="jellyfin-12.0.0") as home:
        home.kitchen.home.jellyfin.plugin_s = 0.0
        world = home.kitchen.home.world
        ((_, ref, _), *_) = await home.kitchen.rows(REQUESTED.replace("'plex'", "'jellyfin'"))
        assert world.jellyfin is not None
        delete_in_jellyfin(world, world.jellyfin, ref)
        post = await told(home, "deleted in Jellyfin (seen by webhook)")
        private = await home.sam.click(post, button(post, "Finish"))
        await home.sam.click(private, button(private.message, "Remove these"))
        await told(home, "finished by plan")
        assert {call.server for call in home.kitchen.destructive()} == {"radarr", "seerr"}
