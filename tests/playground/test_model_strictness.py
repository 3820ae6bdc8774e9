"""The linter of schemas refuses what strict mode refuses."""

from collections.abc import Mapping

import pytest

from playground.model import complaints

Schema = Mapping[str, object]


def of(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def deep(levels: int) -> object:
    return of(inner=deep(levels - 1)) if levels else {"type": "string"}


SOUND: list[Schema] = [
    of(),
    of(name={"type": "string"}),
    of(name={"type": ["string", "null"]}, size={"type": "integer", "minimum": 0, "maximum": 9}),
    of(rows={"type": "array", "items": of(name={"type": "string", "enum": ["a", "b"]}), "minItems": 1}),
    of(either={"anyOf": [{"type": "string"}, of(n={"type": "number"})]}),
    of(node={"$ref": "#/$defs/Node"}) | {"$defs": {"Node": of(next={"$ref": "#"})}},
    of(day={"type": "string", "format": "date", "pattern": "^2"}, one={"const": 1}),
    of(many={"type": "string", "enum": [f"{n:04}" for n in range(1000)]}),
    of(**{f"p{n}": {"type": "string"} for n in range(5000)}),
]
UNSOUND: list[tuple[object, str]] = [
    (None, "must be a JSON Schema"),
    ({"type": "string"}, "must be a JSON Schema"),
    ({"anyOf": [of()]}, "'anyOf'"),
    (of() | {"anyOf": [of()]}, "'anyOf'"),
    ({"type": "object", "properties": {}, "required": []}, "'additionalProperties'"),
    (of() | {"additionalProperties": True}, "'additionalProperties'"),
    (of(map={"type": "object", "additionalProperties": {"type": "integer"}}), "'additionalProperties'"),
    (of(a={"type": "string"}) | {"required": []}, "Missing 'a'"),
    (of(a={"type": "string"}) | {"required": ["a", "b"]}, "Extra required key 'b'"),
    (of(a={"type": "integer", "default": 5}), "'default' is not permitted"),
    (of(a={"oneOf": [{"type": "string"}]}), "'oneOf' is not permitted"),
    (of(a={"anyOf": [of()], "discriminator": {}}), "'discriminator' is not permitted"),
    (of(a={"type": "array", "prefixItems": []}), "'prefixItems' is not permitted"),
    (of(a={"type": "string", "minLength": 1}), "'minLength' is not permitted"),
    (of(a={"allOf": []}), "'allOf' is not permitted"),
    (of(a={"type": "array"}), "missing items"),
    (of(a={"type": "text"}), "not a valid type"),
    (of(a={}), "must have a 'type' key"),
    (of(a="string"), "must be an object"),
    (of(a={"type": "string", "enum": []}), "must hold a value"),
    (of(a={"type": "string", "enum": "a"}), "must be an array"),
    (of(a={"$ref": "#/$defs/Nobody"}), "does not resolve"),
    (of(a={"$ref": "http://example.com/schema"}), "does not resolve"),
    (of(a={"type": "array", "items": {"type": "object"}}), "'additionalProperties'"),
    (of(a={"$ref": "#/$defs/A"}) | {"$defs": {"A": {"type": "object"}}}, "'additionalProperties'"),
    (deep(11), "deeper than 10 levels"),
    (of(a={"type": "string", "enum": [f"{n:04}" for n in range(1001)]}), "more than 1000 enum values"),
    (of(a={"type": "string", "enum": [f"{n:060}" for n in range(251)]}), "more than 15000 characters"),
    (of(**{f"p{n}": {"type": "string"} for n in range(5001)}), "more than 5000 properties"),
    (of(**{f"{n:01000}": {"type": "string"} for n in range(121)}), "more than 120000 characters"),
]


@pytest.mark.parametrize("schema", SOUND)
def test_a_sound_schema_passes(schema: Schema) -> None:
    assert complaints(schema) == ()


@pytest.mark.parametrize(("schema", "about"), UNSOUND)
def test_an_unsound_schema_is_refused_with_the_reason(schema: object, about: str) -> None:
    assert about in " ".join(complaints(schema))


def test_ten_levels_are_not_too_deep() -> None:
    assert complaints(deep(10)) == ()


def test_the_place_of_a_fault_is_named() -> None:
    (complaint,) = complaints(of(rows={"type": "array", "items": of(n={"type": "integer", "default": 1})}))
    assert complaint == "In context=('rows', 'items', 'n'), 'default' is not permitted."
