"""The one place where an error of an interaction becomes a sentence for a person and a line in the log."""

import logging
import secrets

import discord

from bot.limits import CONTENT, cut
from cascade.errors import CascadeError

_log = logging.getLogger(__name__)
_TOO_LATE = 10062  # Discord no longer knows the interaction: nobody waits for an answer
_ANSWERED = 40060  # it was acknowledged already
_ASK = "Something went wrong here; nothing more was done. Ask an admin to look for {reference} in the log."


async def tell(interaction: discord.Interaction, error: Exception) -> None:
    """Say in one private message what happened; the reference stands in the log too."""
    error = getattr(error, "original", error)
    if isinstance(error, discord.HTTPException) and error.code in (_TOO_LATE, _ANSWERED):
        _log.warning("an interaction could not be acknowledged in time (%s)", error.code)
        return
    if isinstance(error, CascadeError):
        _log.info("refused [%s]: %s", error.reference, error.message)
        said = f"{error.message} ({error.reference})"
    else:
        reference = secrets.token_hex(3)
        _log.error("unexpected error [%s]", reference, exc_info=error)
        said = _ASK.format(reference=reference)
    await answer(interaction, said)


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
    options: dict[str, object] = {"ephemeral": ephemeral}
    options |= {"embed": embed} if embed is not None else {}
    options |= {"view": view} if view is not None else {}
    options |= {"file": file} if file is not None else {}
    said = None if text is None else cut(text, CONTENT)
    send = interaction.followup.send if interaction.response.is_done() else interaction.response.send_message
    await send(said, **options)  # type: ignore[call-overload] # both take these
