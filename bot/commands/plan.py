"""/plan: find plans again."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.access import member_of
from bot.commands import choices
from bot.limits import DESCRIPTION, lines
from bot.mistakes import answer
from bot.render.words import BLUE, counted, relative, size
from cascade.errors import BadInput

if TYPE_CHECKING:
    from bot.client import CascadeBot
    from cascade.ledger.plans import PlanSummary


class Plans(commands.GroupCog, group_name="plan", group_description="Find plans again"):
    """Shows, lists and cancels plans."""

    def __init__(self, bot: "CascadeBot") -> None:
        self.bot = bot
        super().__init__()

    @app_commands.command(name="show", description="Post a plan again, with its buttons")
    @app_commands.describe(plan="the plan: choose one, or write its five letters")
    @app_commands.autocomplete(plan=choices.plans)
    async def show(self, interaction: discord.Interaction, plan: str) -> None:
        """Post a plan again; its old message is let go."""
        await self._show(interaction, plan.strip().casefold())

    @app_commands.command(name="last", description="Post the newest plan again")
    async def last(self, interaction: discord.Interaction) -> None:
        """Post the newest plan of anybody."""
        newest = await self.bot.cascade.last_plan()
        if newest is None:
            raise BadInput("There is no plan yet; /clean makes one.")
        await self._show(interaction, newest.id)

    @app_commands.command(name="mine", description="List your newest plans")
    async def mine(self, interaction: discord.Interaction) -> None:
        """List the plans of the one who asks."""
        plans = await self.bot.cascade.plans_of(str(member_of(interaction).id))
        rows = [_line(plan) for plan in plans] or ["You have made no plan yet; /clean makes one."]
        embed = discord.Embed(title="Your plans", description=lines(rows, DESCRIPTION), colour=BLUE)
        await answer(interaction, embed=embed)

    @app_commands.command(name="cancel", description="Give a plan up")
    @app_commands.describe(plan="the plan: choose one, or write its five letters")
    @app_commands.autocomplete(plan=choices.plans)
    async def cancel(self, interaction: discord.Interaction, plan: str) -> None:
        """Cancel an open plan, by those who might confirm it."""
        found = await self.bot.cascade.plan(plan.strip().casefold())
        member = await self.bot.access.confirmer(interaction, found.by_id)
        await self.bot.cascade.cancel(found.id, by=member.name)
        await self.bot.plan_messages.refresh(await self.bot.cascade.plan(found.id))
        await answer(interaction, f"Plan {found.id} is cancelled.")

    async def _show(self, interaction: discord.Interaction, plan_id: str) -> None:
        plan = await self.bot.cascade.plan(plan_id)
        room = (await self.bot.cascade.preferences.read()).admin_channel_id or interaction.channel_id or 0
        channel = self.bot.get_partial_messageable(room, guild_id=self.bot.guild_id)
        message = await self.bot.plan_messages.post(channel, plan)
        await answer(interaction, f"Plan {plan.id} is here: {message.jump_url}")


def _line(plan: "PlanSummary") -> str:
    what = f"{counted(plan.items, 'item')}, {size(plan.size_bytes)}"
    return f"**{plan.id}** · {plan.state.value} · {what} · {relative(plan.created_at)}"
