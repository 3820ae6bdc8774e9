"""The commands that hear of deletions made elsewhere: the receiver alone, and what to paste into servers."""

import asyncio
import signal
from contextlib import AsyncExitStack, suppress

import click

from bot.exits import Exit
from bot.hearing import address, doors, hearing, receiving
from bot.output import webhooks_text
from bot.pasting import Pasting, pasting
from bot.session import Session, with_session
from bot.wiring import open_cascade
from cascade.errors import BadInput, CascadeError
from cascade.ports import Announcer
from cascade.service import Cascade


@click.command()
@with_session
def serve(session: Session) -> None:
    """Take webhooks and work on what they report until told to end, without Discord."""
    asyncio.run(_serve(session))


@click.command()
@click.option("--install", is_flag=True, help="Set them up in Radarr and Sonarr, and try them out.")
@with_session
def webhooks(session: Session, *, install: bool) -> Exit:
    """Show what to paste into each server so that it reports deletions; with the secrets in it."""
    shown = asyncio.run(_webhooks(session, install=install))
    document = {"webhooks": [one.document() for one in shown]}
    session.show(document, lambda out: webhooks_text(out, shown))
    return Exit.INCOMPLETE if any(one.error for one in shown) else Exit.DONE


async def _serve(session: Session) -> None:
    settings = session.settings
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with open_cascade(settings) as cascade, hearing(cascade), receiving(settings, cascade) as port:
        click.echo(f"Listening on {settings.webhook_host} port {port}.")
        if not await cascade.first_sync_done():
            click.echo(
                "The servers were never read; run `cascadarr sync`, so that it is known what they hold."
            )
        await ended.wait()


async def _webhooks(session: Session, *, install: bool) -> tuple[Pasting, ...]:
    settings = session.settings
    async with AsyncExitStack() as stack:
        cascade = await stack.enter_async_context(open_cascade(settings))
        door, where = doors(settings), address(settings)
        shown = tuple(
            pasting(name, software, where, door.secret(name))
            for name, software in cascade.detection.senders.items()
        )
        if not install:
            return shown
        with suppress(BadInput):  # whoever listens there already is most likely the bot itself
            await stack.enter_async_context(receiving(settings, cascade))
        return tuple([await _install(cascade, one) for one in shown])


async def _install(cascade: Cascade, one: Pasting) -> Pasting:
    announcer = cascade.announcer(one.source)
    return one if announcer is None else await _try(announcer, one)


async def _try(announcer: Announcer, one: Pasting) -> Pasting:
    try:
        made = await announcer.install_webhook(one.webhook())
    except CascadeError as error:
        return one.failed(error.message)
    return one.installed("set up and tried out" if made else "brought up to date and tried out")
