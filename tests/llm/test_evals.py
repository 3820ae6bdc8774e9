"""The evaluation: its sentences are sound, and a reader that guesses is found out."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from pydantic import SecretStr

from cascade.rules.query import parse
from evals.reading import examine, model, phrases
from evals.scores import Outcome, counted, score
from evals.sentences import SENTENCES, Ask, Decline
from evals.shelf import Shelf, open_shelf
from llm.reading import Question, ReaderName, Reading, Topic
from playground.model import Called, Manners, ModelServer, Said
from tests.llm.household import condition, draft


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shelf() -> AsyncIterator[Shelf]:
    async with open_shelf() as shelf:
        yield shelf


pytestmark = pytest.mark.asyncio(loop_scope="module")


def rules() -> list[tuple[str, str]]:
    return [
        (words, wanted)
        for words, wanted in SENTENCES
        if isinstance(wanted, str) and not isinstance(wanted, Topic)
    ]


async def test_there_are_enough_sentences_of_each_kind() -> None:
    assert len(rules()) >= 60
    assert len({words for words, _ in SENTENCES}) == len(SENTENCES)
    assert sum(isinstance(wanted, Ask) for _, wanted in SENTENCES) >= 10
    assert sum(isinstance(wanted, Decline) for _, wanted in SENTENCES) >= 5


async def test_every_expected_rule_is_one_and_most_select_something(shelf: Shelf) -> None:
    selected = [await shelf.select(parse(query)) for _, query in rules()]
    assert sum(map(bool, selected)) > 0.8 * len(selected)


async def test_the_phrase_reader_never_selects_too_much_and_never_guesses(shelf: Shelf) -> None:
    found = counted(await examine(phrases(shelf), shelf))
    assert found[Outcome.OVER] == found[Outcome.OVER_MARKED] == found[Outcome.GUESSED] == 0
    assert found[Outcome.EXACT] > 50
    assert found[Outcome.MISTAKEN] == 0


@pytest.mark.parametrize(
    ("wanted", "query", "marks", "outcome"),
    [
        ("type:movie size:>20GB", "type:movie size:>20GB", (), Outcome.EXACT),
        ("type:movie size:>20GB", "type:movie size:>20000MB sort:added", (), Outcome.EXACT),
        ("type:movie size:>2GB", "type:movie size:>2GB", ("size:>2GB",), Outcome.MARKED),
        ("type:movie size:>2GB", "type:movie size:>1GB", (), Outcome.OVER),
        ("type:movie size:>2GB", "type:movie size:>1GB", ("size:>1GB",), Outcome.OVER_MARKED),
        ("type:movie size:>2GB", "type:movie size:>4GB", (), Outcome.FEWER),
        ("type:movie size:>2GB reclaim:9GB", "type:movie size:>2GB free:9GB", (), Outcome.OVER),
        ("type:movie size:>2GB", None, (), Outcome.ASKED),
        (Ask(), "type:movie size:>2GB", (), Outcome.GUESSED),
        (Ask(), "type:movie size:>2GB", ("size:>2GB",), Outcome.VAGUE),
        (Ask(), None, (), Outcome.VAGUE),
        (Decline(), "type:movie size:>2GB", (), Outcome.GUESSED),
        (Topic.BIGGEST, None, (), Outcome.MISTAKEN),
    ],
)
async def test_a_reading_is_scored_by_what_it_selects(
    shelf: Shelf, wanted: str | Ask, query: str | None, marks: tuple[str, ...], outcome: Outcome
) -> None:
    rule = parse(query) if query else None
    reading = Reading(ReaderName.MODEL, rule, () if rule else (Question("What is meant?"),), assumed=marks)
    assert (await score("words", wanted, reading, shelf)).outcome is outcome


async def test_a_model_is_examined_over_the_wire_with_its_cost(shelf: Shelf) -> None:
    server = ModelServer(manners=Manners(thinks=False))
    await server.start()
    sent = draft("movie", [condition("size", ">", "20 GB", "bigger than 20 GB")])
    server.script.author = lambda _: Said(calls=(Called("propose_rule", sent),))
    reaching = {"openai_base_url": server.base_url, "openai_api_key": SecretStr("sk-pretend-model")}
    reached = replace(shelf, settings=shelf.settings.model_copy(update=reaching))
    try:
        async with model(reached, next(iter(server.manners.models))) as subject:
            scores = await examine(subject, shelf, SENTENCES[5:7])
    finally:
        await server.stop()
    assert [one.outcome for one in scores] == [Outcome.EXACT, Outcome.OVER_MARKED]
    assert all(one.micros for one in scores)
