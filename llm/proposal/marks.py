"""What in a rule the person did not say: every such part is marked, so that they have to agree to it."""

from collections.abc import Sequence
from itertools import pairwise

from cascade.rules.expr import Expr, Not, Op, Rule, terms_of
from cascade.rules.text import print_expr, print_sort
from llm.proposal.assembly import Parts, joined, top
from llm.proposal.clause import Clause
from llm.proposal.draft import Draft
from llm.proposal.evidence import TEXTS, places
from llm.proposal.kinds import keeps_only, unnamed_kinds
from llm.proposal.ordering import order_supported
from llm.proposal.sparing import Others
from llm.proposal.support import supported
from llm.proposal.talk import Talk


def doubts_of(parts: Parts, talk: Talk) -> list[Clause]:
    """Return the conditions that neither the person's words nor the rule at hand support."""
    standing = [clause for group in parts.groups if _carried(joined(group), talk) for clause in group[1]]
    going = [clause for _, clauses in parts.groups for clause in clauses if not clause.keeps]

    def others(clause: Clause) -> Others:
        return Others(_places(going, clause, talk), _places(parts.clauses, clause, talk))

    return [
        clause
        for clause in parts.clauses
        if clause not in standing
        and not _carried(clause.expr, talk)
        and not supported(
            clause,
            talk.said,
            talk.house,
            Others(_places(going, clause, talk), _places(parts.clauses, clause, talk)),
        )
    ]


def _places(clauses: Sequence[Clause], but: Clause | None, talk: Talk) -> frozenset[tuple[int, int]]:
    """Return where the values of other conditions stand."""
    return frozenset(
        place
        for clause in clauses
        if clause is not but
        for quote in talk.said.find(clause.condition.from_words)
        for value in range(len(clause.spelled))
        for window in places(clause, value, talk.said, quote, talk.house)
        for place in window.places()
    )


def _carried(expr: Expr, talk: Talk) -> bool:
    """Whether a condition stands in the rule at hand, agreed to."""
    if talk.base is None:
        return False
    standing = top(talk.base.where)
    return all(item in standing and print_expr(item) not in talk.assumed for item in top(expr))


def assumed_in(
    rule: Rule, draft: Draft, parts: Parts, doubtful: Sequence[Clause], talk: Talk
) -> tuple[str, ...]:
    """Write everything in the rule that the person did not say."""
    found = [print_expr(item) for clause in doubtful for item in top(clause.expr)]
    found += [
        print_expr(joined(group))
        for group in parts.groups
        if len(group[1]) > 1 and group[0] == "any" and not _either(group[1], joined(group), talk)
    ]
    names = _places([clause for clause in parts.clauses if clause.field.kind in TEXTS], None, talk)
    unnamed = unnamed_kinds(rule.kinds, talk, names, names_title=_names_title(rule))
    found += [f"type:{kind}" for kind in unnamed]
    if not order_supported(rule.sort, draft.order, talk.said, talk.base):
        found.append(print_sort(rule.sort))
    found += [halt.text() for halt in parts.halts if not halt.supported]
    if not draft.delete_when and talk.base is None and keeps_only(talk.said):
        found.append(print_expr(rule.where))
    return tuple(dict.fromkeys(found))


def _one_field(clauses: Sequence[Clause]) -> bool:
    """Whether nothing can be all of it at once, so that "and" says "or": "Cats and Dune"."""
    return {(one.condition.field, one.condition.op) for one in clauses} == {("title", "is")}


def _names_title(rule: Rule) -> bool:
    """Whether a rule is about titles by their exact names."""
    named = [item for item in top(rule.where) if not isinstance(item, Not)]
    return any(all(term.field == "title" and term.op is Op.IS for term in terms_of(item)) for item in named)


def _either(clauses: Sequence[Clause], either: Expr, talk: Talk) -> bool:
    """Whether the person said "or" between each two conditions of which any is to do."""
    if _carried(either, talk):
        return True
    joining = {"or", "either"} | ({"and"} if _one_field(clauses) else set())
    stands = [sorted(_places([clause], None, talk)) for clause in clauses]
    if not all(stands):
        return False
    stands.sort()
    return all(_between(one[-1], other[0], joining, talk) for one, other in pairwise(stands))


def _between(one: tuple[int, int], other: tuple[int, int], joining: set[str], talk: Talk) -> bool:
    words = talk.said.words[one[0]]
    return one[0] == other[0] and any(word.key in joining for word in words[one[1] + 1 : other[1]])
