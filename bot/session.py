"""What every command shares: where its settings come from, how it speaks, and the open household."""

import asyncio
import functools
import getpass
import json
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

import click
from rich.console import Console

from bot.exits import Exit, sentences
from bot.log import start_log
from bot.settings import Settings, load_settings
from bot.wiring import open_cascade
from cascade.service import Cascade

P = ParamSpec("P")
T = TypeVar("T")

WIDTH = 160  # columns where there is no terminal to ask


@dataclass(frozen=True, slots=True)
class Session:
    """One command: its settings, the file they were read from, and whether it answers in JSON."""

    settings: Settings
    env_file: Path | None
    as_json: bool

    @classmethod
    def begin(cls, env_file: Path | None, *, as_json: bool) -> Self:
        """Read the settings and start the log; BadInput where they cannot be used."""
        settings = load_settings(env_file)
        start_log(settings.log_level, as_json=settings.log_json, secrets=settings.secrets())
        return cls(settings, env_file, as_json)

    def run(self, work: Callable[[Cascade], Awaitable[T]]) -> T:
        """Open the household, do the work, close it."""

        async def inside() -> T:
            async with open_cascade(self.settings) as cascade:
                return await work(cascade)

        return asyncio.run(inside())

    def show(self, document: object, human: Callable[[Console], None]) -> None:
        """Print the document as JSON, or let the other renderer write for people; stdout both times."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2))
        else:
            human(console())


def console(*, stderr: bool = False) -> Console:
    """Return a console that takes no markup from titles and is wide where nobody looks."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else shutil.get_terminal_size((WIDTH, 0)).columns  # heeds COLUMNS
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def person() -> str:
    """Return who is at the terminal, for the ledger."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return f"uid {os.getuid()}"


def with_session(
    command: Callable[Concatenate[Session, P], Exit | None],
) -> Callable[P, None]:
    """Give a command its session, --env-file and --json; it ends with the exit code it returns."""

    @click.option(
        "--env-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Read this settings file; the servers then come from it alone.",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print one JSON document to stdout.")
    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        env_file, as_json = kwargs.pop("env_file"), bool(kwargs.pop("as_json"))
        with sentences():
            session = Session.begin(env_file if isinstance(env_file, Path) else None, as_json=as_json)
            code = command(session, *args, **kwargs) or Exit.DONE
        if code is not Exit.DONE:
            raise SystemExit(code)

    return wrapped
