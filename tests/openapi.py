"""Answers and requests held against the servers' published API descriptions.

The descriptions are no part of the project. They are looked for in the folder named by
CASCADARR_SPECS, else in `../shared/specs` beside the repository; without them a check skips its test.

What is relaxed, and why:
- Sonarr and Radarr describe 200 for every success, but answer 201 to POST and 202 to PUT.
- Overseerr and Seerr describe paths without the `/api/v1` they are served under.
- Overseerr and Seerr answer null where an optional value is absent: such nulls are left out first.
- Integer enums are open: servers send numbers that are younger than the description. Not Discord's:
  they tell its unions apart.
- Discord takes ids as numbers, too, and names a form's errors by words where it describes numbers.
"""

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

HOME = Path(__file__).resolve().parents[1]
PREFIXES = {"seerr": "/api/v1", "overseerr": "/api/v1"}
ACCEPTED_AS_200 = {"201", "202"}


def check_response(spec: str, method: str, path: str, status: int, body: object) -> None:
    """Assert that the description allows this JSON answer; `path` may be a template or a real path."""
    document = _document(spec)
    pointer, operation = _operation(spec, document, method, path)
    responses = operation["responses"]
    key = _status_key(responses, status)
    assert key is not None, f"{method} {path}: {spec} describes {sorted(responses)}, not {status}."
    pointer, response = _follow(document, f"{pointer}/responses/{key}", responses[key])
    media = _json_media(response)
    if media is not None and "schema" in response["content"][media]:
        schema = f"{pointer}/content/{_escape(media)}/schema"
        answered = _without_nulls(body) if spec.startswith(tuple(PREFIXES)) else body
        _validate(spec, document, schema, answered, f"{method} {path} -> {status}")


def check_request(
    spec: str, method: str, path: str, query: Mapping[str, object] | None = None, body: object = None
) -> None:
    """Assert that every query name is described, the required ones are there, and the body fits."""
    document = _document(spec)
    pointer, operation = _operation(spec, document, method, path)
    declared = {p["name"]: p for p in _parameters(document, pointer, operation) if p["in"] == "query"}
    unknown = set(query or {}) - set(declared)
    assert not unknown, f"{method} {path}: {spec} does not know the query names {sorted(unknown)}."
    missing = {name for name, p in declared.items() if p.get("required")} - set(query or {})
    assert not missing, f"{method} {path}: {spec} requires the query names {sorted(missing)}."
    if "requestBody" not in operation:
        assert body is None, f"{method} {path}: {spec} describes no body."
    elif body is not None:
        pointer, described = _follow(document, f"{pointer}/requestBody", operation["requestBody"])
        media = _json_media(described)
        assert media is not None, f"{method} {path}: {spec} describes no JSON body."
        schema = f"{pointer}/content/{_escape(media)}/schema"
        _validate(spec, document, schema, body, f"body of {method} {path}")


def described(spec: str) -> bool:
    """Say whether the description is at hand."""
    return any(_folder().glob(f"{spec}*"))


def _folder() -> Path:
    return Path(os.environ.get("CASCADARR_SPECS", str(HOME.parent / "shared" / "specs")))


def _document(spec: str) -> dict[str, Any]:
    """Find the description whose file name begins with `spec`, such as "plex" or "radarr-v3"."""
    found = sorted(_folder().glob(f"{spec}*.json")) + sorted(_folder().glob(f"{spec}*.y*ml"))
    if not found:
        pytest.skip(f"No API description {spec}* in {_folder()}: set CASCADARR_SPECS to check answers.")
    return _load(found[0])


@cache
def _load(file: Path) -> dict[str, Any]:
    text = file.read_text(encoding="utf-8")
    # PyYAML's C parser reads the largest file in a tenth of the time of its Python one.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = json.loads(text) if file.suffix == ".json" else yaml.load(text, loader)  # noqa: S506 (safe)
    if "SnowflakeType" in document.get("components", {}).get("schemas", {}):
        _relax_discord(document["components"]["schemas"])
    else:
        _relax(document)
    return document  # type: ignore[no-any-return]


def _relax_discord(schemas: dict[str, Any]) -> None:
    schemas["SnowflakeType"]["type"] = ["string", "integer"]
    words = {"code": {"type": ["string", "integer"]}, "message": {"type": "string"}}
    errors = {"type": "array", "items": {"type": "object", "properties": words, "required": sorted(words)}}
    schemas["InnerErrors"]["properties"]["_errors"] = errors


def _relax(node: object) -> None:
    """Turn OpenAPI 3.0's `nullable` into JSON Schema and open the integer enums, in place."""
    if isinstance(node, list):
        for child in node:
            _relax(child)
    if not isinstance(node, dict):
        return
    for child in node.values():
        _relax(child)
    if isinstance(node.get("enum"), list) and all(isinstance(value, int) for value in node["enum"]):
        del node["enum"]
    if node.get("nullable") is True:
        inner = {key: value for key, value in node.items() if key != "nullable"}
        node.clear()
        node["anyOf"] = [inner, {"type": "null"}]


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


def _operation(spec: str, document: dict[str, Any], method: str, path: str) -> tuple[str, dict[str, Any]]:
    prefix = next((prefix for name, prefix in PREFIXES.items() if spec.startswith(name)), "")
    bare = path.partition("?")[0].removeprefix(prefix)
    templates = [t for t in document["paths"] if method.lower() in document["paths"][t] and _fits(t, bare)]
    assert templates, f"{spec} describes no {method} {bare}."
    # A literal path such as /movie/lookup is meant before a template such as /movie/{id}.
    template = min(templates, key=lambda t: (t != bare, t.count("{")))
    operation: dict[str, Any] = document["paths"][template][method.lower()]
    return f"/paths/{_escape(template)}/{method.lower()}", operation


def _fits(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        part == got or (part.startswith("{") and got != "") for part, got in zip(parts, given, strict=True)
    )


def _status_key(responses: Mapping[str, object], status: int) -> str | None:
    exact = str(status)
    if exact in responses:
        return exact
    if exact in ACCEPTED_AS_200 and "200" in responses:
        return "200"
    ranged = f"{status // 100}XX"
    return next((key for key in (ranged, "default") if key in responses), None)


def _parameters(document: dict[str, Any], pointer: str, operation: dict[str, Any]) -> Iterator[Any]:
    shared = _at(document, pointer.rsplit("/", 1)[0]).get("parameters", [])
    for parameter in [*shared, *operation.get("parameters", [])]:
        yield _follow(document, "", parameter)[1]


def _follow(document: dict[str, Any], pointer: str, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    while "$ref" in node:
        pointer = node["$ref"].removeprefix("#")
        node = _at(document, pointer)
    return pointer, node


def _at(document: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document


def _json_media(node: Mapping[str, Any]) -> str | None:
    return next((media for media in node.get("content", {}) if "json" in media), None)


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _validate(spec: str, document: dict[str, Any], pointer: str, value: object, what: str) -> None:
    errors = list(_validator(spec, id(document), pointer).iter_errors(value))
    deepest = [best_match([error]) for error in errors[:5]]
    lines = [f"  at {error.json_path}: {error.message[:300]}" for error in deepest if error]
    assert not errors, "\n".join([f"{what} is not as {spec} describes it:", *lines])


@cache
def _validator(spec: str, _identity: int, pointer: str) -> Draft202012Validator:
    """Build the validator of one schema, once: a build walks the whole description."""
    uri = f"urn:spec:{spec}"
    registry: Registry[Any] = Registry().with_resource(uri, DRAFT202012.create_resource(_document(spec)))
    return Draft202012Validator({"$ref": f"{uri}#{_quoted(pointer)}"}, registry=registry)


def _quoted(pointer: str) -> str:
    """Write a JSON pointer as a URI fragment, where braces are not allowed."""
    return pointer.replace("{", "%7B").replace("}", "%7D")
