"""Titles as people choose them: what is offered while they type, and which items a choice means."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from discord import app_commands

from bot.limits import OPTION_TEXT, OPTIONS, cut, plain
from bot.render.words import size
from cascade.errors import BadInput
from cascade.media import text_key
from cascade.rules.words import join

if TYPE_CHECKING:
    from cascade.household.titles import TitleHit
    from cascade.service import Cascade

_VALUE: Final = re.compile(r"#(\d{1,12}(?:\+\d{1,12})*)\Z", re.ASCII)  # a title may be a number: 1917
_YEAR: Final = re.compile(r"(.+?)\s*\((\d{4})\)\Z")
_SHARPER: Final = {"2160p": "4K"}
_FROM_LIST: Final = "choose one from the list that opens while you type"


def title_choices(hits: Sequence["TitleHit"], *, together: bool) -> list[app_commands.Choice[str]]:
    """Offer each copy of each title, and with `together` all copies of one at once."""
    offered = []
    for copies in titles_of(hits):
        offered += [_choice(copy, _one(copy), [copy]) for copy in copies]
        if together and len(copies) > 1:
            both = "both copies" if len(copies) == 2 else f"all {len(copies)} copies"
            offered.append(_choice(copies[0], [both, _where(copies), size(_bytes(copies))], copies))
    return offered[:OPTIONS]


def titles_of(hits: Sequence["TitleHit"]) -> list[list["TitleHit"]]:
    """Group items by title, in the order they came in: by their ids, never by their names."""
    groups: list[list[TitleHit]] = []
    for hit in hits:
        of_same = next((group for group in groups if hit.same_title(group[0])), None)
        if of_same is None:
            groups.append([hit])
        else:
            of_same.append(hit)
    return groups


async def items_chosen(cascade: "Cascade", text: str) -> tuple[int, ...]:
    """The items that a title option means; a title typed in full counts where there is one copy of it.

    BadInput where nothing, or more than one thing, is meant.
    """
    if (chosen := _VALUE.match(text)) is not None:
        return tuple(dict.fromkeys(int(number) for number in chosen[1].split("+")))
    named = _YEAR.match(text.strip())
    title, year = (named[1], int(named[2])) if named else (text.strip(), None)
    hits = [
        hit
        for hit in await cascade.titles.search(title, limit=OPTIONS)
        if text_key(hit.title) == text_key(title) and year in (None, hit.year)
    ]
    if len(hits) == 1:
        return (hits[0].item_id,)
    if hits and len(titles_of(hits)) == 1:
        raise BadInput(f"{_named(hits[0])} is on {_where(hits, 'and')}; {_FROM_LIST}.")
    known = "more than one title" if hits else "no title"
    raise BadInput(f"There is {known} of the name “{plain(text)}”; {_FROM_LIST}.")


async def item_chosen(cascade: "Cascade", text: str) -> int:
    """The one item that a title option means; BadInput where it is none or several."""
    found = await items_chosen(cascade, text)
    if len(found) > 1:
        raise BadInput("Choose one copy of the title.")
    return found[0]


def _choice(named: "TitleHit", said: list[str], copies: list["TitleHit"]) -> app_commands.Choice[str]:
    rest = "".join(f" · {part}" for part in said if part)
    name = cut(_named(named), OPTION_TEXT - len(rest)) + rest
    value = "#" + "+".join(str(copy.item_id) for copy in copies)
    return app_commands.Choice(name=cut(name, OPTION_TEXT), value=value[:OPTION_TEXT])


def _one(copy: "TitleHit") -> list[str]:
    what = _SHARPER.get(copy.resolution or "", copy.resolution) or copy.kind.value
    return [what, _where([copy]), size(copy.size_bytes) if copy.size_bytes else ""]


def _where(copies: Sequence["TitleHit"], last: str = "and") -> str:
    names = dict.fromkeys(name for copy in copies for name in copy.instances)
    return join([plain(name, 20) for name in names][:4], last)


def _bytes(copies: Sequence["TitleHit"]) -> int:
    return sum(copy.size_bytes for copy in copies)


def _named(hit: "TitleHit") -> str:
    return f"{plain(hit.title)} ({hit.year})" if hit.year else plain(hit.title)
