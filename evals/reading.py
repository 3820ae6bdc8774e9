"""Readers under test, with what they cost and how long they took."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.catalogue import LibraryCatalogue
from bot.settings import Settings
from evals.scores import Outcome, Score, score
from evals.sentences import SENTENCES, Expected
from evals.shelf import Shelf
from llm.errors import ModelError
from llm.phrases.reader import PhraseReader
from llm.prices import micros, price_of
from llm.proposal.translate import ModelReader
from llm.provider.client import ModelClient
from llm.provider.endpoint import OPENAI, Api, Endpoint
from llm.reading import Asker, Conversation, Reader
from llm.turn import Model, Reply, Turn, Usage


@dataclass
class Counting:
    """A model whose tokens are counted."""

    model: Model
    spent: list[Usage] = field(default_factory=list)

    async def ask(self, turn: Turn) -> Reply:
        """Ask, and keep what it cost; a failure costs too."""
        try:
            reply = await self.model.ask(turn)
        except ModelError as error:
            self.spent.append(error.usage)
            raise
        self.spent.append(reply.usage)
        return reply

    def taken(self) -> list[Usage]:
        """Return what was spent since the last time."""
        spent, self.spent = self.spent, []
        return spent


@dataclass(frozen=True, slots=True)
class Subject:
    """A reader under test. `cost` says what it has spent since the last time, in millionths of a dollar."""

    name: str
    reader: Reader
    cost: Callable[[], int | None]


def phrases(shelf: Shelf) -> Subject:
    """The phrase reader."""
    return Subject("phrase reader", PhraseReader(LibraryCatalogue(shelf.cascade)), lambda: 0)


@asynccontextmanager
async def model(shelf: Shelf, name: str) -> AsyncIterator[Subject]:
    """A model of the endpoint in the settings."""
    async with ModelClient(_endpoint(shelf.settings, name)) as client:
        counting = Counting(client)

        def cost() -> int | None:
            known = [micros(usage, price_of(name)) for usage in counting.taken()]
            return None if None in known else sum(one or 0 for one in known)

        yield Subject(name, ModelReader(counting, LibraryCatalogue(shelf.cascade)), cost)


def _endpoint(settings: Settings, name: str) -> Endpoint:
    return Endpoint(
        model=name,
        key=settings.openai_api_key,
        base_url=settings.openai_base_url or OPENAI,
        api=Api(settings.openai_api),
        effort=settings.openai_effort,
    )


async def examine(
    subject: Subject, shelf: Shelf, sentences: Sequence[tuple[str, Expected]] = SENTENCES
) -> list[Score]:
    """Have all sentences read, one after the other."""
    return [await _one(subject, shelf, words, expected) for words, expected in sentences]


async def _one(subject: Subject, shelf: Shelf, words: str, expected: Expected) -> Score:
    asker = Asker("evals", "Olga", datetime.now(UTC), shelf.settings.timezone)
    began = time.monotonic()
    try:
        reading = await subject.reader.read(Conversation((words,)), asker)
    except ModelError as error:
        failed = Score(words, Outcome.FAILED, error.message)
        return replace(failed, seconds=time.monotonic() - began, micros=subject.cost())
    seconds = time.monotonic() - began
    made = await score(words, expected, reading, shelf)
    return replace(made, seconds=seconds, micros=subject.cost())
