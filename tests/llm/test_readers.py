"""Where the model cannot be asked, the same message is read by phrases, and people are told."""

from dataclasses import dataclass, field

import pytest

from cascade.rules.query import parse
from llm.errors import BadKey, Busy, Down, Limited, ModelError, Stopped, Unpaid
from llm.proposal.translate import ModelReader
from llm.readers import Fallback
from llm.reading import Asker, Conversation, ReaderName, Reading
from llm.turn import Reply, Turn
from tests.llm.household import TOM, Scripted, Shelf, condition, draft, propose, said

WORDS = "films nobody watched for 2 years"
GOOD = propose(draft("movie", [condition("unwatched", ">", "2 years", "nobody watched for 2 years")]))


@dataclass
class Phrases:
    """The other reader."""

    heard: list[tuple[Conversation, Asker]] = field(default_factory=list)

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        self.heard.append((conversation, asker))
        return Reading(ReaderName.PHRASE, rule=parse("type:movie unwatched:>2y"))


@pytest.mark.parametrize("error", [Busy, Down, Unpaid, BadKey, Stopped, Limited])
async def test_a_model_that_cannot_answer_is_stood_in_for(error: type[ModelError]) -> None:
    def fail(_: Turn) -> Reply:
        raise error("The model is away. Try again later.")

    phrases = Phrases()
    reading = await Fallback(ModelReader(Scripted([fail]), Shelf()), phrases).read(said(WORDS), TOM)
    assert phrases.heard == [(said(WORDS), TOM)]
    assert reading.reader is ReaderName.PHRASE
    assert reading.instead == "The model is away. Try again later."
    assert reading.rule is not None


async def test_a_model_that_answers_is_not_stood_in_for() -> None:
    phrases = Phrases()
    reading = await Fallback(ModelReader(Scripted([GOOD]), Shelf()), phrases).read(said(WORDS), TOM)
    assert reading.reader is ReaderName.MODEL
    assert reading.instead is None
    assert phrases.heard == []


async def test_without_a_model_the_phrase_reader_reads() -> None:
    reading = await Fallback(None, Phrases(), "No language model is set up.").read(said(WORDS), TOM)
    assert reading.reader is ReaderName.PHRASE
    assert reading.instead == "No language model is set up."
