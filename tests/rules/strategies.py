"""Random rules, libraries and states of knowledge, drawn from few values so that edges are met often."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from cascade.media import Kind, Role, text_key
from cascade.rules.bounds import before, whole
from cascade.rules.directives import sortable
from cascade.rules.expr import (
    And,
    Day,
    Expr,
    Flag,
    Never,
    Not,
    Number,
    Op,
    Or,
    Rule,
    Size,
    Sort,
    Span,
    Term,
    Text,
    Value,
)
from cascade.rules.fields import FIELDS, Field, FieldKind
from cascade.rules.knowledge import Knowledge
from tests.rules.shelf import Copy

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")

SPANS = (Span(1, "y"), Span(2, "y"), Span(6, "mo"), Span(90, "d"), Span(10, "w"))
DAYS = (Day(2024), Day(2025), Day(2025, 11), Day(2024, 11, 21), Day(2026, 2, 28))
_TICK = timedelta(microseconds=1)
_EDGES = [
    *(before(NOW, span, ZONE) for span in SPANS),
    *(
        at
        for day in DAYS
        for zone in (ZONE, UTC)
        for at in (whole(day, zone).low, whole(day, zone).high)
        if at
    ),
]
INSTANTS = tuple(sorted({at + step for at in _EDGES for step in (-_TICK, timedelta(), _TICK)}))
WORDS = ("keep", "Anna", "Über", "STRASSE", "a b", 'say "hi"', "100%", "a_b")
PATHS = ("/m/a/f1.mkv", "/m/a/f2.mkv", "/m/ab/f.mkv", "/M/A/x.mkv", "/m/ä/1.mkv")
FOLDERS = ("/m", "/m/a", "/m/a/", "/m/ab", "/", "/m/a/f1.mkv", "/m/Ä")

instants = st.sampled_from(INSTANTS)
maybe_instants = st.none() | instants


_POOLS: dict[FieldKind, tuple[Value, ...]] = {
    FieldKind.SET: tuple(map(Text, WORDS)),
    FieldKind.TEXT: tuple(map(Text, ("tt0052618", "e", *WORDS))),
    FieldKind.NUMBER: tuple(Number(Decimal(number)) for number in (0, 1, 2, 3, 2020)),
    FieldKind.SIZE: tuple(map(Size, (0, 1_000, 5 * 10**9, 2**30, 5_632 * 2**20, 1_234_567))),
    FieldKind.DATE: DAYS,
    FieldKind.SPAN: SPANS,
    FieldKind.FLAG: (Flag(on=True), Flag(on=False)),
}
_RATINGS = tuple(Number(Decimal(text)) for text in ("0", "1", "3.3", "6.5", "10"))


def _value(field: Field) -> st.SearchStrategy[Value]:
    if field.choices:
        return st.sampled_from(field.choices).map(Text)
    if field.beneath:
        return st.sampled_from(FOLDERS).map(Text)
    return st.sampled_from(_RATINGS if field.scale else _POOLS[field.kind])


_LENGTH = {"d": 1, "w": 7, "mo": 30, "y": 365}


def _rank(value: Value) -> tuple[float, ...]:
    match value:
        case Number(number=number):
            return (float(number),)
        case Size(size_bytes=size_bytes):
            return (size_bytes,)
        case Span(count=count, unit=unit):
            return (count * _LENGTH[unit],)
        case Day(year=year, month=month, day=day):
            return (year, month or 0, day or 0)
        case _:
            return ()


@st.composite
def terms(draw: st.DrawFn, fields: Sequence[Field] = FIELDS) -> Term:
    """Draw a term as the parser would build it."""
    field = draw(st.sampled_from(fields))
    ordered = field.kind in {FieldKind.NUMBER, FieldKind.SIZE, FieldKind.DATE, FieldKind.SPAN}
    ops = [Op.LT, Op.LE, Op.GT, Op.GE, Op.RANGE] if ordered else []
    if field.kind is not FieldKind.SPAN:
        ops.append(Op.ANY_OF)
    if field.contains:
        ops.append(Op.IS)
    op = draw(st.sampled_from(ops))
    if op is Op.RANGE:
        low, high = sorted((draw(_value(field)), draw(_value(field))), key=_rank)
        ends = draw(st.sampled_from([(low, high), (low, None), (None, high)]))
        return Term(field.name, op, ends)
    if op is not Op.ANY_OF or field.kind is FieldKind.FLAG:
        return Term(field.name, op, (draw(_value(field)),))
    pool = _value(field) | st.just(Never()) if field.never else _value(field)
    many = st.lists(pool, min_size=1, max_size=3, unique_by=_same)
    return Term(field.name, op, tuple(draw(many)))


def _same(value: Value) -> object:
    return text_key(value.text) if isinstance(value, Text) else value


def _join(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    many = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(inner.map(Not), many.map(And), many.map(Or))


exprs: st.SearchStrategy[Expr] = st.recursive(terms(), _join, max_leaves=6)
kinds = st.sampled_from(
    [(Kind.MOVIE, Kind.SHOW), (Kind.MOVIE,), (Kind.SHOW,), (Kind.SEASON,), (Kind.MOVIE, Kind.SEASON)]
)
sorts = st.builds(
    Sort, st.sampled_from([field.name for field in FIELDS if sortable(field)]), descending=st.booleans()
)
amounts = st.none() | st.integers(1, 10**15)
rules = st.builds(Rule, kinds, exprs, sorts, st.none() | st.integers(1, 1_000_000), amounts, amounts)

knowledges = st.builds(
    Knowledge,
    now=st.just(NOW),
    zone=st.just(ZONE),
    usable=st.one_of(st.just(frozenset(Role)), st.frozensets(st.sampled_from(list(Role)))),
    watch_since=maybe_instants,
)

_some = st.frozensets(st.sampled_from(WORDS), max_size=2)
_counts = st.sampled_from((0, 1, 2, 3))

copies = st.builds(
    Copy,
    kind=st.sampled_from(list(Kind)),
    columns=st.fixed_dictionaries(
        {
            "title": st.sampled_from(WORDS),
            "show_title": st.none() | st.sampled_from(WORDS),
            "library": st.sampled_from(WORDS),
            "year": st.none() | st.sampled_from((1, 2020)),
            "season_number": st.none() | _counts,
            "tmdb": st.none() | _counts,
            "tvdb": st.none() | _counts,
            "imdb": st.none() | st.just("tt0052618"),
            "added_at": maybe_instants,
            "released_at": maybe_instants,
            "size_bytes": st.none() | st.sampled_from((0, 1_000, 2**30, 2**30 + 1, 5 * 10**9)),
            "copies": st.none() | _counts,
            "resolution": st.none() | st.sampled_from(("2160p", "1080p")),
            "rating": st.none() | st.sampled_from((0.0, 3.3, 6.5)),
            "critic_rating": st.none() | st.sampled_from((1.0, 10.0)),
            "last_play_at": maybe_instants,
            "plays": _counts,
            "viewers": _counts,
            "in_progress": st.booleans(),
            "watch_doubt": st.sampled_from((False, False, True)),
            "status": st.none() | st.sampled_from(("ended", "released")),
            "monitored": st.none() | st.booleans(),
            "votes": st.none() | _counts,
            "last_aired_at": maybe_instants,
            "arr_match": st.sampled_from(("none", "one", "ambiguous", "conflicting")),
            "requested_at": maybe_instants,
            "requester_watched": st.none() | st.booleans(),
        }
    ),
    sets=st.fixed_dictionaries(
        {field.column: _some for field in FIELDS if field.kind is FieldKind.SET},
    ),
    paths=st.frozensets(st.sampled_from(PATHS), max_size=2),
)
libraries = st.lists(copies, min_size=1, max_size=8)
