"""Long lists, read row by row."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import TypeAdapter

from cascade.connectors._http import ApiClient
from cascade.connectors._listing import PAGE, stream_rows
from cascade.errors import Unexpected

NUMBERS = TypeAdapter(int)


async def read(body: bytes) -> list[tuple[list[int], int]]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 7):
            yield body[start : start + 7]

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=chunks())

    client = ApiClient("radarr", "radarr", "http://radarr", {}, transport=httpx.MockTransport(answer))
    try:
        return [part async for part in stream_rows(client, "/movie", {}, NUMBERS)]
    finally:
        await client.aclose()


async def test_every_row_arrives_once_in_order_and_in_parts() -> None:
    parts = await read(json.dumps(list(range(3 * PAGE))).encode())
    assert [row for rows, _ in parts for row in rows] == list(range(3 * PAGE))
    assert len(parts) >= 3


async def test_a_row_that_is_not_understood_is_counted_and_the_others_stay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await read(b'[1, "a private title", 3]') == [([1, 3], 1)]
    assert "not understood" in caplog.text
    assert "private" not in caplog.text


async def test_an_empty_list_is_one_empty_part() -> None:
    assert await read(b"[]") == [([], 0)]


@pytest.mark.parametrize("body", [b"[1, 2", b"", b"[1, 2] 3", b"[1, oops]", b'{"error": 1}', b"null"])
async def test_what_is_no_whole_list_proves_nothing(body: bytes) -> None:
    with pytest.raises(Unexpected):
        await read(body)
