"""How a message follows what was said before it."""

import pytest

from bot.asides import Aside, aside_of
from bot.following import Follows, follows
from bot.talks import Standing
from llm.phrases.reader import PhraseReader
from llm.reading import Choice, Question
from tests.llm.household import TOM, Shelf

RULE = "type:movie unwatched:>2y -genre:Horror sort:-size limit:5"
FRESH = Standing()
SETTLED = Standing(rule=RULE, plan_id="abcde")
ASKED = Standing(messages=("delete old films",), question=Question("What is old?", (Choice("a", "b"),)))


@pytest.mark.parametrize(
    ("standing", "text", "how"),
    [
        (FRESH, "films bigger than 1 GB", Follows.NEW),
        (FRESH, "the anime", Follows.CHANGE),
        (SETTLED, "delete shows bigger than 7 GB", Follows.NEW),
        (SETTLED, "type:show size:>7GB", Follows.NEW),
        (SETTLED, "only films bigger than 5 GB", Follows.CHANGE),
        (SETTLED, "keep the anime", Follows.CHANGE),
        (SETTLED, "at most 3", Follows.CHANGE),
        (SETTLED, "films bigger than 1 GB", Follows.EITHER),
        (SETTLED, "get rid of Dune", Follows.EITHER),
        (ASKED, "delete shows bigger than 7 GB", Follows.NEW),
        (ASKED, "films bigger than 1 GB", Follows.EITHER),
        (ASKED, "only films bigger than 1 GB", Follows.EITHER),
        (ASKED, "two years", Follows.CHANGE),
    ],
)
async def test_how_a_message_follows(standing: Standing, text: str, how: Follows) -> None:
    assert await follows(standing, text, PhraseReader(Shelf()), TOM) is how


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("Never mind.", Aside.NEVER_MIND),
        ("CANCEL!", Aside.NEVER_MIND),
        ("no", Aside.NO),
        ("don’t", Aside.NO),
        ("Yes, ", Aside.YES),
        ("undo", Aside.UNDO),
        ("no, keep the anime", None),
        ("yes, and keep the anime", None),
        ("cancelled shows", None),
        ("", None),
    ],
)
def test_asides_are_whole_messages(text: str, aside: Aside | None) -> None:
    assert aside_of(text) is aside


def test_no_two_turns_bear_the_same_number() -> None:
    turns = {Standing().asks(None, line=None).open.turn for _ in range(200)}
    assert len(turns) == 200
    assert 0 not in turns


def test_a_settled_rule_leaves_nothing_open() -> None:
    waiting = Standing(rule="size:>1GB").awaits("size:>2GB", ("size:>2GB",))
    settled = waiting.settles("size:>2GB", "abcde")
    assert settled.open.pending is None
    assert settled.open.assumed == ()
    assert settled.open.before == "size:>1GB"
    assert settled.open.turn != waiting.open.turn


def test_a_question_in_between_leaves_every_button_alive() -> None:
    waiting = Standing(rule="size:>1GB").awaits("size:>2GB", ())
    assert waiting.informs("who deleted Dune?").open.turn == waiting.open.turn
    assert waiting.informs("who deleted Dune?").open.pending == "size:>2GB"


def test_what_another_version_wrote_begins_anew() -> None:
    talk = Standing(rule="size:>1GB").talk(1, "2")
    assert Standing.of(talk).rule == "size:>1GB"
    object.__setattr__(talk, "extra", {"turn": "x"})
    assert Standing.of(talk) == Standing()
