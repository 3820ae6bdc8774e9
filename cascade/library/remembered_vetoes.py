"""Protections of what is gone already: its tags and the like are held against them as they were."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cascade.library.departures import Remembered, last_remembered, remember
from cascade.library.facts import load_facts
from cascade.library.protections import covered, list_protections
from cascade.library.tables import items
from cascade.media import text_key
from cascade.rules.answer import Answer
from cascade.rules.explain import evaluate
from cascade.rules.facts import ItemFacts
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse

NO_MATTER = frozenset({"in-progress"})
"""Fields that veto no more: nobody is in the middle of what is gone."""


async def veto_of(
    conn: AsyncConnection, item_id: int, knowledge: Knowledge, tags: Collection[str] = ()
) -> str | None:
    """Say why what is left of an item may not go, None where no protection covers it.

    `tags` are those that Radarr and Sonarr have on it now. As ever, unknown counts as protected.
    """
    beneath = select(items.c.id).where(or_(items.c.parent_id == item_id, items.c.show_id == item_id))
    family = [item_id, *(await conn.scalars(beneath)).all()]
    vetoes = await covered(conn, family, knowledge, named=NO_MATTER)
    if vetoes:
        return next(iter(vetoes.values()))
    known = await _known(conn, item_id)
    if known is None:
        return None
    facts = _as_it_was((await load_facts(conn, [item_id]))[item_id], known, tags)
    for protection in await list_protections(conn, knowledge.now):
        if protection.query is None:
            continue
        rule = parse(protection.query)
        if facts.kind in rule.kinds and evaluate(rule.where, facts, knowledge).answer is not Answer.NO:
            return f"protected: {protection.reason}"
    return None


async def _known(conn: AsyncConnection, item_id: int) -> Remembered | None:
    """How it is where it is still there, else how it was when it went without us."""
    row = (
        await conn.execute(select(items.c.gone_at, items.c.gone_why).where(items.c.id == item_id))
    ).one_or_none()
    if row is None or row.gone_why == "deleted":
        return None
    return await remember(conn, item_id) if row.gone_at is None else await last_remembered(conn, item_id)


def _as_it_was(facts: ItemFacts, known: Remembered, tags: Collection[str]) -> ItemFacts:
    sets = {name: frozenset(values) for name, values in known.values.items()}
    sets["tag"] = sets.get("tag", frozenset()) | frozenset(tags)
    paths = tuple(sorted(text_key(file.path) for file in known.files))
    return replace(facts, sets=sets, paths=paths)
