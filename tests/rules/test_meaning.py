"""What each field means of an item: proved, disproved, or unknown. SQL and evaluator are asked both."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Integer, cast, select

from cascade.library.tables import items
from cascade.media import Kind, Role
from cascade.rules.answer import Answer
from cascade.rules.bounds import before
from cascade.rules.explain import evaluate
from cascade.rules.expr import Span
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from cascade.rules.sql import candidates, count_unknown, tri, unknowns
from tests.rules.shelf import Copy, Scalar, library, stock
from tests.rules.strategies import NOW, ZONE

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
Ask = Callable[..., Answer]

OLDEST, OLD, RECENT = (datetime(year, 6, 1, tzinfo=UTC) for year in (2015, 2023, 2026))
ALL = Knowledge(NOW, ZONE, frozenset(Role), datetime(2010, 1, 1, tzinfo=UTC))
LATE = replace(ALL, watch_since=datetime(2025, 9, 1, tzinfo=UTC))


def without(*roles: Role) -> Knowledge:
    return replace(ALL, usable=frozenset(Role) - set(roles))


NO_WATCH = without(Role.WATCH)


def copy(kind: Kind = Kind.MOVIE, **columns: Scalar) -> Copy:
    return Copy(kind, columns)


NEVER = copy(added_at=OLD)
NEVER_RECENT = copy(added_at=RECENT)
AGAIN = copy(added_at=RECENT, last_play_at=OLD, plays=1, viewers=1)
PLAYED_OLD = copy(added_at=OLDEST, last_play_at=OLD, plays=1, viewers=1)
EDGE = replace(ALL, watch_since=before(NOW, Span(2, "y"), ZONE))  # exactly what unwatched:>2y asks for
PLAYED = copy(added_at=OLDEST, last_play_at=RECENT, plays=3, viewers=2)


def doubted(one: Copy) -> Copy:
    return replace(one, columns={**one.columns, "watch_doubt": True})


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with library() as conn:

        def asked(query: str, one: Copy, knowledge: Knowledge = ALL) -> Answer:
            expr = parse(query).where
            stock(conn, [one])
            said = conn.scalar(select(cast(tri(expr, knowledge), Integer)).select_from(items))
            found = evaluate(expr, one.facts(), knowledge).answer
            assert {1: YES, 0: NO, None: UNKNOWN}[said] is found
            return found

        yield asked


@pytest.mark.parametrize(
    ("query", "one", "knowledge", "expected"),
    [
        pytest.param("unwatched:>2y", PLAYED, ALL, NO, id="a play within the span disproves"),
        pytest.param("unwatched:>2y", PLAYED, NO_WATCH, NO, id="a known play disproves without its source"),
        pytest.param("unwatched:>2y", PLAYED_OLD, ALL, YES, id="an old last play proves under full coverage"),
        pytest.param(
            "unwatched:>2y", PLAYED_OLD, LATE, UNKNOWN, id="history that starts late proves nothing"
        ),
        pytest.param("unwatched:>2y", PLAYED_OLD, EDGE, YES, id="history from the bound on is enough"),
        pytest.param("unwatched:>2y", PLAYED_OLD, NO_WATCH, UNKNOWN, id="failed history proves nothing"),
        pytest.param("unwatched:>2y", doubted(PLAYED_OLD), ALL, UNKNOWN, id="a play in doubt proves nothing"),
        pytest.param("unwatched:>2y", NEVER, ALL, YES, id="never watched counts from the day it was added"),
        pytest.param("unwatched:>2y", NEVER_RECENT, ALL, NO, id="added recently is not unwatched for long"),
        pytest.param("unwatched:>2y", AGAIN, ALL, NO, id="plays of a former life do not make it old"),
        pytest.param("unwatched:>2y", copy(), ALL, UNKNOWN, id="never watched and added nobody knows when"),
        pytest.param(
            "unwatched:>2y", NEVER, without(Role.MEDIA), UNKNOWN, id="the day added is not believed"
        ),
        pytest.param("unwatched:<2y", PLAYED, NO_WATCH, YES, id="a known play proves the mirror"),
        pytest.param("unwatched:<2y", PLAYED_OLD, ALL, NO, id="an old last play disproves the mirror"),
        pytest.param("unwatched:<2y", PLAYED_OLD, LATE, UNKNOWN, id="late history leaves the mirror open"),
        pytest.param("unwatched:<2y", NEVER_RECENT, ALL, YES, id="added recently proves the mirror"),
        pytest.param("unwatched:<2y", NEVER, ALL, NO, id="added long ago disproves the mirror"),
        pytest.param("unwatched:1y..5y", PLAYED_OLD, ALL, YES, id="a range holds both ends"),
        pytest.param("unwatched:1y..2y", PLAYED_OLD, ALL, NO, id="a range fails at one end"),
        pytest.param("-unwatched:>2y", doubted(NEVER), ALL, UNKNOWN, id="the negation of unknown is unknown"),
        pytest.param("watched:never", PLAYED, NO_WATCH, NO, id="any play disproves never"),
        pytest.param("watched:never", NEVER, ALL, YES, id="never needs history from the day added"),
        pytest.param(
            "watched:never", copy(added_at=EDGE.watch_since), EDGE, YES, id="history from that day on"
        ),
        pytest.param("watched:never", NEVER, LATE, UNKNOWN, id="never is open under late history"),
        pytest.param("watched:never", copy(), ALL, UNKNOWN, id="never is open without a day added"),
        pytest.param("watched:never", doubted(NEVER), ALL, UNKNOWN, id="never is open under doubt"),
        pytest.param("watched:never", NEVER, without(Role.MEDIA), UNKNOWN, id="never needs the day added"),
        pytest.param("watched:<2024", PLAYED, NO_WATCH, NO, id="a later play disproves before"),
        pytest.param("watched:<2024", PLAYED_OLD, ALL, YES, id="before holds under coverage"),
        pytest.param("watched:<2024", PLAYED_OLD, LATE, UNKNOWN, id="before is open under late history"),
        pytest.param("watched:<2024", NEVER, ALL, UNKNOWN, id="never is not before a date"),
        pytest.param("watched:>2024", NEVER, ALL, UNKNOWN, id="never is not after a date"),
        pytest.param("watched:>2024", PLAYED, NO_WATCH, YES, id="a later play proves after"),
        pytest.param("watched:>2024", PLAYED_OLD, ALL, NO, id="after fails under coverage"),
        pytest.param("watched:>2024", PLAYED_OLD, LATE, UNKNOWN, id="after is open under late history"),
        pytest.param("watched:2023", PLAYED_OLD, ALL, YES, id="a year holds all of it"),
        pytest.param("watched:never,2023", PLAYED_OLD, ALL, YES, id="never or a year, by the year"),
        pytest.param("watched:never,2023", NEVER, ALL, YES, id="never or a year, by never"),
    ],
)
def test_watching(ask: Ask, query: str, one: Copy, knowledge: Knowledge, expected: Answer) -> None:
    assert ask(query, one, knowledge) is expected


@pytest.mark.parametrize(
    ("query", "one", "knowledge", "expected"),
    [
        pytest.param("plays:>2", PLAYED, NO_WATCH, YES, id="known plays prove more than"),
        pytest.param("plays:>3", PLAYED, ALL, NO, id="covered plays are exact"),
        pytest.param("plays:>3", PLAYED, LATE, UNKNOWN, id="there may be more plays than known"),
        pytest.param("plays:<3", PLAYED, NO_WATCH, NO, id="known plays disprove fewer than"),
        pytest.param("plays:<4", PLAYED, ALL, YES, id="fewer than needs coverage, and has it"),
        pytest.param("plays:<4", PLAYED, LATE, UNKNOWN, id="fewer than needs coverage, and lacks it"),
        pytest.param("plays:3", PLAYED, ALL, YES, id="equality needs coverage, and has it"),
        pytest.param("plays:3", PLAYED, LATE, UNKNOWN, id="equality needs coverage, and lacks it"),
        pytest.param("plays:2", PLAYED, LATE, NO, id="more plays than asked disprove equality"),
        pytest.param("plays:0", NEVER, ALL, YES, id="no play under coverage is none"),
        pytest.param("plays:0", doubted(NEVER), ALL, UNKNOWN, id="no play under doubt is open"),
        pytest.param("viewers:>=2", PLAYED, NO_WATCH, YES, id="known viewers prove at least"),
        pytest.param("viewers:1..2", PLAYED, ALL, YES, id="a range of viewers"),
        pytest.param("in-progress:yes", copy(in_progress=True), NO_WATCH, YES, id="begun is begun"),
        pytest.param("in-progress:yes", copy(), ALL, NO, id="not begun under a believed history"),
        pytest.param("in-progress:no", copy(), NO_WATCH, UNKNOWN, id="not begun is open without history"),
        pytest.param("in-progress:no", doubted(copy()), ALL, UNKNOWN, id="not begun is open under doubt"),
    ],
)
def test_counting_plays(ask: Ask, query: str, one: Copy, knowledge: Knowledge, expected: Answer) -> None:
    assert ask(query, one, knowledge) is expected


ANNA = Copy(columns={"added_at": OLDEST}, sets={"watched-by": ["Anna"]})
WISHED = Copy(columns={"added_at": OLD, "requested_at": OLD}, sets={"requested-by": ["Anna"]})
SEEN = copy(added_at=OLD, requested_at=OLD, requester_watched=True)
UNSEEN = copy(added_at=OLD, requested_at=OLD, requester_watched=False)
NO_REQUESTS = without(Role.REQUESTS)


@pytest.mark.parametrize(
    ("query", "one", "knowledge", "expected"),
    [
        pytest.param("watched-by:ANNA", ANNA, NO_WATCH, YES, id="who watched has watched"),
        pytest.param("watched-by:ben", ANNA, ALL, NO, id="who is not among covered plays has not"),
        pytest.param("watched-by:ben", ANNA, LATE, UNKNOWN, id="who is not among known plays may have"),
        pytest.param("watched-by:ben,anna", ANNA, LATE, YES, id="a comma means any of"),
        pytest.param("-watched-by:ben,anna", ANNA, LATE, NO, id="a minus means none of"),
        pytest.param("requested:never", WISHED, NO_REQUESTS, NO, id="any request disproves never"),
        pytest.param("requested:never", NEVER, ALL, YES, id="no request under a believed server is never"),
        pytest.param("requested:never", NEVER, NO_REQUESTS, UNKNOWN, id="no request is open without it"),
        pytest.param("requested:<2024", WISHED, ALL, YES, id="a request before a date"),
        pytest.param("requested:<2024", NEVER, ALL, UNKNOWN, id="never requested is no date"),
        pytest.param("requested:<2024", WISHED, NO_REQUESTS, UNKNOWN, id="there may be a later request"),
        pytest.param("requested-age:>1y", WISHED, ALL, YES, id="time since a request"),
        pytest.param("requested-age:>1y", NEVER, ALL, UNKNOWN, id="never requested has no age"),
        pytest.param("requested-by:anna", WISHED, NO_REQUESTS, YES, id="who requested has requested"),
        pytest.param("requested-by:ben", WISHED, ALL, NO, id="who is not among the requesters"),
        pytest.param("requested-by:ben", WISHED, NO_REQUESTS, UNKNOWN, id="requesters are open without it"),
        pytest.param("requester-watched:yes", SEEN, ALL, YES, id="the requester watched it"),
        pytest.param("requester-watched:yes", SEEN, NO_WATCH, YES, id="a play outlives its source"),
        pytest.param("requester-watched:yes", SEEN, NO_REQUESTS, UNKNOWN, id="others may have requested it"),
        pytest.param("requester-watched:no", UNSEEN, ALL, YES, id="the requester did not watch it"),
        pytest.param("requester-watched:no", UNSEEN, NO_WATCH, UNKNOWN, id="no play known without history"),
        pytest.param("requester-watched:no", UNSEEN, LATE, UNKNOWN, id="the play may be before the history"),
        pytest.param("requester-watched:no", NEVER, ALL, UNKNOWN, id="nobody requested it"),
    ],
)
def test_people(ask: Ask, query: str, one: Copy, knowledge: Knowledge, expected: Answer) -> None:
    assert ask(query, one, knowledge) is expected


def tagged(match: str, *tags: str, kind: Kind = Kind.MOVIE) -> Copy:
    return Copy(kind, {"arr_match": match}, {"tag": tags, "genre": ["Horror"]})


@pytest.mark.parametrize(
    ("query", "one", "knowledge", "expected"),
    [
        pytest.param("tag:keep", tagged("one", "KEEP"), ALL, YES, id="a tag in any case"),
        pytest.param("tag:keep", tagged("one", "other"), ALL, NO, id="a settled entry without the tag"),
        pytest.param("tag:keep", tagged("none"), ALL, NO, id="no entry has no tag"),
        pytest.param("tag:keep", tagged("ambiguous"), ALL, UNKNOWN, id="an ambiguous entry may have it"),
        pytest.param("-tag:keep", tagged("conflicting"), ALL, UNKNOWN, id="so may a conflicting one"),
        pytest.param("tag:keep", tagged("one", "keep"), without(Role.MOVIES), UNKNOWN, id="a stale tag"),
        pytest.param(
            "tag:keep", tagged("one", "keep"), without(Role.SHOWS), YES, id="Sonarr is silent on films"
        ),
        pytest.param(
            "tag:keep",
            tagged("one", "keep", kind=Kind.SEASON),
            without(Role.MOVIES),
            YES,
            id="Radarr is silent on seasons",
        ),
        pytest.param("genre:horror", tagged("one"), ALL, YES, id="a genre"),
        pytest.param("genre:drama", tagged("one"), ALL, NO, id="another genre"),
        pytest.param("genre:horror", tagged("one"), without(Role.MEDIA), UNKNOWN, id="a stale genre"),
        pytest.param("monitored:no", copy(monitored=False), ALL, YES, id="a flag that is off"),
        pytest.param("monitored:no", copy(), ALL, UNKNOWN, id="a flag nobody says"),
        pytest.param("status:ended", copy(status="ended"), ALL, YES, id="a choice"),
        pytest.param("status:ended", copy(), ALL, UNKNOWN, id="a choice nobody says"),
        pytest.param("size:>1GB", copy(size_bytes=2 * 10**9), ALL, YES, id="a size"),
        pytest.param("size:>1GB", copy(), ALL, UNKNOWN, id="a size nobody says"),
        pytest.param(
            "size:>1GB", copy(size_bytes=2 * 10**9), without(Role.MEDIA), UNKNOWN, id="a stale size"
        ),
        pytest.param("rating:<60%", copy(rating=5.9), ALL, YES, id="a rating in per cent"),
        pytest.param("rating:<6", copy(), ALL, UNKNOWN, id="a rating without votes"),
        pytest.param("year:1990..2000", copy(year=2000), ALL, YES, id="a range includes its ends"),
        pytest.param("resolution:4k", copy(resolution="2160p"), ALL, YES, id="a resolution by another name"),
        pytest.param("resolution:4k", copy(), ALL, UNKNOWN, id="versions that differ"),
        pytest.param("-resolution:4k", copy(), ALL, UNKNOWN, id="versions that differ, negated"),
        pytest.param("imdb:TT0052618", copy(imdb="tt0052618"), ALL, YES, id="an imdb id in any case"),
        pytest.param("tmdb:5", copy(tmdb=5), ALL, YES, id="a tmdb number"),
    ],
)
def test_plain_facts(ask: Ask, query: str, one: Copy, knowledge: Knowledge, expected: Answer) -> None:
    assert ask(query, one, knowledge) is expected


@pytest.mark.parametrize(
    ("query", "title", "expected"),
    [
        ("title:matrix", "The Matrix", YES),
        ("title:=matrix", "The Matrix", NO),
        ('title:="the matrix"', "The Matrix", YES),
        ("title:amélie", "AME\u0301LIE", YES),
        ("title:strasse", "Die Straße", YES),
        ("title:100%", "100 Girls", NO),
        ("title:a_b", "axb", NO),
        ("show:x", "The Matrix", UNKNOWN),
        ("library:films", "The Matrix", YES),
        ("library:film", "The Matrix", NO),
    ],
)
def test_texts_are_compared_in_any_case_and_spelling(
    ask: Ask, query: str, title: str, expected: Answer
) -> None:
    assert ask(query, copy(title=title)) is expected


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("query", "paths", "expected"),
    [
        pytest.param("path:/m/a", ["/m/a/1.mkv", "/m/a/b/2.mkv"], YES, id="all beneath"),
        pytest.param("path:/m/a/", ["/m/a/1.mkv"], YES, id="a slash at the end"),
        pytest.param("path:/M/A", ["/m/a/1.mkv"], YES, id="in any case"),
        pytest.param("path:/m/a", ["/m/ab/1.mkv"], NO, id="a folder whose name only begins so"),
        pytest.param("path:/m/a", ["/m/a/1.mkv", "/m/c/2.mkv"], UNKNOWN, id="some beneath"),
        pytest.param("path:/m/a", [], UNKNOWN, id="no file known"),
        pytest.param("path:/x,/m/a", ["/m/a/1.mkv"], YES, id="any of two folders"),
        pytest.param("path:/", ["/m/a/1.mkv"], YES, id="everything is beneath the root"),
        pytest.param("path:/m/a/1.mkv", ["/m/a/1.mkv"], YES, id="a file itself"),
        pytest.param("path:/m/a_", ["/m/ab/1.mkv"], NO, id="no wildcards"),
    ],
)
def test_a_path_holds_if_every_file_lies_beneath(
    ask: Ask, kind: Kind, query: str, paths: list[str], expected: Answer
) -> None:
    assert ask(query, Copy(kind, paths=paths)) is expected


def test_a_path_is_unknown_without_a_believed_media_server(ask: Ask) -> None:
    assert ask("path:/m", Copy(paths=["/m/1.mkv"]), without(Role.MEDIA)) is UNKNOWN


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year:1 rating:<6", UNKNOWN),
        ("year:2 rating:<6", NO),
        ("year:1 OR rating:<6", YES),
        ("year:2 OR rating:<6", UNKNOWN),
        ("-(year:2 rating:<6)", YES),
        ("-(year:1 rating:<6)", UNKNOWN),
        ("-(year:1 OR rating:<6)", NO),
    ],
)
def test_unknown_combines_as_kleene_says(ask: Ask, query: str, expected: Answer) -> None:
    assert ask(query, copy(year=1)) is expected


def test_a_negated_part_of_a_title_leaves_nothing_unknown() -> None:
    with library() as conn:
        stock(conn, [copy(title="Charade")])
        rule = parse("-title:matrix")
        assert conn.scalar(count_unknown(rule, ALL)) == 0
        assert list(conn.scalars(unknowns(rule, ALL))) == []


def test_episodes_and_gone_items_are_no_candidates() -> None:
    gone = copy(year=1, gone_at=OLD)
    with library() as conn:
        stock(conn, [copy(year=1), copy(Kind.EPISODE, year=1), gone, copy(Kind.SHOW, year=1)])
        assert list(conn.scalars(candidates(parse("year:1"), ALL))) == [1, 4]
        assert list(conn.scalars(candidates(parse("type:movie year:1"), ALL))) == [1]


@pytest.mark.parametrize(
    ("sort", "knowledge", "expected"),
    [
        pytest.param("-size", ALL, [3, 1, 4, 2], id="biggest first, equals by id, unknown last"),
        pytest.param("size", ALL, [1, 4, 3, 2], id="smallest first, unknown still last"),
        pytest.param("-size", without(Role.MEDIA), [1, 2, 3, 4], id="unbelieved sizes are all unknown"),
        pytest.param("title", ALL, [3, 1, 2, 4], id="by title"),
        pytest.param("-age", ALL, [1, 3, 2, 4], id="oldest first"),
        pytest.param("age", ALL, [2, 3, 1, 4], id="youngest first"),
        pytest.param("added", ALL, [1, 3, 2, 4], id="earliest first"),
        pytest.param("-unwatched", ALL, [3, 1, 2, 4], id="never watched counts from the day added"),
        pytest.param("-watched", ALL, [1, 2, 3, 4], id="last watched first, never last"),
        pytest.param("-votes", without(Role.SHOWS), [4, 1, 2, 3], id="unknown by kind"),
    ],
)
def test_candidates_stand_in_the_rules_order(sort: str, knowledge: Knowledge, expected: list[int]) -> None:
    shelf = [
        copy(title="b", size_bytes=5, added_at=OLDEST, last_play_at=RECENT, plays=1),
        copy(title="c", size_bytes=None, added_at=RECENT, votes=None),
        copy(title="a", size_bytes=9, added_at=OLD, kind=Kind.SHOW, votes=9),
        copy(title="d", size_bytes=5, votes=1),
    ]
    with library() as conn:
        stock(conn, shelf)
        rule = parse(f"requested:never sort:{sort}")
        assert list(conn.scalars(candidates(rule, knowledge))) == expected
