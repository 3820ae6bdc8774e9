"""A dry run: every step is looked at, none is taken."""

from cascade.errors import CascadeError
from cascade.ledger.events import Result
from cascade.ledger.states import ItemState
from cascade.plan import Plan, PlanItem
from cascade.report import ItemReport, RunReport
from cascade.servers import Servers
from cascade.step import State, Step


async def rehearse(plan: Plan, servers: Servers, besides: frozenset[str]) -> RunReport:
    """Say for each item what executing the plan now would do. Reads servers, changes nothing."""
    items = [await _item(item, servers, besides) for item in plan.items]
    return RunReport(plan.id, None, dry_run=True, items=tuple(items))


async def _item(item: PlanItem, servers: Servers, besides: frozenset[str]) -> ItemReport:
    results: dict[str, Result] = {}
    for step in item.steps:
        result = await _look(step, servers, besides)
        known = results.get(step.target)
        if known is None or known.success:
            results[step.target] = result
    gate = results[item.steps[0].target] if item.steps else None
    ready = gate is not None and gate.success
    whole = all(result.success for result in results.values())
    state = ItemState.SKIPPED if not ready else ItemState.COMPLETED if whole else ItemState.PARTIAL
    return ItemReport(
        event_id=None,
        item_id=item.item_id,
        kind=item.kind,
        title=item.title,
        year=item.year,
        size_bytes=item.size_bytes,
        state=state,
        message=None if gate is None else gate.error,
        results=results,
    )


async def _look(step: Step, servers: Servers, besides: frozenset[str]) -> Result:
    if step.target in besides:
        return Result(success=False, skipped=True, message=None, error="does not answer", at=None)
    try:
        probe = await servers.target(step.target).probe(step)
    except CascadeError as error:
        return Result(success=False, skipped=False, message=None, error=error.message, at=None)
    if probe.state is State.INTACT:
        said = f"would be deleted ({step.action.value} {step.ref})"
        return Result(success=True, skipped=False, message=said, error=None, at=None)
    gone = probe.state is State.DONE
    return Result(
        success=gone,
        skipped=gone,
        message=f"already gone: {probe.message}" if gone else None,
        error=None if gone else probe.message,
        at=None,
    )
