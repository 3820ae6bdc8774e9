"""A plan of 5,000 films, as people leaf through it, change it and confirm it. The household is made once."""

import csv
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from cascade.plan import PlanState
from playground.discord.seen import Seen
from tests.discord.flow import button, now, plan_id, plan_of, press_delete
from tests.discord.home import Home, bot_at_home

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILMS = 5_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def planned(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Home, Seen]]:
    """A household whose admin has asked for 5,000 films, and the plan's message."""
    folder = tmp_path_factory.mktemp("large")
    async with bot_at_home(folder, films=FILMS + 600, shows=1, MAX_ITEMS="9000", MAX_SIZE="1000TB") as home:
        yield home, await plan_of(home, query=f"size:>0GB sort:-size limit:{FILMS}")


async def test_its_message_counts_all_and_names_the_biggest(planned: tuple[Home, Seen]) -> None:
    _, message = planned
    assert f"{FILMS:,} films" in message.embeds[0]["title"]
    assert "+4,992 more" in message.text
    assert message.rows[-1] == ["Delete 5,000 films…"]


async def test_its_list_has_every_film_once(planned: tuple[Home, Seen]) -> None:
    home, message = planned
    plan = await home.bot.cascade.plan(plan_id(message))
    rows = list(csv.DictReader(io.StringIO(message.file(f"plan-{plan.id}.csv").decode())))
    assert [int(row["item_id"]) for row in rows] == [item.item_id for item in plan.items]
    assert len({row["item_id"] for row in rows}) == FILMS


async def test_its_last_page_is_one_click_away_and_so_is_the_first(planned: tuple[Home, Seen]) -> None:
    home, message = planned
    first = await home.sam.click(message, button(message, "See all"))
    assert "page 1 of 500" in first.text
    last = await home.sam.click(first, "Last ⏭")
    assert "page 500 of 500" in last.text
    assert "`5000`" in last.text
    assert last.message.buttons == ["⏮ First", "◀ Back"]
    again = await home.sam.click(last, "⏮ First")
    assert "page 1 of 500" in again.text
    assert "`1`" in again.text


async def test_the_last_of_it_is_dropped_and_the_rest_confirmed_by_its_number(
    planned: tuple[Home, Seen],
) -> None:
    home, message = planned
    plan = await home.bot.cascade.plan(plan_id(message))
    offered = await home.sam.click(message, button(message, "Drop / keep"))
    offered = await home.sam.click(offered, "Last ⏭")
    dropped = plan.items[-1]
    await home.sam.select(offered, f"drop:{plan.id}:199", [str(dropped.item_id)])
    message = await now(home, message)
    successor = plan_id(message)
    assert {item.item_id for item in (await home.bot.cascade.plan(successor)).items} == {
        item.item_id for item in plan.items if item is not dropped
    }

    refused = await press_delete(home.sam, message, FILMS)
    assert "That is not 4999; nothing was deleted" in refused.text
    assert home.kitchen.destructive() == []
    await press_delete(home.sam, message, FILMS - 1)
    await home.sam.slash("stop")
    assert (await home.bot.cascade.plan(successor)).state in (PlanState.CONFIRMED, PlanState.RUNNING)
    progress = await home.sam.until(
        lambda view: next((m for m in view if "of 4999" in m.text and "Stopping" in m.text), None)
    )
    assert progress.embeds[0]["title"].startswith("🔴 Deleting")
