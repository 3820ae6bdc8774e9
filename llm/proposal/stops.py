"""Where a rule stops, decided from the person's words: "until 500 GB are free" is not "free 500 GB"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cascade.rules.expr import Rule
from cascade.rules.query import QueryError, parse
from cascade.rules.text import print_size
from llm.language.calendar import YEAR
from llm.language.numerals import SMALL
from llm.proposal.clause import BadDraft
from llm.proposal.dates import Unreadable
from llm.proposal.draft import Stop
from llm.proposal.families import belongs
from llm.proposal.prose import Said, Window, Word
from llm.proposal.quantities import count_of, size
from llm.proposal.vague import is_last, rewritten
from llm.reading import Choice, Question

Directive = Literal["limit", "reclaim", "free"]

_DIRECTIVES: Final[dict[str, Directive]] = {"items": "limit", "reclaim": "reclaim", "free_space": "free"}
_AMOUNT: Final = r"(?:[\d.]+|half an?|an?|\w+) ?(?:[kmgt]i?b|gigs?|gigabytes?|terabytes?|megs?|megabytes?)"
_FREE: Final = re.compile(
    rf"\b(?:(?:until|till|so)\b.*\b{_AMOUNT}\b.*\bfree\b(?!d)|{_AMOUNT} (?:\w+ ){{0,3}}(?:is|are|be) free\b"
    rf"|have {_AMOUNT} (?:of )?(?:space )?free\b|{_AMOUNT} free\b)"
)
_BACK: Final = re.compile(
    r"\b(?:(?:free|freeing|freed|reclaim(?:ed|ing)?|recover(?:ed)?|saved?|regain|gain|clear|get)\b"
    r"(?: up| back| me)*"
    rf"(?: \w+){{0,2}} {_AMOUNT}\b|{_AMOUNT} (?:\w+ ){{0,3}}(?:back|reclaimed|freed|recovered|saved)\b"
    rf"|room for (?:another )?{_AMOUNT}\b)"
)


@dataclass(frozen=True, slots=True)
class Halt:
    """One stop of a rule; `supported` says that the person's words hold its amount and its kind."""

    name: Directive
    amount: int
    stop: Stop
    supported: bool
    places: tuple[Window, ...] = ()  # of its amount in the person's words

    def text(self) -> str:
        """Write it as the query language has it."""
        return f"{self.name}:{self.amount if self.name == 'limit' else print_size(self.amount)}"


def read_stop(stop: Stop, said: Said, base: Rule | None, assumed: Sequence[str]) -> Halt | Question:
    """Resolve a stop, or ask what is meant where the words say neither; raises BadDraft."""
    proposed = _DIRECTIVES[stop.kind]
    amount = _amount(stop)
    carried = Halt(proposed, amount, stop, supported=True)
    if base is not None and getattr(base, proposed) == amount and carried.text() not in assumed:
        return carried
    told = [window for window in said.find(stop.from_words) if _amounts(proposed, amount, said, window)]
    if not told:
        return Halt(proposed, amount, stop, supported=False)
    places = tuple(place for window in told for place in _amounts(proposed, amount, said, window))
    if proposed == "limit":
        return Halt(proposed, amount, stop, supported=True, places=places)
    kinds = {kind for window in told if (kind := _kind(said.text(window)))}
    kinds = kinds or _kept(base) or {kind for window in told if (kind := _kind(_sentence(said, window)))}
    if len(kinds) == 1:
        return Halt(kinds.pop(), amount, stop, supported=True, places=places)
    return _which(amount, said, told[0])


def _amount(stop: Stop) -> int:
    try:
        if stop.kind == "items":
            return count_of(stop.amount)
        return parse(f"size:>1KB reclaim:{size(stop.amount)}").reclaim or 0
    except (Unreadable, QueryError) as problem:
        raise BadDraft(str(problem)) from None


def _amounts(name: Directive, amount: int, said: Said, window: Window) -> tuple[Window, ...]:
    """Return where an amount stands in a quote, as a whole number of words and as no part of a condition."""
    inner = (
        Window(window.message, first, first + length)
        for length in range(1, 5)
        for first in range(window.first, window.last - length + 1)
    )
    return tuple(one for one in inner if _read(name, said.text(one)) == amount and _may_stop(name, said, one))


def _may_stop(name: Directive, said: Said, window: Window) -> bool:
    """Whether words beside an amount make it a stop: "at most 20", "20 films"; "over 20 GB" is none."""
    words = said.words[window.message]
    if name != "limit":
        return belongs(name, words, window.first, window.last)
    before, behind = words[max(0, window.first - 2) : window.first], words[window.last : window.last + 3]
    if _any(_UNIT, behind[:1]) or _any(_COMPARING, before):
        return False
    if _goes_on(words, window.first):
        return False
    if YEAR.fullmatch(said.text(window)) and not _any(_CAPS, before):  # "2010 films"
        return False
    return not behind or _any(_ITEMS, behind) or _any(_LIMITING, before) or _any(_CAP, behind[:1])


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether a number goes on with another: "rated at least 3 and at most 5"."""
    while at and re.fullmatch(_BOUND, words[at - 1].key):
        at -= 1
    joined = at > 1 and words[at - 1].key in {"and", "but"}
    return joined and (words[at - 2].key[0].isdecimal() or words[at - 2].key in SMALL)


_BOUND: Final = r"at|most|no|not|more|than|up|to|max|maximum|the"
_UNIT: Final = (
    r"[kmgt]i?b|gigs?|gigabytes?|terabytes?|megs?|days?|weeks?|months?|years?|%|percent|stars?"
    r"|plays?|views?|viewers?|votes?|people|persons?|times?|seasons?|copies|versions?"
)
_COMPARING: Final = r"before|after|since|in|over|under|below|above|rated|from|season"
_LIMITING: Final = r"most|top|first|only|max|maximum|limit|than|just|to|the|it|that"
_CAPS: Final = r"most|max|maximum|limit|than"
_CAP: Final = r"max|maximum|tops"
_ITEMS: Final = r"films?|movies?|shows?|items?|titles?|of|biggest|largest|smallest|oldest|newest|worst"


def _any(pattern: str, words: Sequence[Word]) -> bool:
    return any(re.fullmatch(pattern, word.key) for word in words)


def _read(name: Directive, text: str) -> int | None:
    try:
        if name == "limit":
            return count_of(text) if text.casefold() not in {"a", "an", "one", "single"} else None
        return parse(f"size:>1KB reclaim:{size(text)}").reclaim
    except (Unreadable, QueryError):
        return None


def _kind(text: str) -> Directive | None:
    """Tell by the wording alone; None where it says neither or both."""
    plain = " ".join(text.casefold().split())
    free, back = bool(_FREE.search(plain)), bool(_BACK.search(plain))
    if re.search(r"\b(?:until|till)\b", plain) and free:
        return "free"
    if free == back:
        return None
    return "free" if free else "reclaim"


def _kept(base: Rule | None) -> set[Directive]:
    """Return the kind of stop of the rule at hand, which "make it 300 GB" keeps."""
    if base is None:
        return set()
    kinds: tuple[Directive, ...] = ("reclaim", "free")
    return {kind for kind in kinds if getattr(base, kind) is not None}


def _sentence(said: Said, window: Window) -> str:
    return said.texts[window.message]


def _which(amount: int, said: Said, window: Window) -> Question:
    """Ask which of the two is meant."""
    written = print_size(amount)
    says = (
        (f"Until {written} have come back", f"until {written} have come back"),
        (f"Until {written} are free on the disk", f"until {written} are free"),
    )
    last = is_last(said, window)
    choices = tuple(Choice(label, rewritten(said, window, words) if last else words) for label, words in says)
    text = f"Should it stop when {written} have come back, or when {written} are free on the disk?"
    return Question(text, choices, said.text(window), rewrites=last)
