"""Modals that can be sent after a restart, too: what is sent is found by its action, as a click is."""

import logging
import re
from collections.abc import Collection
from typing import Any, ClassVar, Final

import discord

from bot.access import Who
from bot.controls import REF, bot_of
from bot.limits import MODAL_TITLE, cut
from bot.mistakes import tell

_log = logging.getLogger(__name__)
LONG: Final = 100  # characters from which on a line wraps
_ID: Final = re.compile(rf"(?P<action>[a-z]+):(?P<ref>{REF})\Z")


class Form(discord.ui.Modal):
    """Base of every modal: one line to type. A subclass names its `action` and says in `act` what is done.

    discord.py would keep an open modal in memory and pass over what is sent after a restart, so it is let go
    at once. What comes back is checked by a strict pattern and then only looked up: it is never data.
    """

    action: ClassVar[str] = "never"
    who: ClassVar[Who] = Who.ADMIN

    def __init__(
        self, title: str, ref: str, asked: str, example: str, *, most: int = 20, filled: str | None = None
    ) -> None:
        super().__init__(title=cut(title, MODAL_TITLE), custom_id=f"{self.action}:{ref}", timeout=None)
        line: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="line",
            placeholder=example,
            max_length=most,
            default=filled,
            style=discord.TextStyle.short if most < LONG else discord.TextStyle.paragraph,
        )
        self.add_item(discord.ui.Label(text=cut(asked, MODAL_TITLE), component=line))
        self.stop()

    @classmethod
    async def act(cls, interaction: discord.Interaction, ref: str, typed: str) -> None:
        """Do what the modal asks for; raise what stands against it."""
        raise AssertionError(f"{cls.__name__} says nothing for {interaction.id}, {ref}, {typed}")


async def receive(interaction: discord.Interaction, forms: Collection[type[Form]]) -> None:
    """Answer a modal that was sent: acknowledge first, then ask who it is, then act. Never raises."""
    data: Any = interaction.data
    match = _ID.match(str(data["custom_id"]))
    form = next((one for one in forms if match is not None and one.action == match["action"]), None)
    if match is None or form is None:
        _log.info("a modal %r was sent that nobody knows", data["custom_id"])
        return
    try:
        bot = bot_of(interaction)
        if not bot.welcome(interaction):
            return
        await interaction.response.defer()
        await bot.access.admit(interaction, form.who)
        await form.act(interaction, match["ref"], str(data["components"][0]["component"]["value"]).strip())
    except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
        await tell(interaction, error)
