"""Answers to read-only questions, with figures from the Library and the ledger and from nowhere else."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import discord

from bot.answer_controls import titles_view
from bot.catalogue import NOT_FOR_GUESTS
from bot.render import answers as render
from bot.render.space import space_embed
from bot.render.why import why_embed
from bot.said import Reply
from cascade.errors import BadInput
from cascade.household.titles import TitleHit
from cascade.media import Kind, text_key
from cascade.plan import Plan, PlanState
from cascade.rules.expr import fields_of
from cascade.rules.query import parse
from llm.reading import Inquiry, Topic

if TYPE_CHECKING:
    from bot.client import CascadeBot

_LOOKED_AT: Final = 25  # titles that a name is looked for in
_CHOICES: Final = 5
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers for an admin, or for a guest: without names, systems and reasons.

    `direct`: nothing can be clicked there. `hint`: an admin is told where names are not left out.
    """

    bot: "CascadeBot"
    admin: bool
    direct: bool = False
    hint: bool = False

    async def to(self, inquiry: Inquiry, plan_id: str | None) -> Reply:
        """Answer a question; `plan_id` is the plan it may be about."""
        reply = await self._to(inquiry, plan_id)
        if self.hint and not self.admin and inquiry.topic is not Topic.BIGGEST:
            return replace(reply, embed=render.with_hint(reply.embed))
        return reply

    async def _to(self, inquiry: Inquiry, plan_id: str | None) -> Reply:
        match inquiry.topic:
            case Topic.SPACE:
                report = await self.bot.cascade.space.report()
                return Reply(space_embed(report, None) if self.admin else render.space_for_guests(report))
            case Topic.BIGGEST:
                hits = await self.bot.cascade.titles.biggest(inquiry.kind, _SHOWN)
                return Reply(render.biggest(hits))
            case Topic.DELETED:
                return await self._deleted(inquiry.title)
            case _:
                return await self._of_title(inquiry, plan_id)

    async def about(self, topic: Topic, item_id: int, plan_id: str | None) -> Reply:
        """Answer a question about one item."""
        zone = self.bot.settings.timezone
        if topic is Topic.LISTED:
            return Reply(await self._listed(item_id, plan_id))
        facts = await self.bot.cascade.titles.about(item_id)
        shown = render.watched if topic is Topic.WATCHED else render.requested
        return Reply(shown(facts, zone, admin=self.admin))

    async def _deleted(self, title: str | None) -> Reply:
        events = await self.bot.cascade.history(limit=_SHOWN, title=title)
        return Reply(render.deleted(events, title, self.bot.settings.timezone, admin=self.admin))

    async def _of_title(self, inquiry: Inquiry, plan_id: str | None) -> Reply:
        if inquiry.title is None:
            return Reply(render.which_title())
        hits = await self._hits(inquiry.title, inquiry.kind)
        if not hits:
            events = await self.bot.cascade.history(limit=_SHOWN, title=inquiry.title)
            zone = self.bot.settings.timezone
            return Reply(
                render.deleted(events, inquiry.title, zone, admin=self.admin)
                if events
                else render.unknown_title(inquiry.title)
            )
        if inquiry.topic is Topic.LISTED:
            hits = await self._of_plan(hits, plan_id)
        if len(hits) == 1:
            return await self.about(inquiry.topic, hits[0].item_id, plan_id)
        if self.direct:
            each = [(await self.about(inquiry.topic, hit.item_id, plan_id)).embed for hit in hits[:_CHOICES]]
            return Reply(render.together(each))
        view = titles_view(inquiry.topic, hits[:_CHOICES], plan_id, systems=self.admin)
        return Reply(render.several(inquiry.title), view)

    async def _hits(self, title: str, kind: Kind | None) -> tuple[TitleHit, ...]:
        """The items of that name: those that bear it exactly, or else those that contain it."""
        kinds = None if kind is None else (kind,)
        hits = await self.bot.cascade.titles.search(title, kinds, _LOOKED_AT)
        exact = tuple(hit for hit in hits if text_key(hit.title) == text_key(title))
        return exact or hits

    async def _of_plan(self, hits: tuple[TitleHit, ...], plan_id: str | None) -> tuple[TitleHit, ...]:
        """Those of several copies that are on the plan asked about, or all where none is."""
        plan = await self._plan(plan_id)
        there = set() if plan is None else {item.item_id for item in plan.items}
        return tuple(hit for hit in hits if hit.item_id in there) or hits

    async def _plan(self, plan_id: str | None) -> Plan | None:
        """The plan of the conversation, or else the newest; None where there is none."""
        newest = await self.bot.cascade.last_plan() if plan_id is None else None
        wanted = plan_id or (None if newest is None else newest.id)
        try:
            return None if wanted is None else await self.bot.cascade.plan(wanted)
        except BadInput:
            return None

    async def _listed(self, item_id: int, plan_id: str | None) -> discord.Embed:
        plan = await self._plan(plan_id)
        if plan is None:
            return render.no_plan()
        there = any(item.item_id == item_id for item in plan.items)
        closed = "" if plan.state is PlanState.PROPOSED else f", which is {plan.state.value}"
        said = f"It is {'' if there else 'not '}on plan {plan.id}{closed}."
        if not self.admin:
            secret = NOT_FOR_GUESTS & fields_of(parse(plan.query).where)
            return render.listed_for_guests(said, None if secret else plan.sentence)
        return why_embed(await self.bot.cascade.explain(plan.query, item_id), plan.query, said)
