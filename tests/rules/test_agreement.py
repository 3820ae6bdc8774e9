"""SQL and the reference evaluator say the same of every item of every library."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Integer, cast, select

from cascade.library.tables import items
from cascade.rules.answer import Answer
from cascade.rules.explain import evaluate
from cascade.rules.expr import Expr, Rule, Term
from cascade.rules.knowledge import Knowledge
from cascade.rules.sql import candidates, count_unknown, tri, unknowns
from tests.rules.shelf import Copy, library, stock
from tests.rules.strategies import exprs, knowledges, libraries, rules, terms

_ANSWERS = {1: Answer.YES, 0: Answer.NO, None: Answer.UNKNOWN}


@pytest.fixture(scope="module")
def conn() -> Iterator[Connection]:
    with library() as opened:
        yield opened


def answers(conn: Connection, expr: Expr, knowledge: Knowledge) -> dict[int, Answer]:
    verdict = cast(tri(expr, knowledge), Integer)
    return {number: _ANSWERS[value] for number, value in conn.execute(select(items.c.id, verdict))}


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(terms(), libraries, knowledges)
def test_one_term_means_the_same_in_sql_and_in_the_evaluator(
    conn: Connection, term: Term, copies: list[Copy], knowledge: Knowledge
) -> None:
    held = stock(conn, copies)
    expected = {number: evaluate(term, copy.facts(), knowledge).answer for number, copy in held.items()}
    assert answers(conn, term, knowledge) == expected


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(exprs, libraries, knowledges)
def test_any_condition_means_the_same_in_sql_and_in_the_evaluator(
    conn: Connection, expr: Expr, copies: list[Copy], knowledge: Knowledge
) -> None:
    held = stock(conn, copies)
    expected = {number: evaluate(expr, copy.facts(), knowledge).answer for number, copy in held.items()}
    assert answers(conn, expr, knowledge) == expected


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules, libraries, knowledges)
def test_candidates_are_the_yes_items_and_unknowns_the_unknown_ones(
    conn: Connection, rule: Rule, copies: list[Copy], knowledge: Knowledge
) -> None:
    held = stock(conn, copies)
    said = {
        number: evaluate(rule.where, copy.facts(), knowledge).answer
        for number, copy in held.items()
        if copy.kind in rule.kinds
    }
    unknown = [number for number, answer in said.items() if answer is Answer.UNKNOWN]
    assert sorted(conn.scalars(candidates(rule, knowledge))) == [
        n for n, a in said.items() if a is Answer.YES
    ]
    assert list(conn.scalars(unknowns(rule, knowledge))) == unknown
    assert conn.scalar(count_unknown(rule, knowledge)) == len(unknown)
