"""The command that compares what is believed present with what the servers list."""

import click

from bot.exits import Exit
from bot.progress import sync_progress
from bot.reconciled import reconciled_text
from bot.session import Session, person, with_session
from cascade.detection.document import reconciliation_json


@click.command()
@with_session
def reconcile(session: Session) -> Exit:
    """Compare what is believed present with what every server lists; tell what was deleted elsewhere."""
    with sync_progress() as progress:
        done = session.run(lambda cascade: cascade.reconcile(progress, by=person()))
    zone = session.settings.timezone
    session.show(reconciliation_json(done), lambda out: reconciled_text(out, done, zone))
    if done.outage is not None:
        return Exit.REFUSED
    return Exit.INCOMPLETE if done.errors else Exit.DONE
