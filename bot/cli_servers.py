"""Commands about the servers: how are they, and read them."""

import click

from bot.exits import Exit
from bot.output import diagnosis_table, sync_table
from bot.progress import sync_progress
from bot.session import Session, with_session
from cascade.render import diagnosis_json, sync_json


@click.command()
@with_session
def doctor(session: Session) -> Exit:
    """Say what each server allows, and what to change."""
    diagnosis = session.run(lambda cascade: cascade.doctor())
    session.show(diagnosis_json(diagnosis), lambda out: diagnosis_table(out, diagnosis))
    return Exit.DONE if all(one.reachable for one in diagnosis.servers) else Exit.UNREACHABLE


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
    return (
        Exit.DONE
        if all(report.error is None and report.alert is None for report in reports)
        else Exit.INCOMPLETE
    )
