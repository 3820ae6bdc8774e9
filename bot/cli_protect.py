"""Commands about protections."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import click

from bot.output import protections_table
from bot.session import Session, person, with_session
from cascade.errors import BadInput
from cascade.render import protection_json


@click.group()
def protect() -> None:
    """Standing vetoes: what they cover is never deleted."""


@protect.command()
@click.option("--query", help="Protect what this query selects, now and later; unknown counts as selected.")
@click.option("--id", "external_id", metavar="KIND:PROVIDER:ID", help="Protect a title: movie:tmdb:603.")
@click.option("--reason", required=True, help="Why; shown wherever the protection holds.")
@click.option("--until", metavar="YYYY-MM-DD", help="The last day it holds; without it, until it is removed.")
@with_session
def add(session: Session, query: str | None, external_id: str | None, reason: str, until: str | None) -> None:
    """Add a protection by query or by external id."""
    ends_at = None if until is None else _end_of(until, session.settings.timezone)
    protection = session.run(
        lambda cascade: cascade.protect(
            query=query, external_id=external_id, reason=reason, by=person(), ends_at=ends_at
        )
    )
    session.show(
        protection_json(protection),
        lambda out: protections_table(out, [protection], session.settings.timezone),
    )


@protect.command()
@click.argument("protection_id", type=int)
@with_session
def remove(session: Session, protection_id: int) -> None:
    """Remove a protection."""
    session.run(lambda cascade: cascade.unprotect(protection_id, by=person()))
    session.show(
        {"protection_id": protection_id, "removed": True},
        lambda out: out.print(f"Protection {protection_id} is removed."),
    )


@protect.command(name="list")
@with_session
def list_(session: Session) -> None:
    """List the protections."""
    protections = session.run(lambda cascade: cascade.protections())
    document = {"protections": [protection_json(one) for one in protections]}
    session.show(document, lambda out: protections_table(out, protections, session.settings.timezone))


def _end_of(day: str, zone: ZoneInfo) -> datetime:
    """Return the midnight after a day, in UTC."""
    try:
        start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=zone)
    except ValueError as error:
        raise BadInput(f"--until {day!r} is no day; write YYYY-MM-DD, such as 2027-01-31.") from error
    return (start + timedelta(days=1)).astimezone(UTC)
