"""What a model is told: little, harmless, and never a title."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.rules.fields import FIELDS
from llm.catalogue import NAMED, Named
from llm.proposal.clean import clean
from llm.proposal.prompt import BUDGET, TOP, context, instructions
from tests.llm.household import NAMES, NOW, ZONE

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def test_instructions_name_every_field_and_never_change() -> None:
    told = instructions()
    assert told == instructions()
    for field in FIELDS:
        assert f"- {field.name} (" in told


def test_the_context_says_when_who_and_which_names() -> None:
    told = context(NAMES, "Tom", NOW, ZONE)
    assert "Saturday 2026-11-21 13:00 (Europe/Berlin)" in told
    assert 'The person: "Tom"' in told
    assert 'tag: ["keep", "seed"]' in told


def test_many_names_are_cut_to_the_most_frequent_and_the_rest_counted() -> None:
    many = {"tag": tuple(Named(f"tag number {number}", 1) for number in range(5_000))}
    told = context(many, "Tom", NOW, ZONE)
    assert "tag number 0" in told
    assert f"tag number {TOP['tag']}" not in told
    assert " more" in told


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, max_size=150), texts, texts)
def test_the_context_stays_within_its_budget_and_its_lines(names: list[str], asker: str, asked: str) -> None:
    held = {field: tuple(Named(name * 3, 1) for name in names) for field in NAMED}
    told = context(held, asker, NOW, ZONE, asked)
    assert len(told.encode()) <= BUDGET
    assert len(told.split("\n")) == 3 + bool(asked) + len(NAMED)


@given(texts)
def test_cleaned_text_is_one_short_visible_line(text: str) -> None:
    shown = clean(text)
    assert len(shown) <= 80
    assert shown.isprintable()
    assert shown == shown.strip()


def test_invisible_and_turning_characters_are_gone() -> None:
    assert clean("Du\u200bne\u202e\n\tII\x00") == "Dune II"
