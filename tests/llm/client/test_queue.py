"""People wait in line for the model, one line for each guild, and hear their place."""

import asyncio

import pytest

from llm.errors import Busy
from llm.queue import Queue, place_text


class Visitor:
    """Somebody in line; `told` are the places they heard."""

    def __init__(self, queue: Queue, guild: str = "home") -> None:
        self.told: list[int] = []
        self.served = asyncio.Event()
        self.done = asyncio.Event()
        self.task = asyncio.create_task(self._stand(queue, guild))

    async def _stand(self, queue: Queue, guild: str) -> None:
        async with queue.turn(guild, self._hear):
            self.served.set()
            await self.done.wait()

    async def _hear(self, ahead: int) -> None:
        self.told.append(ahead)

    async def leave(self) -> None:
        """Be done."""
        self.done.set()
        await self.task


async def settle() -> None:
    """Let everybody do what they can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def line(queue: Queue, people: int, guild: str = "home") -> list[Visitor]:
    visitors = [Visitor(queue, guild) for _ in range(people)]
    await settle()
    return visitors


async def test_the_first_is_served_at_once_and_told_nothing() -> None:
    (first,) = await line(Queue(), 1)
    assert first.served.is_set()
    assert first.told == []
    await first.leave()


async def test_those_behind_hear_their_place_and_every_change_of_it() -> None:
    first, second, third = await line(Queue(), 3)
    assert (second.told, third.told) == ([1], [2])
    assert not second.served.is_set()
    await first.leave()
    await settle()
    assert second.served.is_set()
    assert third.told == [2, 1]
    await second.leave()
    await third.leave()


async def test_guilds_do_not_wait_for_each_other() -> None:
    queue = Queue()
    (here,) = await line(queue, 1, "here")
    (there,) = await line(queue, 1, "there")
    assert there.served.is_set()
    await here.leave()
    await there.leave()


async def test_somebody_who_gives_up_moves_all_behind() -> None:
    first, second, third = await line(Queue(), 3)
    second.task.cancel()
    await asyncio.gather(second.task, return_exceptions=True)
    await settle()
    assert third.told == [2, 1]
    await first.leave()
    await third.leave()


async def test_a_failure_of_one_lets_the_next_in() -> None:
    queue = Queue()
    with pytest.raises(ZeroDivisionError):
        async with queue.turn("home"):
            raise ZeroDivisionError
    (next_one,) = await line(queue, 1)
    assert next_one.served.is_set()
    await next_one.leave()


async def test_a_wider_line_serves_several_at_once() -> None:
    visitors = await line(Queue(width=2), 3)
    assert [visitor.served.is_set() for visitor in visitors] == [True, True, False]
    assert visitors[2].told == [1]
    for visitor in visitors:
        await visitor.leave()


async def test_a_full_line_takes_nobody_more() -> None:
    queue = Queue(longest=2)
    visitors = await line(queue, 2)
    with pytest.raises(Busy):
        async with queue.turn("home"):
            pytest.fail("There was no room.")
    for visitor in visitors:
        await visitor.leave()


async def test_somebody_who_comes_can_be_told_beforehand_how_many_wait() -> None:
    queue = Queue()
    assert queue.ahead("home") == 0
    visitors = await line(queue, 2)
    assert queue.ahead("home") == 2
    assert queue.ahead("elsewhere") == 0
    for visitor in visitors:
        await visitor.leave()
    assert queue.ahead("home") == 0


async def test_an_empty_line_leaves_nothing_behind() -> None:
    queue = Queue()
    (visitor,) = await line(queue, 1)
    await visitor.leave()
    assert queue._lines == {}


async def test_a_hundred_in_disorder_are_each_served_alone() -> None:
    queue, inside, most = Queue(longest=200), 0, 0

    async def pass_through(n: int) -> None:
        nonlocal inside, most
        async with queue.turn("home", lambda _: asyncio.sleep(0)):
            inside += 1
            most = max(most, inside)
            for _ in range(n % 3):
                await asyncio.sleep(0)
            inside -= 1

    tasks = [asyncio.create_task(pass_through(n)) for n in range(100)]
    await settle()
    for task in tasks[10:90:7]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (most, inside, queue._lines) == (1, 0, {})


def test_a_place_in_words() -> None:
    assert (place_text(2), place_text(0)) == ("2 ahead of you", "your turn")
