"""Buttons and selects that work after a restart: they carry an action, an id and a page, and nothing else."""

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

import discord

from bot.access import Who
from bot.mistakes import tell

if TYPE_CHECKING:
    from bot.client import CascadeBot

REF = r"[0-9a-z_]{1,80}"
"""What a control or a modal is about, as a pattern: an id."""


class Control(discord.ui.DynamicItem[Any], template=r"never:matched"):
    """Base of every button and select. A subclass names its `action` and says in `act` what a click does.

    What comes back from Discord is checked by the strict template and then only looked up: it is never data.
    Who clicks is checked at the time of the click, before `act`: admins, unless `who` says otherwise.
    """

    action: ClassVar[str] = "never"
    who: ClassVar[Who] = Who.ADMIN
    defers: ClassVar[bool] = True  # False where the answer is a modal, which must be the first response

    def __init__(self, ref: str, page: int = 0, item: Any = None) -> None:
        self.ref = ref
        self.page = page
        shown = item or self.face()
        shown.custom_id = f"{self.action}:{ref}:{page}"
        super().__init__(shown)

    def __init_subclass__(cls, **options: Any) -> None:
        """Make the template from the action."""
        del options
        template = rf"{cls.action}:(?P<ref>{REF}):(?P<page>[0-9]{{1,5}})\Z"
        super().__init_subclass__(template=template)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the control of a click from its id."""
        del interaction
        return cls(match["ref"], int(match["page"]), item)

    @property
    def values(self) -> list[Any]:
        """What was chosen, for a select."""
        return list(self.item.values)

    def face(self) -> Any:
        """How the button or select looks when it is shown."""
        return discord.ui.Button(label=self.action)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Acknowledge first, then ask who it is, then act; an error becomes one private sentence."""
        try:
            bot = bot_of(interaction)
            if not bot.welcome(interaction):
                return
            if self.defers:
                await interaction.response.defer()
            await bot.access.admit(interaction, self.who)
            await self.act(interaction)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, a person gets a sentence
            await tell(interaction, error)

    async def act(self, interaction: discord.Interaction) -> None:
        """Do what a click does; raise what stands against it."""
        raise AssertionError(f"{type(self).__name__} says nothing for {interaction.id}")


def view_of(*rows: "tuple[Control | discord.ui.Button[Any], ...]") -> discord.ui.View:
    """Lay controls out row by row, in a view that never times out."""
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for item in row:
            item.row = number
            view.add_item(item)
    return view


def bot_of(interaction: discord.Interaction) -> "CascadeBot":
    """The bot behind an interaction."""
    return cast("CascadeBot", interaction.client)
