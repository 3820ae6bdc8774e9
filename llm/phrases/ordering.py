"""Phrases about the order and where to stop."""

# ruff: noqa: E501, ISC004 - a row of the grammar reads best on one line

from collections.abc import Iterator
from itertools import chain
from typing import Final

from llm.phrases.phrase import Phrase, Role, phrases, vague

_MOST: Final = {
    "(biggest|largest|heaviest|fattest)": "-size",
    "(smallest|tiniest|lightest)": "size",
    "(oldest|longest ago added|earliest added|first added)": "-age",
    "(newest|most recently added|last added|latest added)": "age",
    "(longest unwatched|least recently watched|longest not watched|longest unseen)": "-unwatched",
    "(most recently watched|last watched)": "unwatched",
    "(worst|worst rated|lowest rated|lowest rating)": "rating",
    "(best|best rated|highest rated|top rated|highest rating)": "-rating",
    "(least watched|least played|fewest plays)": "plays",
    "(most watched|most played|most plays)": "-plays",
    "(oldest released|earliest released|oldest release)": "-released-age",
    "(newest released|latest released|newest release)": "released-age",
    "(earliest requested|oldest requested)": "-requested-age",
}
"""What people call the first of an order, and the order."""

_BY: Final = {
    "size": ("biggest", "smallest"),
    "(age|date added|day added)": ("oldest", "newest"),
    "(rating|audience rating)": ("worst rated", "best rated"),
    "(plays|play count)": ("least watched", "most watched"),
    "(release|release date|year)": ("oldest released", "newest released"),
}
"""Orders that do not say where they begin, and what they can begin with."""


def _ordered(most: str, sort: str) -> Iterator[Phrase]:
    """Make the phrases of one order: the biggest first, the 5 biggest, and "the biggest", which is asked about."""
    ones = "[one|ones|films|movies|shows|series|seasons|titles|items|things|files|of them]"
    yield from phrases(
        Role.DIRECTIVE,
        [
            (f"[(with|take|go for|from|in order)] [the] {most} {ones} (first|to start with|before the rest)", f"sort:{sort}"),
            (f"(starting|start|beginning|begin) (with|at|from) [the] {most} {ones}", f"sort:{sort}"),
            (f"[only|just] [the] [top] {{n}} {most}", f"sort:{sort} limit:{{n}} counted:1"),
            (f"[only|just] [the] {most} {{n}}", f"sort:{sort} limit:{{n}} counted:1"),
        ],
    )  # fmt: skip
    said = most.strip("()").split("|")[0]
    yield vague(
        f"[the] {most}", f"How many of the {said}?", f"the 5 {said}", f"the 10 {said}", f"the 20 {said}"
    )


DIRECTIVES: Final = (
    *chain.from_iterable(_ordered(most, sort) for most, sort in _MOST.items()),
    *phrases(
        Role.DIRECTIVE,
        [
            ("[(sorted|ordered|sort|order|sorting)] [it|them] by (title|name)", "sort:title"),
            ("[and|but] (at most|at the most|up to|no more than|not more than|a maximum of|max|maximum|limit|limit [it|them] to|limited to) {n} [titles|items|things|of them|ones|files]", "limit:{n}"),
            ("[and|but] (at most|at the most|up to|no more than|not more than|a maximum of|max|maximum|limit [it|them] to) {n} {kind}", "limit:{n} type:{kind}"),
            ("{n} {kind} (at most|max|maximum|at the most|tops)", "limit:{n} type:{kind}"),
            ("{few} {kind}", "limit:{few} type:{kind} counted:1"),
            ("{n} [titles|items|things|of them] (at most|max|maximum|at the most|tops)", "limit:{n}"),
            ("[only|just] [the] (first|top) {n}", "limit:{n} counted:1"),
            ("(stop after|stop at) {n} [titles|items|things|of them|ones|files]", "limit:{n}"),
            (
                "(until|till|til|that) [we|i|you] [have|has|there is|there are|get] [at least] {size} [of]"
                " [disk|the disk] [space] [is|are] (free|available|left)"
                " [on the (disk|drive|server|nas)|disk space|space|room|again]",
                "free:{size}",
            ),
            ("(until|till|til) the (disk|drive|nas|server) has [at least] {size} [of] (free|available|left) [space]", "free:{size}"),
            (
                "(until|till|til|that) [we|i|you] (have|has|there is|there are|get|are) [at least] {size} [of]"
                " (free|available) [disk] [space|room]",
                "free:{size}",
            ),
            (
                "(until|till|til) [we|i|you] [have] [at least] {size} [of] [space] [is|are|has|have] [been]"
                " (back|come back|came back|freed|freed up|reclaimed|recovered|saved|gained|won back|gone|deleted|cleared|removed)",
                "reclaim:{size}",
            ),
            (
                "(until|till|til) [we|i|you] [have|has] (freed|freed up|reclaimed|recovered|saved|gained|got back|get back"
                "|have back|won back|deleted|cleared|removed|get) [at least] {size} [of (space|room|disk space)] [back]",
                "reclaim:{size}",
            ),
            (
                "[to|and|so as to|in order to] (free|free up|reclaim|recover|make|make room for|make space for|save|win|gain"
                "|get|get back|claw back) [me|us] [up] [at least] {size} [of] [disk|free] [space|room|storage|back]"
                " [up|back] [on the (disk|drive|server|nas|plex)] [from]",
                "reclaim:{size}",
            ),
            (
                "(delete|remove|clear|clear out|purge|drop|dump|bin|lose|get rid of|clean up|clean out|nuke) [up]"
                " [at least] {size} (of|worth of|in)",
                "reclaim:{size}",
            ),
            (
                "[to|we need|i need|need] [have|get] {size} (free|of free space|of free disk space|free space)"
                " [on the (disk|drive|server|nas)]",
                "free:{size}",
            ),
            ("[and|but] (keep|leave) [at least] {size} [of] [disk] [space] free", "free:{size}"),
            ("[i|we] [need|want] {size} (back|of space back|of room)", "reclaim:{size}"),
            ("[at most|up to|no more than|a maximum of] {size} (in total|altogether|in all)", "reclaim:{size}"),
        ],
    ),
    *phrases(
        Role.CHANGE,
        [
            ("[make|change] (it|that|this) [to|up to|just] {size} [instead|then]", "stop:{size}"),
            ("(only|just|rather|to) {size} [instead]", "stop:{size}"),
            ("{size} instead", "stop:{size}"),
            ("[make|change] (it|that|this) [to|just] [the] [last|past] {span} [instead|then]", "span:{span}"),
            ("{span} instead", "span:{span}"),
            ("[make|change] (it|that|this) [to|at most|just|only|up to] {n} (films|movies|shows|items|titles|of them) [instead]", "limit:{n}"),
            ("[make|change] (it|that|this) [to|at most|just|only|up to] {n} [instead]", "number:{n}"),
        ],
    ),
)  # fmt: skip

VAGUE: Final = (
    vague("{year} {kind}", "Is that a year, or how many?", "{kind} from {year}", "at most {year} {kind}"),
    vague("with [OVER|UNDER|ATLEAST|ATMOST|only|just|exactly] {n} (season|seasons|episode|episodes)", "No rule counts seasons."),
    vague(
        "(until|till|til|when|if|once) [the] [free] (disk|drive|nas|server|storage) [space|usage] [is|has|drops|goes|gets]"
        " [OVER|UNDER|ATLEAST|ATMOST|only|to|at] {percent} [full|free|used]",
        "A stop is an amount of space.",
    ),
    vague("(OVER|ATLEAST) {n} {kind}", "A rule stops at a number, or before.", "at most {n} {kind}"),
    *(
        vague(
            f"[(sorted|ordered|sort|order|sorting)] [it|them] by {what}",
            "Which first?",
            *(f"{way} first" for way in ways),
        )
        for what, ways in _BY.items()
    ),
    vague(
        "(until|till|til|up to|stop at|stop after|max|maximum) {size}",
        "Is that what should come back, or what should be free afterwards?",
        "until {size} are back",
        "until {size} are free",
    ),
    vague(
        "(free up|make|get|clear) (some|a bit of|a little|more|enough|a lot of|lots of|plenty of) (space|room|disk space|storage)",
        "How much?",
        "free up 100 GB",
        "free up 500 GB",
        "free up 1 TB",
    ),
    vague(
        "(free up|make|get|clear|clear up|save|free) [disk|the disk] (space|room|storage)",
        "How much?",
        "free up 100 GB",
        "free up 500 GB",
        "free up 1 TB",
    ),
    vague(
        "(until|till|til) (there is|we have|i have) (enough|some|more|plenty of|a bit of) (space|room|disk space)",
        "How much?",
        "until 100 GB are free",
        "until 500 GB are free",
        "until 1 TB are free",
    ),
    vague(
        "(some|a few|several|a couple [of]|a handful of|many|most|a bunch of|half)",
        "How many?",
        "at most 5",
        "at most 10",
        "at most 20",
    ),
)  # fmt: skip
