"""What the two rooms hear of deletions, and what happens when they cannot be told."""

import asyncio
from pathlib import Path

from sqlalchemy import text

from playground import happenings
from playground.discord.faults import Fault
from playground.discord.seen import Seen
from playground.faults import FaultKind
from tests.discord.flow import button, hears, labels, plan_id, plan_of, press_delete, result
from tests.discord.home import Home, bot_at_home

QUERY = "type:movie library:Movies -resolution:2160p size:>1GB sort:size limit:{}"


async def deleted(home: Home, films: int = 2) -> Seen:
    """Delete some films and wait for the result; gives the plan's message."""
    plan = await plan_of(home, query=QUERY.format(films))
    await press_delete(home.sam, plan, films)
    await result(home)
    return plan


async def told(home: Home, words: str, channel: str = "deletions") -> Seen:
    """Wait for a message of the feed with these words."""

    def find(view: list[Seen]) -> Seen | None:
        return next((shown for shown in view if words in shown.text), None)

    return await home.sam.until(find, channel, within=60.0)


async def quiet(home: Home) -> None:
    """Wait until nothing is left to be told."""
    notices = home.bot.cascade.notices
    for _ in range(200):
        if not await notices.piles():
            return
        await home.bot.feed.tell()
    raise AssertionError(await notices.piles())


async def at_rest(home: Home) -> None:
    """Wait until what is left of the run only waits."""
    (run_id,) = await home.bot.cascade.open_run_ids()
    for _ in range(500):
        if not home.bot.runs.at_work(run_id):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the run never rests")


def said(home: Home, channel: str) -> str:
    """Everything a channel says."""
    return "\n".join(shown.text for shown in home.shown(channel))


async def test_admins_hear_what_went_by_whom_and_from_where(home: Home) -> None:
    plan = await deleted(home)
    await quiet(home)
    heard = said(home, "deletions")
    assert heard.count("🗑") == 2
    for part in (f"by Sam, plan {plan_id(plan)}", "gone from Plex, Radarr", "disk gained"):
        assert part in heard, heard


async def test_friends_hear_what_left_and_nothing_of_systems_or_admins(home: Home) -> None:
    plan = await deleted(home)
    await quiet(home)
    heard = said(home, "friends")
    assert "were removed" in heard or "was removed" in heard
    assert "Request it in Seerr" in heard
    for secret in ("Sam", "Plex", "Radarr", plan_id(plan), "disk"):
        assert secret not in heard, heard


async def test_nothing_is_posted_when_nothing_happened(home: Home) -> None:
    await home.bot.feed.tell()
    assert home.shown("deletions") == home.shown("friends") == []


async def test_nobody_is_notified_of_a_deletion(home: Home) -> None:
    await deleted(home)
    await quiet(home)
    assert not [ping for ping in home.discord.pings if ping.channel in ("deletions", "friends")]


async def test_many_at_once_are_summed_up(home: Home) -> None:
    await home.prefer(digest_above=3)
    plan = await deleted(home, 4)
    await quiet(home)
    (post,) = home.shown("deletions")
    assert "4 films deleted" in post.text
    assert plan_id(plan) in post.text
    (friends,) = home.shown("friends")
    assert "4 films** were removed" in friends.text


async def test_a_kind_nobody_wants_to_hear_of_is_not_told_later_either(home: Home) -> None:
    await home.prefer(feed_kinds=frozenset({"failed"}))
    await deleted(home)
    await quiet(home)
    await home.prefer(feed_kinds=frozenset({"completed"}))
    await quiet(home)
    assert home.shown("deletions") == home.shown("friends") == []


async def test_a_post_that_fails_comes_later_and_once_and_the_deletion_stands(home: Home) -> None:
    friends = home.discord.channels["friends"].id
    home.discord.faults.add(Fault.MISSING_ACCESS, method="POST", path=f"/channels/{friends}/", times=1)
    await deleted(home)
    await told(home, "🗑")
    calls = home.kitchen.destructive()
    await _due_now(home)
    await told(home, "removed", "friends")
    await quiet(home)
    assert said(home, "deletions").count("🗑") == 2
    assert said(home, "friends").count("removed") == 1
    assert home.kitchen.destructive() == calls


async def test_what_a_stopped_bot_could_not_tell_is_told_by_the_next(home: Home) -> None:
    home.discord.faults.add(
        Fault.MISSING_ACCESS,
        method="POST",
        path=f"/channels/{home.discord.channels['deletions'].id}/",
        times=9,
    )
    await deleted(home)
    await home.end()
    home.discord.faults.clear()
    await _due_now(home)
    await home.begin()
    await told(home, "🗑")
    await quiet(home)
    assert said(home, "deletions").count("🗑") == 2


async def test_a_bot_that_died_before_it_noted_a_post_does_not_double_it(home: Home) -> None:
    await deleted(home, 1)
    await quiet(home)
    await _write(home, "UPDATE outbox SET posted_at = NULL, told = ''")
    await quiet(home)
    assert len(home.shown("deletions")) == len(home.shown("friends")) == 1


async def test_an_entry_left_behind_is_red_and_notifies_and_can_be_tried_again(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, RETRY_AFTER="3600") as home:
        await home.prefer(ping_role_id=home.discord.roles["Media admins"].id)
        _refuse(home, "radarr")
        await deleted(home, 1)
        red = await told(home, "🔴")
        assert "still has it: it may be downloaded again" in red.text
        assert "Next try" in red.text
        assert [ping.person for ping in home.discord.pings if ping.message_id == red.id] == ["sam", "kim"]
        assert home.shown("friends") == []
        assert "Only admins" in (await home.tom.forge(red, button(red, "Retry now"))).text

        home.kitchen.home.faults["radarr"].clear()
        await at_rest(home)
        await home.kim.click(red, button(red, "Retry now"))
        await hears(home.kim, "Trying again", "deletions")
        green = await told(home, "🗑")
        assert green.id == red.id, "the same message, now whole"
        assert labels(green) == {}
        await told(home, "was removed", "friends")
        await quiet(home)
        assert len(home.shown("deletions")) == 1


async def test_a_request_left_behind_is_grey_and_notifies_nobody(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, RETRY_AFTER="3600") as home:
        await home.prefer(ping_role_id=home.discord.roles["Media admins"].id)
        _refuse(home, "seerr")
        plan = await plan_of(home, query="type:movie -requested:never size:>0GB sort:size limit:1")
        await press_delete(home.sam, plan, 1)
        grey = await told(home, "▫")
        assert "its request is left in Seerr" in grey.text
        assert labels(grey) == {}
        assert not [ping for ping in home.discord.pings if ping.message_id == grey.id]


async def test_what_was_not_deleted_is_told_to_admins_alone(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, PROOF_SECONDS="0.3") as home:
        home.kitchen.home.faults["plex"].add(FaultKind.NOOP, method="DELETE")
        await deleted(home, 1)
        await told(home, "❌")
        await quiet(home)
        assert home.shown("friends") == []


async def test_giving_up_is_said(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, RETRY_AFTER="3600") as home:
        _refuse(home, "radarr")
        plan = await deleted(home, 1)
        red = await told(home, "🔴")
        stored = await home.bot.cascade.plan(plan_id(plan))
        entry = next(int(step.ref) for step in stored.items[0].steps if step.target == "radarr")
        happenings.upgrade(home.kitchen.home.world, "radarr", entry, home.kitchen.home.world.now)
        home.kitchen.home.faults["radarr"].clear()
        await at_rest(home)
        await home.sam.click(red, button(red, "Retry now"))
        last = await told(home, "I gave up")
        assert labels(last) == {}
        await home.sam.until(
            lambda view: any(shown.id == red.id and not labels(shown) for shown in view), "deletions"
        )


async def test_the_requester_is_mentioned_where_seerr_knows_them_and_the_setting_is_on(home: Home) -> None:
    await home.prefer(mention_requester=True)
    plan = await plan_of(home, query="type:movie requested-by:anna size:>0GB sort:size limit:1")
    await press_delete(home.sam, plan, 1)
    post = await told(home, "was removed", "friends")
    assert [ping.person for ping in home.discord.pings if ping.message_id == post.id] == ["anna"]


async def test_a_requester_who_is_not_in_the_server_is_not_mentioned(home: Home) -> None:
    await home.prefer(mention_requester=True)
    home.discord.people.pop("anna")
    plan = await plan_of(home, query="type:movie requested-by:anna size:>0GB sort:size limit:1")
    await press_delete(home.sam, plan, 1)
    post = await told(home, "was removed", "friends")
    assert "<@" not in post.text


async def test_a_hostile_title_is_shown_as_it_is(home: Home) -> None:
    evil = "**@everyone** <@1> `x` \u202egnp ||s|| [a](http://b) " + "x" * 300
    await _rename_all(home, evil)
    await deleted(home, 1)
    await quiet(home)
    heard = said(home, "deletions") + said(home, "friends")
    assert "\u202e" not in heard
    assert "\\*\\*@" in heard
    assert not [ping for ping in home.discord.pings if ping.channel in ("deletions", "friends")]


def _refuse(home: Home, server: str) -> None:
    home.kitchen.home.faults[server].add(FaultKind.STATUS, method="DELETE", status=500)


async def _rename_all(home: Home, title: str) -> None:
    for entry in home.kitchen.home.world.shelf.entries.values():
        if entry.kind == "movie":
            entry.title = title
    await home.bot.cascade.sync()


async def _due_now(home: Home) -> None:
    await _write(home, "UPDATE outbox SET next_at = NULL")


async def _write(home: Home, statement: str) -> None:
    async with home.kitchen.cascade._db.write() as conn:
        await conn.execute(text(statement))
