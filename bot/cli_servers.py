"""Commands about the servers: how are they, and read them."""

from collections.abc import Sequence

import click

from bot.exits import Exit, exit_code
from bot.output import diagnosis_table, sync_table
from bot.progress import sync_progress
from bot.session import Session, with_session
from cascade.library.outcome import SyncReport
from cascade.render import diagnosis_json, sync_json


@click.command()
@with_session
def doctor(session: Session) -> Exit:
    """Say what each server allows, and what to change."""
    diagnosis = session.run(lambda cascade: cascade.doctor())
    session.show(diagnosis_json(diagnosis), lambda out: diagnosis_table(out, diagnosis))
    if not all(one.reachable for one in diagnosis.servers):
        return Exit.UNREACHABLE
    # It answers, but not to us: the key or the address is not that of such a server.
    return Exit.DONE if all(one.version for one in diagnosis.servers) else Exit.BAD_INPUT


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--accept-shrink", multiple=True, metavar="NAME", help="Believe that this server lists so little."
)
@click.option("--adopt", multiple=True, metavar="NAME", help="Accept that this server is another one now.")
@with_session
def sync(
    session: Session, names: tuple[str, ...], accept_shrink: tuple[str, ...], adopt: tuple[str, ...]
) -> Exit:
    """Read the servers into the Library: all of them, or those NAMES."""
    with sync_progress() as progress:
        reports = session.run(
            lambda cascade: cascade.sync(
                names or None, progress, accept_shrink=frozenset(accept_shrink), adopt=frozenset(adopt)
            )
        )
    session.show(sync_json(reports), lambda out: sync_table(out, reports))
    return _ending(reports)


def _ending(reports: Sequence[SyncReport]) -> Exit:
    """The gravest of what stopped a source; a guard that waits for a person counts as refused."""
    codes = {exit_code(report.cause) for report in reports if report.cause is not None}
    codes |= {Exit.REFUSED for report in reports if report.alert is not None}
    codes |= {Exit.INCOMPLETE for report in reports if report.error is not None and report.cause is None}
    return max(codes, default=Exit.DONE)
