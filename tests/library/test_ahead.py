"""The next page is asked for while the last one is used."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from cascade.errors import Unreachable
from cascade.library.ahead import read_ahead


async def test_every_page_arrives_in_order() -> None:
    async def pages() -> AsyncIterator[int]:
        for number in range(1, 4):
            yield number

    assert [page async for page in read_ahead(pages())] == [1, 2, 3]


async def test_an_error_comes_after_the_pages_before_it() -> None:
    async def pages() -> AsyncIterator[int]:
        yield 1
        raise Unreachable("the server went away")

    async with aclosing(read_ahead(pages())) as ahead:
        assert await anext(ahead) == 1
        with pytest.raises(Unreachable):
            await anext(ahead)


async def test_a_reader_that_stops_closes_what_it_read_from() -> None:
    closed = []

    async def pages() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.append(True)

    async with aclosing(read_ahead(pages())) as ahead:
        await anext(ahead)
    assert closed == [True]
