"""The plan message: posted once, edited through the plan's life, always from the stored plan."""

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.controls import view_of
from bot.kinds import FIRST_YES, PLAN
from bot.plan_changing import Cancel, DropKeep, Refresh
from bot.plan_deleting import Delete, SecondYes
from bot.plan_reading import SeeAll, WhyLeftOut
from bot.render.plan import delete_label, plan_embed
from cascade.plan import Plan, PlanState
from cascade.render import plan_csv

if TYPE_CHECKING:
    from bot.client import CascadeBot


POSTER: Final = "poster.jpg"  # Discord looks at what it is, not at its name


@dataclass(frozen=True, slots=True)
class PlanMessages:
    """Posts plans and keeps their messages true."""

    bot: "CascadeBot"

    async def post(self, channel: discord.abc.Messageable, plan: Plan) -> discord.Message:
        """Post a plan with its controls and the full list, and remember where it stands."""
        embed, view, files = await self._look(plan)
        before = await self.bot.cascade.posts.find(PLAN, plan.id)
        message = await channel.send(embed=embed, view=view, files=files)
        await self.bot.cascade.posts.put(PLAN, plan.id, message.channel.id, message.id, plan.by_id)
        if before is not None:  # nobody would keep it true any more
            room = self.bot.get_partial_messageable(before.room_id, guild_id=self.bot.guild_id)
            with suppress(discord.NotFound, discord.Forbidden):
                old = room.get_partial_message(before.message_id)
                await old.edit(content=f"It stands further down now: {message.jump_url}", view=None)
        return message

    async def succeed(self, old_id: str, plan: Plan) -> None:
        """Let the message of a plan show the one that took its place; the old one's buttons go with it."""
        post = await self.bot.cascade.posts.find(PLAN, old_id)
        if post is not None:
            await self.bot.cascade.posts.put(PLAN, plan.id, post.room_id, post.message_id, post.person_id)
            await self.bot.cascade.posts.forget(PLAN, old_id)
            await self.refresh(plan)

    async def refresh(self, plan: Plan) -> None:
        """Bring the message of a plan up to date; a message that somebody removed is let go."""
        posts = self.bot.cascade.posts
        post = await posts.find(PLAN, plan.id)
        if post is None:
            return
        embed, view, files = await self._look(plan)
        room = self.bot.get_partial_messageable(post.room_id, guild_id=self.bot.guild_id)
        try:
            await room.get_partial_message(post.message_id).edit(embed=embed, view=view, attachments=files)
        except discord.NotFound:
            await posts.forget(PLAN, plan.id)

    async def _look(self, plan: Plan) -> tuple[discord.Embed, discord.ui.View, list[discord.File]]:
        cascade = self.bot.cascade
        preferences = await cascade.preferences.read()
        embed = plan_embed(plan, self.bot.settings.timezone, practice=preferences.practice)
        first = await cascade.posts.find(FIRST_YES, plan.id)
        if plan.state is PlanState.PROPOSED and first is not None:
            said = f"<@{first.person_id}> said yes."
            embed.add_field(name="A second admin is needed", value=said, inline=False)
        files = [discord.File(io.BytesIO(plan_csv(plan).encode()), filename=f"plan-{plan.id}.csv")]
        if (poster := await self._poster(plan)) is not None:
            files.append(poster)
            embed.set_thumbnail(url=f"attachment://{poster.filename}")
        return embed, plan_view(plan, second=first is not None), files

    async def _poster(self, plan: Plan) -> discord.File | None:
        """The picture of a plan of one item, as a file: its address would hold the server's."""
        if len(plan.items) != 1:
            return None
        picture = await self.bot.cascade.posters.of(plan.items[0])
        return None if picture is None else discord.File(io.BytesIO(picture), POSTER)


def plan_view(plan: Plan, *, second: bool = False) -> discord.ui.View:
    """The controls of a plan; deleting stands alone in the last row. A closed plan can only be read."""
    reading = (SeeAll(plan.id), WhyLeftOut(plan.id))
    if plan.state is not PlanState.PROPOSED:
        return view_of(reading)
    if not plan.items:
        return view_of((WhyLeftOut(plan.id), Refresh(plan.id), Cancel(plan.id)))
    upper = (SeeAll(plan.id), DropKeep(plan.id), WhyLeftOut(plan.id), Refresh(plan.id), Cancel(plan.id))
    if plan.over_caps:
        return view_of(upper)
    delete = Delete(plan.id)
    delete.item.label = delete_label(plan)
    return view_of(upper, (SecondYes(plan.id) if second else delete,))
