"""Quantities as people read them."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS: Final = {"d": "day", "w": "week", "mo": "month", "y": "year"}


def show_day(at: datetime, zone: tzinfo) -> str:
    """Write the day of an instant in a zone: 14 Mar 2022."""
    local = at.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def show_bytes(size_bytes: float) -> str:
    """Write an amount of bytes with one decimal, rounded: 12.3 GB."""
    for unit, factor in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size_bytes / 1000:.1f}".removesuffix(".0") + " KB"


def show_span(count: int, unit: str) -> str:
    """Write a span: 2 years."""
    return f"{count} {_UNITS[unit]}{'s' * (count != 1)}"


def show_age(age: timedelta) -> str:
    """Write how long ago something was, in its largest whole unit: 4 min ago."""
    seconds = int(age.total_seconds())
    for name, length in (("days", 172_800), ("h", 7_200), ("min", 60)):
        if seconds >= length:
            unit = 86_400 if name == "days" else 3_600 if name == "h" else 60
            return f"{seconds // unit} {name} ago"
    return "just now"


def join(words: Sequence[str], last: str = "or") -> str:
    """Write a list: a, b or c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
