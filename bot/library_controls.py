"""The buttons of /health that show, one by one, what waits for somebody in the Library."""

from typing import TYPE_CHECKING, Any, ClassVar

import discord

from bot.controls import Control, bot_of
from bot.elsewhere_controls import drift_view, outage_view, return_view
from bot.mistakes import answer
from bot.render.elsewhere import drift_embed, outage_embed, return_embed
from bot.systems import Systems

if TYPE_CHECKING:
    from bot.client import CascadeBot

Shown = tuple[discord.Embed, discord.ui.View]


class _Shelf(Control):
    """Shows the finding of its page with its own buttons, and a way to the next."""

    action = "never_shelf"
    words: ClassVar[str] = ""
    none: ClassVar[str] = ""

    def face(self) -> Any:
        """What it says: the number of the next one, on a page of them."""
        label = f"{self.words} {self.page + 1}" if self.page else self.words
        return discord.ui.Button(label=label, style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show one privately; what was settled meanwhile is no longer there."""
        found = await self.found(bot_of(interaction))
        if not found:
            await answer(interaction, self.none)
            return
        at = min(self.page, len(found) - 1)
        embed, view = found[at]
        embed.set_footer(text=f"{at + 1} of {len(found)}")
        for other in (at - 1, at + 1):
            if 0 <= other < len(found):
                turning = type(self)(self.ref, other)
                turning.item.label = "Previous" if other < at else "Next"
                turning.row = 1
                view.add_item(turning)
        await answer(interaction, embed=embed, view=view)

    async def found(self, bot: "CascadeBot") -> list[Shown]:
        """All that waits, each with its buttons."""
        raise AssertionError(f"{type(self).__name__} shows nothing of {bot}")


class ShowDrift(_Shelf):
    """Shows drift."""

    action = "showdrift"
    words = "Drift"
    none = "No system lacks what another has."

    async def found(self, bot: "CascadeBot") -> list[Shown]:
        """Open drift."""
        systems = Systems.of(bot.settings.instances)
        found = await bot.cascade.findings.open_drift()
        return [(drift_embed(one, systems), drift_view(one.drift.id)) for one in found]


class ShowReturns(_Shelf):
    """Shows what came back."""

    action = "showreturns"
    words = "Came back"
    none = "Nothing that was deleted came back."

    async def found(self, bot: "CascadeBot") -> list[Shown]:
        """Open returns."""
        systems = Systems.of(bot.settings.instances)
        found = await bot.cascade.detection.open_returns()
        return [(return_embed(one, systems), return_view(one.id)) for one in found]


class ShowOutages(_Shelf):
    """Shows outages that hold."""

    action = "showoutages"
    words = "Outages"
    none = "There is no outage."

    async def found(self, bot: "CascadeBot") -> list[Shown]:
        """Outages that hold."""
        systems = Systems.of(bot.settings.instances)
        found = await bot.cascade.detection.open_outages()
        return [(outage_embed(one, systems), outage_view(one.id)) for one in found]


CONTROLS: tuple[type[Control], ...] = (ShowDrift, ShowReturns, ShowOutages)
