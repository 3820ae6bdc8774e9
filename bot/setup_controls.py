"""The selects and buttons of /setup. Each changes one preference and shows the page again."""

from typing import Any, ClassVar

import discord

from bot.access import Who, member_of
from bot.controls import Control, bot_of, view_of
from bot.invite import invite_link
from bot.limits import OPTION_TEXT, cut
from bot.preferring import CHOICES, FLAGS, PAGE_FLAGS, PAGE_NAMES, PAGES, ROLES, ROOMS, completes
from bot.render.setup import setup_embed
from bot.rooms import channels_of, missing_somewhere
from cascade.errors import BadInput
from cascade.household.preferences import Preferences


class _Setting(Control):
    """Changes the preference `ref` and shows page `page`."""

    action = "never_setting"
    who: ClassVar[Who] = Who.MANAGER
    known: ClassVar[Any] = ()

    async def act(self, interaction: discord.Interaction) -> None:
        """Store what was chosen."""
        bot = bot_of(interaction)
        if self.ref not in self.known or self.page >= len(PAGES):
            raise BadInput("This control is of another version; open /setup again.")
        before = await bot.cascade.preferences.read()
        by = member_of(interaction).name
        after = await bot.cascade.preferences.change(by=by, **{self.ref: self.chosen(before, bot.guild_id)})
        if completes(after) and not after.set_up:
            await bot.cascade.preferences.change(by=by, set_up=True)
        await show(interaction, self.page)

    def chosen(self, before: Preferences, guild_id: int) -> object:
        """The new value."""
        raise AssertionError(f"{type(self).__name__} chooses nothing of {before} in {guild_id}")


class SetRole(_Setting):
    """Names roles."""

    action = "setrole"
    known = ROLES

    def face(self) -> Any:
        """A select of roles."""
        many = self.ref == "admin_role_ids"
        return discord.ui.RoleSelect(placeholder=ROLES[self.ref], min_values=0, max_values=10 if many else 1)

    def chosen(self, before: Preferences, guild_id: int) -> object:
        """The roles; everybody's own role is refused."""
        del before
        ids = tuple(role.id for role in self.values)
        if guild_id in ids:
            raise BadInput("@everyone would let every guest delete; choose a role of your admins.")
        if self.ref == "admin_role_ids":
            return ids
        return ids[0] if ids else None


class SetRoom(_Setting):
    """Names a channel."""

    action = "setroom"
    known = ROOMS

    def face(self) -> Any:
        """A select of text channels."""
        return discord.ui.ChannelSelect(
            placeholder=ROOMS[self.ref], min_values=0, channel_types=[discord.ChannelType.text]
        )

    def chosen(self, before: Preferences, guild_id: int) -> object:
        """The channel, or none."""
        del before, guild_id
        return self.values[0].id if self.values else None


class SetChoice(_Setting):
    """Chooses from a list."""

    action = "setchoice"
    known = CHOICES

    def face(self) -> Any:
        """A select of the answers."""
        choice = CHOICES[self.ref]
        return discord.ui.Select(
            placeholder=cut(choice.question, OPTION_TEXT),
            min_values=0 if choice.many else 1,
            max_values=len(choice.answers) if choice.many else 1,
            options=[discord.SelectOption(label=text) for text in choice.answers],
        )

    def chosen(self, before: Preferences, guild_id: int) -> object:
        """What the answers mean."""
        del before, guild_id
        try:
            return CHOICES[self.ref].meant([str(value) for value in self.values])
        except (KeyError, IndexError) as error:
            raise BadInput("This select is of another version; open /setup again.") from error


class SetFlag(_Setting):
    """Turns something over."""

    action = "setflag"
    known = FLAGS

    def face(self) -> Any:
        """A button; `show` gives it the words that fit."""
        return discord.ui.Button(label=FLAGS[self.ref][0], style=discord.ButtonStyle.secondary)

    def chosen(self, before: Preferences, guild_id: int) -> object:
        """The opposite of now."""
        del guild_id
        return not getattr(before, self.ref)


class SetupPage(Control):
    """Turns the pages."""

    action = "setuppage"
    who = Who.MANAGER

    def face(self) -> Any:
        """A page button, by what is on the page."""
        name = PAGE_NAMES[min(self.page, len(PAGES) - 1)]
        return discord.ui.Button(label=name, style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Show that page."""
        await show(interaction, min(self.page, len(PAGES) - 1))


CONTROLS: tuple[type[Control], ...] = (SetRole, SetRoom, SetChoice, SetFlag, SetupPage)


async def show(interaction: discord.Interaction, page: int) -> None:
    """Show a page of the setup in place of what the person sees."""
    bot = bot_of(interaction)
    preferences = await bot.cascade.preferences.read()
    lacking = [said for room in channels_of(preferences) if (said := missing_somewhere(bot, room))]
    embed = setup_embed(preferences, page, lacking, invite_link(bot.application_id or 0, bot.guild_id))
    await interaction.edit_original_response(embed=embed, view=setup_view(preferences, page))


def setup_view(preferences: Preferences, page: int) -> discord.ui.View:
    """The controls of one page: four selects, then the buttons."""
    selects = [(_select(name, page, preferences),) for name in PAGES[page]]
    buttons = [_button(name, page, preferences) for name in PAGE_FLAGS[page]]
    turning = [SetupPage("go", other) for other in range(len(PAGES)) if other != page]
    return view_of(*selects, (*buttons, *turning))


def _select(name: str, page: int, preferences: Preferences) -> Control:
    value = getattr(preferences, name)
    if name in ROLES:
        role = SetRole(name, page)
        ids = value if isinstance(value, tuple) else (value,) if value else ()
        role.item.default_values = [discord.SelectDefaultValue(id=one, type=_ROLE) for one in ids]
        return role
    if name in ROOMS:
        room = SetRoom(name, page)
        room.item.default_values = [discord.SelectDefaultValue(id=value, type=_ROOM)] if value else []
        return room
    choice = SetChoice(name, page)
    shown = CHOICES[name].shown(value)
    for option in choice.item.options:
        option.default = option.label in shown
    return choice


def _button(name: str, page: int, preferences: Preferences) -> Control:
    button = SetFlag(name, page)
    while_on, while_off = FLAGS[name]
    on = bool(getattr(preferences, name))
    button.item.label = while_on if on else while_off
    if name == "practice" and on:
        button.item.style = discord.ButtonStyle.danger
    return button


_ROLE = discord.SelectDefaultValueType.role
_ROOM = discord.SelectDefaultValueType.channel
