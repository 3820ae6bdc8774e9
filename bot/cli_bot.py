"""The commands that run the bot and look after it."""

import asyncio

import click

from bot.exits import Exit
from bot.session import Session, with_session


@click.command()
@with_session
def run(session: Session) -> None:
    """Run the Discord bot until it is told to end."""
    from bot.start import run_bot  # noqa: PLC0415 - discord.py is loaded only where used

    asyncio.run(run_bot(session.settings, click.echo))


@click.command()
@with_session
def pulse(session: Session) -> Exit:
    """Say whether the bot is connected to Discord, for a container's health check."""
    from bot.pulse import beats  # noqa: PLC0415 - only where used

    alive = beats(session.settings.database_url)
    said = "The bot is connected to Discord." if alive else "The bot is not connected to Discord."
    session.show({"connected": alive}, lambda out: out.print(said))
    return Exit.DONE if alive else Exit.UNREACHABLE
