"""A small real bot on discord.py: what it needs of Discord is what the local one must give."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Self

import discord
import pytest
import yarl
from discord import app_commands

from playground.discord.local import LocalDiscord

FRUITS = ("apple", "apricot", "banana", "cherry")


class Confirm(
    discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"plan:run:(?P<pid>[0-9a-f]{4})"
):
    """A button that carries a plan's id and so works after a restart."""

    def __init__(self, plan: str) -> None:
        style = discord.ButtonStyle.danger
        super().__init__(
            discord.ui.Button(label="Delete 5 films…", style=style, custom_id=f"plan:run:{plan}")
        )
        self.plan = plan

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction,
        _item: discord.ui.Item[discord.ui.View],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(match["pid"])

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Count(self.plan))


class Count(discord.ui.Modal, title="How many?"):
    """Asks for a number, and for a reason to choose."""

    number: discord.ui.Label[Self] = discord.ui.Label(
        text="Number of films", component=discord.ui.TextInput(max_length=5)
    )
    reason: discord.ui.Label[Self] = discord.ui.Label(
        text="Why",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="Room"), discord.SelectOption(label="Taste")], required=False
        ),
    )

    def __init__(self, plan: str) -> None:
        super().__init__()
        self.plan = plan

    async def on_submit(self, interaction: discord.Interaction) -> None:
        field = self.number.component
        assert isinstance(field, discord.ui.TextInput)
        if field.value != "5":
            await interaction.response.send_message("That is not the number.", ephemeral=True)
            return
        await interaction.response.edit_message(content=f"Plan {self.plan} runs.", view=None)


class Picks(discord.ui.View):
    """A select of each kind, and buttons that defer."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.select(
        placeholder="Fruit",
        max_values=2,
        custom_id="fruit",
        options=[discord.SelectOption(label=fruit.title(), value=fruit) for fruit in FRUITS],
    )
    async def fruit(self, interaction: discord.Interaction, select: discord.ui.Select[Self]) -> None:
        await interaction.response.send_message(f"You chose {', '.join(select.values)}.", ephemeral=True)

    @discord.ui.select(cls=discord.ui.RoleSelect, placeholder="Role", custom_id="role")
    async def role(self, interaction: discord.Interaction, select: discord.ui.RoleSelect[Self]) -> None:
        await interaction.response.edit_message(content=f"Role {select.values[0].name}.")

    @discord.ui.select(cls=discord.ui.ChannelSelect, placeholder="Channel", custom_id="channel")
    async def channel(self, interaction: discord.Interaction, select: discord.ui.ChannelSelect[Self]) -> None:
        await interaction.response.edit_message(content=f"Channel {select.values[0].name}.")

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="User", custom_id="user")
    async def user(self, interaction: discord.Interaction, select: discord.ui.UserSelect[Self]) -> None:
        await interaction.response.edit_message(content=f"User {select.values[0].display_name}.")

    @discord.ui.button(label="Think", custom_id="think", emoji="🤔")
    async def think(self, interaction: discord.Interaction, _button: discord.ui.Button[Self]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Thought.")

    @discord.ui.button(label="Never", custom_id="never", disabled=True)
    async def never(self, interaction: discord.Interaction, _button: discord.ui.Button[Self]) -> None:
        await interaction.response.send_message("Impossible.")


class Probe(discord.Client):
    """The bot. `failures` are the errors Discord answered it with in a command."""

    def __init__(self, guild_id: int, intents: discord.Intents | None = None) -> None:
        wanted = intents or discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=wanted,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.01,
        )
        self.guild_ref = discord.Object(guild_id)
        self.tree = app_commands.CommandTree(self)
        self.failures: list[discord.HTTPException] = []
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.failed = asyncio.Event()
        register(self)

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Confirm)
        self.add_view(Picks())
        self.tree.copy_global_to(guild=self.guild_ref)
        await self.tree.sync(guild=self.guild_ref)

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        self.heard.put_nowait(message)
        if message.content.endswith("hello"):
            await message.reply("Hello yourself.", mention_author=True)

    def fail(self, error: discord.HTTPException) -> None:
        self.failures.append(error)
        self.failed.set()


def register(bot: Probe) -> None:
    """Give the bot its commands."""

    @bot.tree.command(description="Ask for room")
    @app_commands.describe(query="What to remove", limit="How many")
    async def clean(
        interaction: discord.Interaction, query: str, limit: app_commands.Range[int, 1, 10] = 5
    ) -> None:
        await interaction.response.defer()
        embed = discord.Embed(title="PLAN k7f2", description=f"{query} · {limit}", colour=0xE67E22)
        embed.add_field(name="Size", value="48 GB").set_footer(text="expires in 23 h")
        view = discord.ui.View(timeout=None).add_item(Confirm("07f2"))
        file = discord.File(io.BytesIO(b"title,size\nTroy,48\n"), "plan.csv")
        await interaction.followup.send(embed=embed, view=view, file=file)

    @clean.autocomplete("query")
    async def offer(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f.title(), value=f) for f in FRUITS if f.startswith(current)]

    plan = app_commands.Group(name="plan", description="Plans")
    bot.tree.add_command(plan)

    @plan.command(description="Show one to yourself")
    async def show(interaction: discord.Interaction, who: discord.Member | None = None) -> None:
        text = f"For {who.display_name}." if who else "For you."
        await interaction.response.send_message(text, ephemeral=True)

    @bot.tree.command(description="Ways to choose")
    @app_commands.default_permissions(manage_guild=True)
    async def pick(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Choose.", view=Picks())

    @bot.tree.command(description="A run with progress")
    async def run(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Off we go.", ephemeral=True)
        assert isinstance(interaction.channel, discord.TextChannel)
        progress = await interaction.channel.send("0 of 3")
        for step in (1, 2, 3):
            await interaction.channel.get_partial_message(progress.id).edit(content=f"{step} of 3")
        await interaction.channel.send(
            f"Done, {interaction.user.mention}.",
            allowed_mentions=discord.AllowedMentions(users=[interaction.user]),
        )

    @bot.tree.command(description="Whatever goes wrong")
    async def wrong(interaction: discord.Interaction, what: str) -> None:
        try:
            await go_wrong(interaction, what)
        except discord.HTTPException as error:
            bot.fail(error)


async def go_wrong(interaction: discord.Interaction, what: str) -> None:
    """Do something that Discord refuses."""
    answer = interaction.response
    match what:
        case "long title":
            await answer.send_message(embed=discord.Embed(title="x" * 257))
        case "long sum":
            await answer.send_message(embeds=[discord.Embed(description="x" * 4000) for _ in range(2)])
        case "long text":
            await answer.send_message("x" * 2001)
        case "nothing":
            await answer.send_message(" ")
        case "late":
            await asyncio.sleep(0.4)
            await answer.send_message("Too late.")
        case "twice":
            await answer.send_message("First.")
            again = interaction.client.http
            route = discord.http.Route(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                webhook_id=interaction.id,
                webhook_token=interaction.token,
            )
            await again.request(route, json={"type": 4, "data": {"content": "Again."}})
        case "staff":
            await answer.send_message("Let me see.")
            staff = next(c for c in interaction.guild.text_channels if c.name == "staff-only")  # type: ignore[union-attr]
            await staff.send("Let me in.")
        case "ephemeral by token":
            sent = await answer.send_message("Only you.", ephemeral=True)
            assert isinstance(interaction.channel, discord.TextChannel)
            await interaction.channel.get_partial_message(sent.message_id or 0).edit(content="Everyone?")
        case _:
            await answer.send_message(what)


@asynccontextmanager
async def connected(
    local: LocalDiscord, bot: discord.Client, *, token: str = ""
) -> AsyncIterator[discord.Client]:
    """Run a bot against the local Discord, unmodified, until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", local.api_url)
        url = yarl.URL(local.gateway_url)
        patch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", url)
        running = asyncio.create_task(bot.start(token or local.token))
        ready = asyncio.create_task(bot.wait_until_ready())
        try:
            await asyncio.wait({running, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            yield bot
        finally:
            ready.cancel()
            await bot.close()
            with suppress(asyncio.CancelledError):
                await running
