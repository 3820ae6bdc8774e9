"""The one place where an error of an interaction becomes a sentence for a person and a line in the log."""

import logging
import secrets
from datetime import UTC, datetime
from typing import Any

import discord

from bot.limits import CONTENT, cut, plain
from bot.told import in_discord
from cascade.errors import BadInput, CascadeError, Refused
from cascade.rules.query import QueryError

_log = logging.getLogger(__name__)
_TOO_LATE = 10062  # Discord no longer knows the interaction: nobody waits for an answer
_ANSWERED = 40060  # it was acknowledged already
_PHONE = 36  # characters in a line of code that a phone does not wrap
_ASK = "Something went wrong here; nothing more was done. Ask an admin to look for {reference} in the log."
_FORBIDDEN = (
    "Discord does not let me write in the channel for this; /setup shows what I lack where. ({reference})"
)


async def tell(interaction: discord.Interaction, error: Exception) -> None:
    """Say in one private message what happened; the reference stands in the log too. Never raises."""
    error = getattr(error, "original", error)
    if isinstance(error, discord.HTTPException) and error.code in (_TOO_LATE, _ANSWERED):
        age = (datetime.now(UTC) - interaction.created_at).total_seconds()
        _log.warning("an interaction of %.1f s ago could not be acknowledged (%s)", age, error.code)
        return
    said, reference = noted(error)
    try:
        await answer(interaction, said)
    except discord.HTTPException as failure:
        _log.warning("nobody could be told of [%s]: Discord answered %s", reference, failure.status)


async def tell_room(message: discord.Message, error: Exception) -> None:
    """Answer a message with what went wrong, in one line. Never raises."""
    said, reference = noted(error)
    try:
        await message.reply(cut(said, CONTENT))
    except discord.HTTPException as failure:
        _log.warning("nobody could be told of [%s]: Discord answered %s", reference, failure.status)


def sentence(error: CascadeError) -> str:
    """What a person reads of an error, as one line of plain text with its reference."""
    text = discord.utils.escape_markdown(plain(in_discord(error.message), CONTENT - 300))
    pointed = ""
    if isinstance(error, QueryError):
        caret = error.caret(_PHONE).replace("`", "´")  # or it would end the block
        pointed = f"\n```\n{caret}\n```"
    return f"{text} ({error.reference}){pointed}"


def noted(error: Exception) -> tuple[str, str]:
    """Write an error into the log; returns what to say of it, and its reference."""
    if isinstance(error, CascadeError):
        level = logging.INFO if isinstance(error, Refused | BadInput) else logging.WARNING
        _log.log(level, "%s [%s]: %s", type(error).__name__, error.reference, plain(error.message, CONTENT))
        return sentence(error), error.reference
    reference = secrets.token_hex(3)
    if isinstance(error, discord.Forbidden):
        _log.warning("Discord forbids it [%s]: %s", reference, error)
        return _FORBIDDEN.format(reference=reference), reference
    _log.error("unexpected error [%s]", reference, exc_info=error)
    return _ASK.format(reference=reference), reference


async def answer(
    interaction: discord.Interaction,
    text: str | None = None,
    *,
    embed: discord.Embed | None = None,
    view: discord.ui.View | None = None,
    file: discord.File | None = None,
    ephemeral: bool = True,
) -> None:
    """Answer an interaction, whether it was acknowledged already or not."""
    none: Any = discord.utils.MISSING
    said = none if text is None else cut(text, CONTENT)
    shown, controls, attached = embed or none, view or none, file or none
    if interaction.response.is_done():
        await interaction.followup.send(said, embed=shown, view=controls, file=attached, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(
            None if text is None else said, embed=shown, view=controls, file=attached, ephemeral=ephemeral
        )
