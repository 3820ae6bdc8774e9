"""Both copies of a title on one plan."""

from pathlib import Path

from cascade.ledger.states import ItemState
from tests.kitchen import kitchen


async def test_a_film_and_its_4k_twin_go_together(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=48, shows=3, CONCURRENCY="1") as home:
        plan = await home.plan('title:="Inception" type:movie size:>0GB')
        assert len(plan.items) == 2
        report = await home.execute(plan)
        assert [item.message for item in report.items if item.state is not ItemState.COMPLETED] == []


async def test_every_film_of_a_large_plan_goes_with_its_twin(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=48, shows=3) as home:
        plan = await home.plan("type:movie size:>0GB sort:size limit:40")
        report = await home.execute(plan)
        assert [(i.title, i.message) for i in report.items if i.state is not ItemState.COMPLETED] == []
