"""What a strict schema may hold: the complaints of the real API, in its own words where they are known.

Where its rules are not published to the letter, this is the stricter: what passes here passes there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

MAX_PROPERTIES: Final = 5_000
MAX_DEPTH: Final = 10
MAX_ENUM_VALUES: Final = 1_000
MAX_CHARACTERS: Final = 120_000  # of property names, definitions, enum and const values together
LARGE_ENUM: Final = 250  # values; a larger enum of texts may hold MAX_ENUM_CHARACTERS
MAX_ENUM_CHARACTERS: Final = 15_000

_KEYWORDS: Final = frozenset(
    {
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "title",
        "description",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
    }
)
_TYPES: Final = frozenset({"object", "array", "string", "number", "integer", "boolean", "null"})

Schema = Mapping[str, object]


@dataclass(slots=True)
class _Count:
    properties: int = 0
    values: int = 0
    characters: int = 0
    large: list[str] = field(default_factory=list)


def complaints(schema: object) -> tuple[str, ...]:
    """List what the API would refuse a strict schema for; empty if it would take it."""
    if not isinstance(schema, dict):
        return ("schema must be a JSON Schema of 'type: \"object\"'.",)
    if schema.get("type") != "object" or "anyOf" in schema:
        return (f"schema must be a JSON Schema of 'type: \"object\"', got {_kind(schema)}.",)
    count = _Count()
    found = [*_complaints(schema, schema, (), 1, count), *_over(count)]
    return tuple(dict.fromkeys(found))


def _kind(schema: Schema) -> str:
    return "'anyOf'" if "anyOf" in schema else f"'type: {json.dumps(schema.get('type'))}'"


def _complaints(
    node: object, root: Schema, path: tuple[str, ...], depth: int, count: _Count
) -> Iterator[str]:
    where = f"In context={path!r}, "
    if not isinstance(node, dict):
        yield f"{where}schema must be an object."
        return
    for keyword in sorted(node.keys() - _KEYWORDS):
        yield f"{where}'{keyword}' is not permitted."
    if depth > MAX_DEPTH and node.get("type") == "object":
        yield f"{where}schema is nested deeper than {MAX_DEPTH} levels."
        return
    yield from (where + complaint for complaint in _own(node, root))
    yield from (where + complaint for complaint in _values(node, count))
    for step, inner, deeper in _inner(node, count):
        yield from _complaints(inner, root, (*path, step), depth + deeper, count)


def _own(node: Schema, root: Schema) -> Iterator[str]:
    """Look at one node apart from what is in it."""
    types = node.get("type")
    named = types if isinstance(types, list) else [types]
    if types is None and not node.keys() & {"anyOf", "$ref", "enum", "const"}:
        yield "schema must have a 'type' key."
    elif types is not None and not set(map(str, named)) <= _TYPES:
        yield f"{types!r} is not a valid type."
    if "object" in named:
        yield from _object(node)
    if "array" in named and not isinstance(node.get("items"), dict):
        yield "array schema missing items."
    if "$ref" in node and not _resolves(node["$ref"], root):
        yield f"reference {node['$ref']!r} does not resolve."


def _object(node: Schema) -> Iterator[str]:
    if node.get("additionalProperties") is not False:
        yield "'additionalProperties' is required to be supplied and to be false."
    properties = node.get("properties", {})
    names = set(properties) if isinstance(properties, dict) else set()
    required = node.get("required", [])
    missing = names - set(required if isinstance(required, list) else [])
    if missing:
        yield (
            "'required' is required to be supplied and to be an array including every key in properties. "
            f"Missing '{min(missing)}'."
        )
    extra = set(required if isinstance(required, list) else []) - names
    if extra:
        yield f"Extra required key '{min(extra)}' supplied."


def _resolves(ref: object, root: Schema) -> bool:
    if ref == "#":
        return True
    defs = root.get("$defs")
    name = str(ref).removeprefix("#/$defs/")
    return isinstance(defs, dict) and str(ref).startswith("#/$defs/") and name in defs


def _values(node: Schema, count: _Count) -> Iterator[str]:
    values = node.get("enum", [])
    if not isinstance(values, list):
        yield "'enum' must be an array."
        return
    if "enum" in node and not values:
        yield "'enum' must hold a value."
    texts = [value for value in values if isinstance(value, str)]
    characters = sum(map(len, texts))
    count.values += len(values)
    count.characters += characters + len(str(node.get("const", "")))
    if len(values) > LARGE_ENUM and characters > MAX_ENUM_CHARACTERS:
        yield f"enum of {len(values)} values holds more than {MAX_ENUM_CHARACTERS} characters."


def _inner(node: Schema, count: _Count) -> Iterator[tuple[str, object, int]]:
    """Give what is in a node, with the step to it and whether it is a level deeper."""
    for keyword, deeper in (("properties", 1), ("$defs", 0)):
        named = node.get(keyword, {})
        if isinstance(named, dict):
            count.properties += len(named) if keyword == "properties" else 0
            count.characters += sum(map(len, named))
            yield from ((name, inner, deeper) for name, inner in named.items())
    if "items" in node:
        yield "items", node["items"], 0
    branches = node.get("anyOf", [])
    if isinstance(branches, list):
        yield from ((f"anyOf/{n}", inner, 0) for n, inner in enumerate(branches))


def _over(count: _Count) -> Iterator[str]:
    if count.properties > MAX_PROPERTIES:
        yield f"schema has more than {MAX_PROPERTIES} properties."
    if count.values > MAX_ENUM_VALUES:
        yield f"schema has more than {MAX_ENUM_VALUES} enum values."
    if count.characters > MAX_CHARACTERS:
        yield f"names and values of the schema hold more than {MAX_CHARACTERS} characters."
