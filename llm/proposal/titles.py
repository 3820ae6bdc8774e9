"""Titles of a proposed rule, looked up in the Library: what is no title here, or several, is asked about."""

from collections.abc import Iterator
from typing import Final

from cascade.media import Kind, text_key
from cascade.rules.expr import Not, Op, Rule, Text, fields_of, terms_of
from llm.catalogue import Catalogue, Found
from llm.proposal.assembly import top
from llm.proposal.clean import clean
from llm.proposal.talk import Talk
from llm.proposal.vague import is_last, rewritten
from llm.reading import Choice, Question

_LIMIT: Final = 20
_MOST: Final = 5  # a row of buttons
_NOUNS: Final = {Kind.MOVIE: "film", Kind.SHOW: "show", Kind.SEASON: "season", Kind.EPISODE: "episode"}


async def ask_which_title(rule: Rule, talk: Talk, catalogue: Catalogue) -> Question | None:
    """Return the question about the first title that is to go and is not one; None where all are.

    A year in the rule says which of several; what is kept, or stood in the rule at hand, is not asked about.
    """
    if "year" in fields_of(rule.where):
        return None
    for title in _titles(rule, talk):
        found = await catalogue.search(title, None, _LIMIT)
        exact = [one for one in found if one.kind in rule.kinds and text_key(one.title) == text_key(title)]
        works = {(one.kind, one.year): one for one in exact}
        if len(works) != 1:
            return _ask(title, list(works.values()) or _others(found), talk, several=bool(works))
    return None


def _titles(rule: Rule, talk: Talk) -> Iterator[str]:
    standing = top(talk.base.where) if talk.base else ()
    for item in top(rule.where):
        for term in () if isinstance(item, Not) or item in standing else terms_of(item):
            if term.field == "title" and term.op is Op.IS:
                yield from (value.text for value in term.values if isinstance(value, Text))


def _others(found: tuple[Found, ...]) -> list[Found]:
    return list({(one.kind, text_key(one.title), one.year): one for one in found}.values())


def _ask(title: str, offered: list[Found], talk: Talk, *, several: bool) -> Question:
    places = [window for window in talk.said.find(title) if is_last(talk.said, window)]
    choices = []
    for one in offered[:_MOST]:
        name = clean(one.title)
        dated = f"{name} ({one.year})" if one.year else name
        says = f"the {_NOUNS[one.kind]} {name}" + (f" from {one.year}" if one.year else "")
        choices.append(Choice(dated, rewritten(talk.said, places[0], says) if places else f"I mean {says}"))
    shown = clean(title)
    text = f'There are several titles "{shown}".' if several else f'There is no title "{shown}" here.'
    text += " Which is meant?" if choices else ""
    return Question(text, tuple(choices), talk.said.text(places[0]) if places else "", rewrites=bool(places))
