"""What people call things, and what the household calls them."""

import pytest

from llm.catalogue import Named
from llm.names import MAX_NEAREST, resolve

GENRES = tuple(
    Named(name, 5)
    for name in ("Documentary", "Comedy", "Horror", "Anime", "Animation", "Science Fiction", "Kids")
)
LIBRARIES = tuple(Named(name, 5) for name in ("Movies", "TV Shows", "Kids TV", "Kids Movies"))
PEOPLE = (
    Named("anna", 9, ("Anna Kirsch", "annak")),
    Named("Tom", 4),
    Named("james", 3),
    Named("Jam", 1),
)


@pytest.mark.parametrize(
    ("field", "words", "name"),
    [
        ("genre", "documentaries", "Documentary"),
        ("genre", "comedies", "Comedy"),
        ("genre", "HORROR", "Horror"),
        ("genre", "the anime", "Anime"),
        ("genre", "kid", "Kids"),
        ("genre", "sci-fi", "Science Fiction"),
        ("genre", "science-fiction", "Science Fiction"),
        ("genre", "genre horror", "Horror"),
        ("genre", "“Horror”", "Horror"),
    ],
)
def test_a_genre_is_found_by_what_people_call_it(field: str, words: str, name: str) -> None:
    found = resolve(field, words, GENRES)
    assert isinstance(found, Named)
    assert found.name == name


@pytest.mark.parametrize(
    ("words", "name"), [("Anna's", "anna"), ("Anna Kirsch’s", "anna"), ("ANNAK", "anna"), ("@Tom", "Tom")]
)
def test_a_person_is_found_by_any_of_their_names(words: str, name: str) -> None:
    found = resolve("requested-by", words, PEOPLE)
    assert isinstance(found, Named)
    assert found.name == name


def test_an_exact_name_wins_over_a_possessive() -> None:
    found = resolve("requested-by", "james", PEOPLE)
    assert isinstance(found, Named)
    assert found.name == "james"


def test_a_library_is_found_with_its_noun() -> None:
    found = resolve("library", "the Kids TV library", LIBRARIES)
    assert isinstance(found, Named)
    assert found.name == "Kids TV"


def test_words_that_fit_several_names_resolve_to_none_of_them() -> None:
    twins = (Named("anna1", 1, ("Anna",)), Named("anna2", 1, ("Anna",)))
    assert resolve("requested-by", "Anna", twins) == ("anna1", "anna2")


def test_one_person_under_two_names_is_no_doubt() -> None:
    rows = (Named("Anna Kirsch", 3, ("anna",)), Named("anna", 2, ("Anna Kirsch",)))
    found = resolve("watched-by", "anna", rows)
    assert isinstance(found, Named)
    assert found.name == "anna"


def test_an_unknown_name_yields_the_nearest_ones() -> None:
    assert resolve("genre", "horor", GENRES) == ("Horror",)
    assert resolve("library", "kids", LIBRARIES) == ("Kids TV", "Kids Movies")


def test_a_name_like_nothing_yields_nothing() -> None:
    assert resolve("genre", "zzzz", GENRES) == ()
    assert resolve("genre", "", GENRES) == ()


def test_the_nearest_names_fit_a_row_of_buttons() -> None:
    many = tuple(Named(f"kid{number}", 1) for number in range(20))
    nearest = resolve("tag", "kid", many)
    assert isinstance(nearest, tuple)
    assert len(nearest) == MAX_NEAREST
