"""Calendar arithmetic: what a span or a date means at one instant, in one time zone."""

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from cascade.rules.expr import Day, Never, Op, Rule, Span, Term, Value, terms_of
from cascade.rules.fields import Field, FieldKind, field_named
from cascade.rules.text import print_term
from cascade.rules.words import show_day

_TICK = timedelta(microseconds=1)  # the grain in which instants are stored


@dataclass(frozen=True, slots=True)
class Interval:
    """Instants from `low` on and before `high`; None is an open end."""

    low: datetime | None
    high: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies within."""
        return (self.low is None or at >= self.low) and (self.high is None or at < self.high)


def before(now: datetime, span: Span, zone: tzinfo) -> datetime:
    """Return the instant a span before now, in UTC.

    Months and years go by the calendar of the zone and end on the last day of a shorter month (29 Feb - 1y is
    28 Feb). A local time that a clock change skipped counts as the time the clock then showed; one that came
    twice, as the first. Days and weeks have 24 and 168 hours.
    """
    if span.unit in {"d", "w"}:
        return now.astimezone(UTC) - timedelta(days=span.count * (7 if span.unit == "w" else 1))
    local = now.astimezone(zone)
    months = local.year * 12 + local.month - 1 - span.count * (12 if span.unit == "y" else 1)
    year, month = divmod(months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(UTC)


def whole(day: Day, zone: tzinfo) -> Interval:
    """Return all of a day, month or year in a zone."""
    start = datetime(day.year, day.month or 1, day.day or 1, tzinfo=zone)
    if day.month is None:
        end = start.replace(year=day.year + 1)
    elif day.day is None:
        end = start.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    else:
        end = datetime.combine(start.date() + timedelta(days=1), start.time(), tzinfo=zone)
    return Interval(start.astimezone(UTC), end.astimezone(UTC))


def intervals(term: Term, now: datetime, zone: tzinfo) -> tuple[Interval, ...]:
    """Return where the instant of a date or span term must lie: in any one of these.

    A span compares strictly: `>2y` is before the bound, `>=2y` includes the bound itself, and so do ranges.
    *Never* is no instant and is left out.
    """
    values = term.values
    if term.op is Op.RANGE:
        return (_range(values[0], values[1], now, zone),)
    return tuple(_compared(term.op, value, now, zone) for value in values if isinstance(value, Day | Span))


def _compared(op: Op, value: Day | Span, now: datetime, zone: tzinfo) -> Interval:
    if isinstance(value, Span):
        return _older_or_younger(op, before(now, value, zone))
    day = whole(value, zone)
    match op:
        case Op.LT:
            return Interval(None, day.low)
        case Op.LE:
            return Interval(None, day.high)
        case Op.GT:
            return Interval(day.high, None)
        case Op.GE:
            return Interval(day.low, None)
        case _:
            return day


def _older_or_younger(op: Op, bound: datetime) -> Interval:
    """Turn time since into an instant: more time since is earlier."""
    match op:
        case Op.GT:
            return Interval(None, bound)
        case Op.GE:
            return Interval(None, bound + _TICK)
        case Op.LT:
            return Interval(bound + _TICK, None)
        case Op.LE:
            return Interval(bound, None)
        case _:
            raise ValueError(f"a span is never compared by {op}")


def _range(low: Value | None, high: Value | None, now: datetime, zone: tzinfo) -> Interval:
    if isinstance(low, Span) or isinstance(high, Span):
        youngest = before(now, low, zone) + _TICK if isinstance(low, Span) else None
        oldest = before(now, high, zone) if isinstance(high, Span) else None
        return Interval(oldest, youngest)
    first = whole(low, zone).low if isinstance(low, Day) else None
    last = whole(high, zone).high if isinstance(high, Day) else None
    return Interval(first, last)


def describe_bounds(rule: Rule, now: datetime, zone: tzinfo) -> list[str]:
    """Say what each date and span of a rule means at an instant, one line per term, in the rule's order."""
    dated = (term for term in terms_of(rule.where) if _is_dated(field_named(term.field)))
    return [f"{print_term(term)} = {_describe(term, now, zone)}" for term in dict.fromkeys(dated)]


def _is_dated(field: Field) -> bool:
    return field.kind in {FieldKind.DATE, FieldKind.SPAN}


def _describe(term: Term, now: datetime, zone: tzinfo) -> str:
    field = field_named(term.field)
    found = [_when(each, zone) for each in intervals(term, now, zone)]
    described = [f"{field.phrase} {when}" for when in found]
    if Never() in term.values:
        described.append(f"never {field.phrase.removeprefix('last ')}")
    if field.name == "unwatched":
        old = found[0].startswith("before")
        described = [
            f"{described[0]} or never, and added before then" if old else f"watched or added {found[0]}"
        ]
    return ", or ".join(described)


def _when(interval: Interval, zone: tzinfo) -> str:
    low = show_day(interval.low, zone) if interval.low else ""
    high = show_day(interval.high, zone) if interval.high else ""
    if low and high:
        return f"from {low} to before {high}"
    return f"before {high}" if high else f"since {low}"
