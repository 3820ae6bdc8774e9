"""A model that reads well is rarely doubted: the phrase reader's sentences, proposed as their rules."""

from typing import Any

from cascade.rules.query import parse
from llm.catalogue import NAMED
from llm.proposal.assembly import top
from llm.proposal.clause import Household
from llm.proposal.compile import compile_draft
from llm.proposal.dates import Clock
from llm.proposal.draft import Draft
from llm.proposal.prose import Said
from llm.proposal.talk import Talk
from llm.proposal.undraft import as_draft
from tests.llm.phrases.house import ASKER, House
from tests.llm.phrases.sentences import RULES

_CLOCK = Clock(ASKER.now.astimezone(ASKER.zone))


def quoting(sent: Draft, words: str) -> Draft:
    """A proposal that gives the whole message as the words of each of its parts, as a lazy model would."""

    def own(part: Any) -> Any:
        return part.model_copy(update={"from_words": words})

    groups = tuple(
        group.model_copy(update={"conditions": tuple(own(one) for one in group.conditions)})
        for group in sent.delete_when
    )
    return sent.model_copy(
        update={
            "delete_when": groups,
            "keep_when": tuple(own(one) for one in sent.keep_when),
            "stops": tuple(own(stop) for stop in sent.stops),
            "order": own(sent.order),
        }
    )


async def test_most_well_read_sentences_pass_without_a_mark() -> None:
    house = Household({field: await House().names(field, 1_000) for field in NAMED}, _CLOCK, ASKER.name)
    proposed = unmarked = 0
    for words, query in RULES:
        rule = parse(query)
        sent = as_draft(rule, house)
        if sent is None:
            continue
        proposed += 1
        made = compile_draft(quoting(sent, words), Talk(Said.of([words]), house))
        if made.rule is None:
            assert made.questions
            continue
        assert set(top(made.rule.where)) == set(top(rule.where))
        unmarked += not (made.assumed or made.unsupported)
    assert proposed > 200
    assert unmarked > 0.85 * proposed
