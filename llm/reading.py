"""What a reader makes of a person's words: a rule, questions, an inquiry or a no; and what it reads."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Protocol

from cascade.media import Kind
from cascade.rules.expr import Rule


class ReaderName(StrEnum):
    """Which reader answered; people are told."""

    MODEL = "model"
    PHRASE = "phrase"


class Topic(StrEnum):
    """What a read-only question is about. The figures of its answer come from the Library and the ledger."""

    BIGGEST = "biggest"  # what takes most space, item by item
    SPACE = "space"  # how space is shared out: by library, age or requester
    DELETED = "deleted"  # who deleted it, when and why
    WATCHED = "watched"  # when it was last watched and by whom
    LISTED = "listed"  # why it is or is not in the plan at hand
    REQUESTED = "requested"  # who requested it and when


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A read-only question; `title` is None where it is about all of the Library."""

    topic: Topic
    title: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a person can give by a click; `says` is the message the click stands for."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks back. `words` are the person's own that it is about, empty where about none of them.

    A choice replaces the last message where `rewrites` is set, and follows it otherwise.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    words: str = ""
    rewrites: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one person said so far. `messages` are theirs alone, oldest first; the last is the one to read.

    `rule` is the one at hand, which a message such as "keep the anime" changes; None at the beginning.
    `question` is what was asked last and is answered by the last message. `assumed` are conditions of that
    rule that the person has not agreed to yet, as the last reading named them: what is carried over from
    the rule is believed to be theirs unless it stands here.
    """

    messages: tuple[str, ...]
    rule: Rule | None = None
    question: Question | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and when. `id` is an opaque key for limits and the provider; never a name."""

    id: str
    name: str
    now: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader understood. Of `rule`, `inquiry` and `declined` one at most is set; none: it asks back.

    `assumed` are conditions of the rule, as query text, that no words of the person support: a person has to
    agree to each. `unsupported` are the person's own words that no rule can hold: never dropped in silence.
    `line` is a query to edit by hand where there is no rule. `instead` says why the model did not read it.
    """

    reader: ReaderName
    rule: Rule | None = None
    questions: tuple[Question, ...] = ()
    assumed: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    inquiry: Inquiry | None = None
    declined: str | None = None
    line: str | None = None
    instead: str | None = None


class Reader(Protocol):
    """Reads a conversation. It proposes; it selects, confirms and deletes nothing."""

    async def read(self, conversation: Conversation, asker: Asker) -> Reading: ...
