"""Commands that delete: execute a plan, resume, retry, stop."""

from collections.abc import Awaitable, Sequence

import click

from bot.exits import Exit
from bot.output import run_tables
from bot.progress import run_progress
from bot.session import Session, person, with_session
from cascade.ledger.states import ItemState
from cascade.render import run_json
from cascade.report import RunReport
from cascade.service import Cascade


@click.command()
@click.argument("plan_id")
@click.option("--digest", required=True, help="The digest of the plan as it was shown.")
@click.option("--dry-run", is_flag=True, help="Go through all checks; change no server.")
@click.option("--accept-partial", is_flag=True, help="Go on although a server cannot be reached.")
@with_session
def execute(session: Session, plan_id: str, digest: str, *, dry_run: bool, accept_partial: bool) -> Exit:
    """Delete exactly what plan PLAN_ID showed, with proof."""
    with run_progress() as progress:
        report = session.run(
            lambda cascade: cascade.execute(
                plan_id,
                digest,
                by=person(),
                dry_run=dry_run,
                accept_partial=accept_partial,
                progress=progress,
            )
        )
    session.show(run_json(report), lambda out: run_tables(out, [report]))
    return _ending([report])


@click.command()
@with_session
def resume(session: Session) -> Exit:
    """Go on with runs whose process died, and settle what is in doubt."""
    with run_progress() as progress:
        reports, left = session.run(lambda cascade: _with_left(cascade, cascade.resume(progress=progress)))
    return _show(session, reports, left)


@click.command()
@click.argument("plan_id", required=False)
@with_session
def retry(session: Session, plan_id: str | None) -> Exit:
    """Try again what stayed partial: in the run of PLAN_ID, or in every run."""
    with run_progress() as progress:
        reports, left = session.run(
            lambda cascade: _with_left(cascade, cascade.retry(plan_id, by=person(), progress=progress))
        )
    return _show(session, reports, left)


@click.command()
@with_session
def stop(session: Session) -> None:
    """Stop every run after the items at hand."""
    count = session.run(lambda cascade: cascade.stop(by=person()))
    session.show({"stopped": count}, lambda out: out.print(f"{count} runs stop after the items at hand."))


async def _with_left(
    cascade: Cascade, work: Awaitable[tuple[RunReport, ...]]
) -> tuple[tuple[RunReport, ...], int]:
    """The reports, and how many runs are still open then."""
    return await work, len(await cascade.open_run_ids())


def _show(session: Session, reports: Sequence[RunReport], left: int) -> Exit:
    if not reports and not session.as_json:
        busy = "Another process is at it; it takes what is due." if left else "There is nothing to do."
        click.echo(busy)
        return Exit.DONE
    document = {"runs": [run_json(report) for report in reports]}
    session.show(document, lambda out: run_tables(out, reports))
    return _ending(reports)


def _ending(reports: Sequence[RunReport]) -> Exit:
    done = all(
        report.completed or (report.dry_run and not report.count(ItemState.FAILED, ItemState.PARTIAL))
        for report in reports
    )
    return Exit.DONE if done else Exit.INCOMPLETE
