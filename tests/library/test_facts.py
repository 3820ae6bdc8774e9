"""What the Library stores of an item is what the evaluator is given."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, StaticPool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from cascade.library.facts import load_facts
from cascade.media import Kind
from cascade.schema import metadata
from tests.rules.shelf import Copy, stock

SHELF = [
    Copy(
        Kind.MOVIE,
        {
            "added_at": datetime(2020, 1, 3, tzinfo=UTC),
            "monitored": False,
            "rating": 6.5,
            "watch_doubt": True,
        },
        {"tag": ["Keep", "old"], "genre": ["Horror"]},
        ["/m/a/1.mkv", "/m/b/2.mkv"],
    ),
    Copy(Kind.SHOW, {"title": "Dark"}, paths=["/tv/dark/1.mkv"]),
    Copy(Kind.SEASON, {"title": "Dark 1"}, paths=["/tv/dark/s1/1.mkv"]),
]


@pytest.fixture
async def conn() -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool)
    async with engine.begin() as opened:
        await opened.run_sync(metadata.create_all)
        yield opened
    await engine.dispose()


async def load(conn: AsyncConnection, shelf: list[Copy]) -> None:
    def fill(sync: Connection) -> None:
        stock(sync, shelf)

    await conn.run_sync(fill)


async def test_facts_are_loaded_as_they_were_stored(conn: AsyncConnection) -> None:
    await load(conn, SHELF)
    found = await load_facts(conn, [1, 2, 3])
    for number, copy in enumerate(SHELF, start=1):
        expected = copy.facts()
        assert {**found[number].scalars} == {"id": number, **expected.scalars}
        assert {name: values for name, values in found[number].sets.items() if values} == expected.sets
        assert sorted(found[number].paths) == sorted(expected.paths)
        assert found[number].watch_doubt is expected.watch_doubt
        assert found[number].kind is expected.kind


async def test_items_that_are_not_in_the_library_are_left_out(conn: AsyncConnection) -> None:
    await load(conn, SHELF)
    assert list(await load_facts(conn, [2, 99])) == [2]


async def test_more_items_than_one_statement_takes_are_loaded(conn: AsyncConnection) -> None:
    await load(conn, [Copy(columns={"year": number}) for number in range(1_200)])
    found = await load_facts(conn, range(1, 1_201))
    assert [facts.scalars["year"] for facts in found.values()] == list(range(1_200))
