"""The commands as Discord knows them: sent only when they changed."""

import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from sqlalchemy import make_url

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)


async def register(bot: "CascadeBot") -> bool:
    """Tell Discord the commands if they changed since it was last told, or it lost them; says whether it did.

    A server takes 200 new commands a day, so they are not sent at every start. discord.Forbidden where
    the bot is not in the server.
    """
    guild = discord.Object(bot.guild_id)
    bot.tree.copy_global_to(guild=guild)
    ours = bot.tree.get_commands(guild=guild)
    known = {command.name for command in await bot.tree.fetch_commands(guild=guild)}
    note = _note(bot.settings.database_url)
    digest = _digest(bot, [command.to_dict(bot.tree) for command in ours])
    if known == {command.name for command in ours} and _read(note) == digest:
        return False
    await bot.tree.sync(guild=guild)
    note.write_text(digest, encoding="ascii")
    _log.info("told Discord of %s commands", len(ours))
    return True


def _digest(bot: "CascadeBot", payload: list[dict[str, object]]) -> str:
    told = json.dumps([bot.application_id, bot.guild_id, payload], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _note(database_url: str) -> Path:
    database = Path(make_url(database_url).database or "cascadarr.db")
    return database.with_name(f"{database.name}.commands")


def _read(note: Path) -> str | None:
    return note.read_text(encoding="ascii").strip() if note.is_file() else None
