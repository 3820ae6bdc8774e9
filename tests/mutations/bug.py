"""A planted bug."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bug:
    """One bug: `good` stands exactly once in `file` and becomes `bad`; `tests` are run against it."""

    name: str
    file: str
    good: str
    bad: str
    tests: tuple[str, ...]
