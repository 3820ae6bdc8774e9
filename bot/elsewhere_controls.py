"""The buttons under drift, under what came back, and under an outage."""

from typing import TYPE_CHECKING, Any, ClassVar, Final

import discord

from bot.access import Member, member_of
from bot.controls import Control, bot_of, view_of
from bot.finishing_controls import offer
from bot.kinds import DRIFT, OUTAGE, RETURN
from bot.mistakes import answer
from cascade.detection.returns import Decision
from cascade.errors import Refused

if TYPE_CHECKING:
    from bot.client import CascadeBot

KEPT: Final = "🛡 Protected: nothing of it is deleted. /protect list shows it."


class FinishDrift(Control):
    """Shows what is left of an item that one system lacks, and asks whether it is to go."""

    action = "driftfinish"

    def face(self) -> Any:
        """What it says; it deletes nothing yet."""
        return discord.ui.Button(label="Finish the cascade…", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Make the plan of what is left and show it; refused while a file of it is there."""
        bot, member = bot_of(interaction), member_of(interaction)
        plan = await bot.cascade.finish_drift(int(self.ref), by=member.name, by_id=str(member.id))
        await offer(interaction, plan)


class RefreshDrift(Control):
    """Reads the system that lacks an item, and those that have it, once more."""

    action = "driftrefresh"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Refresh", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Read in the background, then say what is so."""
        bot = bot_of(interaction)
        await bot.cascade.findings.drift(int(self.ref))
        await answer(interaction, "I read the servers again and say here what came of it.")
        name = f"drift:{self.ref}"
        bot.work.start(name, self._read(interaction, bot, member_of(interaction)))

    async def _read(self, interaction: discord.Interaction, bot: "CascadeBot", member: Member) -> None:
        found = await bot.cascade.findings.drift(int(self.ref))
        drift = found.drift
        known = {one.name for one in bot.settings.instances}  # the disk is no server, and some may have left
        async with bot.syncs.turn:
            await bot.cascade.sync({drift.missing_from, *drift.held_by} & known)
        ruling = await bot.cascade.detection.decide_anew(drift.item_id)
        there = await bot.cascade.findings.held_by(drift.item_id)
        if drift.missing_from in there or (not there and ruling == "replaced"):
            await bot.cascade.findings.settle_drift(drift.item_id, "refreshed", by=member.name)
            said = f"{drift.missing_from} has it again."
        elif there or ruling == "drift":  # of what went no entry of Radarr or Sonarr is known as its own
            said = f"{drift.missing_from} still lacks it; {', '.join(sorted(there or drift.held_by))} has it."
        elif ruling is None:
            said = "What became of it cannot be said yet; the feed tells of it."
        else:
            said = "It is gone from everywhere now; the feed tells of it."
        await bot.elsewhere.settled(DRIFT, self.ref, interaction.message)
        await answer(interaction, said)


class ProtectDrift(Control):
    """Keeps what the others have of an item."""

    action = "driftprotect"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Protect", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Protect it, which settles the drift."""
        bot, member = bot_of(interaction), member_of(interaction)
        found = await bot.cascade.findings.drift(int(self.ref))
        item = found.drift.item_id
        reason = f"kept when {found.drift.missing_from} lost it"
        await bot.cascade.protect_item(item, reason=reason, by=member.name)
        await bot.cascade.findings.settle_drift(item, "protected", by=member.name)
        await bot.elsewhere.settled(DRIFT, self.ref, interaction.message)
        await answer(interaction, KEPT)


class _Returned(Control):
    """Decides on a title that came back."""

    action = "never_returned"
    decision: ClassVar[Decision] = Decision.FINE
    said: ClassVar[str] = "Noted: it stays."

    async def act(self, interaction: discord.Interaction) -> None:
        """Do what it says; the message shows what is settled."""
        bot, member = bot_of(interaction), member_of(interaction)
        one = await bot.cascade.detection.read_return(int(self.ref))
        if one.decision is not None:
            raise Refused(f"{one.decided_by} decided on “{one.title}” already.")
        await self.decide(bot, one.id, member)
        await bot.elsewhere.settled(RETURN, self.ref, interaction.message)
        await answer(interaction, self.said)

    async def decide(self, bot: "CascadeBot", number: int, member: Member) -> None:
        """Write it down."""
        await bot.cascade.settle_return(number, self.decision, by=member.name)


class ReturnFine(_Returned):
    """Leaves it there."""

    action = "returnfine"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Fine", style=discord.ButtonStyle.secondary)


class ReturnDelete(_Returned):
    """Posts a plan that deletes it again, with an exclusion, for somebody to confirm."""

    action = "returndelete"
    said = "The plan is there to be confirmed; nothing was deleted yet."

    def face(self) -> Any:
        """It only makes a plan."""
        return discord.ui.Button(label="Delete again…", style=discord.ButtonStyle.primary)

    async def decide(self, bot: "CascadeBot", number: int, member: Member) -> None:
        """Post the plan of this one item; it is settled once that was carried out.

        Refused where nothing may take it.
        """
        plan = await bot.cascade.plan_again(number, by=member.name, by_id=str(member.id))
        room = (await bot.cascade.preferences.read()).admin_channel_id or 0
        await bot.plan_messages.post(bot.get_partial_messageable(room, guild_id=bot.guild_id), plan)


class ReturnProtect(_Returned):
    """Keeps it for good."""

    action = "returnprotect"
    decision = Decision.PROTECTED
    said = KEPT

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Protect", style=discord.ButtonStyle.secondary)


class _Release(Control):
    """Says of an outage what it was."""

    action = "never_release"
    believed: ClassVar[bool] = False

    async def act(self, interaction: discord.Interaction) -> None:
        """Write it down; what waits is judged or dropped."""
        bot, member = bot_of(interaction), member_of(interaction)
        await bot.cascade.detection.release(int(self.ref), by=member.name, believed=self.believed)
        await bot.elsewhere.settled(OUTAGE, self.ref, interaction.message)
        said = (
            "Noted. What is gone is judged now, item by item."
            if self.believed
            else "Noted: nothing is marked."
        )
        await answer(interaction, said)


class OutageOver(_Release):
    """It was no deletion."""

    action = "outageover"

    def face(self) -> Any:
        """The harmless answer."""
        return discord.ui.Button(label="It was no deletion", style=discord.ButtonStyle.primary)


class OutageDeletion(_Release):
    """It was a deletion."""

    action = "outagedeletion"
    believed = True

    def face(self) -> Any:
        """A red button: much is marked as gone."""
        return discord.ui.Button(label="They are really deleted", style=discord.ButtonStyle.danger)


CONTROLS: tuple[type[Control], ...] = (
    FinishDrift,
    RefreshDrift,
    ProtectDrift,
    ReturnFine,
    ReturnDelete,
    ReturnProtect,
    OutageOver,
    OutageDeletion,
)


def drift_view(number: int) -> discord.ui.View:
    """What can be done about drift."""
    ref = str(number)
    return view_of((FinishDrift(ref), RefreshDrift(ref), ProtectDrift(ref)))


def return_view(number: int) -> discord.ui.View:
    """What can be done about what came back."""
    ref = str(number)
    return view_of((ReturnFine(ref), ReturnDelete(ref), ReturnProtect(ref)))


def outage_view(number: int) -> discord.ui.View:
    """What can be said of an outage."""
    return view_of((OutageOver(str(number)), OutageDeletion(str(number))))
