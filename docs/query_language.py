"""The reference page of the query language, made from the registry of fields."""

from pathlib import Path
from typing import Final

from cascade.media import Kind
from cascade.rules.answer import Answer, all_of, any_of, opposite
from cascade.rules.directives import KIND_SPELLINGS, sortable
from cascade.rules.fields import FIELDS, Field, FieldKind, Said
from cascade.rules.query import MAX_DEPTH, MAX_LENGTH, MAX_VALUES, parse
from cascade.rules.sentence import describe
from cascade.rules.text import print_rule

PAGE: Final = Path(__file__).parent / "query-language.md"

EXAMPLES: Final = (
    "type:movie unwatched:>2y size:>5GB -tag:keep reclaim:500GB",
    "type:movie watched:never added:<2024 sort:added limit:20",
    "type:show status:ended aired-age:>3y plays:0",
    "type:season season:1..3 unwatched:>18mo library:TV",
    "rating:<60% votes:>=500 -genre:Documentary",
    "requested-by:anna,ben requester-watched:yes requested-age:>6mo",
    "(resolution:4k size:>60GB) OR (year:<1990 watched:never) sort:-age",
    'title:"the thing" -path:/media/classics free:2TB',
)

_SAYS: Final = {
    Said.MEDIA: "the media server",
    Said.WATCH: "the watch history",
    Said.ARR: "Radarr or Sonarr",
    Said.REQUESTS: "the request server",
}

_WRITTEN: Final = {
    FieldKind.TEXT: "`field:x`, in any case; `field:a,b` is any of them",
    FieldKind.SET: "`field:x`, in any case; `field:a,b` is any of them, `-field:a,b` none of them",
    FieldKind.NUMBER: "`field:3`, `field:>3`, `field:>=3`, `field:1..3`, `field:..3`; ranges hold their ends",
    FieldKind.SIZE: "as numbers, with a unit: KB, MB, GB, TB (powers of 1000), KiB, MiB, GiB, TiB",
    FieldKind.DATE: (
        "`field:2023`, `field:<2023-04`, `field:>2023-04-30`, `field:2020..2022`; a year is all of it, "
        "in the household's time zone; some also `field:never`"
    ),
    FieldKind.SPAN: (
        "`field:>2y` longer than, `field:<90d` shorter than, `field:1y..2y`; d, w, mo and y, "
        "where months and years go by the calendar"
    ),
    FieldKind.FLAG: "`field:yes` or `field:no`",
    FieldKind.CHOICE: "one or several of the listed words",
}

_HEAD: Final = """\
# The query language

<!-- Made by docs/query_language.py from the registry of fields; change that and run `make docs`. -->

A query says which titles are to go, in which order, and where to stop. Whatever could be read two ways is
refused with a caret under the place and the right spelling beside it.

```
type:movie unwatched:>2y age:>1y size:>20GB -tag:keep -requested-by:anna sort:-size reclaim:500GB
```

## How it is written

- Conditions are `field:value` without spaces inside. Side by side they must **all** hold; `OR` between them
  means any. `AND` and `OR` never stand side by side without parentheses: `(tag:a OR tag:b) size:>5GB`.
- `-` or `NOT` before a condition or a parenthesis negates it. A comma means any of: `genre:Horror,Drama`.
- Values with spaces or signs stand in quotes: `title:"the thing"`; a quote within is doubled.
- `title:x` finds a part, `title:=x` the whole title. Other texts are compared whole. Case never matters."""

_DIRECTIVES: Final = """\
## Directives

Each may stand once, anywhere outside of parentheses. They are no conditions.

| Directive | Meaning |
| --- | --- |
| `type:` | what the rule is about: {kinds}; films and shows where it is missing |
| `sort:` | the order, `sort:-size` where it is missing; `-` turns it around, unknown comes last |
| `limit:` | stop after this many items |
| `reclaim:` | stop when this many bytes have really come back, the crossing item included |
| `free:` | stop when the disk has this many bytes free |

Several stops may stand together: the first to be reached counts. Candidates can be sorted by {sortable}."""

_LOGIC: Final = """\
## Yes, no and unknown

A fact is unknown where no server says it, where the server that says it failed, is stale or not whole,
and where the watch history does not reach back far enough. **Unknown is never a match**, and its negation
is unknown too.

{table}

*Never* (watched, requested) is a value of its own and no date: a comparison with a date is unknown for it."""


_BOUNDS = "At most {characters} characters, {values} values and {depth} nested parentheses a query."


def page() -> str:
    """Return the whole page."""
    kinds = ", ".join(f"`{kind}`" for kind in Kind if kind in KIND_SPELLINGS.values())
    by = ", ".join(f"`{field.name}`" for field in FIELDS if sortable(field))
    parts = [
        _HEAD,
        _BOUNDS.format(characters=f"{MAX_LENGTH:,}", values=MAX_VALUES, depth=MAX_DEPTH),
        _DIRECTIVES.format(kinds=kinds, sortable=by),
        _LOGIC.format(table=_logic_table()),
        "## Examples",
        *(_example(query) for query in EXAMPLES),
        "## Kinds of fields",
        "\n".join(f"- **{kind}**: {written}." for kind, written in _WRITTEN.items()),
        "## Fields",
        *(_field(field) for field in FIELDS),
    ]
    return "\n\n".join(parts) + "\n"


def write() -> None:
    """Make the page anew."""
    PAGE.write_text(page(), encoding="utf-8")


def _logic_table() -> str:
    rows = ["| a | b | a b | a OR b | -a |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| {a} | {b} | {all_of((a, b))} | {any_of((a, b))} | {opposite(a)} |" for a in Answer for b in Answer
    ]
    return "\n".join(rows)


def _example(query: str) -> str:
    rule = parse(query)
    return f"```\n{query}\n```\n\n{describe(rule)} In full: `{print_rule(rule)}`"


def _field(field: Field) -> str:
    lines = [f"### `{field.name}`", "", f"{field.help[0].upper()}{field.help[1:]}.", ""]
    lines.append(f"- kind: {field.kind}; said by {_SAYS[field.said]}")
    if field.aliases:
        lines.append(f"- also written {', '.join(f'`{alias}`' for alias in field.aliases)}")
    if field.choices:
        lines.append(f"- one of {', '.join(f'`{choice}`' for choice in field.choices)}")
    if field.twin:
        other = "as a span of time" if field.kind is FieldKind.DATE else "as a date"
        lines.append(f"- {other}: `{field.twin}`")
    if field.never:
        lines.append(f"- `{field.name}:never` selects what never was")
    if field.notes:
        lines.append(f"- {field.notes}")
    return "\n".join(lines)


if __name__ == "__main__":
    write()
