"""What a change to a rule adds and takes away, and whether it may delete more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cascade.rules.answer import Answer
from cascade.rules.explain import evaluate
from cascade.rules.expr import And, Expr, Not, Or, Rule
from cascade.rules.fields import FIELDS
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from llm.difference import difference
from llm.implied import implies
from tests.rules.shelf import Copy
from tests.rules.strategies import exprs, knowledges, libraries, rules, terms

OLD = "type:movie unwatched:>2y size:>20GB -tag:keep sort:-size limit:20 free:500GB"


@pytest.mark.parametrize(
    ("new", "added", "removed", "widens"),
    [
        (OLD, (), (), False),
        (OLD.replace("-tag:keep", "-tag:keep -genre:anime"), ("-genre:anime",), (), False),
        (OLD.replace("size:>20GB", "size:>30GB"), ("size:>30GB",), ("size:>20GB",), False),
        (OLD.replace("limit:20", "limit:10"), ("limit:10",), ("limit:20",), False),
        (OLD.replace("free:500GB", "free:300GB"), ("free:300GB",), ("free:500GB",), False),
        (OLD.replace("unwatched:>2y", "unwatched:>36mo"), ("unwatched:>36mo",), ("unwatched:>2y",), False),
        (OLD.replace("-tag:keep", "-tag:keep,seed"), ("-tag:keep,seed",), ("-tag:keep",), False),
        (OLD.replace("type:movie", "type:movie,show"), ("type:show",), (), True),
        (OLD.replace(" -tag:keep", ""), (), ("-tag:keep",), True),
        (OLD.replace("size:>20GB", "size:>2GB"), ("size:>2GB",), ("size:>20GB",), True),
        (OLD.replace("size:>20GB", "size:>=20GB"), ("size:>=20GB",), ("size:>20GB",), True),
        (OLD.replace(" size:>20GB", ""), (), ("size:>20GB",), True),
        (OLD.replace("limit:20", "limit:21"), ("limit:21",), ("limit:20",), True),
        (OLD.replace(" limit:20", ""), (), ("limit:20",), True),
        (OLD.replace("free:500GB", "reclaim:500GB"), ("reclaim:500GB",), ("free:500GB",), True),
        (OLD.replace("sort:-size", "sort:added"), ("sort:added",), ("sort:-size",), True),
        (
            OLD.replace("size:>20GB", "(size:>20GB OR genre:horror)"),
            ("(size:>20GB OR genre:horror)",),
            ("size:>20GB",),
            True,
        ),
        (OLD.replace("unwatched:>2y", "unwatched:>800d"), ("unwatched:>800d",), ("unwatched:>2y",), True),
    ],
)
def test_a_change_is_told_part_by_part(
    new: str, added: tuple[str, ...], removed: tuple[str, ...], *, widens: bool
) -> None:
    found = difference(parse(OLD), parse(new))
    assert (found.added, found.removed, found.widens) == (added, removed, widens)


def test_an_order_without_a_stop_decides_nothing() -> None:
    old, new = parse("type:movie plays:<2 sort:-size"), parse("type:movie plays:<2 sort:added")
    assert not difference(old, new).widens


def test_fewer_alternatives_are_no_widening() -> None:
    old, new = "type:movie (plays:<2 OR size:>9GB) year:<1990", "type:movie plays:<1 year:<1980"
    assert not difference(parse(old), parse(new)).widens


@pytest.mark.parametrize(("wide", "narrow"), [("-tag:keep", "-tag:keep,seed"), ("-size:<1GB", "-size:<2GB")])
def test_an_exception_that_keeps_less_is_a_widening(wide: str, narrow: str) -> None:
    before, after = parse(f"type:movie plays:<2 {narrow}"), parse(f"type:movie plays:<2 {wide}")
    assert difference(before, after).widens
    assert not difference(after, before).widens


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[Expr, Expr]:
    """Two conditions of the same parts, so that one often implies the other."""
    parts = draw(st.lists(terms() | terms().map(Not), min_size=2, max_size=3, unique=True))
    made = []
    for _ in range(2):
        chosen = draw(st.permutations(parts))[: draw(st.integers(1, len(parts)))]
        joined = Or if draw(st.booleans()) else And
        made.append(chosen[0] if len(chosen) == 1 else joined(tuple(chosen)))
    return made[0], made[1]


@st.composite
def _neighbours(draw: st.DrawFn) -> tuple[Expr, Expr]:
    """Two terms of one field, both as they are or both denied."""
    fields = (draw(st.sampled_from(FIELDS)),)
    one, other = draw(terms(fields)), draw(terms(fields))
    return (Not(one), Not(other)) if draw(st.booleans()) else (one, other)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(_pairs() | st.tuples(exprs, exprs) | _neighbours(), libraries, knowledges)
def test_what_is_said_to_imply_does_so_for_every_item(
    pair: tuple[Expr, Expr], copies: list[Copy], knowledge: Knowledge
) -> None:
    new, old = pair
    if not implies(new, old):
        return
    for copy in copies:
        if evaluate(new, copy.facts(), knowledge).answer is Answer.YES:
            assert evaluate(old, copy.facts(), knowledge).answer is Answer.YES


@settings(max_examples=50, deadline=None)
@given(rules)
def test_a_rule_differs_in_nothing_from_itself(rule: Rule) -> None:
    found = difference(rule, rule)
    assert (found.added, found.removed, found.widens) == ((), (), False)
