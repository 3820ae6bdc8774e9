"""The plan a conversation is about: found where it is now, and replaced by the plan of a changed rule."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.kinds import PLAN
from bot.proposing import post_plan
from bot.said import Said
from cascade.errors import BadInput, Refused
from cascade.plan import Plan, PlanState

if TYPE_CHECKING:
    from bot.client import CascadeBot

WAITING: Final = (PlanState.PROPOSED, PlanState.EXPIRED)
UNDER_WAY: Final = (PlanState.CONFIRMED, PlanState.RUNNING)


@dataclass(frozen=True, slots=True)
class PlansAtHand:
    """Finds the plans of conversations, and makes new ones."""

    bot: "CascadeBot"

    async def now(self, plan_id: str | None, said: Said) -> Plan | None:
        """The plan, or the one that took its place; None where there is none, or it is somebody else's."""
        found = await self.latest(plan_id)
        return found if found is not None and found.by_id == str(said.member.id) else None

    async def latest(self, plan_id: str | None) -> Plan | None:
        """The plan, or the one that took its place, whoever made it; None where there is none."""
        found = None
        while plan_id is not None and (plan := await self.find(plan_id)) is not None:
            found, plan_id = plan, await self.bot.cascade.successor(plan_id)
        return found

    async def find(self, plan_id: str) -> Plan | None:
        """The plan as it stands, or None."""
        try:
            return await self.bot.cascade.plan(plan_id)
        except BadInput:
            return None

    async def shown_in(self, message_id: int) -> str | None:
        """The id of the plan that a message shows, or None."""
        post = await self.bot.cascade.posts.shown_in(PLAN, message_id)
        return None if post is None else post.ref

    async def make(self, said: Said, query: str, old: Plan | None) -> tuple[Plan, discord.Message]:
        """Make and post the plan of a query, in the place of the old one unless that one is used."""
        if old is not None and old.state in WAITING:
            try:
                return await self._post(said, query, old.id)
            except Refused:
                if (await self.bot.cascade.plan(old.id)).state in WAITING:
                    raise
        return await self._post(said, query, None)

    async def link(self, plan: Plan) -> str:
        """Where its message stands; empty where that is not known."""
        post = await self.bot.cascade.posts.find(PLAN, plan.id)
        if post is None:
            return ""
        room = self.bot.get_partial_messageable(post.room_id, guild_id=self.bot.guild_id)
        return room.get_partial_message(post.message_id).jump_url

    async def others(self, said: Said, but: Plan) -> tuple[str, ...]:
        """The ids of the other plans of this person that still wait for a yes."""
        mine = await self.bot.cascade.plans_of(str(said.member.id))
        return tuple(one.id for one in mine if one.state is PlanState.PROPOSED and one.id != but.id)

    async def _post(self, said: Said, query: str, instead_of: str | None) -> tuple[Plan, discord.Message]:
        return await post_plan(self.bot, query, said.member, said.room_id, instead_of=instead_of)
