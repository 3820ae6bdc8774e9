"""The reference page is the one the registry makes, and names every field."""

from cascade.rules.fields import FIELDS
from docs.query_language import PAGE, page


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_the_reference_page_names_every_field_and_alias() -> None:
    text = page()
    for field in FIELDS:
        assert f"### `{field.name}`" in text
        assert all(f"`{alias}`" in text for alias in field.aliases)


def test_every_note_of_the_registry_is_a_sentence() -> None:
    assert all(field.notes.endswith(".") for field in FIELDS if field.notes)
    assert not any(field.help.endswith(".") for field in FIELDS)


def test_names_and_aliases_are_unique() -> None:
    spellings = [name for field in FIELDS for name in (field.name, *field.aliases)]
    assert len(spellings) == len(set(spellings))


def test_twins_name_each_other_and_share_a_column() -> None:
    by_name = {field.name: field for field in FIELDS}
    for field in FIELDS:
        if field.twin:
            twin = by_name[field.twin]
            assert (twin.twin, twin.column, twin.kind is field.kind) == (field.name, field.column, False)
