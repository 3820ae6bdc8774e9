"""Phrases about size, ratings, votes, copies and seasons: what is counted or measured."""

# ruff: noqa: E501 - a row of the grammar reads best on one line

from collections.abc import Iterator
from itertools import chain
from typing import Final

from llm.phrases.phrase import Phrase, Role, compared, phrases, vague

_RATED: Final = (
    "(rated|scored|scoring|with (a|an|the) (rating|score)|with ratings|whose rating is|rating [is]) [of]"
)
_CRITICS: Final = (
    "(critics (rated|gave|scored) IT|[the] (critic|critics) (rating|score) [is]"
    "|with (a|an|the) (critic|critics) (rating|score) [of]|rated by [the] critics|critics 's (rating|score) [is])"
)


def _rated() -> Iterator[Phrase]:
    yield from compared(f"{_RATED} CMP", "rating", "rating")
    yield from compared(f"{_CRITICS} CMP", "critic-rating", "rating")
    yield from compared("rated CMP by [the] critics", "critic-rating", "rating")
    yield from phrases(
        Role.CONDITION,
        [
            (f"{_RATED} {{rating}}", "rating:{rating}"),
            (f"{_CRITICS} {{rating}}", "critic-rating:{rating}"),
            ("(worse|lower) than {percent}", "rating:<{percent}"),
            ("better than {percent}", "rating:>{percent}"),
            ("(below|under) {percent}", "rating:<{percent}"),
            ("(above|over) {percent}", "rating:>{percent}"),
            ("(season|seasons) {number}", "season:{number}"),
            ("(season|seasons) {number:one} (and|or|&) [season] {number:other}", "season:{one},{other}"),
            (
                "(season|seasons) {number:first} (to|until|till|through) [season] {number:last}",
                "season:{first}..{last}",
            ),
            ("[the] first season", "season:1"),
            ("specials", "season:0"),
            ("in (several|multiple) (versions|copies)", "copies:>1"),
            ("with (several|multiple) (versions|copies)", "copies:>1"),
        ],
    )


CONDITIONS: Final = (
    *compared("[taking up|using|weighing|sized|with [a] size [of]] CMP [in size|of space|big|large|each]", "size", "size"),
    *phrases(Role.CONDITION, [("[sized] [between|from] {sizes} [in size|big|large|each]", "size:{sizes}")]),
    *_rated(),
    *compared("[with] CMP votes", "votes", "n"),
    *compared("with CMP (versions|version|copies|copy)", "copies", "n"),
    *compared("(season|seasons) CMP", "season", "number"),
)  # fmt: skip

VAGUE: Final = (
    *chain.from_iterable(
        (
            vague(f"{over} {{small}}", "That many what?", f"{word} {{small}} GB", f"rated {rated} {{small}}"),
            vague(f"{over} {{number}}", "That many what?", f"{word} {{number}} GB", f"{word} {{number}} MB"),
        )
        for over, word, rated in (
            ("(over|above|more than|higher than)", "over", "above"),
            ("(under|below|less than|lower than|worse than)", "under", "below"),
        )
    ),
    vague("(bigger|larger|heavier) than {number}", "That many what?", "bigger than {number} GB", "bigger than {number} MB"),
    vague("(smaller|lighter) than {number}", "That many what?", "smaller than {number} GB", "smaller than {number} MB"),
    vague(
        "[too|very|really|so] (big|large|huge|enormous|massive|giant|gigantic|fat|heavy|bulky)",
        "From which size on?",
        "bigger than 10 GB",
        "bigger than 20 GB",
        "bigger than 50 GB",
    ),
    vague("[too|very|really] (small|tiny|little)", "Up to which size?", "smaller than 1 GB", "smaller than 2 GB", "smaller than 5 GB"),
    vague(
        "[(really|very|just|so)] (bad|crappy|terrible|awful|shitty|poor|rubbish|garbage|badly rated|poorly rated|low rated"
        "|lousy|mediocre|trashy|horrible|with (bad|low|poor) (ratings|reviews|rating|scores)|unpopular|nobody likes)",
        "Rated below what?",
        "rated below 4",
        "rated below 5",
        "rated below 6",
    ),
    vague(
        "[really|very] (good|great|excellent|well rated|highly rated|popular|beloved|with good (ratings|reviews))",
        "Rated above what?",
        "rated above 7",
        "rated above 8",
    ),
    vague("[too|very] (long|short)", "A rule knows no running time. Is the size meant?", "bigger than 20 GB", "smaller than 2 GB"),
    vague("(hd|high definition|high res|hi res)", "Which resolution?", "in 1080p", "in 720p", "in 4k"),
    vague("(low quality|low res|low resolution|bad quality|poor quality|sd|standard definition)", "Which resolution?", "in 720p", "in 576p", "in 480p"),
)  # fmt: skip
