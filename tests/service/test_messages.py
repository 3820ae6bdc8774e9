"""Where messages stand, and what the feed still has to say."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.wiring import open_cascade
from cascade.ledger.states import Stands
from playground import happenings
from playground.faults import FaultKind
from tests.kitchen import Kitchen, kitchen

FILMS = "type:movie size:>1GB -resolution:2160p sort:size limit:2"


async def deleted(k: Kitchen) -> None:
    assert (await k.execute(await k.plan(FILMS))).completed


async def test_a_message_is_found_again_after_a_restart(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        put = await k.cascade.posts.put("plan", "k7f2", 2**62, 2**62 + 1, person_id="7")
        async with open_cascade(k.settings) as restarted:
            assert await restarted.posts.find("plan", "k7f2") == put
            assert await restarted.posts.find("plan", "other") is None
            assert await restarted.posts.find("run", "k7f2") is None


async def test_a_later_message_takes_the_place_of_the_first(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        await k.cascade.posts.put("run", "a", 1, 10, person_id="7")
        second = await k.cascade.posts.put("run", "a", 2, 20)
        assert await k.cascade.posts.of_kind("run") == (second,)
        assert second.person_id is None


async def test_messages_of_a_kind_come_oldest_first_and_can_be_forgotten(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        for number, ref in enumerate("abc"):
            await k.cascade.posts.put("run", ref, 1, number)
        await k.cascade.posts.put("plan", "z", 1, 9)
        await k.cascade.posts.forget("run", "b")
        assert [post.ref for post in await k.cascade.posts.of_kind("run")] == ["a", "c"]


async def test_each_deletion_waits_to_be_told_with_what_the_plan_knew(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        plan = await k.plan(FILMS)
        assert await k.cascade.notices.waiting() == ()
        await k.execute(plan)
        notices = await k.cascade.notices.waiting()
        planned = {item.item_id: item for item in plan.items}
        assert {notice.event.item_id for notice in notices} == set(planned)
        for notice in notices:
            item, event = planned[notice.event.item_id or 0], notice.event
            assert (notice.status, notice.tries) == (Stands.COMPLETED, 0)
            assert (event.last_play_at, event.requested_by) == (item.last_play_at, item.requested_by)
            assert (event.frees_bytes, event.reason) == (item.frees_bytes, plan.sentence)
            assert event.run_id == await k.cascade.run_of(plan.id)


async def test_what_was_told_waits_no_more(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        await deleted(k)
        first, second = await k.cascade.notices.waiting()
        await k.cascade.notices.posted([first.id])
        assert await k.cascade.notices.waiting() == (second,)
        async with open_cascade(k.settings) as restarted:
            assert await restarted.notices.waiting() == (second,)


async def test_what_could_not_be_told_comes_again_when_it_is_due_and_not_before(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        await deleted(k)
        first, second = await k.cascade.notices.waiting()
        now = k.cascade._clock()
        await k.cascade.notices.failed([first.id], now + timedelta(hours=1))
        assert await k.cascade.notices.waiting() == (second,)
        later = type(k.cascade.notices)(k.cascade._db, lambda: now + timedelta(hours=1))
        again = await later.waiting()
        assert [(notice.id, notice.tries) for notice in again] == [(first.id, 1), (second.id, 0)]
        assert [notice.id for notice in await later.waiting(limit=1)] == [first.id]


async def test_what_becomes_whole_later_is_told_a_second_time_and_only_then(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, RETRY_AFTER="3600") as k:
        plan = await k.plan(FILMS)
        k.home.faults["radarr"].add(FaultKind.STATUS, method="DELETE", status=500)
        await k.execute(plan)
        notices = await k.cascade.notices.waiting()
        assert {notice.status for notice in notices} == {Stands.PARTIAL}
        await k.cascade.notices.posted([notice.id for notice in notices])
        await k.cascade.retry(plan.id, by="sam")
        assert await k.cascade.notices.waiting() == ()
        k.home.faults["radarr"].clear()
        await k.cascade.retry(plan.id, by="sam")
        again = await k.cascade.notices.waiting()
        assert [notice.status for notice in again] == [Stands.COMPLETED] * 2


async def test_what_waits_is_counted_by_run_and_by_what_it_says(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        await deleted(k)
        waiting = await k.cascade.notices.waiting()
        (pile,) = await k.cascade.notices.piles()
        assert (pile.number, pile.status, pile.run_id) == (2, "completed", waiting[0].event.run_id)
        assert await k.cascade.notices.waiting(pile=pile) == waiting
        assert await k.cascade.notices.waiting(pile=replace(pile, status="failed")) == ()
        assert await k.cascade.notices.waiting(pile=replace(pile, run_id=None)) == ()
        await k.cascade.notices.posted([notice.id for notice in waiting])
        assert await k.cascade.notices.piles() == ()


async def test_who_heard_a_notice_is_known_while_others_wait_for_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0) as k:
        await deleted(k)
        first, second = await k.cascade.notices.waiting()
        await k.cascade.notices.told([first.id], "admins")
        await k.cascade.notices.told([first.id], "friends")
        told = [notice.told for notice in await k.cascade.notices.waiting()]
        assert told == [frozenset({"admins", "friends"}), second.told] == [{"admins", "friends"}, set()]


async def test_a_partial_deletion_says_when_it_is_tried_again(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, RETRY_AFTER="3600") as k:
        k.home.faults["radarr"].add(FaultKind.STATUS, method="DELETE", status=500)
        await k.execute(await k.plan(FILMS))
        notices = await k.cascade.notices.waiting()
        now = k.cascade._clock()
        assert all(notice.next_try and notice.next_try > now for notice in notices)
        assert not any(notice.given_up for notice in notices)


async def test_an_item_nobody_can_finish_is_told_as_given_up(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=20, shows=0, RETRY_AFTER="3600") as k:
        plan = await k.plan(FILMS)
        k.home.faults["radarr"].add(FaultKind.STATUS, method="DELETE", status=500)
        await k.execute(plan)
        for item in plan.items:  # it was downloaded again: from now on only a person can decide
            entry = next(int(step.ref) for step in item.steps if step.target == "radarr")
            happenings.upgrade(k.home.world, "radarr", entry, k.home.world.now)
        k.home.faults["radarr"].clear()
        await k.cascade.retry(plan.id, by="sam")
        notices = await k.cascade.notices.waiting()
        assert [(notice.status, notice.given_up) for notice in notices] == [
            (Stands.PARTIAL, False),
            (Stands.PARTIAL, False),
            (Stands.PARTIAL, True),
            (Stands.PARTIAL, True),
        ]
        assert all(notice.next_try is None for notice in notices)
