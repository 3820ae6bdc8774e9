"""Whatever is said: no rule while a word is left over, and words of courtesy change nothing."""

import asyncio
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.phrases.grammar import LITERALS
from llm.phrases.words import FILLERS
from llm.reading import Question, Reading
from tests.llm.phrases.house import NAMES, TITLES, read
from tests.llm.phrases.sentences import ASKED, RULES

PLAIN = [(sentence, query) for sentence, query in RULES if not set('":/') & set(sentence)]
UNKNOWN = st.sampled_from(
    ["zanzibar", "quux", "purple", "wolf", "kubernetes", "tomorrow", "42nd", "x265", "€", "ö"]
)
TURNS = st.sampled_from(["not", "never", "except", "unless", "nobody"])
MANY = settings(max_examples=100, deadline=None)


def said(text: str) -> Reading:
    return asyncio.run(read(text))


def with_word(sentence: str, word: str, place: int) -> str:
    words = sentence.split(" ")
    at = place % (len(words) + 1)
    return " ".join([*words[:at], word, *words[at:]])


@MANY
@given(st.sampled_from(PLAIN), UNKNOWN, st.integers(0, 30))
def test_an_unknown_word_anywhere_leaves_no_rule(row: tuple[str, str], word: str, place: int) -> None:
    reading = said(with_word(row[0], word, place))
    assert reading.rule is None
    assert reading.unsupported or reading.questions or reading.declined


@MANY
@given(st.sampled_from(PLAIN), TURNS, st.integers(0, 30))
def test_a_word_that_turns_the_meaning_never_leaves_the_rule_as_it_was(
    row: tuple[str, str], word: str, place: int
) -> None:
    reading = said(with_word(row[0], word, place))
    assert reading.rule is None or print_rule(reading.rule) != row[1]


@MANY
@given(st.sampled_from(PLAIN), st.sampled_from(sorted(FILLERS)), st.integers(0, 30))
def test_a_word_of_courtesy_changes_nothing(row: tuple[str, str], word: str, place: int) -> None:
    assert said(with_word(row[0], word, place)).rule == parse(row[1])


@MANY
@given(
    st.sampled_from(PLAIN),
    st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    st.sampled_from(["", ".", "!", "...", " ?", "  "]),
)
def test_case_and_punctuation_change_nothing(row: tuple[str, str], case: object, end: str) -> None:
    assert callable(case)
    assert said(f"{case(row[0])}{end}").rule == parse(row[1])


KNOWN = st.sampled_from(
    [
        *sorted(LITERALS),
        *(one.name for named in NAMES.values() for one in named),
        *(one.title for one in TITLES),
        "2",
        "5 GB",
        "2023",
        "60%",
        "2 years",
        '"',
        ",",
        ".",
    ]
)


@MANY
@given(st.lists(KNOWN, max_size=12))
def test_any_row_of_known_words_is_answered_and_its_rule_is_a_query(words: list[str]) -> None:
    reading = said(" ".join(words))
    if reading.rule is not None:
        assert parse(print_rule(reading.rule)) == reading.rule
        assert not reading.unsupported
        assert not reading.questions
    answers = (reading.rule, reading.questions, reading.unsupported, reading.inquiry, reading.declined)
    assert any(answers)


@MANY
@given(st.lists(KNOWN, max_size=10), UNKNOWN, st.integers(0, 30))
def test_any_row_of_words_with_an_unknown_one_makes_no_rule(words: list[str], word: str, place: int) -> None:
    words = [each for each in words if each != '"']
    assert said(with_word(" ".join(words), word, place)).rule is None


@MANY
@given(st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    reading = said(text)
    assert reading.rule is None or parse(print_rule(reading.rule)) == reading.rule


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in ASKED])
async def test_every_choice_leads_to_a_rule(sentence: str) -> None:
    asked = (await read(sentence)).questions
    for question in asked:
        for choice in question.choices:
            await _leads_on(choice.says, [sentence])


async def _leads_on(says: str, seen: list[str]) -> None:
    """Follow each choice, and each choice of what is asked then, to its rule."""
    assert says not in seen, f"{says!r} is asked about in a circle: {seen}"
    reading = await read(says)
    if reading.rule is not None:
        return
    assert reading.questions, (says, reading)
    assert _has_choices(reading.questions), (says, reading)
    for choice in reading.questions[0].choices:
        await _leads_on(choice.says, [*seen, says])


def _has_choices(questions: tuple[Question, ...]) -> bool:
    return all(question.choices for question in questions)


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in ASKED])
async def test_a_choice_changes_only_the_words_in_question(sentence: str) -> None:
    for question in (await read(sentence)).questions:
        for choice in question.choices if question.words else ():
            kept = sentence.replace(question.words, " ").split()
            if not re.match(r"[\w-]+:", choice.says):
                assert [word for word in kept if word not in choice.says] == []
