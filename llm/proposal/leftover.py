"""The person's words that a rule leaves out: vague ones are asked about, all others are named."""

from collections.abc import Sequence

from cascade.rules.expr import Rule
from llm.proposal.accounting import Account
from llm.proposal.assembly import Parts
from llm.proposal.clause import Clause
from llm.proposal.draft import Draft
from llm.proposal.ordering import order_named
from llm.proposal.persons import unanswered
from llm.proposal.talk import Talk
from llm.proposal.vague import ask_about, stands_alone, vague_places
from llm.reading import Question


def words_left(draft: Draft, parts: Parts, rule: Rule, talk: Talk) -> tuple[str, ...]:
    """Return the person's words that nothing in the rule answers to."""
    said = talk.said
    account = Account(
        said, talk.house, meant=unanswered(said, parts.clauses, talk.house, limited=rule.limit is not None)
    )
    account.kinds(rule.kinds)
    for clause in parts.clauses:
        account.clause(clause)
    if any(group[0] == "any" and len(group[1]) > 1 for group in parts.groups) or len(parts.keep) > 1:
        account.either()
    if draft.order.field and order_named(parts.sort, draft.order, said):
        account.order(draft.order.from_words, parts.sort.field)
    for halt in parts.halts:
        account.stop(halt)
    account.words(talk.asked_about)
    account.gone(talk.base, rule)
    for words in draft.unsupported:
        account.words(words)
    named = [said.text(said.find(words)[0]) for words in draft.unsupported]
    messages = range(len(said.texts)) if talk.base is None else (len(said.texts) - 1,)
    return tuple(dict.fromkeys([*named, *(said.text(run) for run in account.left(messages))]))


def vague_question(talk: Talk, doubtful_clauses: Sequence[Clause], left: Sequence[str]) -> Question | None:
    """Return the question about a vague word that a model put a number to, or left out."""
    said = talk.said
    doubtful = {
        place
        for clause in doubtful_clauses
        for window in said.find(clause.condition.from_words)
        for place in window.places()
    }
    dropped = {place for words in left for window in said.find(words) for place in window.places()}
    for vague, window in vague_places(said):
        if said.text(window) == talk.asked_about or not stands_alone(said, window):
            continue
        if set(window.places()) & (doubtful | dropped):
            return ask_about(vague, said, window)
    return None
