"""Finding what is wrong in a form, in the words Discord uses."""

from collections.abc import Sequence

from playground.discord.refusal import Problem

Path = tuple[str | int, ...]


def required(path: Path) -> Problem:
    """Say that a field is missing."""
    return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def wrong(path: Path, message: str) -> Problem:
    """Say that a value is none of those that are allowed."""
    return Problem(path, "BASE_TYPE_CHOICES", message)


def text(path: Path, value: object, most: int, *, needed: bool = False) -> list[Problem]:
    """Check a text of at most `most` characters; a needed one may not be blank."""
    if value is None or (needed and not str(value).strip()):
        return [required(path)] if needed else []
    if len(str(value)) <= most:
        return []
    return [Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")]


def count(path: Path, values: Sequence[object], least: int, most: int) -> list[Problem]:
    """Check how many there are."""
    if least <= len(values) <= most:
        return []
    return [Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")]
