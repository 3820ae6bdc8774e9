"""What operators write in settings, and the values it means. Each mistake is the rest of a sentence."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator

_GB: Final = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS: Final = _GB | {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}


def zone(text: object) -> ZoneInfo:
    """Read the name of a time zone."""
    if isinstance(text, ZoneInfo):
        return text
    try:
        return ZoneInfo(str(text))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; write a name such as Europe/Berlin or UTC") from error


def _size(text: object) -> int:
    if isinstance(text, int):
        return text
    spelt = str(text).replace(" ", "").upper()
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if spelt.endswith(unit)), "")
    try:
        size = Decimal(spelt.removesuffix(unit)) * _UNITS[unit]
    except (InvalidOperation, KeyError) as error:
        raise ValueError("is no size; write a number and a unit, such as 2TB or 500GB") from error
    if not size.is_finite() or not 0 < size < 10**18:
        raise ValueError("must be more than nothing and less than a million TB")
    return int(size)


def _share(text: object) -> float:
    try:
        share = float(Decimal(str(text).strip().removesuffix("%")) / 100)
    except InvalidOperation as error:
        raise ValueError("is no share; write a percentage such as 10%") from error
    if not str(text).strip().endswith("%") or not 0 < share <= 1:
        raise ValueError("must be a percentage above 0% and up to 100%")
    return share


def _paths(text: object) -> Mapping[str, str]:
    pairs = [pair.strip() for pair in str(text).split(",") if pair.strip()]
    mapped: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = (part.strip() for part in pair.partition("="))
        if not equals or not theirs or not ours or "=" in ours:
            raise ValueError("is no list of folders; write /movies=/data/movies,/tv=/data/tv")
        if theirs in mapped:
            raise ValueError(f"names {theirs} twice; a folder has one place")
        if not ours.startswith("/"):
            raise ValueError("must lead to full paths that begin with /")
        mapped[theirs] = ours
    return mapped


def _database(text: object) -> str:
    url = str(text)
    for prefix in ("sqlite+aiosqlite:///", "sqlite:///"):
        path = url.removeprefix(prefix)
        if url.startswith(prefix) and path and not path.startswith(":") and "?" not in path:
            return f"sqlite+aiosqlite:///{path}"
    # Not quoted: the address of another database would hold its password.
    raise ValueError("must name an SQLite file, such as sqlite+aiosqlite:///./cascadarr.db")


def _probe(text: object) -> str:
    url = str(text)
    if not url.startswith(("http://127.0.0.1:", "http://[::1]:", "http://localhost:")):
        raise ValueError("must be on this machine, such as http://127.0.0.1:8080")
    return url


def _id(text: object) -> int:
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[1-9][0-9]{4,19}", str(text)):
        raise ValueError("is no Discord id; switch Developer Mode on, right-click and choose Copy ID")
    return int(str(text))


def _ids(text: object) -> tuple[int, ...]:
    return tuple(_id(part.strip()) for part in str(text).split(",") if part.strip())


def _names(text: object) -> tuple[str, ...]:
    names = tuple(part.strip().lower() for part in str(text).split(",") if part.strip())
    if len(set(names)) != len(names):
        raise ValueError("names a server twice; each has one place")
    return names


def upper(text: object) -> object:
    """Write a choice in capitals, however it was written."""
    return text.upper() if isinstance(text, str) else text


def lower(text: object) -> object:
    """Write a choice in small letters, however it was written."""
    return text.lower() if isinstance(text, str) else text


Zone = Annotated[ZoneInfo, BeforeValidator(zone)]
Size = Annotated[int, BeforeValidator(_size)]
"""Bytes; written with a unit."""
Share = Annotated[float, BeforeValidator(_share)]
"""0 to 1; written as a percentage."""
Paths = Annotated[Mapping[str, str], BeforeValidator(_paths)]
DatabaseUrl = Annotated[str, BeforeValidator(_database)]
LocalUrl = Annotated[str | None, BeforeValidator(_probe)]
"""An address on this machine."""
DiscordId = Annotated[int | None, BeforeValidator(_id)]
DiscordIds = Annotated[tuple[int, ...], BeforeValidator(_ids)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
"""Servers by their names, in an order."""
