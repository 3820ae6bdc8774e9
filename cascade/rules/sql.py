"""A rule as SQL over the Library. NULL is unknown, whose logic in SQL is Kleene's."""

from collections.abc import Sequence
from typing import assert_never

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from cascade.library.tables import items
from cascade.media import Kind, Role
from cascade.rules.expr import And, Expr, Not, Or, Rule, Sort, Term
from cascade.rules.fields import FieldKind, field_named
from cascade.rules.knowledge import Knowledge
from cascade.rules.term_sql import TermSql, Tri, believed


def candidates(rule: Rule, knowledge: Knowledge) -> Select[int]:
    """Select the ids of present items whose verdict is yes, in the rule's order, without its stops.

    Unknown sort values come last, ties go by id.
    """
    verdict = tri(rule.where, knowledge, rule.kinds)
    key = _sort_key(rule.sort, knowledge, rule.kinds)
    ordered = key.desc() if _descends(rule.sort) else key.asc()
    return select(items.c.id).where(_present(rule), verdict).order_by(ordered.nulls_last(), items.c.id)


def unknowns(rule: Rule, knowledge: Knowledge) -> Select[int]:
    """Select the ids of present items whose verdict is unknown, by id."""
    return select(items.c.id).where(_present(rule), _open(rule, knowledge)).order_by(items.c.id)


def count_unknown(rule: Rule, knowledge: Knowledge) -> Select[int]:
    """Count the present items whose verdict is unknown."""
    return select(func.count()).select_from(items).where(_present(rule), _open(rule, knowledge))


def tri(expr: Expr, knowledge: Knowledge, kinds: Sequence[Kind] = tuple(Kind)) -> Tri:
    """Compile a condition to 1 (yes), 0 (no) or NULL (unknown) for rows of `items` of these kinds."""
    match expr:
        case And(items=parts):
            return and_(true(), *(tri(part, knowledge, kinds) for part in parts))
        case Or(items=parts):
            return or_(false(), *(tri(part, knowledge, kinds) for part in parts))
        case Not(item=part):
            return not_(tri(part, knowledge, kinds))
        case Term():
            return TermSql(expr, field_named(expr.field), knowledge, kinds).compile()
        case _:
            assert_never(expr)


def _present(rule: Rule) -> Tri:
    return and_(items.c.kind.in_([str(kind) for kind in rule.kinds]), items.c.gone_at.is_(None))


def _open(rule: Rule, knowledge: Knowledge) -> Tri:
    """Compile "the verdict is unknown"; the cast keeps IS NULL from binding to the ESCAPE of a LIKE."""
    return cast(tri(rule.where, knowledge, rule.kinds), Integer).is_(None)


def _descends(sort: Sort) -> bool:
    """Whether the column descends: more time since is an earlier instant."""
    return sort.descending != (field_named(sort.field).kind is FieldKind.SPAN)


def _sort_key(sort: Sort, knowledge: Knowledge, kinds: Sequence[Kind]) -> ColumnElement[object]:
    field = field_named(sort.field)
    column: ColumnElement[object] = items.c[field.column]
    if field.name == "unwatched" and Role.MEDIA in knowledge.usable:
        column = func.coalesce(items.c.last_play_at, items.c.added_at)
    return believed(field.said, knowledge, kinds, column)
