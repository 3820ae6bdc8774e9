"""Buttons and selects that work after a restart: they carry an action, an id and a page, and nothing else."""

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import discord

from bot.mistakes import tell

if TYPE_CHECKING:
    from bot.client import CascadeBot


class Control(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"never:matched"):
    """Base of every button. A subclass names its `action` and says in `act` what a click does.

    What comes back from Discord is checked by the strict template and then only looked up: it is never data.
    Access is checked by `act`, at the time of the click, with the person who clicked.
    """

    action: ClassVar[str]
    defers: ClassVar[bool] = True  # False where the answer is a modal, which must be the first response

    def __init__(self, ref: str, page: int = 0, button: discord.ui.Button[Any] | None = None) -> None:
        self.ref = ref
        self.page = page
        super().__init__(button or self.face())
        self.item.custom_id = f"{self.action}:{ref}:{page}"

    def __init_subclass__(cls, **options: Any) -> None:
        """Make the template from the action."""
        template = rf"{cls.action}:(?P<ref>[0-9a-z]{{1,32}}):(?P<page>\d{{1,4}})"
        super().__init_subclass__(template=template, **options)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the control of a click from its id."""
        del interaction
        return cls(match["ref"], int(match["page"]), cast("discord.ui.Button[Any]", item))

    def face(self) -> discord.ui.Button[Any]:
        """How the button looks."""
        return discord.ui.Button(label=self.action)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Acknowledge first, then act; an error becomes one private sentence."""
        try:
            await bot_of(interaction).welcome(interaction)
            if self.defers:
                await interaction.response.defer()
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
            await tell(interaction, error)

    async def act(self, interaction: discord.Interaction) -> None:
        """Do what a click does; raise what stands against it."""
        raise AssertionError(f"{type(self).__name__} says nothing for {interaction.id}")


def bot_of(interaction: discord.Interaction) -> "CascadeBot":
    """The bot behind an interaction."""
    return cast("CascadeBot", interaction.client)
