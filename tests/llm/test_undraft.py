"""The rule at hand as a model has to write it."""

import pytest
from hypothesis import given, settings

from cascade.rules.expr import Rule
from cascade.rules.query import parse
from llm.catalogue import NAMED, Named
from llm.proposal.assembly import top
from llm.proposal.compile import compile_draft
from llm.proposal.prose import Said
from llm.proposal.talk import Talk
from llm.proposal.undraft import as_draft
from tests.llm.household import house
from tests.rules.strategies import WORDS, rules

SINCE = "added:<2023 (watched:<2023 OR watched:never)"


@pytest.mark.parametrize(
    "query",
    [
        "type:movie unwatched:>2y size:>20GB -tag:keep -requested-by:Anna sort:-size free:500GB",
        f"type:movie,show {SINCE} -genre:Anime reclaim:1TB limit:5",
        'type:show (status:ended OR -monitored:yes) library:"Kids TV"',
        "type:season season:1 title:dune",
        'type:movie title:="Dune" size:1GB..5GB',
    ],
)
def test_a_rule_of_two_levels_is_its_own_draft(query: str) -> None:
    rule = parse(query)
    sent = as_draft(rule, house())
    assert sent is not None
    made = compile_draft(sent, Talk(Said.of(["again"]), house(), rule))
    assert made.rule is not None
    assert set(top(made.rule.where)) == set(top(rule.where))
    assert made.assumed == ()


@pytest.mark.parametrize(
    "query",
    [
        "type:movie (size:>20GB (year:<1990 OR plays:<2)) OR tag:seed",
        "type:movie -(size:>20GB tag:seed)",
        "type:movie size:>20GB year:1990..",
        "type:movie tag:gone-long-ago",
    ],
)
def test_a_rule_that_two_levels_cannot_hold_has_no_draft(query: str) -> None:
    assert as_draft(parse(query), house()) is None


EVERY = house(**{field: tuple(Named(word, 1) for word in WORDS) for field in NAMED})


@settings(max_examples=150, deadline=None)
@given(rules)
def test_a_draft_means_exactly_its_rule_or_there_is_none(rule: Rule) -> None:
    sent = as_draft(rule, EVERY)
    if sent is None or not sent.delete_when:
        return
    made = compile_draft(sent, Talk(Said.of(["again"]), EVERY, rule))
    assert made.rule is not None
    assert set(top(made.rule.where)) == set(top(rule.where))
    assert (made.rule.kinds, made.rule.sort) == (rule.kinds, rule.sort)
    assert (made.rule.limit, made.rule.reclaim, made.rule.free) == (rule.limit, rule.reclaim, rule.free)
