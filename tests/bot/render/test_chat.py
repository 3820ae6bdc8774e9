"""What the bot answers to plain words fits a message, and holds what must be seen."""

import pytest

from bot.limits import DESCRIPTION
from bot.render.answers import together
from bot.render.chat import (
    Doubts,
    Understood,
    declined_reply,
    doubt_reply,
    guest_reply,
    question_reply,
    reader_line,
)
from cascade.rules.query import parse
from llm.difference import difference
from llm.reading import Choice, Question, ReaderName, Reading

LONG = "type:movie genre:" + ",".join(f'"A genre of many words, number {number}"' for number in range(90))
UNDERSTOOD = Understood("Films " + "that go on and on " * 300, LONG, "read without a model: " + "x" * 500)
PHRASE = Reading(ReaderName.PHRASE)


def test_every_doubt_is_shown_however_long_the_rule() -> None:
    doubts = Doubts(
        tuple(f"title:={'x' * 400}{number}" for number in range(3)),
        tuple(f"word {number}" for number in range(3)),
        ("delete old films " * 50, "earlier"),
        widens=True,
    )
    changed = difference(parse("type:movie size:>1GB"), parse(LONG))
    text = doubt_reply(UNDERSTOOD, doubts, changed).description or ""
    assert len(text) <= DESCRIPTION
    assert text.count("⚠") == 9
    assert "There is no plan before you say yes." in text


@pytest.mark.parametrize("markup", ["**b**", "`c`", "@everyone", "<@1234567>", "[a](http://b)", "\u202eabc"])
def test_words_of_others_have_no_effect(markup: str) -> None:
    understood = Understood(markup, f'title:"{markup}"', markup)
    reading = Reading(ReaderName.MODEL, unsupported=(markup,), declined=markup)
    question = Question(markup, (Choice(markup, markup),))
    for embed in (
        guest_reply(understood),
        doubt_reply(understood, Doubts((markup,), (markup,), (markup,)), None),
        question_reply(question, reading, written=True),
        declined_reply(reading),
    ):
        shown = embed.description or ""
        outside = "".join(part for number, part in enumerate(shown.split("`")) if number % 2 == 0)
        assert markup not in outside.replace(f"\\{markup}", "")


def test_a_query_stays_within_its_code_marks() -> None:
    text = guest_reply(Understood("x", "title:```@everyone", "y")).description or ""
    assert text.count("```") == 2


def test_people_are_told_who_read_it_and_why() -> None:
    assert "language model" in reader_line(Reading(ReaderName.MODEL))
    assert "read without a model: it is down" in reader_line(Reading(ReaderName.PHRASE, instead="it is down"))


def test_what_cannot_be_placed_comes_with_what_could_be_said() -> None:
    assert "such as “films nobody" in (question_reply(None, PHRASE).description or "")
    unplaced = Reading(ReaderName.PHRASE, unsupported=("flumox",), line="type:movie size:>1GB")
    text = question_reply(None, unplaced).description or ""
    assert "flumox" in text
    assert "type:movie size:>1GB" in text


def test_several_answers_become_one() -> None:
    one = question_reply(Question("First?"), PHRASE)
    two = question_reply(Question("Second?"), PHRASE)
    text = together([one, two]).description or ""
    assert text.index("First?") < text.index("Second?")
