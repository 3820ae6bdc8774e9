"""What a model is offered: strict schemas that say what its answers are checked for."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from cascade.rules.fields import FIELDS, names
from llm.proposal.draft import Answer, Clarification, Decline, Draft, Search, Stats
from llm.proposal.schema import tools
from llm.turn import Tool
from playground.model.strictness import complaints
from tests.llm.household import condition, draft

SENT: dict[str, type[BaseModel]] = {
    "propose_rule": Draft,
    "ask_clarification": Clarification,
    "search_library": Search,
    "library_stats": Stats,
    "answer": Answer,
    "decline": Decline,
}


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool.name)
def test_every_schema_is_strict(tool: Tool) -> None:
    assert complaints(tool.parameters) == ()


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool.name)
def test_a_schema_asks_for_what_its_answer_is_checked_for(tool: Tool) -> None:
    assert _shape(dict(tool.parameters)) == _shape_of(SENT[tool.name])


def test_no_tool_deletes_confirms_or_lifts_anything() -> None:
    assert {tool.name for tool in tools()} == set(SENT)
    words = " ".join(name for tool in tools() for name in _names(dict(tool.parameters)))
    assert not [
        word for word in ("confirm", "cap", "protect", "force", "execute", "plan_id") if word in words
    ]


def test_every_field_of_the_registry_can_be_proposed() -> None:
    proposal: Any = tools()[0].parameters
    items = proposal["properties"]["keep_when"]["items"]["properties"]
    assert items["field"]["enum"] == list(names()) == [field.name for field in FIELDS]


def test_a_key_too_many_is_refused_wherever_it_stands() -> None:
    good = draft("movie", [condition("size", ">", "1 GB", "over 1 GB")])
    Draft.model_validate(good)
    inner = draft("movie", [condition("size", ">", "1 GB", "over 1 GB") | {"confirm": True}])
    for bad in (good | {"confirm": True}, good | {"max_items": 9999}, inner):
        with pytest.raises(ValidationError, match="Extra inputs"):
            Draft.model_validate(bad)


def _shape(schema: dict[str, Any]) -> dict[str, Any]:
    """Name the properties, and those of objects and lists of objects within."""
    return {name: _within(inner) for name, inner in schema["properties"].items()}


def _within(schema: dict[str, Any]) -> dict[str, Any]:
    inner = schema.get("items", schema)
    return _shape(inner) if "properties" in inner else {}


def _shape_of(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema()

    def follow(schema: dict[str, Any]) -> dict[str, Any]:
        inner = schema.get("items", schema)
        if "$ref" in inner:
            inner = made["$defs"][inner["$ref"].rsplit("/", 1)[1]]
        return {name: follow(one) for name, one in inner.get("properties", {}).items()}

    return follow(made)


def _names(schema: dict[str, Any]) -> list[str]:
    inner = schema.get("items", schema)
    found = inner.get("properties", {})
    return [*found, *(name for one in found.values() for name in _names(one))]
