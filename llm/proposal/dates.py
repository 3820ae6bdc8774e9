"""Days, months and years as people write them: "last year", "April 2023", "the 90s"."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from llm.proposal.numerals import Unreadable

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
DECADES: Final = {
    "twenties": 2,
    "thirties": 3,
    "forties": 4,
    "fifties": 5,
    "sixties": 6,
    "seventies": 7,
    "eighties": 8,
    "nineties": 9,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The day on which somebody says "last year", in their zone."""

    today: datetime

    def shifted(self, days: int) -> datetime:
        """The day so many days away."""
        return self.today + timedelta(days=days)


def year(plain: str, clock: Clock) -> str:
    """Return a year or a decade as the query language has it; raises Unreadable."""
    relative = {"this year": 0, "last year": -1}
    if plain in relative:
        return str(clock.today.year + relative[plain])
    for word, tens in DECADES.items():
        plain = re.sub(rf"^(?:the )?{word}$", f"19{tens}0s", plain)
    decade = re.fullmatch(r"(?:the )?((?:19|20)?)(\d)0'?s", plain)
    if decade:
        century = decade[1] or ("19" if int(decade[2]) >= 3 else "20")
        return f"{century}{decade[2]}0..{century}{decade[2]}9"
    if not re.fullmatch(r"\d{4}", plain):
        raise Unreadable(f'"{plain}" is not a year. Write a year such as 1990.')
    return plain


def date(plain: str, clock: Clock, *, never: bool) -> str:
    """Return a date as the query language has it, or never where a field may be; raises Unreadable."""
    if plain == "never" and never:
        return plain
    if re.fullmatch(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", plain):
        return plain
    relative = _relative(plain, clock)
    return relative or _named_month(plain, clock)


def _relative(plain: str, clock: Clock) -> str:
    today = clock.today
    last_month = today.replace(day=1) - timedelta(days=1)
    return {
        "today": f"{today:%Y-%m-%d}",
        "yesterday": f"{clock.shifted(-1):%Y-%m-%d}",
        "this month": f"{today:%Y-%m}",
        "last month": f"{last_month:%Y-%m}",
        "this year": f"{today:%Y}",
        "last year": str(today.year - 1),
    }.get(plain, "")


def _named_month(plain: str, clock: Clock) -> str:
    """Read "January", "April 2023", "30 April 2023" and "April 30th, 2023"."""
    parts = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,|\bof\b", " ", plain).split()
    months = [MONTHS[part] for part in parts if part in MONTHS]
    numbers = [int(part) for part in parts if part.isdecimal()]
    if len(months) != 1 or len(months) + len(numbers) != len(parts):
        raise Unreadable(f'"{plain}" is not a date. Write 2023, April 2023 or 2023-04-30.')
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if len(years) > 1 or len(days) > 1:
        raise Unreadable(f'"{plain}" is not one date. Write 2023, April 2023 or 2023-04-30.')
    month, day = months[0], days[0] if days else None
    year = years[0] if years else _latest_year(month, day, clock)
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def _latest_year(month: int, day: int | None, clock: Clock) -> int:
    """Return the year of the latest such month or day that has begun."""
    begun = (month, day or 1) <= (clock.today.month, clock.today.day)
    return clock.today.year if begun else clock.today.year - 1
