"""Whether a condition says what the person's words say: the amount, which way, of what, kept or deleted.

A model is believed in nothing. What is not found in the words counts as assumed.
"""

from collections.abc import Sequence
from typing import Final

from cascade.rules.fields import FieldKind
from llm.proposal.clause import Clause, Household
from llm.proposal.cues import (
    EARLIER,
    FIELD_CUES,
    FILLER,
    KIND_CUES,
    LATER,
    LESS,
    MORE,
    NAMED_BARE,
    STOPPING,
    fits,
    negates,
)
from llm.proposal.direction import directed
from llm.proposal.evidence import places
from llm.proposal.families import belongs
from llm.proposal.prose import Said, Window, Word
from llm.proposal.sparing import Others, denied_behind, spared, sparing_before

_ANNOUNCING: Final = (
    *("call*", "name*", "title*"),
    *(cue for cues in KIND_CUES.values() for cue in cues if not cue.endswith("s")),
)
_JOINING: Final = frozenset({"or", "and", "nor", "plus"})
_DATED: Final = ("add*", "import*", "download*", "release*", "made", "request*", "ask*", "air*")
_CAPPING: Final = frozenset({"most", "to", "more", "maximum", "max"})
_BEING: Final = frozenset({"is", "are", "be", "being"})
_EACH: Final = frozenset({"each", "bigger", "larger", "heavier", "greater", "size", "sized", "big", "large"})
_GOING_ON: Final = frozenset(
    {"and", "but", "also", "then", "has", "have", "watched", "seen", "requested", "asked"}
)
_SIGNS: Final = frozenset(",&/;")


def supported(clause: Clause, said: Said, house: Household, others: Others) -> bool:
    """Whether the person's words say this condition."""
    return any(
        _told(clause, said, quote)
        and all(
            any(_says(clause, said, place, others) for place in places(clause, value, said, quote, house))
            for value in range(len(clause.spelled))
        )
        and _listed(clause, said, quote, house)
        for quote in said.find(clause.condition.from_words)
    )


def _listed(clause: Clause, said: Said, quote: Window, house: Household) -> bool:
    """Whether several values are told as a list: "horror comedies" are both at once, "5 to 10" a range."""
    if len(clause.spelled) == 1 or clause.keeps or clause.condition.op == "between":
        return True
    every = [
        window for value in range(len(clause.spelled)) for window in places(clause, value, said, quote, house)
    ]
    run = Window(quote.message, min(one.first for one in every), max(one.last for one in every))
    return "between" not in said.keys(quote) and (
        not _JOINING.isdisjoint(said.keys(run)) or not _SIGNS.isdisjoint(said.text(run))
    )


def _told(clause: Clause, said: Said, quote: Window) -> bool:
    """Whether the quote speaks of the field at all."""
    if clause.field.name in NAMED_BARE:
        return True
    words = said.within(quote)
    if clause.field.name == "critic-rating":
        return any(word.key.startswith("critic") for word in words)
    if clause.field.name == "year" and _in_brackets(said, quote):
        return True
    if clause.field.name == "rating" and any(word.key.startswith("critic") for word in words):
        return False
    if clause.field.name == "requester-watched":
        return all(
            any(fits(word.key, FIELD_CUES[name]) for word in words) for name in ("requested-by", "watched")
        )
    owned = clause.field.name == "requested-by" and any(word.owns for word in words)
    return owned or any(fits(word.key, FIELD_CUES[clause.field.name]) for word in words)


def _in_brackets(said: Said, quote: Window) -> bool:
    """Whether a year stands behind a title: "Dune (2021)"."""
    text = said.texts[quote.message]
    return any(text[word.start - 1 : word.start] == "(" for word in said.within(quote) if word.start)


def _titled(words: Sequence[Word], place: Window) -> bool:
    """Whether words can be a title: they are announced as one, or mean nothing else here."""
    announced = any(fits(word.key, _ANNOUNCING) for word in words[max(0, place.first - 2) : place.first])
    return announced or any(not _means(word.key) for word in words[place.first : place.last])


def _means(key: str) -> bool:
    """Whether a word has a meaning in the language of rules."""
    spoken = key in FILLER or key[0].isdecimal() or fits(key, (*MORE, *LESS, *EARLIER, *LATER, *STOPPING))
    return spoken or negates(key) or any(fits(key, cues) for cues in FIELD_CUES.values())


def _says(clause: Clause, said: Said, place: Window, others: Others) -> bool:
    words = said.words[place.message]
    if clause.field.contains and not _titled(words, place):
        return False
    owned = clause.field.name == "requested-by" and words[place.last - 1].owns
    if not owned and not belongs(clause.field.name, words, place.first, place.last):
        return False
    if not directed(clause, words, place) or _means_else(clause, words, place, others):
        return False
    if clause.keeps and "never" not in clause.spelled:
        return spared(clause, words, place, others)
    return not sparing_before(clause, words, place, others) and not denied_behind(clause, words, place)


def _means_else(clause: Clause, words: Sequence[Word], place: Window, others: Others) -> bool:
    """Whether words can be meant otherwise: "3 stars" of how many, "unwatched films up to 500 GB" in all."""
    behind = [word.key for word in words[place.last : place.last + 2]]
    if clause.field.scale and behind[:1] and behind[0].startswith("star"):
        return behind[1:] != ["out"]
    if clause.field.kind is FieldKind.SPAN and clause.field.name != "unwatched":
        near = [word.key for word in words[max(0, place.first - 4) : place.last + 3]]
        aged = any(key in {"old", "older", "newer", "younger"} for key in near)
        return aged and not any(fits(key, _DATED) for key in near)  # added or released?
    if clause.field.name == "size" and clause.condition.op in {"<", "<="}:
        before = [word.key for word in words[max(0, place.first - 4) : place.first]]
        caps = not _CAPPING.isdisjoint(before) or behind == ["or", "less"]
        each = not _BEING.isdisjoint(before) or not _EACH.isdisjoint((*before, *behind))
        return caps and not each and (bool(others.going) or before[-3:-2] == ["delete"])
    if clause.keeps and "never" in clause.spelled:  # "Anna watched and requested"
        back = place.first - 1
        while back >= 0 and words[back].key in _GOING_ON:
            back -= 1
        return place.first - 1 > back >= 0 and (place.message, back) in others.every
    return False
