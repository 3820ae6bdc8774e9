"""The command that looks back."""

import click

from bot.output import history_table
from bot.session import Session, with_session
from cascade.render import event_json


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--title", help="Only titles that contain this.")
@click.option("--by", "by", help="Only what this person deleted.")
@click.option("--status", type=click.Choice(["completed", "partial", "failed", "skipped"]))
@click.option("--source", help="Only what came this way: cli, discord, schedule, radarr, ...")
@with_session
def history(
    session: Session, limit: int, title: str | None, by: str | None, status: str | None, source: str | None
) -> None:
    """Show what was deleted: when, by whom, and what each system said."""
    events = session.run(
        lambda cascade: cascade.history(limit=limit, title=title, person=by, status=status, source=source)
    )
    document = {"events": [event_json(event) for event in events]}
    session.show(document, lambda out: history_table(out, events, session.settings.timezone))
