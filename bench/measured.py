"""One number of the benchmark, and the table of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measured:
    """A number as a ratio of two that were taken in the same run; `aim` None = there is no aim.

    `most` says which side of the aim is good: at most (True) or at least (False).
    """

    what: str
    ours: str
    base: str
    ratio: float
    aim: float | None
    most: bool = True

    @property
    def verdict(self) -> str:
        """Whether the aim is reached, as a word."""
        if self.aim is None:
            return ""
        reached = self.ratio <= self.aim if self.most else self.ratio >= self.aim
        return "reached" if reached else "missed"


def show(rows: Sequence[Measured]) -> None:
    """Print the table."""
    table = Table("what", "ours", "against", "ratio", "aim", "", title="Ratios of one run on this machine")
    for row in rows:
        sign = "≤" if row.most else "≥"
        aim = "" if row.aim is None else f"{sign} {row.aim:g}"
        table.add_row(row.what, row.ours, row.base, f"{row.ratio:.2f}", aim, row.verdict)
    Console(width=150, soft_wrap=True).print(table)
