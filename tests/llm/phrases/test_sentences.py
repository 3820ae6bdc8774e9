"""Sentences and their exact rules; what is asked about, what is named as unsupported, what is declined."""

import pytest

from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.reading import Choice, Question, ReaderName
from tests.llm.phrases.house import read
from tests.llm.phrases.sentences import ASKED, CHANGES, DECLINED, RULES, UNSUPPORTED


def test_the_tables_are_as_long_as_promised() -> None:
    assert len({sentence for sentence, _ in RULES}) >= 200
    assert len(ASKED) + len(UNSUPPORTED) + len(DECLINED) >= 100


@pytest.mark.parametrize(("sentence", "query"), RULES)
async def test_a_sentence_is_one_rule(sentence: str, query: str) -> None:
    reading = await read(sentence)
    assert reading.rule is not None, reading
    assert print_rule(reading.rule) == query
    assert parse(query) == reading.rule
    assert (reading.reader, reading.questions, reading.assumed, reading.unsupported) == (
        ReaderName.PHRASE,
        (),
        (),
        (),
    )


@pytest.mark.parametrize(("sentence", "words"), ASKED)
async def test_an_unclear_sentence_is_asked_about(sentence: str, words: str) -> None:
    reading = await read(sentence)
    assert reading.rule is None
    question = reading.questions[0]
    assert question.words == words or question.text.startswith(words)
    assert question.words in sentence


@pytest.mark.parametrize(("sentence", "words"), UNSUPPORTED)
async def test_what_no_rule_can_hold_is_named(sentence: str, words: tuple[str, ...]) -> None:
    reading = await read(sentence)
    assert (reading.rule, reading.questions, reading.declined) == (None, (), None)
    assert reading.unsupported == words
    assert all(each in sentence for each in words)


@pytest.mark.parametrize("sentence", DECLINED)
async def test_what_is_not_its_business_is_declined_with_a_way_on(sentence: str) -> None:
    reading = await read(sentence)
    assert (reading.rule, reading.questions, reading.unsupported) == (None, (), ())
    assert reading.declined is not None
    assert "nobody has watched for 2 years" in reading.declined


@pytest.mark.parametrize(("before", "message", "after"), CHANGES)
async def test_a_message_changes_the_rule_at_hand(before: str, message: str, after: str) -> None:
    reading = await read("delete some films", message, rule=parse(before))
    assert reading.rule is not None, reading
    assert print_rule(reading.rule) == after


async def test_what_was_understood_stands_beside_what_was_not() -> None:
    reading = await read("delete movies with dolby vision not watched in 2 years")
    assert reading.unsupported == ("dolby vision",)
    assert reading.line == "type:movie unwatched:>2y sort:-size"


@pytest.mark.parametrize("message", ["bigger than 20 GB", "horror", "movies", "seasons"])
async def test_conditions_alone_do_not_say_whether_they_narrow_or_widen(message: str) -> None:
    rule = parse("type:movie,show unwatched:>2y")
    reading = await read(message, rule=rule)
    assert reading.rule is None
    for choice in reading.questions[0].choices:
        assert (await read(choice.says, rule=rule)).rule is not None


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("type:movie unwatched:>2y", "keep everything"),
        ("type:movie unwatched:>2y", "delete the anime too"),
        ("type:movie unwatched:>2y", "only shows"),
        ("type:movie unwatched:>2y", "no films"),
        ("type:movie rating:<5", "make it 3 years"),
        ("type:movie,show unwatched:>2y", "keep films requested by anna"),
        ("type:movie unwatched:>2y", "undo that"),
        ("type:movie unwatched:>2y", "yes"),
        ("type:movie unwatched:>2y", "or rated below 4"),
        ("type:movie unwatched:>2y", "plus anything over 50 GB"),
        ("type:movie unwatched:>2y", "and comedies"),
        ("type:movie unwatched:>2y", "and those over 20 GB"),
        ("type:movie unwatched:>2y", "and delete horror films unwatched for 1 year"),
        ("type:movie unwatched:>2y reclaim:500GB", "make it 300"),
        ("type:movie unwatched:>2y reclaim:500GB", "until 1 TB is free"),
    ],
)
async def test_a_change_that_fits_no_rule_is_no_rule(before: str, message: str) -> None:
    reading = await read(message, rule=parse(before))
    assert reading.rule is None
    assert reading.questions or reading.unsupported or reading.declined


async def test_an_amount_without_a_stop_to_change_is_asked_about() -> None:
    reading = await read("make it 300 GB", rule=parse("type:movie unwatched:>2y"))
    says = [choice.says for choice in reading.questions[0].choices]
    assert says == [
        "type:movie unwatched:>2y sort:-size reclaim:300GB",
        "type:movie unwatched:>2y sort:-size free:300GB",
    ]
    assert len({choice.label for choice in reading.questions[0].choices}) == 2


async def test_the_label_of_a_choice_may_be_typed() -> None:
    question = Question(
        "How long?", (Choice("2 years", "delete films unwatched for 2 years"),), rewrites=True
    )
    reading = await read("delete films unwatched for ages", "2 Years.", question=question)
    assert reading.rule == parse("type:movie unwatched:>2y")


async def test_what_is_longer_than_a_message_is_declined() -> None:
    assert (await read("delete films " * 200)).declined is not None


async def test_a_mistake_in_a_query_is_told_with_the_query_to_edit() -> None:
    reading = await read("type:movie sizes:>5GB")
    assert "There is no field" in reading.questions[0].text
    assert reading.line == "type:movie sizes:>5GB"
