"""Questions that change nothing."""

import pytest

from cascade.media import Kind
from cascade.rules.query import parse
from llm.reading import Inquiry, Topic
from tests.llm.phrases.house import read

INQUIRIES = (
    ("what takes most space?", Inquiry(Topic.BIGGEST)),
    ("What's eating up all the disk space", Inquiry(Topic.BIGGEST)),
    ("what are the biggest movies?", Inquiry(Topic.BIGGEST, None, Kind.MOVIE)),
    ("what are the 10 biggest shows on the server", Inquiry(Topic.BIGGEST, None, Kind.SHOW)),
    ("which films take the most space", Inquiry(Topic.BIGGEST, None, Kind.MOVIE)),
    ("how is the space shared out?", Inquiry(Topic.SPACE)),
    ("how much space do shows take up", Inquiry(Topic.SPACE, None, Kind.SHOW)),
    ("where did all the space go?", Inquiry(Topic.SPACE)),
    ("who deleted Dune and why?", Inquiry(Topic.DELETED, "Dune")),
    ("Who removed the movie Cats", Inquiry(Topic.DELETED, "Cats", Kind.MOVIE)),
    ("why was The Lord of the Rings deleted", Inquiry(Topic.DELETED, "The Lord of the Rings")),
    ("when was Dune deleted and by whom?", Inquiry(Topic.DELETED, "Dune")),
    ("what happened to the show Lost?", Inquiry(Topic.DELETED, "Lost", Kind.SHOW)),
    ("where did Alien go", Inquiry(Topic.DELETED, "Alien")),
    ("when was Alien last watched?", Inquiry(Topic.WATCHED, "Alien")),
    ('who watched "Who Framed Roger Rabbit"?', Inquiry(Topic.WATCHED, "Who Framed Roger Rabbit")),
    ("has anybody ever watched Cats", Inquiry(Topic.WATCHED, "Cats")),
    ("when did anyone last watch Troy", Inquiry(Topic.WATCHED, "Troy")),
    ("why is Troy on the list?", Inquiry(Topic.LISTED, "Troy")),
    ("why isn't Troy on the list?", Inquiry(Topic.LISTED, "Troy")),
    ("why do you want to delete Dune", Inquiry(Topic.LISTED, "Dune")),
    ("why would Dune be deleted?", Inquiry(Topic.LISTED, "Dune")),
    ("who requested Cats?", Inquiry(Topic.REQUESTED, "Cats")),
    ("when was Cats requested", Inquiry(Topic.REQUESTED, "Cats")),
)


@pytest.mark.parametrize(("message", "expected"), INQUIRIES)
async def test_a_question_is_an_inquiry(message: str, expected: Inquiry) -> None:
    reading = await read(message)
    assert reading.inquiry == expected
    assert reading.rule is None


async def test_it_is_the_title_of_the_rule_at_hand() -> None:
    reading = await read("when was it last watched?", rule=parse("type:movie title:=Alien"))
    assert reading.inquiry == Inquiry(Topic.WATCHED, "Alien")


async def test_it_is_the_title_asked_about_before() -> None:
    reading = await read("who requested Cats?", "and thanks", "who deleted it?")
    assert reading.inquiry == Inquiry(Topic.DELETED, "Cats")


async def test_it_without_a_title_before_is_asked_about() -> None:
    reading = await read("why is this on the list?")
    assert reading.inquiry is None
    assert "Which title" in reading.questions[0].text


async def test_a_question_about_an_order_to_delete_is_no_inquiry() -> None:
    reading = await read("what if we delete films never watched")
    assert reading.inquiry is None
