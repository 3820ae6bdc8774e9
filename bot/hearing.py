"""Hearing of deletions made elsewhere: the receiver for webhooks, and the work on what came in."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from sqlalchemy import make_url

from bot.settings import Settings
from cascade.detection.doors import Doors
from cascade.detection.shoko_feed import feeds
from cascade.errors import BadInput
from cascade.service import Cascade

DEFAULT_PORT: Final = 9797
_log = logging.getLogger(__name__)


@asynccontextmanager
async def hearing(cascade: Cascade) -> AsyncIterator[None]:
    """Work on what is heard, and on what a sync found gone, until the end of the block; listen to Shoko."""
    work = [asyncio.create_task(cascade.detection.keep_up(), name="detection")]
    work += [asyncio.create_task(feed.keep_up(), name="shoko") for feed in feeds(cascade.detection)]
    try:
        yield
    finally:
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)


@asynccontextmanager
async def receiving(settings: Settings, cascade: Cascade) -> AsyncIterator[int]:
    """Take webhooks until the end of the block; gives the port. BadInput where it cannot be had."""
    from cascade.detection.receiver import Receiver  # noqa: PLC0415 - a web server is loaded only where used

    receiver = Receiver(cascade.detection, doors(settings))
    async with receiver.listening(settings.webhook_host, port_of(settings)) as port:
        _log.info("webhooks are taken on %s port %d", settings.webhook_host, port)
        yield port


def doors(settings: Settings) -> Doors:
    """The secrets of all servers."""
    return Doors(settings.webhook_secret or _kept(settings))


def port_of(settings: Settings) -> int:
    """The port servers report to."""
    return settings.webhook_port or DEFAULT_PORT


def address(settings: Settings) -> str:
    """Where the servers reach the receiver."""
    here = f"http://{_host(settings.webhook_host)}:{port_of(settings)}"
    return (settings.webhook_url or here).rstrip("/")


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _kept(settings: Settings) -> SecretStr:
    """The secret kept beside the database, made once; only this user can read it."""
    database = Path(make_url(settings.database_url).database or "")
    path = database.with_name(f"{database.name}.webhook-secret")
    try:
        with suppress(FileExistsError), os.fdopen(_create(path), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(24))
            file.flush()
            os.fsync(file.fileno())
        kept = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path} cannot be written or read; check its rights, or set WEBHOOK_SECRET."
        ) from error
    if not kept:
        raise BadInput(f"{path} is empty; remove it, so that a new secret is made.")
    return SecretStr(kept)


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
