"""Phrases about when something was added, released or last aired."""

# ruff: noqa: E501, ISC004 - a row of the grammar reads best on one line

from collections.abc import Iterator
from typing import Final

from llm.phrases.phrase import Phrase, Role, phrases, vague

_ADDED: Final = "(added|imported|downloaded|acquired|uploaded|grabbed)"
_RELEASED: Final = "(released|made|produced|published|filmed)"
_AIRED: Final = "([last] (aired|broadcast))"


def _dated(verb: str, date: str, span: str) -> tuple[Phrase, ...]:
    """Make the phrases of a day and its span: before, after, since, in, and so long ago."""
    return phrases(
        Role.CONDITION,
        [
            (f"BEEN {verb} (before|earlier than|prior to) {{day}}", f"{date}:<{{day}}"),
            (f"BEEN {verb} (after|later than) {{day}}", f"{date}:>{{day}}"),
            (f"BEEN {verb} since {{day}}", f"{date}:>={{day}}"),
            (f"BEEN {verb} since [the] end of {{day}}", f"{date}:>{{day}}"),
            (f"BEEN {verb} (in|on|during) {{day}}", f"{date}:{{day}}"),
            (f"BEEN {verb} in {{day:one}} (or|and) [in] {{day:other}}", f"{date}:{{one}} OR {date}:{{other}}"),
            (f"BEEN {verb} {{this}}", f"{date}:{{this}}"),
            (f"BEEN {verb} {{last}}", f"{date}:{{last}}"),
            (f"BEEN {verb} (in or before|until|up to|by the end of) {{day}}", f"{date}:<={{day}}"),
            (f"BEEN {verb} (between {{day:low}} and|from {{day:low}} (to|until)) {{day:high}}", f"{date}:{{low}}..{{high}}"),
            (
                f"BEEN {verb} before {{day:low}} or [BEEN {verb}] after {{day:high}}",
                f"{date}:<{{low}} OR {date}:>{{high}}",
            ),
            (f"BEEN {verb} (OVER|longer than|earlier than) {{span}} ago", f"{span}:>{{span}}"),
            (f"BEEN {verb} (ATLEAST {{span}} ago|{{span}} ago or (more|longer|earlier))", f"{span}:>={{span}}"),
            (f"BEEN {verb} ATMOST {{span}} ago", f"{span}:<={{span}}"),
            (f"BEEN {verb} (UNDER|within) {{span}} ago", f"{span}:<{{span}}"),
            (f"BEEN {verb} (in|within|during|over) [the] (last|past) {{span}}", f"{span}:<{{span}}"),
            (f"BEEN {verb} (in|within|during|over) the (last|past) {{unit}}", f"{span}:<{{unit}}"),
        ],
    )  # fmt: skip


def _asked(verb: str, said: str) -> Iterator[Phrase]:
    """Make the questions about a day that is no bound."""
    over, within = f"{said} over {{span}} ago", f"{said} in the last {{span}}"
    yield vague(
        f"BEEN {verb} (long|ages|a long time|a while|forever) ago",
        "How long ago?",
        f"{said} over 1 year ago",
        f"{said} over 2 years ago",
        f"{said} over 5 years ago",
    )
    yield vague(f"BEEN {verb} {{span}} ago", "A rule needs a bound. What is meant?", over, within)
    yield vague(
        f"(BEEN {verb} (recently|lately)|(recently|newly|freshly) {verb})",
        "Since when?",
        f"{said} in the last month",
        f"{said} in the last 6 months",
    )


CONDITIONS: Final = (
    *_dated(_ADDED, "added", "age"),
    *_dated(_RELEASED, "released", "released-age"),
    *_dated(_AIRED, "last-aired", "aired-age"),
    *phrases(
        Role.CONDITION,
        [
            (
                "(HAVE not (aired|broadcast) [anything|a new episode] since {day}"
                "|(no|without) [any|a] new (episode|episodes|season|seasons) since {day})",
                "last-aired:<{day}",
            ),
            (
                "(HAVE not (aired|broadcast) [anything|a new episode] (in|for|within) [the] [last|past] {span}"
                "|(no|without) [a|any] new (episode|episodes) (in|for|within) [the] [last|past] {span})",
                "aired-age:>{span}",
            ),
            ("(from [the year]|of [the year]) {year}", "year:{year}"),
            ("(from|of) {year:low} (or|and) {year:high}", "year:{low},{high}"),
            ("from {year:low} (to|until|till|through) {year:high}", "year:{low}..{high}"),
            ("from between {year:low} and {year:high}", "year:{low}..{high}"),
            ("from before {year}", "year:<{year}"),
            ("from before {year:low} or [from] after {year:high}", "year:<{low} OR year:>{high}"),
            ("(from after|newer than) {year}", "year:>{year}"),
            ("older than [the year] {year}", "year:<{year}"),
            (
                "(have|has) BEEN (on [THE] (server|disk|plex)|here|there) [for] (OVER|longer than) {span}",
                "age:>{span}",
            ),
            ("(have|has) BEEN (on [THE] (server|disk|plex)|here|there) [for] ATLEAST {span}", "age:>={span}"),
            ("(from {year} (on|onwards|or later|or newer)|from since {year})", "year:>={year}"),
            ("from {year} (or earlier|or older|or before)", "year:<={year}"),
            ("[from|of|in] [the] {decade}", "year:{decade}"),
            (f"{_RELEASED} in [the] {{decade}}", "year:{decade}"),
            ("with [the] year {year}", "year:{year}"),
        ],
    ),
)

VAGUE: Final = (
    *_asked(_ADDED, "added"),
    *_asked(_RELEASED, "released"),
    vague(
        "(older than {span}|{span} old|(over|more than|at least) {span} old|from (over|more than) {span} ago)",
        "Which age is meant?",
        "added over {span} ago",
        "released over {span} ago",
        "not watched in {span}",
    ),
    vague(
        "((newer|younger) than {span}|(under|less than) {span} old)",
        "Which age is meant?",
        "added in the last {span}",
        "released in the last {span}",
    ),
    vague(
        "(before|prior to) {day}",
        "Before that, what happened?",
        "released before {day}",
        "added before {day}",
        "last watched before {day}",
    ),
    vague(
        "(since|after) {day}",
        "Since then, what?",
        "not watched since {day}",
        "added since {day}",
        "released since {day}",
    ),
    vague(
        "(for|in) [the] [last|past] {span}",
        "For that long, what?",
        "not watched in {span}",
        "added over {span} ago",
    ),
    vague(
        "[too|very|really|rather] old",
        'What is "{words}"?',
        "not watched in 2 years",
        "added over 2 years ago",
        "released over 20 years ago",
    ),
    vague(
        "[too|very|really|rather|brand] new",
        'What is "{words}"?',
        "added in the last month",
        "added in the last 6 months",
        "released in the last year",
    ),
    vague("(recent|latest)", "Since when?", "added in the last month", "added in the last 6 months"),
    vague("(ancient|classic|vintage|outdated)", "Which age is meant?", "released before 1980", "added over 5 years ago"),
)  # fmt: skip
