"""The reference evaluator: what a condition says of one item, and why, in actual values."""

from dataclasses import dataclass
from typing import assert_never

from cascade.rules.answer import Answer, all_of, any_of, opposite
from cascade.rules.expr import And, Expr, Not, Or, Term
from cascade.rules.facts import ItemFacts
from cascade.rules.judge import judge
from cascade.rules.knowledge import Knowledge
from cascade.rules.reasons import say

__all__ = ["Answer", "Reason", "Verdict", "evaluate"]


@dataclass(frozen=True, slots=True)
class Reason:
    """What one term came to; under a negation `answer` is already turned around, `text` states the fact."""

    field: str
    answer: Answer
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, no or unknown, with the terms that made it so, in the rule's order."""

    answer: Answer
    reasons: tuple[Reason, ...]


def evaluate(expr: Expr, facts: ItemFacts, knowledge: Knowledge) -> Verdict:
    """Return the verdict of a condition on one item.

    The reasons of a yes are the terms that hold, of a no those that fail, of an unknown the open ones.
    """
    match expr:
        case Term():
            found = judge(expr, facts, knowledge)
            return Verdict(found, (Reason(expr.field, found, say(expr, found, facts, knowledge)),))
        case Not(item=item):
            return _turned(evaluate(item, facts, knowledge))
        case And(items=items):
            verdicts = [evaluate(item, facts, knowledge) for item in items]
            return _joined(all_of(verdict.answer for verdict in verdicts), verdicts)
        case Or(items=items):
            verdicts = [evaluate(item, facts, knowledge) for item in items]
            return _joined(any_of(verdict.answer for verdict in verdicts), verdicts)
        case _:
            assert_never(expr)


def _turned(verdict: Verdict) -> Verdict:
    reasons = (Reason(each.field, opposite(each.answer), each.text) for each in verdict.reasons)
    return Verdict(opposite(verdict.answer), tuple(reasons))


def _joined(answer: Answer, verdicts: list[Verdict]) -> Verdict:
    reasons = (reason for verdict in verdicts if verdict.answer is answer for reason in verdict.reasons)
    return Verdict(answer, tuple(dict.fromkeys(reasons)))
