"""What becomes of a model's proposal: a rule with its marks, or questions."""

from typing import Any

import pytest

from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.catalogue import Named
from llm.proposal.clause import BadDraft
from llm.proposal.compile import Compiled, compile_draft
from llm.proposal.draft import Draft
from llm.proposal.talk import Talk
from tests.llm.household import condition as cond
from tests.llm.household import draft, house, talk

FULL = (
    "get rid of anything nobody has watched since 2023 except what Anna requested, biggest first, "
    "until we have 500 GB free"
)
SINCE = "added:<2023 (watched:<2023 OR watched:never)"


def made(sent: dict[str, Any], held: Talk) -> Compiled:
    return compile_draft(Draft.model_validate(sent), held)


def full(**more: Any) -> dict[str, Any]:
    sent = draft(
        "movie show",
        [cond("unwatched", "since", "2023", "nobody has watched since 2023")],
        keep=[cond("requested-by", "is", "Anna", "except what Anna requested")],
        order=("size", True, "biggest first"),
        stops=[("free_space", "500 GB", "until we have 500 GB free")],
    )
    return sent | more


FAITHFUL = [
    (FULL, full(), f"type:movie,show {SINCE} -requested-by:Anna sort:-size free:500GB"),
    (
        "delete films bigger than 20 GB",
        draft("movie", [cond("size", ">", "20 GB", "bigger than 20 GB")]),
        "type:movie size:>20GB sort:-size",
    ),
    (
        "delete films not bigger than 2 gigs please",
        draft("movie", [cond("size", "<=", "2 gigs", "not bigger than 2 gigs")]),
        "type:movie size:<=2GB sort:-size",
    ),
    (
        "free up 500 GB by deleting films nobody watched for two years",
        draft(
            "movie",
            [cond("unwatched", ">", "two years", "nobody watched for two years")],
            stops=[("reclaim", "500 GB", "free up 500 GB")],
        ),
        "type:movie unwatched:>2y sort:-size reclaim:500GB",
    ),
    (
        "documentary films and comedies nobody watched in the last 18 months, worst rated first, at most 20",
        draft(
            "movie",
            [
                cond("genre", "is", ["documentary", "comedies"], "documentary films and comedies"),
                cond("unwatched", ">", "18 months", "nobody watched in the last 18 months"),
            ],
            order=("rating", False, "worst rated first"),
            stops=[("items", "20", "at most 20")],
        ),
        "type:movie genre:Documentary,Comedy unwatched:>18mo sort:rating limit:20",
    ),
    (
        "delete shows added over 3 years ago and unwatched for 1 year, under 5 GB",
        draft(
            "show",
            [
                cond("age", ">", "3 years", "added over 3 years ago"),
                cond("unwatched", ">", "1 year", "unwatched for 1 year"),
                cond("size", "<", "5 GB", "under 5 GB"),
            ],
        ),
        "type:show age:>3y unwatched:>1y size:<5GB sort:-size",
    ),
    (
        "delete films nobody watched for 2 years or over 20 GB",
        draft(
            "movie",
            [
                cond("unwatched", ">", "2 years", "nobody watched for 2 years"),
                cond("size", ">", "20 GB", "over 20 GB"),
            ],
            match="any",
        ),
        "type:movie unwatched:>2y OR size:>20GB sort:-size",
    ),
    (
        "delete films Anna requested and Tom has not watched",
        draft(
            "movie",
            [
                cond("requested-by", "is", "Anna", "Anna requested"),
                cond("watched-by", "is not", "Tom", "Tom has not watched"),
            ],
        ),
        "type:movie requested-by:Anna -watched-by:Tom sort:-size",
    ),
    (
        "don't delete anything watched this year, but films over 20 GB can go",
        draft(
            "movie",
            [cond("size", ">", "20 GB", "films over 20 GB")],
            keep=[cond("watched", "is", "this year", "watched this year")],
        ),
        "type:movie size:>20GB -watched:2026 sort:-size",
    ),
    (
        "delete the movie Cats",
        draft("movie", [cond("title", "is", "Cats", "Cats")]),
        "type:movie title:=Cats sort:-size",
    ),
    (
        "delete 4K films rated below 60%",
        draft(
            "movie",
            [cond("resolution", "is", "4K", "4K"), cond("rating", "<", "60%", "rated below 60%")],
        ),
        "type:movie resolution:2160p rating:<6 sort:-size",
    ),
    (
        "delete films never watched and added over a year ago, keep anything tagged keep",
        draft(
            "movie",
            [
                cond("watched", "is", "never", "never watched"),
                cond("age", ">", "a year", "added over a year ago"),
            ],
            keep=[cond("tag", "is", "keep", "tagged keep")],
        ),
        "type:movie watched:never age:>1y -tag:keep sort:-size",
    ),
    (
        "films I requested over a year ago",
        draft(
            "movie",
            [
                cond("requested-by", "is", "me", "I requested"),
                cond("requested-age", ">", "a year", "requested over a year ago"),
            ],
        ),
        "type:movie requested-by:Tom requested-age:>1y sort:-size",
    ),
    (
        "clear out films from the 90s except Anna's",
        draft(
            "movie",
            [cond("year", "is", "the 90s", "from the 90s")],
            keep=[cond("requested-by", "is", "Anna", "except Anna's")],
        ),
        "type:movie year:1990..1999 -requested-by:Anna sort:-size",
    ),
    (
        "ended shows in the Kids TV library",
        draft(
            "show",
            [
                cond("status", "is", "ended", "ended"),
                cond("library", "is", "Kids TV", "in the Kids TV library"),
            ],
        ),
        'type:show status:ended library:"Kids TV" sort:-size',
    ),
]


@pytest.mark.parametrize(("words", "sent", "query"), FAITHFUL, ids=[row[0][:40] for row in FAITHFUL])
def test_a_faithful_proposal_becomes_its_rule_without_a_mark(
    words: str, sent: dict[str, Any], query: str
) -> None:
    got = made(sent, talk(words))
    assert got.rule is not None
    assert print_rule(got.rule) == query
    assert (got.assumed, got.unsupported, got.questions) == ((), (), ())


FILMS = "delete films bigger than 20 GB that nobody watched for 2 years"
BIG = cond("size", ">", "20 GB", "bigger than 20 GB")
UNSEEN = cond("unwatched", ">", "2 years", "nobody watched for 2 years")
BEFORE = "delete shows added over 3 years ago and unwatched for 1 year"

MARKED = [
    (
        "words not said",
        FILMS,
        draft("movie", [BIG, UNSEEN, cond("genre", "is", "horror", "horror")]),
        "genre:Horror",
    ),
    (
        "a number not said",
        FILMS,
        draft("movie", [cond("size", ">", "1 GB", "bigger than 20 GB"), UNSEEN]),
        "size:>1GB",
    ),
    (
        "words of something else",
        FILMS,
        draft("movie", [BIG, UNSEEN, cond("age", ">", "2 years", FILMS)]),
        "age:>2y",
    ),
    (
        "the other way",
        FILMS,
        draft("movie", [cond("size", "<", "20 GB", "bigger than 20 GB"), UNSEEN]),
        "size:<20GB",
    ),
    (
        "amounts swapped",
        BEFORE,
        draft("show", [cond("age", ">", "1 year", BEFORE), cond("unwatched", ">", "3 years", BEFORE)]),
        "unwatched:>3y",
    ),
    ("and turned into or", FILMS, draft("movie", [BIG, UNSEEN], match="any"), "size:>20GB OR unwatched:>2y"),
    ("a kind too many", FILMS, draft("movie show", [BIG, UNSEEN]), "type:show"),
    ("an order not said", FILMS, draft("movie", [BIG, UNSEEN], order=("added", False, "")), "sort:added"),
    (
        "an order of other words",
        FILMS,
        draft("movie", [BIG, UNSEEN], order=("added", False, "bigger than 20 GB")),
        "sort:added",
    ),
    (
        "a stop not said",
        FILMS,
        draft("movie", [BIG, UNSEEN], stops=[("reclaim", "900 TB", "20 GB")]),
        "reclaim:900TB",
    ),
    (
        "what is kept, deleted",
        "delete films except the horror ones",
        draft("movie", [cond("genre", "is", "horror", "except the horror ones")]),
        "genre:Horror",
    ),
    (
        "what is not, deleted",
        "delete films not requested by Anna",
        draft("movie", [cond("requested-by", "is", "Anna", "not requested by Anna")]),
        "requested-by:Anna",
    ),
    (
        "people swapped",
        "delete films Anna requested and Tom watched",
        draft(
            "movie",
            [
                cond("requested-by", "is", "Tom", "Anna requested and Tom watched"),
                cond("watched-by", "is", "Anna", "Anna requested and Tom watched"),
            ],
        ),
        "watched-by:Anna",
    ),
    (
        "a rating of the critics",
        "films the critics rated below 5",
        draft("movie", [cond("rating", "<", "5", "the critics rated below 5")]),
        "rating:<5",
    ),
    (
        "a quote of nobody",
        FILMS,
        draft("movie", [cond("size", ">", "20 GB", "larger than 20 GB"), UNSEEN]),
        "size:>20GB",
    ),
    (
        "one name too many",
        "delete horror films",
        draft("movie", [cond("genre", "is", ["horror", "anime"], "horror films")]),
        "genre:Horror,Anime",
    ),
    (
        "a part of a number",
        "delete films with fewer than two hundred votes",
        draft("movie", [cond("votes", "<", "2", "fewer than two hundred votes")]),
        "votes:<2",
    ),
    (
        "a filler as a title",
        "delete the films bigger than 20 GB",
        draft("movie", [BIG, cond("title", "contains", "the", "the")]),
        "title:the",
    ),
]


@pytest.mark.parametrize(
    ("words", "sent", "mark"), [row[1:] for row in MARKED], ids=[row[0] for row in MARKED]
)
def test_what_the_person_did_not_say_is_marked(words: str, sent: dict[str, Any], mark: str) -> None:
    assert mark in made(sent, talk(words)).assumed


LEFT = [
    ("a clause to keep", FULL, full(keep_when=[]), "Anna"),
    ("a stop", FULL, full(stops=[]), "500 GB"),
    ("a condition", FILMS, draft("movie", [UNSEEN]), "20 GB"),
    (
        "a condition hidden behind a long quote",
        FILMS,
        draft("movie", [UNSEEN | {"from_words": FILMS}]),
        "20 GB",
    ),
    (
        "a wish no field can express",
        "delete french films nobody watched for 2 years",
        draft("movie", [UNSEEN]),
        "french",
    ),
    ("a kind", "films and shows nobody watched for 2 years", draft("movie", [UNSEEN]), "shows"),
    ("a name", "horror films nobody watched for 2 years", draft("movie", [UNSEEN]), "horror"),
]


@pytest.mark.parametrize(("words", "sent", "named"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
def test_words_that_a_proposal_leaves_out_are_named(words: str, sent: dict[str, Any], named: str) -> None:
    assert named in " | ".join(made(sent, talk(words)).unsupported)


def test_unsupported_words_are_named_as_the_person_wrote_them() -> None:
    sent = draft("movie", [UNSEEN], unsupported=["in FRENCH"])
    got = made(sent, talk("films in French nobody watched for 2 years"))
    assert got.unsupported == ("in French",)
    assert got.rule is not None


def test_invented_unsupported_words_are_refused() -> None:
    with pytest.raises(BadDraft, match="did not write"):
        made(draft("movie", [UNSEEN], unsupported=["click Confirm now"]), talk(FILMS))


@pytest.mark.parametrize(
    ("words", "sent", "about"),
    [
        ("delete old films", draft("movie", [cond("age", ">", "5 years", "old")]), "old"),
        ("delete big films", draft("movie", [cond("size", ">", "20 GB", "big films")]), "big"),
        (
            "delete films nobody watched lately",
            draft("movie", [cond("unwatched", ">", "1 year", "nobody watched lately")]),
            "lately",
        ),
        (
            "delete old films nobody watched for 2 years",
            draft("movie", [UNSEEN]),
            "old",
        ),
        (
            "delete films unwatched for a couple of years",
            draft("movie", [cond("unwatched", ">", "2 years", "unwatched for a couple of years")]),
            "a couple of",
        ),
    ],
)
def test_a_vague_word_is_asked_about_whatever_number_a_model_gives_it(
    words: str, sent: dict[str, Any], about: str
) -> None:
    got = made(sent, talk(words))
    assert got.rule is None
    assert [question.words for question in got.questions] == [about]
    assert 3 <= len(got.questions[0].choices) <= 4
    assert all(about not in choice.says.split() for choice in got.questions[0].choices)


def test_a_vague_word_with_an_amount_beside_it_is_exact() -> None:
    got = made(
        draft("movie", [cond("size", ">", "20 GB", "big films, over 20 GB")]), talk("big films, over 20 GB")
    )
    assert got.questions == ()
    assert got.assumed == ()


@pytest.mark.parametrize(
    ("field", "words", "choices"),
    [
        ("genre", "horor", ["Horror"]),
        ("requested-by", "Bee", ["Bea"]),
        ("tag", "kep", ["keep"]),
        ("library", "TV", ["TV Shows", "Kids TV"]),
    ],
)
def test_a_name_that_does_not_resolve_becomes_a_question(field: str, words: str, choices: list[str]) -> None:
    message = f"films nobody watched for 2 years except {words}"
    got = made(draft("movie", [UNSEEN], keep=[cond(field, "is", words, words)]), talk(message))
    assert got.rule is None
    assert [choice.label for choice in got.questions[0].choices] == choices
    assert got.questions[0].choices[0].says == message.replace(words, choices[0])


KIDS = house(library=(Named("Kids", 5),), tag=(Named("kids", 3),), genre=(Named("Kids", 1),))


def test_a_name_of_several_fields_is_asked_about() -> None:
    message = "films nobody watched for 2 years except kids"
    sent = draft("movie", [UNSEEN], keep=[cond("genre", "is", "kids", "except kids")])
    got = made(sent, talk(message, house=KIDS))
    assert got.rule is None
    assert [choice.says for choice in got.questions[0].choices] == [
        "films nobody watched for 2 years except genre Kids",
        "films nobody watched for 2 years except library Kids",
        "films nobody watched for 2 years except tag Kids",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [("library", "the kids library"), ("tag", "those tagged kids"), ("genre", "genre Kids")],
)
def test_a_name_whose_field_is_said_is_not_asked_about(field: str, words: str) -> None:
    message = f"films nobody watched for 2 years except {words}"
    sent = draft("movie", [UNSEEN], keep=[cond(field, "is", "kids", words)])
    got = made(sent, talk(message, house=KIDS))
    assert got.questions == ()
    assert got.assumed == ()


def test_stars_without_a_scale_are_asked_about() -> None:
    got = made(draft("movie", [cond("rating", "<", "3 stars", "under 3 stars")]), talk("films under 3 stars"))
    assert [choice.says for choice in got.questions[0].choices] == [
        "films under 3 out of 10",
        "films under 3 out of 5",
    ]


@pytest.mark.parametrize(
    ("words", "stop"),
    [
        ("until we have 500 GB free", "free:500GB"),
        ("until 500 GB are free", "free:500GB"),
        ("till there is 500 GB free again", "free:500GB"),
        ("to free up 500 GB", "reclaim:500GB"),
        ("and free 500 GB", "reclaim:500GB"),
        ("until 500 GB are back", "reclaim:500GB"),
        ("until we get 500 GB back", "reclaim:500GB"),
        ("reclaim 500 GB", "reclaim:500GB"),
    ],
)
@pytest.mark.parametrize("kind", ["reclaim", "free_space"])
def test_the_words_decide_where_it_stops_and_not_the_model(words: str, stop: str, kind: str) -> None:
    message = f"films nobody watched for 2 years, {words}"
    got = made(draft("movie", [UNSEEN], stops=[(kind, "500 GB", words)]), talk(message))
    assert got.rule is not None
    assert print_rule(got.rule).endswith(stop)
    assert got.assumed == ()


def test_a_stop_that_can_be_read_both_ways_is_asked_about() -> None:
    message = "films nobody watched for 2 years, 500 GB please"
    got = made(draft("movie", [UNSEEN], stops=[("reclaim", "500 GB", "500 GB")]), talk(message))
    assert got.rule is None
    says = [choice.says for choice in got.questions[0].choices]
    assert says == [
        "films nobody watched for 2 years, until 500GB have come back please",
        "films nobody watched for 2 years, until 500GB are free please",
    ]


def test_a_rule_of_exceptions_alone_is_a_rule_if_the_person_says_so() -> None:
    sent = draft("movie show", keep=[cond("genre", "is", "anime", "except anime")])
    got = made(sent, talk("delete everything except anime"))
    assert got.rule is not None
    assert print_rule(got.rule) == "type:movie,show -genre:Anime sort:-size"
    assert got.assumed == ()


def test_a_rule_without_any_condition_is_asked_about() -> None:
    got = made(draft("movie show"), talk("delete everything"))
    assert got.rule is None
    assert "everything there is" in got.questions[0].text


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (draft("movie", [cond("files", "is", "1", "1")]), "no field"),
        (draft("movie", [cond("size", ">", "lots", "lots")]), "not a size"),
        (draft("movie", [cond("size", ">", ["1 GB", "2 GB"], "x")]), "one value"),
        (draft("movie", [cond("genre", ">", "horror", "horror")]), "no more and less"),
        (draft("movie", [cond("genre", "contains", "horror", "horror")]), "as a whole"),
        (draft("movie", [cond("watched", "<", "2 years", "x")]), "not a date"),
        (draft("movie", [cond("watched-by", "is", "nobody", "nobody")]), "never"),
        (draft("movie", [cond("size", "between", "1 GB", "x")]), "two values"),
        (draft("movie", [cond("title", "is", " ", "x")]), "empty"),
        (draft("movie", [UNSEEN], order=("genre", True, "")), "no order"),
        (draft("movie", [UNSEEN], stops=[("reclaim", "much", "much")]), "number"),
        (draft("movie", [UNSEEN], stops=[("items", "2", ""), ("items", "3", "")]), "one kind"),
    ],
)
def test_what_cannot_be_a_rule_goes_back_to_the_model(sent: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadDraft, match=problem):
        made(sent, talk(FILMS))


BASE = parse("type:movie unwatched:>2y -requested-by:Anna free:500GB")
KEPT = cond("requested-by", "is", "Anna", "")
STILL = cond("unwatched", ">", "2y", "")
FREE = ("free_space", "500GB", "")

CHANGES = [
    (
        "no, keep the anime",
        draft("movie", [STILL], keep=[KEPT, cond("genre", "is", "anime", "keep the anime")], stops=[FREE]),
        "type:movie unwatched:>2y -requested-by:Anna -genre:Anime sort:-size free:500GB",
    ),
    (
        "only the 4K ones",
        draft("movie", [STILL, cond("resolution", "is", "4K", "4K")], keep=[KEPT], stops=[FREE]),
        "type:movie unwatched:>2y resolution:2160p -requested-by:Anna sort:-size free:500GB",
    ),
    (
        "make it 300 GB",
        draft("movie", [STILL], keep=[KEPT], stops=[("free_space", "300 GB", "make it 300 GB")]),
        "type:movie unwatched:>2y -requested-by:Anna sort:-size free:300GB",
    ),
    (
        "Anna's can go too",
        draft("movie", [STILL], stops=[FREE]),
        "type:movie unwatched:>2y sort:-size free:500GB",
    ),
]


@pytest.mark.parametrize(("words", "sent", "query"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_keeps_what_it_does_not_speak_of(words: str, sent: dict[str, Any], query: str) -> None:
    got = made(sent, talk("the first message", words, base=BASE))
    assert got.rule is not None
    assert print_rule(got.rule) == query
    assert (got.assumed, got.unsupported) == ((), ())


def test_what_was_assumed_stays_assumed_when_it_is_carried_over() -> None:
    held = talk("x", "make it 300 GB", base=BASE, assumed=("unwatched:>2y",))
    sent = draft("movie", [STILL], keep=[KEPT], stops=[("free_space", "300 GB", "300 GB")])
    assert made(sent, held).assumed == ("unwatched:>2y",)
