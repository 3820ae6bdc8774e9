"""What others delete, as the two rooms hear of it, and what can be done about it there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.hearing import hearing
from cascade.detection.doors import IN_PATH, USER, Doors
from cascade.detection.receiver import Receiver
from playground import elsewhere
from playground.discord.seen import Seen
from playground.hooks import Hook
from tests.discord.flow import button, hears, labels
from tests.discord.home import Home, bot_at_home
from tests.discord.test_feed import quiet, said, told

# Short, so that what is waited for comes soon.
SOON = {"REPLACEMENT_MINUTES": "0.005", "NOTICE_MINUTES": "0.02"}
REQUESTED = (
    "SELECT i.id, p.ref, r.ref FROM items i"
    " JOIN holdings p ON p.item_id = i.id AND p.source = 'plex'"
    " JOIN holdings r ON r.item_id = i.id AND r.source = 'radarr'"
    " WHERE i.tmdb IN (SELECT tmdb FROM requests WHERE kind = 'movie') ORDER BY i.id"
)


@asynccontextmanager
async def listening(tmp_path: Path, **options: Any) -> AsyncIterator[Home]:
    """A household whose servers report to the bot."""
    async with bot_at_home(tmp_path, films=24, **{**SOON, **options}) as home:
        detection, doors = home.bot.cascade.detection, Doors(SecretStr("a secret of this test"))
        async with hearing(home.bot.cascade), Receiver(detection, doors).listening("127.0.0.1", 0) as port:
            for source, software in detection.senders.items():
                secret, url = doors.secret(source), f"http://127.0.0.1:{port}/hooks/{source}"
                hook = (
                    Hook(f"{url}/{secret}") if software in IN_PATH else Hook(url, user=USER, password=secret)
                )
                home.kitchen.home.hook(source, hook)
            yield home


@pytest.fixture
async def heard(tmp_path: Path) -> AsyncIterator[Home]:
    async with listening(tmp_path) as opened:
        yield opened


async def reconciled(home: Home) -> None:
    """Let the bot compare once more, after the comparison it begins with."""
    await home.bot.reconciles.wait()
    assert home.bot.reconciles.start(by="test")
    assert await home.bot.reconciles.wait() is not None, home.bot.reconciles.error


async def film(home: Home) -> tuple[int, int, int]:
    """A film with a request: its item, its key in Plex, its number in Radarr."""
    item, key, number = (await home.kitchen.rows(REQUESTED))[0]
    return int(item), int(key), int(number)


async def deleted_in_plex(home: Home) -> Seen:
    """Somebody deletes a film in Plex; gives the entry of the feed, with something left."""
    _, key, _ = await film(home)
    elsewhere.delete_in_plex(home.kitchen.home.world, key)
    await reconciled(home)
    return await told(home, "Left:")


async def dropped_in_radarr(home: Home) -> Seen:
    """Somebody drops a film in Radarr and leaves its file; gives the entry of the feed."""
    _, _, number = await film(home)
    elsewhere.delete_movie(home.kitchen.home.world, "radarr", number, files=False)
    return await told(home, "gone from Radarr")


async def test_a_film_deleted_in_radarr_is_told_once_with_who_and_how(heard: Home) -> None:
    _, _, number = await film(heard)
    world = heard.kitchen.home.world
    elsewhere.delete_movie(world, "radarr", number)
    elsewhere.look_again(world, "plex")
    post = await told(heard, "deleted in Radarr (seen by webhook)")
    assert "gone from Plex, Radarr" in post.text
    assert "Seerr still has its request" in post.text
    await quiet(heard)
    assert said(heard, "deletions").count("🗑") == 1
    assert len(await heard.bot.cascade.history()) == 1


async def test_friends_hear_only_that_it_left_and_that_once(heard: Home) -> None:
    post = await deleted_in_plex(heard)
    await told(heard, "was removed", "friends")
    private = await heard.sam.click(post, button(post, "Finish"))
    await heard.sam.click(private, button(private.message, "Remove these"))
    await told(heard, "finished by plan")
    await quiet(heard)
    heard_by_friends = said(heard, "friends")
    assert heard_by_friends.count("was removed") == 1
    for secret in ("Plex", "Radarr", "webhook", "System", "Left"):
        assert secret not in heard_by_friends


async def test_what_is_left_is_shown_confirmed_and_removed_and_the_entry_says_so(heard: Home) -> None:
    post = await deleted_in_plex(heard)
    private = await heard.sam.click(post, button(post, "Finish"))
    assert private.message.ephemeral
    for part in ("finish the cascade", "Radarr: the entry", "Seerr: the request", "none is removed by this"):
        assert part in private.text, private.text
    assert heard.kitchen.destructive() == []
    await heard.sam.click(private, button(private.message, "Remove these"))
    done = await told(heard, "finished by plan")
    assert done.id == post.id
    assert labels(done) == {}
    assert {call.server for call in heard.kitchen.destructive()} == {"radarr", "seerr"}


async def test_the_buttons_work_after_a_restart(heard: Home) -> None:
    post = await deleted_in_plex(heard)
    await heard.restart()
    private = await heard.sam.click(post, button(post, "Finish"))
    await heard.restart()
    await heard.sam.click(private, button(private.message, "Remove these"))
    await told(heard, "finished by plan")


async def test_guests_are_refused(heard: Home) -> None:
    post = await deleted_in_plex(heard)
    for label in labels(post).values():
        assert "Only admins" in (await heard.tom.forge(post, label)).text
    assert heard.kitchen.destructive() == []


async def test_what_was_protected_under_the_entry_is_not_finished(heard: Home) -> None:
    post = await deleted_in_plex(heard)
    await heard.sam.click(post, button(post, "Protect"))
    await hears(heard.sam, "Protected", "deletions")
    refused = await heard.sam.click(post, button(post, "Finish"))
    assert "protected" in refused.text
    assert heard.kitchen.destructive() == []


async def test_in_practice_finishing_says_what_it_would_do(tmp_path: Path) -> None:
    async with listening(tmp_path, live=False) as home:
        post = await deleted_in_plex(home)
        private = await home.sam.click(post, button(post, "Finish"))
        await home.sam.click(private, button(private.message, "Remove these"))
        await told(home, "Nothing was deleted")
        assert home.kitchen.destructive() == []


async def test_drift_is_told_with_three_ways_out_and_is_not_finished_over_a_file(heard: Home) -> None:
    post = await dropped_in_radarr(heard)
    assert "still in Plex" in post.text
    assert set(labels(post)) == {"Finish the cascade…", "Refresh", "Protect"}
    refused = await heard.sam.click(post, button(post, "Finish"))
    assert "is still there" in refused.text
    await heard.sam.click(post, button(post, "Protect"))
    settled = await told(heard, "✔ Protected")
    assert settled.id == post.id
    assert labels(settled) == {}


async def test_drift_can_be_looked_at_again(heard: Home) -> None:
    post = await dropped_in_radarr(heard)
    await heard.restart()
    await heard.kim.click(post, button(post, "Refresh"))
    await hears(heard.kim, "still lacks it", "deletions")


async def test_what_plex_lost_and_radarr_has_is_not_gone_from_everywhere(heard: Home) -> None:
    world = heard.kitchen.home.world
    _, key, _ = await film(heard)
    entry = world.shelf.entries.pop(key)
    world.shelf.by_section[entry.section].remove(key)
    world.touch()
    await reconciled(heard)
    post = await told(heard, "gone from Plex")
    await heard.kim.click(post, button(post, "Refresh"))
    await hears(heard.kim, "plex still lacks it; radarr has it", "deletions")
    world.shelf.entries[key] = entry
    world.shelf.by_section[entry.section].append(key)
    world.touch()
    await heard.kim.click(post, button(post, "Refresh"))
    await hears(heard.kim, "plex has it again", "deletions")


async def test_kinds_nobody_wants_to_hear_of_are_not_told(heard: Home) -> None:
    await heard.prefer(elsewhere_kinds=frozenset({"outages"}))
    _, key, _ = await film(heard)
    elsewhere.delete_in_plex(heard.kitchen.home.world, key)
    await reconciled(heard)
    assert len(await heard.bot.cascade.history()) == 1
    await quiet(heard)
    await heard.bot.elsewhere.tell()
    assert heard.shown("deletions") == []


async def test_many_at_once_are_summed_up(heard: Home) -> None:
    await heard.prefer(digest_above=2)
    world = heard.kitchen.home.world
    for _, key, _ in (await heard.kitchen.rows(REQUESTED))[:3]:
        elsewhere.delete_in_plex(world, int(key))
    await reconciled(heard)
    post = await told(heard, "3 films deleted by others")
    assert "something is left" in post.text
    assert len(heard.shown("deletions")) == 1


async def test_it_is_finished_by_itself_only_where_that_is_wanted(heard: Home) -> None:
    await heard.prefer(finish_external=True)
    await deleted_in_plex_quietly(heard)
    done = await told(heard, "finished by plan")
    assert labels(done) == {}
    assert {call.server for call in heard.kitchen.destructive()} == {"radarr", "seerr"}


async def deleted_in_plex_quietly(home: Home) -> None:
    _, key, _ = await film(home)
    elsewhere.delete_in_plex(home.kitchen.home.world, key)
    await reconciled(home)


async def test_what_was_noticed_before_that_was_switched_on_is_left_to_a_person(heard: Home) -> None:
    await deleted_in_plex(heard)
    await heard.prefer(finish_external=True)
    await heard.bot.finisher.work()
    assert await heard.bot.cascade.open_run_ids() == ()
    assert heard.kitchen.destructive() == []


async def test_what_is_protected_is_not_finished_by_itself_either(heard: Home) -> None:
    await heard.bot.cascade.protect(query="type:movie size:>=0GB", reason="all of it", by="Kim")
    await heard.prefer(finish_external=True)
    await deleted_in_plex(heard)
    await heard.bot.finisher.work()
    assert await heard.bot.cascade.open_run_ids() == ()
    assert heard.kitchen.destructive() == []
