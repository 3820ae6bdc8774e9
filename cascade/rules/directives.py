"""What a query says besides its condition: target kinds, order and stops."""

import difflib
import re
from typing import Final

from cascade.media import Kind
from cascade.rules.expr import Expr, Rule, Sort
from cascade.rules.fields import Field, FieldKind, find, names
from cascade.rules.terms import ORDERED, Comparison, refuse_decimal_comma
from cascade.rules.tokens import Raw, Scanner
from cascade.rules.values import read_size

HEAD: Final = "type"
DIRECTIVES: Final = (HEAD, "sort", "limit", "reclaim", "free")
DEFAULT_KINDS: Final = (Kind.MOVIE, Kind.SHOW)
DEFAULT_SORT: Final = Sort("size", descending=True)
MAX_LIMIT: Final = 1_000_000
KIND_SPELLINGS: Final = {
    "movie": Kind.MOVIE,
    "movies": Kind.MOVIE,
    "film": Kind.MOVIE,
    "films": Kind.MOVIE,
    "show": Kind.SHOW,
    "shows": Kind.SHOW,
    "series": Kind.SHOW,
    "tv": Kind.SHOW,
    "season": Kind.SEASON,
    "seasons": Kind.SEASON,
}


def sortable(field: Field) -> bool:
    """Whether candidates can be put in order by a field: quantities, dates, and texts read as names."""
    return field.kind in ORDERED or (field.kind is FieldKind.TEXT and field.contains)


class Directives:
    """The directives read so far; each may stand once."""

    def __init__(self) -> None:
        self.kinds: tuple[Kind, ...] | None = None
        self.sort: Sort | None = None
        self.amounts: dict[str, int] = {}
        self.seen: set[str] = set()

    def read(self, name: str, comparison: Comparison, start: int, scan: Scanner) -> None:
        """Take in one directive, or raise QueryError."""
        if name in self.seen:
            raise scan.error(f"{name}: stands here twice", "Keep one of them", start)
        self.seen.add(name)
        first = comparison.values[0]
        if comparison.sign:
            raise first.error(f"{name}: takes no {comparison.sign}", f"Write {name}:{first.text}")
        if name == HEAD:
            self.kinds = _kinds(comparison.values)
            return
        refuse_decimal_comma(comparison, name in {"reclaim", "free"})
        if len(comparison.values) > 1:
            raise comparison.values[1].error(f"{name}: takes one value", f"Write {name}:{first.text}")
        if name == "sort":
            self.sort = _sort(first)
        else:
            self.amounts[name] = _limit(first) if name == "limit" else _amount(name, first)

    def rule(self, where: Expr) -> Rule:
        """Return the rule of a condition under these directives."""
        return Rule(
            self.kinds or DEFAULT_KINDS,
            where,
            self.sort or DEFAULT_SORT,
            self.amounts.get("limit"),
            self.amounts.get("reclaim"),
            self.amounts.get("free"),
        )

    def nothing_to_test(self) -> tuple[str, str]:
        """Return problem and hint for a query without any condition."""
        if not self.seen:
            return "The query is empty", "Write a condition, such as unwatched:>2y"
        if self.seen == {HEAD}:
            kinds = ", ".join(f"{kind}s" for kind in self.kinds or ())
            return f"This would select all {kinds}", "Add a condition, such as unwatched:>2y"
        said = ", ".join(f"{name}:" for name in DIRECTIVES if name in self.seen)
        return f"{said} alone would select everything", "Add a condition, such as unwatched:>2y"


def _kinds(values: tuple[Raw, ...]) -> tuple[Kind, ...]:
    found: list[Kind] = []
    for raw in values:
        kind = _kind(raw)
        if kind in found:
            raise raw.error(f"{kind} stands here twice", "Remove one")
        found.append(kind)
    return tuple(kind for kind in Kind if kind in found)


def _kind(raw: Raw) -> Kind:
    word = raw.text.casefold()
    if word in KIND_SPELLINGS:
        return KIND_SPELLINGS[word]
    if word in {"episode", "episodes"}:
        raise raw.error("Episodes are stored, not yet targets", "Write type:season, type:show or type:movie")
    near = difflib.get_close_matches(word, KIND_SPELLINGS, n=1)
    hint = f"Did you mean type:{KIND_SPELLINGS[near[0]]}" if near else "It is one of movie, show, season"
    raise raw.error(f'There is no type "{raw.text}"', hint)


def _sort(raw: Raw) -> Sort:
    descending = raw.text.startswith("-")
    name = raw.text.removeprefix("-")
    field = find(name)
    if field is None:
        near = difflib.get_close_matches(name.casefold(), names(), n=1)
        hint = (
            f"Did you mean sort:{'-' * descending}{near[0]}" if near else "Write sort:-size for biggest first"
        )
        raise raw.error(f'There is no field "{name}" to sort by', hint)
    if not sortable(field):
        raise raw.error(
            f"{field.name} has no order", "Write sort:-size, or another number, size, date or title"
        )
    return Sort(field.name, descending)


def _limit(raw: Raw) -> int:
    if re.fullmatch(r"[0-9.]+[KMGTkmgt][iI]?[bB]?", raw.text):
        raise raw.error("limit: counts items, not bytes", f"Write reclaim:{raw.text}")
    if not re.fullmatch(r"[0-9]{1,12}", raw.text):
        raise raw.error(f'"{raw.text}" is not a number of items', "Write limit:20")
    if not 1 <= int(raw.text) <= MAX_LIMIT:
        raise raw.error(f"limit: is between 1 and {MAX_LIMIT:,}", "Write limit:20")
    return int(raw.text)


def _amount(name: str, raw: Raw) -> int:
    size_bytes = read_size(raw, f"{name}:").size_bytes
    if size_bytes < 1:
        raise raw.error(f"{name}: needs more than nothing", f"Write {name}:500GB")
    return size_bytes
