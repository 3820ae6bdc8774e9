"""Long JSON lists, read row by row as they arrive, so that memory stays flat."""

import logging
from collections.abc import AsyncIterator
from typing import TypeVar

import ijson
from pydantic import TypeAdapter, ValidationError

from cascade.connectors._http import ApiClient, Params
from cascade.errors import Unexpected

log = logging.getLogger(__name__)

T = TypeVar("T")
PAGE = 500


async def stream_rows(
    client: ApiClient, path: str, params: Params, adapter: TypeAdapter[T]
) -> AsyncIterator[tuple[list[T], int]]:
    """Yield the rows of a list answered in one piece, some hundred at a time, with the count not understood.

    It ends normally only if the list was closed as JSON: a list that breaks off raises Unexpected, and a
    connection that does raises Unreachable. An empty list yields one empty part.
    """
    name, call = client.place.name, f"GET {path}"
    found: list[object] = ijson.sendable_list()
    parser = ijson.items_coro(found, "item", use_float=True)
    opened = False
    async with client.stream(path, params) as chunks:
        try:
            async for chunk in chunks:
                opened = opened or _opens_list(chunk, name, call)
                parser.send(chunk)
                if len(found) >= PAGE:
                    yield _understood(found, adapter, name, call)
            parser.close()
        except ijson.JSONError as error:
            raise Unexpected(
                f"{name} answered {call} with a list that breaks off or is no JSON; "
                "nothing was concluded from it.",
                server=name,
            ) from error
    yield _understood(found, adapter, name, call)


def _opens_list(chunk: bytes, name: str, call: str) -> bool:
    first = chunk.lstrip()[:1]
    if first not in (b"[", b""):
        raise Unexpected(f"{name} answered {call} with something else than a list.", server=name)
    return bool(first)


def _understood(found: list[object], adapter: TypeAdapter[T], name: str, call: str) -> tuple[list[T], int]:
    rows, skipped = [], 0
    for item in found:
        try:
            rows.append(adapter.validate_python(item))
        except ValidationError as error:
            skipped += 1
            fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
            log.warning("%s: a row of %s was not understood: %s %s", name, call, fault["loc"], fault["type"])
    found.clear()
    return rows, skipped
