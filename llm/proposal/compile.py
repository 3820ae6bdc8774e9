"""Draft to Rule: a model's proposal resolved by code, with everything marked that the person did not say."""

from dataclasses import dataclass

from cascade.rules.expr import Rule
from llm.proposal.assembly import put_together, resolve_parts
from llm.proposal.clause import BadDraft
from llm.proposal.doubts import ask_for_condition
from llm.proposal.draft import Draft
from llm.proposal.leftover import vague_question, words_left
from llm.proposal.marks import assumed_in, doubts_of
from llm.proposal.prose import Said
from llm.proposal.talk import Talk
from llm.reading import Question


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of a draft: a rule with its marks, or questions."""

    rule: Rule | None
    questions: tuple[Question, ...] = ()
    assumed: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


def compile_draft(draft: Draft, talk: Talk) -> Compiled:
    """Turn a draft into a rule or questions; raises BadDraft with what the model should send instead."""
    _refuse_invented(draft, talk.said)
    parts = resolve_parts(draft, talk)
    if parts.questions:
        return Compiled(None, parts.questions)
    if not draft.delete_when and not draft.keep_when:
        return Compiled(None, (ask_for_condition(),))
    rule = put_together(draft, parts)
    doubts = doubts_of(parts, talk)
    left = words_left(draft, parts, rule, talk)
    if vague := vague_question(talk, doubts, left):
        return Compiled(None, (vague,))
    return Compiled(rule, (), assumed_in(rule, draft, parts, doubts, talk), left)


def _refuse_invented(draft: Draft, said: Said) -> None:
    for words in draft.unsupported:
        if not said.find(words):
            raise BadDraft(
                "unsupported holds words the person did not write; copy theirs, or leave it empty."
            )
