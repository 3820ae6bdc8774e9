"""Where the space is, as a picture: bars that can be read on a phone."""

import io
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from bot.limits import plain
from bot.render.space import SHOWN, fullness, groups, urgency
from bot.render.words import size
from cascade.household.space import DiskUse, SpaceReport
from cascade.household.usage import Share

WIDTH: Final = 900
_EDGE: Final = 32
_BAR: Final = 22
_ROW: Final = 78  # a line of text and the bar beneath it
_HEAD: Final = 62
_GROUND, _TEXT, _FAINT, _TRACK = "#2b2d31", "#f2f3f5", "#b5bac1", "#3f4248"
_COLOURS: Final = ("#f0a020", "#5865f2", "#3ba55d")
_FONT: Final = 27
_FACES: Final = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial.ttf")


def space_picture(report: SpaceReport) -> bytes:
    """Draw the report as a PNG. Takes a tenth of a second: not for the event loop."""
    shown = [(heading, shares[:SHOWN]) for heading, shares in groups(report) if shares]
    rows = len(report.disks) + sum(len(shares) for _, shares in shown)
    height = 2 * _EDGE + rows * _ROW + len(shown) * _HEAD
    image = Image.new("RGB", (WIDTH, height), _GROUND)
    draw = ImageDraw.Draw(image)
    top = _EDGE
    for disk in report.disks:
        top = _disk(draw, top, disk)
    for (heading, shares), colour in zip(shown, _COLOURS, strict=False):
        draw.text((_EDGE, top + 12), heading, font=_font(_FONT + 5), fill=_TEXT)
        top = _shares(draw, top + _HEAD, shares, colour)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _disk(draw: ImageDraw.ImageDraw, top: int, disk: DiskUse) -> int:
    used = 1 - disk.free_bytes / disk.total_bytes if disk.total_bytes else 1.0
    said = f"{size(disk.free_bytes)} free of {size(disk.total_bytes)}, {fullness(disk)}"
    return _row(draw, top, plain(disk.path, 24), said, used, f"#{urgency(disk):06x}")


def _shares(draw: ImageDraw.ImageDraw, top: int, shares: Sequence[Share], colour: str) -> int:
    largest = max(share.size_bytes for share in shares) or 1
    for share in shares:
        said = f"{size(share.size_bytes)} · {share.items:,}"
        top = _row(draw, top, plain(share.label, 32), said, share.size_bytes / largest, colour)
    return top


def _row(draw: ImageDraw.ImageDraw, top: int, label: str, said: str, part: float, colour: str) -> int:
    font = _font(_FONT)
    draw.text((_EDGE, top), _drawable(label), font=font, fill=_TEXT)
    draw.text((WIDTH - _EDGE, top), said, font=font, fill=_FAINT, anchor="ra")
    line, right = top + _FONT + 12, WIDTH - _EDGE
    draw.rounded_rectangle((_EDGE, line, right, line + _BAR), _BAR // 2, fill=_TRACK)
    filled = int((right - _EDGE) * min(max(part, 0.0), 1.0))
    if filled:
        draw.rounded_rectangle((_EDGE, line, _EDGE + max(filled, _BAR), line + _BAR), _BAR // 2, fill=colour)
    return top + _ROW


Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def _font(points: int) -> Font:
    """A font of this machine, else the one that comes with Pillow."""
    for face in _FACES:
        try:
            return ImageFont.truetype(face, points)
        except OSError:
            continue
    return ImageFont.load_default(points)


@cache
def _has_letters() -> bool:
    """Whether the font has more than plain Latin letters; Pillow's own has not."""
    font = _font(_FONT)
    return bytes(font.getmask("ü")) != bytes(font.getmask("\U0010fffd"))


def _drawable(label: str) -> str:
    """A name in letters that can be drawn; the text beside the picture has it as it is."""
    if _has_letters():
        return label
    folded = unicodedata.normalize("NFKD", label)
    return (
        "".join(char for char in folded if not unicodedata.combining(char))
        .encode("ascii", "replace")
        .decode()
    )
