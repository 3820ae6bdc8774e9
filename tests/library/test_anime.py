"""Shoko's series in the Library: whose they are, and what they say nothing of."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from playground import shoko_files
from playground.shoko_shelf import ShokoShelf
from playground.world import MOUNTS
from tests.library.shelf import House, open_house

ANIME = "Fullmetal Alchemist: Brotherhood"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, films=6, shows=4, shoko="6.0.0") as house:
        for report in (await house.sync()).values():
            assert report.whole, report
        yield house


def shelf(house: House) -> ShokoShelf:
    return house.home.shoko.shelf


async def owner(house: House, ref: int) -> str | None:
    rows = await house.rows(
        "SELECT i.title FROM holdings h LEFT JOIN items i ON i.id = h.item_id"
        " WHERE h.source = 'shoko' AND h.ref = :ref AND h.gone_at IS NULL",
        ref=str(ref),
    )
    return rows[0].title if rows else None


async def test_a_series_is_of_the_show_whose_files_it_has(house: House) -> None:
    assert await owner(house, shelf(house).named(ANIME).id) == ANIME
    assert sum((await house.orphans()).values()) == 0


async def test_a_series_with_files_of_one_film_is_of_that_film(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MOUNTS, "shoko", {"/mnt/anime": "anime", "/movies": "movies"})
    its, row = shelf(house), shelf(house).named(ANIME)
    film = next(path for path in house.home.world.disk.under("movies") if path.endswith(".mkv"))
    its.series[700] = replace(row, id=700)
    its.files[7000] = replace(next(iter(its.files.values())), id=7000, series=700, path=film)
    await house.sync("shoko")
    rows = await house.rows(
        "SELECT i.kind, i.title FROM holdings h JOIN items i ON i.id = h.item_id"
        " WHERE h.source = 'shoko' AND h.ref = '700'"
    )
    assert [(row.kind, row.title in film) for row in rows] == [("movie", True)]


async def test_a_series_without_files_is_of_nothing(house: House) -> None:
    its = shelf(house)
    its.series[700] = replace(its.named(ANIME), id=700)
    await house.sync("shoko")
    assert await owner(house, 700) is None


async def test_a_series_says_nothing_of_what_sonarr_says(house: House) -> None:
    item = await house.item(ANIME, "show")
    assert item.arr_match == "one"
    assert item.monitored is not None
    assert await house.values(item.id, "on") == {"plex", "sonarr"}


async def test_a_reading_of_the_show_keeps_the_series(house: House) -> None:
    item = await house.item(ANIME, "show")
    assert await house.library.refresh(item.id)
    assert await owner(house, shelf(house).named(ANIME).id) == ANIME


async def test_a_series_that_went_is_forgotten_and_the_show_stays(house: House) -> None:
    its = shelf(house)
    number = its.named(ANIME).id
    its.series[700] = replace(its.named(ANIME), id=700)
    for extra in range(701, 712):  # so that one that goes is no loss of all
        its.series[extra] = replace(its.named(ANIME), id=extra)
    await house.sync("shoko")
    shoko_files.delete_series(house.home.world, its, its.series[number], from_disk=False)
    report = (await house.sync("shoko"))["shoko"]
    assert report.whole, report
    assert await owner(house, number) is None
    assert (await house.item(ANIME, "show")).gone_at is None
    assert sum((await house.orphans()).values()) == 0


async def test_a_series_that_lost_its_files_stays_with_its_show(house: House) -> None:
    its = shelf(house)
    for file in list(its.files.values()):
        shoko_files.delete_file(house.home.world, its, file, from_disk=False)
    await house.sync("shoko")
    assert await owner(house, its.named(ANIME).id) == ANIME
