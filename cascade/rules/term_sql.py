"""One term as SQL over the Library. NULL is unknown."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar, assert_never

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from cascade.library.tables import files, item_values, items
from cascade.media import Kind, Role, text_key
from cascade.rules.bounds import Interval, intervals
from cascade.rules.expr import Flag, Never, Op, Term, Text
from cascade.rules.fields import Field, FieldKind, Said
from cascade.rules.knowledge import Knowledge
from cascade.rules.quantities import Threshold, thresholds

T = TypeVar("T")

Tri = ColumnElement[bool]
"""An SQL expression that is 1, 0 or NULL."""


def believed(
    said: Said, knowledge: Knowledge, kinds: Sequence[Kind], expr: ColumnElement[T]
) -> ColumnElement[T]:
    """Keep an expression for the kinds whose source is believed and make it NULL for the others."""
    usable = [str(kind) for kind in kinds if knowledge.believes(said, kind)]
    if len(usable) == len(kinds):
        return expr
    return case((items.c.kind.in_(usable), expr)) if usable else literal_column("NULL", expr.type)


class TermSql:
    """One term, for all items at once; `rules.judge` says the same of one item."""

    def __init__(self, term: Term, field: Field, knowledge: Knowledge, kinds: Sequence[Kind]) -> None:
        self.term = term
        self.field = field
        self.knowledge = knowledge
        self.kinds = kinds

    def compile(self) -> Tri:
        """Return the term as 1, 0 or NULL for rows of `items`."""
        match self.field.name:
            case "watched" | "unwatched" | "requested":
                return self.dates()
            case "plays" | "viewers":
                return self.alternatives(self.counted)
            case "in-progress":
                return self.flag(self.in_progress())
            case "requester-watched":
                return self.flag(self.requester_watched())
            case "path":
                return self.believed(or_(false(), *(_beneath(key) for key in self.keys())))
            case _:
                return self.plain()

    def plain(self) -> Tri:
        match self.field.kind:
            case FieldKind.SET:
                return self.set()
            case FieldKind.DATE | FieldKind.SPAN:
                return self.dates()
            case FieldKind.NUMBER | FieldKind.SIZE:
                return self.believed(self.alternatives(self.compared))
            case FieldKind.FLAG:
                return self.believed(self.flag(items.c[self.field.column]))
            case _:
                return self.believed(self.text())

    def believed(self, expr: ColumnElement[T]) -> ColumnElement[T]:
        return believed(self.field.said, self.knowledge, self.kinds, expr)

    def usable(self, role: Role) -> bool:
        return role in self.knowledge.usable

    def covers(self, at: datetime) -> bool:
        """Whether plays since an instant are known, but for items in doubt."""
        since = self.knowledge.watch_since
        return self.usable(Role.WATCH) and since is not None and since <= at

    def covers_all(self) -> Tri:
        since = self.knowledge.watch_since
        if since is None or not (self.usable(Role.WATCH) and self.usable(Role.MEDIA)):
            return false()
        return and_(items.c.added_at >= since, _sure())

    # Dates

    def dates(self) -> Tri:
        knowledge = self.knowledge
        found = intervals(self.term, knowledge.now, knowledge.zone)
        parts = [self.within(each) for each in found]
        if Never() in self.term.values:
            parts.append(self.never())
        return or_(false(), *parts)

    def within(self, interval: Interval) -> Tri:
        parts: list[Tri] = [true()]
        if interval.low is not None:
            parts.append(self.since(interval.low))
        if interval.high is not None:
            parts.append(self.until(interval.high))
        return and_(*parts)

    def since(self, at: datetime) -> Tri:
        """Compile "at or after"."""
        match self.field.name:
            case "watched":
                return self.played(at, case((items.c.last_play_at.is_not(None), false())))
            case "unwatched":
                return self.played_or_added(at)
            case _:
                return self.believed(items.c[self.field.column] >= at)

    def until(self, at: datetime) -> Tri:
        """Compile "before"."""
        if self.field.name in {"watched", "unwatched"}:
            return not_(self.since(at))
        return self.believed(items.c[self.field.column] < at)

    def played(self, at: datetime, otherwise: Tri) -> Tri:
        """Compile "a play at or after": a play proves it, full coverage lets `otherwise` speak."""
        proved = (items.c.last_play_at >= at, true())
        return case(proved, (_sure(), otherwise)) if self.covers(at) else case(proved)

    def played_or_added(self, at: datetime) -> Tri:
        """Compile `unwatched`: nobody can have left a title alone for longer than it has been there."""
        proved: list[tuple[Tri, Tri]] = [(items.c.last_play_at >= at, true())]
        if self.usable(Role.MEDIA):
            proved.append((items.c.added_at >= at, true()))
            if self.covers(at):
                proved.append((and_(_sure(), items.c.added_at.is_not(None)), false()))
        return case(*proved)

    def never(self) -> Tri:
        if self.field.name == "watched":
            played = or_(items.c.last_play_at.is_not(None), items.c.plays > 0)
            return case((played, false()), (self.covers_all(), true()))
        proved = (items.c[self.field.column].is_not(None), false())
        return case(proved, else_=self.believed(true()))

    # Numbers

    def alternatives(self, one: Callable[[Threshold], Tri]) -> Tri:
        found = thresholds(self.term, self.field)
        return or_(false(), *(and_(true(), *(one(threshold) for threshold in each)) for each in found))

    def compared(self, threshold: Threshold) -> Tri:
        return _holds(items.c[self.field.column], threshold)

    def counted(self, threshold: Threshold) -> Tri:
        """Hold a threshold against a count that is a lower bound until all plays are covered."""
        holds = _holds(items.c[self.field.column], threshold)
        proved = (holds, true()) if threshold.upward else (not_(holds), false())
        return case(proved, (self.covers_all(), false() if threshold.upward else true()))

    # Texts, sets and flags

    def keys(self) -> list[str]:
        return [text_key(value.text) for value in self.term.values if isinstance(value, Text)]

    def text(self) -> Tri:
        column = items.c[self.field.column]
        if self.field.contains and self.term.op is Op.ANY_OF:
            return or_(false(), *(column.contains(key, autoescape=True) for key in self.keys()))
        return column.in_(self.keys())

    def set(self) -> Tri:
        matched = (
            select(item_values.c.item_id)
            .where(
                item_values.c.item_id == items.c.id,
                item_values.c.field == self.field.column,
                item_values.c.key.in_(self.keys()),
            )
            .correlate(items)
            .exists()
        )
        match self.field.said:
            case Said.WATCH:
                return case((matched, true()), (self.covers_all(), false()))
            case Said.REQUESTS:
                return case((matched, true()), else_=self.believed(false()))
            case Said.ARR:
                settled = items.c.arr_match.in_(["one", "none"])
                return self.believed(case((matched, true()), (settled, false())))
            case Said.MEDIA:
                return self.believed(matched)
            case _:
                assert_never(self.field.said)

    def in_progress(self) -> Tri:
        begun = items.c.in_progress == true()
        return case((begun, true()), (_sure(), self.believed(false())))

    def requester_watched(self) -> Tri:
        done = items.c.requester_watched
        found = case((done == true(), true()), (and_(done == false(), self.covers_all()), false()))
        return self.believed(found)

    def flag(self, on: Tri) -> Tri:
        return on if self.term.values[0] == Flag(on=True) else not_(on)


def _sure() -> Tri:
    """Compile "no unresolved play bears this item's name"."""
    return items.c.watch_doubt == false()


def _holds(column: ColumnElement[int], threshold: Threshold) -> Tri:
    match threshold.op:
        case Op.LT:
            return column < threshold.number
        case Op.LE:
            return column <= threshold.number
        case Op.GT:
            return column > threshold.number
        case _:
            return column >= threshold.number


def _beneath(key: str) -> Tri:
    """Compile "all files lie in the folder": 0 where none does, NULL where some do or no file is known."""
    folder = key.rstrip("/")
    path = files.c.path_key
    inside = or_(path == folder, func.substr(path, 1, len(folder) + 1) == folder + "/")
    one = case((inside, 1), else_=0)
    owned = or_(files.c.item_id == items.c.id, files.c.season_id == items.c.id, files.c.show_id == items.c.id)
    return (
        select(case((func.min(one) == func.max(one), func.min(one) == 1)))
        .where(owned, files.c.role == str(Role.MEDIA))
        .correlate(items)
        .scalar_subquery()
    )
