"""The report of space, in words and as a picture."""

import io

import pytest
from PIL import Image

from bot.limits import EMBED_SUM
from bot.render import space_picture
from bot.render.space import SHOWN, space_embed
from bot.render.words import AMBER, GREEN, RED
from cascade.household.space import DiskUse, SpaceReport
from cascade.household.usage import Share

TB = 10**12
DISK = DiskUse("/data", 4 * TB, TB, 41)


def report(disks: tuple[DiskUse, ...] = (DISK,), *, shares: int = 3, label: str = "anna") -> SpaceReport:
    listed = tuple(Share(f"{label} {number}", TB // (number + 1), number) for number in range(shares))
    return SpaceReport(disks, listed, listed, listed)


def size_of(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        assert image.format == "PNG"
        return image.size


def test_each_disk_says_what_is_free_and_until_when() -> None:
    said = space_embed(report(), None).description or ""
    assert "**/data** 1 TB free of 4 TB, 75 % full" in said
    assert "full in about 41 days" in said


@pytest.mark.parametrize(("free", "colour"), [(TB, GREEN), (TB // 2, AMBER), (TB // 10, RED)])
def test_the_fullest_disk_gives_the_colour(free: int, colour: int) -> None:
    full = DiskUse("/full", 4 * TB, free, None)
    shown = space_embed(report((DISK, full)), None).colour
    assert shown is not None
    assert shown.value == colour


def test_a_household_whose_disks_cannot_be_seen_is_told_what_to_set() -> None:
    assert "PATH_MAP" in (space_embed(report((), shares=0), None).description or "")
    size_of(space_picture.space_picture(report((), shares=0)))


def test_nothing_is_too_much_for_discord() -> None:
    hostile = "**@everyone** \u202e" + "x" * 300
    disks = tuple(DiskUse(f"/{hostile}{number}", TB, 0, 0) for number in range(50))
    embed = space_embed(report(disks, shares=60, label=hostile), "space.png")
    assert len(embed) <= EMBED_SUM
    assert all(len(field.value or "") <= 1024 for field in embed.fields)
    assert "\u202e" not in str(embed.to_dict())
    assert "\\*\\*" in str(embed.fields[0].value)


def test_the_picture_shows_as_much_as_the_text_and_no_more() -> None:
    few, many, more = (
        size_of(space_picture.space_picture(report(shares=number))) for number in (1, SHOWN, SHOWN + 9)
    )
    assert few[0] == many[0] == more[0] == space_picture.WIDTH
    assert few[1] < many[1] == more[1]


def test_a_fuller_disk_has_a_longer_bar() -> None:
    def coloured(free: int) -> int:
        disk = DiskUse("/d", 100, free, None)
        with Image.open(io.BytesIO(space_picture.space_picture(report((disk,), shares=0)))) as image:
            width, height = image.size
            ground = ((0x2B, 0x2D, 0x31), (0x3F, 0x42, 0x48))
            row = [image.getpixel((x, height - 60)) for x in range(width)]
            return sum(pixel not in ground for pixel in row)

    assert coloured(90) < coloured(50) < coloured(10)


def test_without_a_font_of_the_machine_names_are_still_legible(monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in (space_picture._font, space_picture._has_letters):
        cached.cache_clear()
    monkeypatch.setattr(space_picture, "_FACES", ())
    try:
        assert space_picture._drawable("Zoë für Kinder") == "Zoe fur Kinder"
    finally:
        for cached in (space_picture._font, space_picture._has_letters):
            cached.cache_clear()
