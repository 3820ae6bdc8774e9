"""A small bot that has something of everything the page must show."""

import asyncio
import io
from typing import Final

import discord
from discord import app_commands, ui

EMBED_COLOUR: Final = 0xE8883A
TITLES: Final = ("Troy (2004)", "Cats (2019)", "Cats & Dogs (2001)")
PICTURE: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60"/></svg>'
)


class Showcase(discord.Client):
    """Answers /show, /ask, /choose and /wait, and repeats what is said to it."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.commands_known = asyncio.Event()
        self.tree.add_command(show)
        self.tree.add_command(ask)
        self.tree.add_command(choose)
        self.tree.add_command(wait)

    async def on_ready(self) -> None:
        guild = self.guilds[0]
        self.tree.copy_global_to(guild=guild)
        await self.tree.sync(guild=guild)
        self.commands_known.set()

    async def on_message(self, message: discord.Message) -> None:
        if message.content == "type something":
            await message.channel.typing()
        if self.user in message.mentions:
            await message.reply(f"{message.author.mention} said: {message.clean_content}")


class Count(ui.Modal, title="Delete 3 films for good?"):
    """Asks for a number, a note and a channel."""

    count = ui.Label(
        text="How many films will go?",
        description="Type 3 to go on",
        component=ui.TextInput[ui.Modal](custom_id="count", max_length=4),
    )
    note = ui.Label(
        text="Note",
        component=ui.TextInput[ui.Modal](custom_id="note", style=discord.TextStyle.paragraph, required=False),
    )
    place = ui.Label(
        text="Tell whom?", component=ui.ChannelSelect[ui.Modal](custom_id="place", required=True)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.count.component, ui.TextInput)
        assert isinstance(self.note.component, ui.TextInput)
        assert isinstance(self.place.component, ui.ChannelSelect)
        where = self.place.component.values[0].name
        text = f"{self.count.component.value} films, “{self.note.component.value}”, to #{where}"
        await interaction.response.send_message(text, ephemeral=True)


class Buttons(ui.View):
    """A press that edits, one that opens a modal, one that is never answered, one that is off, a link."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Button(label="The rules", url="https://example.org/rules"))

    @ui.button(label="Finish", emoji="🏁", style=discord.ButtonStyle.success)
    async def finish(self, interaction: discord.Interaction, button: ui.Button["Buttons"]) -> None:
        button.disabled = True
        await interaction.response.edit_message(
            content="**Finished** by " + interaction.user.mention, view=self
        )

    @ui.button(label="Delete 3 films…", style=discord.ButtonStyle.danger)
    async def delete(self, interaction: discord.Interaction, _: ui.Button["Buttons"]) -> None:
        await interaction.response.send_modal(Count())

    @ui.button(label="Deaf")
    async def deaf(self, _: discord.Interaction, __: ui.Button["Buttons"]) -> None:
        """Let the time for an answer go by."""

    @ui.button(label="Off", disabled=True)
    async def off(self, _: discord.Interaction, __: ui.Button["Buttons"]) -> None:
        """Stay off."""


class Choices(ui.View):
    """One select of each kind; each writes what was chosen into its message."""

    @ui.select(
        placeholder="Drop some films",
        max_values=2,
        options=[discord.SelectOption(label=title, description="48 GB", emoji="🎬") for title in TITLES],
    )
    async def films(self, interaction: discord.Interaction, select: ui.Select["Choices"]) -> None:
        await interaction.response.edit_message(content="Dropped: " + ", ".join(select.values))

    @ui.select(placeholder="Keep how long?", options=[discord.SelectOption(label="90 days", value="90d")])
    async def span(self, interaction: discord.Interaction, select: ui.Select["Choices"]) -> None:
        await interaction.response.edit_message(content=f"Kept: {select.values[0]}")

    @ui.select(cls=ui.RoleSelect, placeholder="Which role?")
    async def role(self, interaction: discord.Interaction, select: ui.RoleSelect["Choices"]) -> None:
        await interaction.response.edit_message(content=f"Role: {select.values[0].name}")

    @ui.select(cls=ui.UserSelect, placeholder="Who?")
    async def who(self, interaction: discord.Interaction, select: ui.UserSelect["Choices"]) -> None:
        await interaction.response.edit_message(content=f"Person: {select.values[0].display_name}")


@app_commands.command(description="Show a message with everything")
async def show(interaction: discord.Interaction) -> None:
    embed = discord.Embed(
        title="PLAN k7f2 · 3 films",
        description="**486 GB** of files\n1. Troy *(2004)*\n`type:movie`",
        colour=EMBED_COLOUR,
    )
    embed.add_field(name="Expires", value="<t:32503680000:R>", inline=True)
    embed.set_footer(text="Plex 4 min ago")
    embed.set_image(url="attachment://space.svg")
    files = [
        discord.File(_bytes(b"title,size\nTroy,48\n"), "plan-k7f2.csv"),
        discord.File(_bytes(PICTURE), "space.svg"),
    ]
    await interaction.response.send_message("Here:", embed=embed, files=files, view=Buttons())


@app_commands.command(description="Ask for one of each kind")
@app_commands.describe(title="Which film", kind="Of what kind", count="How many", hard="For good?")
@app_commands.choices(kind=[app_commands.Choice(name="Films", value="movie")])
async def ask(
    interaction: discord.Interaction,
    title: str,
    kind: app_commands.Choice[str] | None = None,
    count: app_commands.Range[int, 1, 9] | None = None,
    hard: bool | None = None,  # noqa: FBT001 - an option of a command is what discord.py makes of it
    who: discord.Member | None = None,
    where: discord.TextChannel | None = None,
    role: discord.Role | None = None,
) -> None:
    named = [who and who.display_name, where and where.name, role and role.name]
    heard = [title, kind and kind.value, count, hard, *named]
    await interaction.response.send_message(" / ".join(str(one) for one in heard))


@ask.autocomplete("title")
async def titles(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
    """Offer the films that contain what was typed."""
    fits = [title for title in TITLES if text.lower() in title.lower()]
    return [app_commands.Choice(name=title, value=f"id of {title}") for title in fits]


@app_commands.command(description="Offer selects")
async def choose(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("Choose:", view=Choices(timeout=None), ephemeral=True)


@app_commands.command(description="Think for a while")
async def wait(interaction: discord.Interaction) -> None:
    await interaction.response.defer(thinking=True)


def _bytes(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)
