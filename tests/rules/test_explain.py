"""Reasons carry the actual value, its age, and what is missing for an answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cascade.media import Kind, Role
from cascade.rules.answer import Answer
from cascade.rules.explain import evaluate
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from tests.rules.shelf import Copy
from tests.rules.strategies import NOW, ZONE

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
READ = dict.fromkeys(Role, NOW - timedelta(minutes=4))
ALL = Knowledge(NOW, ZONE, frozenset(Role), datetime(2010, 1, 1, tzinfo=UTC), READ)
LATE = replace(ALL, watch_since=datetime(2025, 9, 1, tzinfo=UTC))
DOWN = replace(ALL, usable=frozenset(), why_not={Role.MOVIES: "Radarr did not answer since 20 Nov"})

CHARADE = Copy(
    Kind.MOVIE,
    {
        "added_at": datetime(2015, 1, 3, tzinfo=UTC),
        "last_play_at": datetime(2022, 3, 14, tzinfo=UTC),
        "plays": 2,
        "viewers": 1,
        "size_bytes": 12_345_678_901,
        "rating": 7.5,
        "requested_at": datetime(2014, 12, 1, tzinfo=UTC),
    },
    {"watched-by": ["Anna"], "tag": ["old", "4k"]},
    ["/m/charade.mkv"],
)
NEW = Copy(Kind.MOVIE, {"added_at": datetime(2020, 1, 3, tzinfo=UTC)})


@pytest.mark.parametrize(
    ("query", "one", "knowledge", "text"),
    [
        ("unwatched:>2y", CHARADE, ALL, "last watched 14 Mar 2022 by Anna (read 4 min ago)"),
        ("watched:never", NEW, ALL, "never watched, added 3 Jan 2020 (read 4 min ago)"),
        ("watched:<2020", CHARADE, LATE, "last watched 14 Mar 2022 by Anna (read 4 min ago)"),
        (
            "unwatched:>2y",
            CHARADE,
            LATE,
            "unwatched unknown: plays are recorded since 1 Sep 2025 only, the rule asks back to 21 Nov 2024",
        ),
        ("watched:<2020", NEW, ALL, "watched unknown: no play of it is known, and never is no date"),
        ("plays:>1", CHARADE, ALL, "2 plays (read 4 min ago)"),
        ("plays:>1", CHARADE, LATE, "at least 2 plays (read 4 min ago)"),
        ("size:>5GB", CHARADE, ALL, "size 12.3 GB (read 4 min ago)"),
        ("rating:<8", CHARADE, ALL, "rating 7.5 (read 4 min ago)"),
        ("tag:keep", CHARADE, ALL, "tag 4k and old (read 4 min ago)"),
        ("tag:keep", NEW, ALL, "tag none (read 4 min ago)"),
        ("tag:keep", CHARADE, DOWN, "tag unknown: Radarr did not answer since 20 Nov"),
        ("size:>5GB", CHARADE, DOWN, "size unknown: the media server could not be read"),
        ("size:>5GB", NEW, ALL, "size unknown: no server says it"),
        ("title:charade", NEW, ALL, "title Charade (read 4 min ago)"),
        ("path:/m", CHARADE, ALL, "files /m/charade.mkv (read 4 min ago)"),
        ("path:/m", NEW, ALL, "path unknown: no file of it is known"),
        ("requested:<2015", CHARADE, ALL, "last requested 1 Dec 2014 (read 4 min ago)"),
        ("requested:<2015", NEW, ALL, "requested unknown: nobody requested it, and never is no date"),
        ("requested:never", NEW, ALL, "never requested (read 4 min ago)"),
        ("monitored:no", Copy(Kind.MOVIE, {"monitored": False}), ALL, "monitored: no (read 4 min ago)"),
        (
            "tag:keep",
            Copy(Kind.SHOW, {"arr_match": "ambiguous"}),
            ALL,
            "tag unknown: its entry in Sonarr is ambiguous",
        ),
        (
            "unwatched:>2y",
            replace(NEW, columns={**NEW.columns, "watch_doubt": True}),
            ALL,
            "unwatched unknown: a play of this name could not be matched to one item",
        ),
        ("watched:never", Copy(Kind.MOVIE), ALL, "watched unknown: nobody says when it was added"),
        (
            "watched:never",
            NEW,
            replace(ALL, watch_since=None),
            "watched unknown: nobody says since when plays are recorded",
        ),
    ],
)
def test_a_reason_says_the_actual_value_or_what_is_missing(
    query: str, one: Copy, knowledge: Knowledge, text: str
) -> None:
    verdict = evaluate(parse(query).where, one.facts(), knowledge)
    assert [reason.text for reason in verdict.reasons] == [text]


@pytest.mark.parametrize(
    ("query", "answer", "fields"),
    [
        ("unwatched:>2y size:>5GB", YES, ["unwatched", "size"]),
        ("unwatched:>2y size:>50GB rating:>9", NO, ["size", "rating"]),
        ("unwatched:>2y year:1990 votes:>5", UNKNOWN, ["year", "votes"]),
        ("size:>50GB OR rating:>7", YES, ["rating"]),
        ("size:>50GB OR rating:>9", NO, ["size", "rating"]),
        ("-(size:>50GB OR rating:>9) -tag:keep", YES, ["size", "rating", "tag"]),
    ],
)
def test_the_reasons_are_the_terms_that_made_it_so(query: str, answer: Answer, fields: list[str]) -> None:
    verdict = evaluate(parse(query).where, CHARADE.facts(), ALL)
    assert verdict.answer is answer
    assert [reason.field for reason in verdict.reasons] == fields
    assert {reason.answer for reason in verdict.reasons} == {answer}
