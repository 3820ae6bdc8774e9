"""The command that runs the bot."""

import asyncio

import click

from bot.session import Session, with_session


@click.command()
@with_session
def run(session: Session) -> None:
    """Run the Discord bot until it is told to end."""
    from bot.start import run_bot  # noqa: PLC0415 - discord.py is loaded only where used

    asyncio.run(run_bot(session.settings, click.echo))
