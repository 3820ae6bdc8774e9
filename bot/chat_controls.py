"""The buttons of a conversation: one answer each, by the person who was asked and by nobody else."""

import re
from typing import Any, ClassVar, Final

import discord

from bot.access import Who, is_admin, member_of
from bot.controls import Control, bot_of, view_of
from bot.forms import Form
from bot.limits import BUTTON_LABEL, plain
from bot.mistakes import answer
from bot.said import Reply, Said
from bot.talks import Standing
from cascade.errors import Refused

_REF: Final = re.compile(r"(\d{1,20})_(\d{1,20})_(\d{1,9})")  # room, person, turn
_MOST: Final = 5  # buttons in a row
_LONGEST: Final = 4000  # characters of a query, as of a text field


def choices_view(room_id: int, person_id: int, standing: Standing) -> discord.ui.View | None:
    """The choices of the question at hand, and a way to the query line where there is one."""
    ref = _ref(room_id, person_id, standing)
    question = standing.question
    rows: list[tuple[Control, ...]] = []
    if question is not None and question.choices:
        labels = [plain(choice.label, BUTTON_LABEL) or "(no name)" for choice in question.choices[:_MOST]]
        rows.append(tuple(Choose.labelled(ref, page, label) for page, label in enumerate(labels)))
    if standing.open.line is not None:
        rows.append((EditLine(ref),))
    return view_of(*rows) if rows else None


def agree_view(room_id: int, person_id: int, standing: Standing) -> discord.ui.View:
    """Yes, or rather by hand."""
    ref = _ref(room_id, person_id, standing)
    return view_of((Agree(ref), EditLine(ref)))


def edit_view(room_id: int, person_id: int, standing: Standing) -> discord.ui.View:
    """The way to the query of a plan."""
    return view_of((EditLine(_ref(room_id, person_id, standing)),))


def _ref(room_id: int, person_id: int, standing: Standing) -> str:
    return f"{room_id}_{person_id}_{standing.open.turn}"


class TalkControl(Control):
    """Base: knows whose conversation it is, and at which turn it was shown."""

    who: ClassVar[Who] = Who.EVERYONE

    async def said(self, interaction: discord.Interaction) -> tuple[Said, int]:
        """The click as a message of the person who was asked; Refused for anybody else."""
        return await _said(interaction, self.ref)


async def show(interaction: discord.Interaction, reply: Reply) -> None:
    """Take the buttons away and answer below: privately if it was asked privately."""
    if interaction.message is not None:
        await interaction.edit_original_response(view=None)
    hidden = _is_hidden(interaction)
    await answer(interaction, embed=reply.embed, view=reply.view, file=reply.file, ephemeral=hidden)


def _is_hidden(interaction: discord.Interaction) -> bool:
    return interaction.message is None or interaction.message.flags.ephemeral


async def _said(interaction: discord.Interaction, ref: str) -> tuple[Said, int]:
    if (parts := _REF.fullmatch(ref)) is None:
        raise Refused("I do not know that button any more. Say again what you want.")
    room, person, turn = (int(part) for part in parts.groups())
    if person != interaction.user.id:
        raise Refused("Somebody else was asked this. Ask me yourself: mention me, or use /ask.")
    if room != interaction.channel_id:
        raise Refused("That was asked in another channel. Say again here what you want.")
    member = member_of(interaction)
    preferences = await bot_of(interaction).cascade.preferences.read()
    admin = is_admin(member, preferences)
    named = admin and (_is_hidden(interaction) or room == preferences.admin_channel_id)
    return Said(room, member, "", admin, named), turn


class Choose(TalkControl):
    """One choice of a question."""

    action = "choose"

    @classmethod
    def labelled(cls, ref: str, page: int, label: str) -> "Choose":
        """Show a choice."""
        return cls(ref, page, discord.ui.Button(label=label, style=discord.ButtonStyle.secondary))

    async def act(self, interaction: discord.Interaction) -> None:
        """Say what the choice stands for."""
        said, turn = await self.said(interaction)
        await show(interaction, await bot_of(interaction).chat.choose(said, turn, self.page))


class Agree(TalkControl):
    """Yes to what was assumed, could not be held, or takes in more."""

    action = "agree"
    who = Who.ADMIN

    def face(self) -> Any:
        """A button."""
        return discord.ui.Button(label="Yes, make that plan", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Make the plan."""
        said, turn = await self.said(interaction)
        await show(interaction, await bot_of(interaction).chat.agree(said, turn))


class EditLine(TalkControl):
    """Opens the query line."""

    action = "line"
    who = Who.ADMIN
    defers = False

    def face(self) -> Any:
        """A button."""
        return discord.ui.Button(label="Edit the query", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Open it with what was understood."""
        said, turn = await self.said(interaction)
        standing = await bot_of(interaction).chat.talks.at_turn(said, turn)
        line = standing.open.line or standing.open.pending or standing.rule or ""
        await interaction.response.send_modal(QueryLine(self.ref, line))


class QueryLine(Form):
    """A query, to edit by hand."""

    action = "line"
    who = Who.ADMIN

    def __init__(self, ref: str, line: str) -> None:
        example = "type:movie unwatched:>2y size:>5GB"
        super().__init__("The query", ref, "What should go?", example, most=_LONGEST, filled=line or None)

    @classmethod
    async def act(cls, interaction: discord.Interaction, ref: str, typed: str) -> None:
        """Make its plan."""
        said, turn = await _said(interaction, ref)
        await show(interaction, await bot_of(interaction).chat.take_line(said, turn, typed))


CONTROLS: Final = (Choose, Agree, EditLine)
FORMS: Final = (QueryLine,)
