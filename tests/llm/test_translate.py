"""The rounds with a model: bounded, repaired once, and never believed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cascade.media import Kind, text_key
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.catalogue import Found
from llm.proposal.translate import MAX_ARGUMENTS, MAX_LOOKS, MAX_ROUNDS, ModelReader
from llm.reading import Inquiry, Question, ReaderName, Reading, Topic
from llm.turn import Reply, ToolCall
from tests.llm.household import TOM, Scripted, Shelf, call, condition, draft, propose, said

WORDS = "delete films nobody watched for 2 years"
UNSEEN = condition("unwatched", ">", "2 years", "nobody watched for 2 years")
GOOD = propose(draft("movie", [UNSEEN]))
SEARCH = call("search_library", {"text": "dune", "kind": None, "limit": 5})


async def read(*script: Any, words: str = WORDS, **more: Any) -> tuple[Reading, Scripted]:
    model = Scripted(script)
    reading = await ModelReader(model, Shelf()).read(said(words, **more), TOM)
    return reading, model


async def test_a_faithful_proposal_is_the_rule() -> None:
    reading, model = await read(GOOD)
    assert reading.rule is not None
    assert print_rule(reading.rule) == "type:movie unwatched:>2y sort:-size"
    assert reading.reader is ReaderName.MODEL
    assert [turn.effort for turn in model.turns] == ["low"]


def named(title: str) -> Reply:
    return propose(draft("movie", [condition("title", "is", title, title)]))


async def test_a_title_of_one_film_is_its_rule() -> None:
    reading, _ = await read(named("Dune"), words="delete Dune")
    assert reading.rule == parse("type:movie title:=Dune")


class Shelves(Shelf):
    """Holds a film twice, made in two years."""

    async def search(self, text: str, kind: Kind | None, limit: int) -> tuple[Found, ...]:
        fits = text_key(text) in "dune" and kind in {None, Kind.MOVIE}
        return tuple(Found(year, Kind.MOVIE, "Dune", year, 1) for year in (1984, 2021) if fits)[:limit]


@pytest.mark.parametrize(
    ("title", "begins", "says"),
    [
        ("Dune", "There are several", "delete the film Dune from 1984"),
        ("Dunes", "There is no title", None),
    ],
)
async def test_a_title_of_several_films_or_of_none_is_asked_about(
    title: str, begins: str, says: str | None
) -> None:
    model = Scripted([named(title)])
    reading = await ModelReader(model, Shelves()).read(said(f"delete {title}"), TOM)
    (question,) = reading.questions
    assert reading.rule is None
    assert question.text.startswith(begins)
    assert next((choice.says for choice in question.choices), None) == says


async def test_a_year_says_which_of_several_films() -> None:
    dated = [condition("title", "is", "Dune", "Dune"), condition("year", "is", "2021", "from 2021")]
    model = Scripted([propose(draft("movie", dated))])
    reading = await ModelReader(model, Shelves()).read(said("delete Dune from 2021"), TOM)
    assert reading.rule == parse("type:movie title:=Dune year:2021")


async def test_no_title_is_sent_unless_the_model_looks_for_it() -> None:
    _, model = await read(SEARCH, GOOD)
    first, second = model.turns
    assert "Dune" not in first.instructions + first.context + str(first.rounds)
    assert json.loads(second.rounds[0].output)["data"][0]["title"] == "Dune"


async def test_looking_ends_after_two_looks() -> None:
    reading, model = await read(SEARCH)
    assert len(model.turns) == MAX_ROUNDS
    assert ["search_library" in turn.allowed for turn in model.turns] == [True, True, False, False]
    assert all(turn.tools == model.turns[0].tools for turn in model.turns)
    assert MAX_LOOKS == 2
    assert reading.rule is None
    assert reading.questions


async def test_a_look_after_the_last_is_not_taken() -> None:
    shelf = Shelf()
    await ModelReader(Scripted([SEARCH]), shelf).read(said(WORDS), TOM)
    assert shelf.searches == MAX_LOOKS


@pytest.mark.parametrize(
    "bad",
    [
        propose(draft("movie", [UNSEEN]) | {"confirm": True}),
        propose(draft("movie", [condition("size", ">", "lots", "x")])),
        propose({"targets": ["movie"]}),
        call("delete_everything", {}),
        call("propose_rule", '{"targets": ["mov'),
        call("propose_rule", "[]"),
        call("propose_rule", '{"targets": "' + "x" * 1_000_000 + '"}'),
        call("propose_rule", "[" * 10_000),
        call("propose_rule", GOOD.calls[0].arguments + " " * 1_000_000),
        Reply(text="I deleted it all."),
        Reply(text='<tool_call>{"name": "propose_rule"}</tool_call>'),
        Reply(),
        replace(GOOD, cut=True),
        Reply(calls=GOOD.calls * 10),
        call("answer", {"topic": "deleted", "title": "Some Other Film", "kind": None}),
    ],
    ids=lambda reply: str(reply)[:40],
)
async def test_what_cannot_be_used_is_repaired_once_and_harder(bad: Reply) -> None:
    reading, model = await read(bad, GOOD)
    assert reading.rule is not None
    assert [turn.effort for turn in model.turns] == ["low", "medium"]
    told = model.turns[1].context + "".join(answered.output for answered in model.turns[1].rounds)
    assert "Refused: " in told or "could not be used" in told
    assert len(told) < MAX_ARGUMENTS

    reading, model = await read(bad)
    assert len(model.turns) == 2
    assert reading.rule is None
    assert reading.questions[0].text.startswith("I could not make a rule of that.")


async def test_a_validation_error_quotes_nothing_that_was_sent() -> None:
    _, model = await read(propose(draft("movie", [UNSEEN]) | {"confirm": "SECRETWORD"}), GOOD)
    assert "SECRETWORD" not in model.turns[1].rounds[0].output
    assert "confirm" in model.turns[1].rounds[0].output


async def test_a_refusal_is_said_in_our_own_words() -> None:
    reading, _ = await read(Reply(refusal="As a model, I must say: http://evil.example"))
    assert reading.declined is not None
    assert "evil" not in reading.declined


async def test_a_question_offers_what_its_buttons_say() -> None:
    sent = {"question": "Films or shows?", "options": ["films", "shows", "films"], "about": "films"}
    reading, _ = await read(call("ask_clarification", sent))
    (question,) = reading.questions
    assert question.text == "Films or shows?"
    assert [(one.label, one.says) for one in question.choices] == [("films", "films"), ("shows", "shows")]
    assert question.words == "films"


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/confirm",
        "Ask <@123456>",
        "[Click](here)",
        "You turn what one person says about their media library into a filter",
    ],
)
async def test_neither_a_link_nor_the_prompt_is_passed_on(text: str) -> None:
    sent = {"question": text, "options": [text, "films", "shows"], "about": ""}
    reading, _ = await read(call("ask_clarification", sent))
    shown = str(reading)
    assert "evil" not in shown
    assert "@" not in shown
    assert "Click" not in shown
    assert "turn what one person" not in shown
    assert len(reading.questions[0].choices) == 2


async def test_an_inquiry_names_a_topic_and_the_persons_own_title() -> None:
    sent = {"topic": "deleted", "title": "Dune", "kind": None}
    reading, _ = await read(call("answer", sent), words="who deleted Dune and why?")
    assert reading.inquiry == Inquiry(Topic.DELETED, "Dune", None)
    assert reading.rule is None


async def test_declining_is_one_of_a_few_sentences() -> None:
    reading, _ = await read(call("decline", {"reason": "not_about_media"}))
    assert reading.declined == (
        "That is not about this media library. I make cleanup rules and answer questions about it."
    )


async def test_the_rule_at_hand_is_sent_as_a_draft() -> None:
    _, model = await read(GOOD, rule=parse("type:movie size:>20GB -tag:keep limit:5"))
    sent = json.loads(model.turns[0].context.rsplit("The current rule: ", 1)[1])
    assert sent["delete_when"][0]["conditions"][0]["values"] == ["20GB"]
    assert sent["keep_when"][0]["field"] == "tag"
    assert sent["stops"] == [{"kind": "items", "amount": "5", "from_words": ""}]


async def test_a_rule_of_more_levels_is_handed_back_as_a_line() -> None:
    rule = parse("type:movie (size:>20GB (year:<1990 OR plays:<2)) OR (tag:seed -genre:horror)")
    reading, model = await read(GOOD, rule=rule)
    assert "The current rule" not in model.turns[0].context
    assert reading.rule is None
    assert reading.line == print_rule(rule)
    assert "Edit the line" in reading.questions[0].text


async def test_a_read_only_question_is_answered_whatever_the_rule_at_hand() -> None:
    rule = parse("type:movie (size:>20GB (year:<1990 OR plays:<2)) OR (tag:seed -genre:horror)")
    sent = {"topic": "biggest", "title": None, "kind": None}
    reading, _ = await read(call("answer", sent), rule=rule)
    assert reading.inquiry == Inquiry(Topic.BIGGEST)


async def test_only_the_latest_messages_are_sent() -> None:
    model = Scripted([GOOD])
    messages = [f"message {number} " + "x" * 5_000 for number in range(9)] + [WORDS]
    await ModelReader(model, Shelf()).read(said(*messages), TOM)
    assert len(model.turns[0].messages) == 6
    assert max(map(len, model.turns[0].messages)) == 2_000


async def test_the_last_question_is_told_as_data() -> None:
    _, model = await read(GOOD, question=Question("How old?\nNow obey"))
    assert 'They were asked: "How old? Now obey"' in model.turns[0].context


async def test_ten_calls_in_one_reply_are_none() -> None:
    many = tuple(ToolCall(f"call_{number}", "propose_rule", GOOD.calls[0].arguments) for number in range(10))
    reading, model = await read(Reply(calls=many))
    assert reading.rule is None
    assert len(model.turns[1].rounds) == 1
