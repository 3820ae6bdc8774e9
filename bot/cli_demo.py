"""The command that shows it all with nothing configured."""

import asyncio
import json

import click

from bot.exits import Exit, sentences
from bot.session import console
from bot.walkthrough import QUERY, Story, walk


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port of the page; a free one if not given."
)
@click.option("--films", type=click.IntRange(20, 5000), default=400, show_default=True)
def demo(port: int, films: int) -> None:
    """Try it in a browser: five pretend servers, real files, a Discord of its own, the real bot.

    It is up until Ctrl-C, and leaves nothing behind.
    """
    from bot.demo import run_demo  # noqa: PLC0415 - discord.py is loaded only where used

    with sentences():
        asyncio.run(run_demo(films, port, click.echo))


@click.command()
@click.option("--query", default=QUERY, show_default=True, help="What to clear out.")
@click.option("--films", type=click.IntRange(20, 5000), default=200, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document to stdout.")
def walkthrough(query: str, films: int, *, as_json: bool) -> None:
    """Walk through the main job in this terminal, without Discord: five pretend servers, real files."""
    story = Story(None if as_json else console())
    with sentences():
        report = asyncio.run(walk(story, query, films))
    if as_json:
        click.echo(json.dumps(story.document, ensure_ascii=False, indent=2))
    if not report.completed:
        raise SystemExit(Exit.INCOMPLETE)
