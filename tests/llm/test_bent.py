"""What people say, proposed with one part bent: dropped, turned, widened. It is marked, or takes in no more."""

# ruff: noqa: E501 - a sentence to a row reads best

from collections.abc import Iterator

import pytest

from cascade.rules.expr import Rule
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.catalogue import NAMED
from llm.difference import difference
from llm.proposal.clause import BadDraft, Household
from llm.proposal.compile import Compiled, compile_draft
from llm.proposal.dates import Clock
from llm.proposal.draft import Clauses, Condition, Draft, Operator, Stop, Target
from llm.proposal.prose import Said
from llm.proposal.talk import Talk
from llm.proposal.undraft import as_draft
from tests.llm.phrases.house import ASKER, House
from tests.llm.phrases.sentences import RULES
from tests.llm.test_false_alarms import quoting

TURNED: dict[str, tuple[Operator, ...]] = {
    "<": (">", ">="),
    "<=": (">", ">="),
    ">": ("<", "<="),
    ">=": ("<", "<="),
    "is": ("is not",),
    "since": ("<",),
}
ALIKE = {
    "unwatched": ("age", "released-age"),
    "age": ("released-age", "unwatched"),
    "added": ("released", "watched"),
    "watched-by": ("requested-by",),
    "requested-by": ("watched-by",),
    "plays": ("viewers",),
    "viewers": ("plays",),
    "rating": ("critic-rating",),
    "genre": ("tag", "library"),
}
TARGETS: tuple[tuple[Target, ...], ...] = (("movie", "show"), ("show",), ("movie", "show", "season"))
SENTENCES = (
    "delete films not watched in 2 years",
    "delete films not watched in 2 years, leave the anime alone",
    "delete movies unwatched for 2 years but only if they are bigger than 10 GB",
    "get rid of anything nobody has watched since 2023 except what Anna requested, biggest first, until we have 500 GB free",
    "delete unwatched films no bigger than 5 GB",
    "delete movies I haven't watched",
    "delete movies Anna never watched",
    "delete movies I requested over a year ago",
    "delete films nobody but Anna has watched",
    "delete films only watched by anna",
    "delete films watched only by Tante Elfriede",
    "delete films watched by more than two people",
    "delete films watched at least 3 times",
    "delete films last watched over 3 years ago",
    "delete films not watched in 2 years and don't touch the kids stuff",
    "delete films not watched in 2 years, but keep anything rated above 8",
    "delete horror or comedy movies unwatched for 2 years",
    "delete horror comedy movies",
    "delete movies that Olga and Ben have both watched",
    "delete non 4k movies never watched",
    "delete unmonitored movies",
    "delete shows from Kids TV not watched in a year",
    "could you please bin all the movies nobody has watched in the last two years?",
    "delete films unwatched for 2 years, smallest first",
    "delete the first season of Dark",
    "delete movies rated below 6 out of 10",
    "free up 500 GB of movies nobody watched in 3 years",
)  # fmt: skip


async def house() -> Household:
    """What proposals are resolved against."""
    clock = Clock(ASKER.now.astimezone(ASKER.zone))
    return Household({field: await House().names(field, 1_000) for field in NAMED}, clock, ASKER.name)


def changed(sent: Draft, **parts: object) -> Draft:
    """The proposal with other parts."""
    return sent.model_copy(update=parts)


def with_other(sent: Draft, old: Condition, *new: Condition) -> Draft:
    """The proposal with others in the place of a condition."""
    groups = tuple(
        Clauses.model_construct(
            match=group.match,
            conditions=tuple(one for each in group.conditions for one in _for(each, old, new)),
        )
        for group in sent.delete_when
    )
    kept = tuple(one for each in sent.keep_when for one in _for(each, old, new))
    return changed(sent, delete_when=tuple(group for group in groups if group.conditions), keep_when=kept)


def _for(each: Condition, old: Condition, new: tuple[Condition, ...]) -> tuple[Condition, ...]:
    return new if each is old else (each,)


def bent(sent: Draft, words: str) -> Iterator[Draft]:
    """Every proposal with one part bent."""
    deleted = [one for group in sent.delete_when for one in group.conditions]
    for one in (*deleted, *sent.keep_when):
        left = with_other(sent, one)
        yield left
        if one in deleted:
            yield changed(left, keep_when=(*left.keep_when, one))
        else:
            yield changed(left, delete_when=(*left.delete_when, Clauses(match="all", conditions=(one,))))
        for operator in TURNED.get(one.op, ()):
            yield with_other(sent, one, one.model_copy(update={"op": operator}))
        for field in ALIKE.get(one.field, ()):
            yield with_other(sent, one, one.model_copy(update={"field": field}))
        for value in ("anna", "Ben", "Horror", "Comedy", "1 GB", "1 month", "1", "never"):
            yield with_other(sent, one, one.model_copy(update={"values": (*one.values, value)}))
            yield with_other(sent, one, one.model_copy(update={"values": (value,)}))
    all_ = Condition(field="size", op=">", values=("1 KB",), from_words=words)
    for group in ((*deleted, all_), deleted):
        if len(group) > 1:
            yield changed(sent, delete_when=(Clauses(match="any", conditions=tuple(group)),))
    for targets in TARGETS:
        yield changed(sent, targets=targets)
    if sent.stops:
        yield changed(sent, stops=())
        yield changed(sent, stops=(sent.stops[0].model_copy(update={"amount": "5 TB"}),))
        yield changed(sent, stops=(Stop(kind="items", amount="500", from_words=words),))
    yield changed(sent, order=sent.order.model_copy(update={"descending": not sent.order.descending}))


def unmarked(made: Compiled) -> Rule | None:
    """The rule that would be planned at once."""
    return None if made.assumed or made.unsupported or made.questions else made.rule


def plain(rule: Rule) -> Rule:
    """The rule with the bounds of spans as they count: over 2 years is 2 years and more."""
    return parse(print_rule(rule).replace(">=", ">").replace("<=", "<"))


@pytest.mark.parametrize("words", SENTENCES)
async def test_a_bent_proposal_is_marked_or_takes_in_no_more(words: str) -> None:
    household = await house()
    rule = parse(dict(RULES)[words])
    sent = as_draft(rule, household)
    assert sent is not None
    for one in bent(sent, words):
        try:
            made = unmarked(compile_draft(quoting(one, words), Talk(Said.of([words]), household)))
        except BadDraft:
            continue
        if made is not None:
            assert made.sort == rule.sort, print_rule(made)
            assert not difference(plain(rule), plain(made)).widens, print_rule(made)


UNSAID = (
    ("delete the last season of Lost", "type:season show:=Lost"),
    ("delete the older Dune", "type:movie title:=Dune"),
    ("delete a horror film", "type:movie genre:Horror"),
    ("delete the horror film nobody watched", "type:movie genre:Horror watched:never"),
    ("delete some horror films", "type:movie genre:Horror"),
    ("delete most horror films", "type:movie genre:Horror"),
    ("delete no horror films", "type:movie genre:Horror"),
    ("delete no horror films", "type:movie -genre:Horror"),
    ("keep horror films", "type:movie -genre:Horror"),
    ("don't delete films unwatched for 2 years", "type:movie -unwatched:>2y"),
    ("films unwatched for 2 years must not be deleted", "type:movie unwatched:>2y"),
    ("films unwatched for 2 years should not go", "type:movie unwatched:>2y"),
    ("delete films over 20 GB, not the unwatched ones", "type:movie size:>20GB watched:never"),
    ("delete unwatched movies up to 500 GB", "type:movie watched:never size:<=500GB"),
    ("delete at most 10 GB of movies unwatched for 2 years", "type:movie unwatched:>2y size:<=10GB"),
    ("delete 2010 movies nobody watched", "type:movie watched:never limit:2010"),
    ("delete seasons of shows nobody watched", "type:show,season watched:never"),
    ("delete films anna watched and requested", "type:movie watched-by:anna -requested:never"),
    ("delete films rated at least 3 and at most 5", "type:movie rating:>=3 limit:5"),
    ("delete films older than 2 years", "type:movie age:>2y"),
    ("delete films rated below 3 stars", "type:movie rating:<3"),
)


@pytest.mark.parametrize(("words", "query"), UNSAID)
async def test_what_words_do_not_say_is_marked_though_all_of_them_are_quoted(words: str, query: str) -> None:
    household = await house()
    sent = as_draft(parse(query), household)
    assert sent is not None
    assert unmarked(compile_draft(quoting(sent, words), Talk(Said.of([words]), household))) is None
