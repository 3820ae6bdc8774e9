"""What of a model's own words may be passed on to a person, and how."""

import re
from typing import Final

from cascade.media import Kind
from llm.proposal.clause import BadDraft
from llm.proposal.clean import clean
from llm.proposal.draft import Answer, Clarification, Decline
from llm.proposal.prose import Said, keys_of
from llm.reading import Choice, Inquiry, Question, ReaderName, Reading

_QUESTION: Final = 200  # characters
_OPTION: Final = 80  # what a button holds
_RUN: Final = 8  # words in a row that are no accident
_LINK: Final = re.compile(r"(?:https?:|www\.|discord\.gg|[\[\]<>@])", re.IGNORECASE)
_PLAIN: Final = "That can be read in more than one way. What is meant?"

_REASONS: Final = {
    "not_about_media": (
        "That is not about this media library. I make cleanup rules and answer questions about it."
    ),
    "not_a_rule_or_question": (
        "I make cleanup rules and answer questions about the library; I can do nothing else. "
        "Say what should go, such as films nobody has watched for 2 years."
    ),
    "selects_everything": "I make no rule that selects everything. Say what has to be true of what goes.",
}


def declined(sent: Decline) -> Reading:
    """Say why nothing is done."""
    return Reading(ReaderName.MODEL, declined=_REASONS[sent.reason])


def inquiry(sent: Answer, said: Said) -> Reading:
    """Pass a question on to the code that answers it; raises BadDraft for a title nobody named."""
    if sent.title is not None and not said.find(sent.title):
        raise BadDraft("title holds words the person did not write; copy theirs, or send null.")
    title = clean(sent.title, _QUESTION) if sent.title else None
    return Reading(
        ReaderName.MODEL, inquiry=Inquiry(sent.topic, title, Kind(sent.kind) if sent.kind else None)
    )


def question(sent: Clarification, said: Said, prompt: str) -> Reading:
    """Pass a question on to the person. A click says what its label shows, and nothing else."""
    text = clean(sent.question, _QUESTION)
    options = [clean(option, _OPTION) for option in sent.options]
    usable = [option for option in dict.fromkeys(options) if option and _harmless(option, prompt)]
    asked = Question(
        text if text and _harmless(text, prompt) else _PLAIN,
        tuple(Choice(option, option) for option in usable if len(usable) > 1),
        clean(sent.about, _QUESTION) if said.find(sent.about) else "",
    )
    return Reading(ReaderName.MODEL, questions=(asked,))


def _harmless(text: str, prompt: str) -> bool:
    """Whether a text holds neither a link nor a piece of the prompt."""
    keys = keys_of(text)
    told = " ".join(keys_of(prompt))
    runs = (" ".join(keys[at : at + _RUN]) for at in range(len(keys) - _RUN + 1))
    return not _LINK.search(text) and not any(f" {run} " in f" {told} " for run in runs)
