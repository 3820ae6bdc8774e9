"""The door of every slash command and autocomplete: acknowledged, then admitted, then done."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.access import Who
from bot.mistakes import tell

if TYPE_CHECKING:
    from bot.client import CascadeBot


class Tree(app_commands.CommandTree["CascadeBot"]):
    """Commands, for admins unless one says otherwise with `extras={"who": Who...}`.

    A command is acknowledged before anything else happens, with an answer only its caller sees: so a command
    answers with `answer`, never with `interaction.response`, and is not run when Discord did not take the
    acknowledgement. A command that opens a modal says `extras={"modal": True}`; it must answer first itself.
    """

    async def interaction_check(self, interaction: discord.Interaction["CascadeBot"], /) -> bool:
        """Let an interaction in, or tell its person why not."""
        typing = interaction.type is discord.InteractionType.autocomplete
        extras = interaction.command.extras if interaction.command is not None else {}
        try:
            if not interaction.client.welcome(interaction):
                return False
            if not typing and not extras.get("modal"):
                await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.client.access.admit(interaction, extras.get("who", Who.ADMIN))
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
            await (_offer_nothing(interaction) if typing else tell(interaction, error))
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction["CascadeBot"], error: app_commands.AppCommandError, /
    ) -> None:
        """Tell the person what went wrong."""
        if not isinstance(error, app_commands.CheckFailure):
            await tell(interaction, error)


async def _offer_nothing(interaction: discord.Interaction["CascadeBot"]) -> None:
    """Answer somebody who types and may not know what there is."""
    try:
        await interaction.response.autocomplete([])
    except discord.HTTPException as error:
        await tell(interaction, error)
