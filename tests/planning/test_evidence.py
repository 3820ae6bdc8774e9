"""The facts a plan keeps, and how a change of them is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cascade.evidence import changed, evidence, files_changed
from cascade.media import Kind, MediaFile, Role
from cascade.rules.expr import fields_of
from cascade.rules.facts import ItemFacts
from cascade.rules.knowledge import Knowledge
from cascade.rules.query import parse
from tests.planning.paper import FILE, NOW
from tests.rules.test_explain import ALL

FACTS = ItemFacts(
    Kind.MOVIE,
    {"last_play_at": NOW, "plays": 2, "size_bytes": 500, "rating": None},
    {"tag": frozenset({"Old", "4K"})},
    ("/m/b.mkv", "/m/a.mkv"),
)


def of(query: str, facts: ItemFacts = FACTS, knowledge: Knowledge = ALL) -> dict[str, str]:
    return evidence(fields_of(parse(query).where), facts, knowledge)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("size:>1KB", {"size": "500"}),
        ("rating:<5", {"rating": "unknown"}),
        ("-tag:keep", {"tag": "4k, old"}),
        ("path:/m", {"path": "/m/a.mkv, /m/b.mkv"}),
    ],
)
def test_each_field_is_kept_as_text(query: str, kept: dict[str, str]) -> None:
    assert of(query) == kept


@pytest.mark.parametrize("query", ["unwatched:>2y", "plays:>1", "-watched-by:anna", "viewers:>1"])
def test_a_field_about_watching_brings_the_last_play_and_the_doubt(query: str) -> None:
    kept = of(query)
    assert kept["watched"] == str(NOW)
    assert kept["watch-doubt"] == "False"
    later = replace(FACTS, scalars={**FACTS.scalars, "last_play_at": NOW + timedelta(hours=1)})
    assert changed(kept, of(query, later)) is not None
    assert changed(kept, of(query, replace(FACTS, watch_doubt=True))) is not None


def test_what_nobody_believed_says_is_unknown_though_it_is_stored() -> None:
    deaf = replace(ALL, usable=ALL.usable - {Role.MOVIES})
    assert of("size:>1KB -tag:keep", knowledge=deaf) == {"size": "500", "tag": "unknown"}


def test_the_order_in_which_a_server_lists_values_changes_nothing() -> None:
    again = replace(FACTS, paths=FACTS.paths[::-1])
    assert of("path:/m -tag:keep", again) == of("path:/m -tag:keep")


def test_a_changed_fact_is_named_with_both_values() -> None:
    assert changed({"size": "500", "tag": ""}, {"size": "500", "tag": "keep"}) == (
        "tag was nothing and is now keep"
    )
    assert changed({"size": "500"}, {}) == "size was 500 and is now nothing"
    assert changed({"size": "500"}, {"size": "500", "tag": "other"}) is None


def test_files_are_compared_by_path_and_size() -> None:
    again = replace(FILE, ref="88", resolution=None, added_at=None)
    assert files_changed([FILE], [again]) is None
    assert files_changed([FILE], [replace(FILE, size_bytes=1)]) == (
        "/m/Charade.mkv is new or another file than planned"
    )
    assert files_changed([FILE], []) == "/m/Charade.mkv is no longer there"
    assert files_changed([FILE], [FILE, MediaFile("/m/z.mkv", 1)]) == (
        "/m/z.mkv is new or another file than planned"
    )
