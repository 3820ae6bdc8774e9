"""The phrase reader: plain words to a rule by a small grammar, with no model and no account."""

import re
from dataclasses import replace
from typing import Final

from cascade.media import text_key
from cascade.rules.directives import DIRECTIVES
from cascade.rules.expr import Op, Rule, Term, Text, terms_of
from cascade.rules.fields import find
from cascade.rules.query import QueryError, parse
from llm.catalogue import Catalogue
from llm.phrases.asking import NOT_OURS
from llm.phrases.clauses import clauses_of
from llm.phrases.conclusion import conclude, is_not_ours
from llm.phrases.household import Household
from llm.phrases.inquiries import ASKING, PRONOUNS, inquiry
from llm.phrases.phrase import Role
from llm.phrases.segment import segment
from llm.phrases.slips import with_slips
from llm.phrases.titles import with_titles
from llm.phrases.totals import with_totals
from llm.phrases.words import Message, split
from llm.reading import Asker, Conversation, Inquiry, Question, Reader, ReaderName, Reading

MAX_LENGTH: Final = 2000  # characters; the longest message of Discord

_QUERY: Final = re.compile(r"\s*[-(]*([\w-]+):[<>=]*[^\s:]")
_WHICH: Final = "Which title do you mean?"


class PhraseReader(Reader):
    """Reads everyday English about this one job, and queries as they are.

    Every word is placed, asked about or named as unsupported; no rule is made while one is left over.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        """Read the last message of a conversation."""
        text = _chosen(conversation)
        if len(text) > MAX_LENGTH:
            return _no(f"That is longer than {MAX_LENGTH:,} characters; say it in fewer words.")
        if (found := _query(text)) is not None:
            return found
        message = split(text)
        if not message.words:
            return _no(NOT_OURS)
        if (asked := inquiry(message)) is not None:
            return _answerable(asked, conversation)
        return await self._rule(message, conversation, asker)

    async def _rule(self, message: Message, conversation: Conversation, asker: Asker) -> Reading:
        household = await Household.of(self.catalogue)
        pieces = segment(message, household, asker, changing=conversation.rule is not None)
        if message.words[0].text in ASKING and not {Role.VERB, Role.KEEP} & {piece.role for piece in pieces}:
            return _no(NOT_OURS)
        pieces = with_totals(message, await with_titles(message, pieces, self.catalogue))
        if is_not_ours(message, pieces):
            return _no(NOT_OURS)

        def left(text: str) -> int:
            said = split(text)
            found = segment(said, household, asker, changing=conversation.rule is not None)
            return sum(end - start for start, end in clauses_of(found).loose)

        return conclude(message, with_slips(message, pieces, household, left), conversation.rule)


def _chosen(conversation: Conversation) -> str:
    """Return the last message, or what it stands for where it is the label of a choice, typed."""
    last = conversation.messages[-1] if conversation.messages else ""
    for choice in conversation.question.choices if conversation.question else ():
        if text_key(last).strip(" .!") == text_key(choice.label):
            return choice.says
    return last


def _query(text: str) -> Reading | None:
    """Read a message that begins as a query does; None for plain words."""
    found = _QUERY.match(text)
    if not found or not (find(found[1]) or found[1].casefold() in DIRECTIVES):
        return None
    try:
        return Reading(ReaderName.PHRASE, rule=parse(text))
    except QueryError as error:
        return Reading(ReaderName.PHRASE, questions=(Question(str(error)),), line=text)


def _answerable(asked: Inquiry, conversation: Conversation) -> Reading:
    """Say which title "it" is, from the rule at hand or from an earlier question."""
    if asked.title is None or asked.title.casefold() not in PRONOUNS:
        return Reading(ReaderName.PHRASE, inquiry=asked)
    title = _title_of(conversation.rule) or _title_before(conversation.messages[:-1])
    if title is None:
        return Reading(ReaderName.PHRASE, questions=(Question(_WHICH, words=asked.title),))
    return Reading(ReaderName.PHRASE, inquiry=replace(asked, title=title))


def _title_of(rule: Rule | None) -> str | None:
    terms = terms_of(rule.where) if rule else ()
    titles = [
        value.text for term in terms if _is_title(term) for value in term.values if isinstance(value, Text)
    ]
    return titles[0] if len(titles) == 1 else None


def _is_title(term: Term) -> bool:
    return term.op is Op.IS and term.field in {"title", "show"}


def _title_before(messages: tuple[str, ...]) -> str | None:
    for text in reversed(messages):
        asked = inquiry(split(text))
        if asked and asked.title and asked.title.casefold() not in PRONOUNS:
            return asked.title
    return None


def _no(why: str) -> Reading:
    return Reading(ReaderName.PHRASE, declined=why)
