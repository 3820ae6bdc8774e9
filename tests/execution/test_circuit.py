"""A server that takes calls and does not say what became of them is left in peace after two."""

from pathlib import Path
from typing import Any

from cascade.ledger.states import ItemState
from playground.faults import FaultKind
from tests.kitchen import kitchen

PATIENT: dict[str, Any] = {"CONCURRENCY": "1", "PROOF_SECONDS": "0.3", "RETRY_AFTER": "600"}


async def test_reads_that_work_do_not_keep_deletions_going_that_do_not(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=12, shows=0, **PATIENT) as k:
        plan = await k.plan("type:movie library:Movies size:>0GB -on:uhd sort:size limit:4")
        k.home.faults["plex"].add(FaultKind.RESET, method="DELETE")
        report = await k.execute(plan)
        tried = {call.path for call in k.home.log.of("plex", "DELETE")}
        assert len(tried) == 2
        assert [item.state for item in report.items][2:] == [ItemState.PENDING] * 2
        waits = {message for (message,) in await k.rows("select message from steps where tries = 1")}
        assert "one of its systems does not answer" in waits
