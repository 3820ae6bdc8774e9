"""Phrases about who watched what, and when."""

# ruff: noqa: E501 - a row of the grammar reads best on one line

from typing import Final

from llm.phrases.phrase import Role, compared, phrases, vague

_UNSEEN: Final = (
    "(NOBODY [here|in the house|in this house] HAVE [bothered to] (WATCHED|WATCH) IT"
    "|((have|has|had) not been|BE not BEEN) WATCHED [by ANYBODY] [at all]|we (have|did) not (WATCHED|WATCH) IT"
    "|we [have] never WATCHED IT|did not get WATCHED"
    "|never [BE|been|got] WATCHED [by ANYBODY] [at all]|(without|with (no|0|zero)) [a|any] [single] (play|plays|view|views|viewers)"
    "|[gone|went|been|sat|lain|remained|left] (unwatched|un watched|unplayed|unseen) [by ANYBODY]"
    "|not [been|got] (touched|opened)|untouched|WATCHED by NOBODY)"
)
_SINCE: Final = "added:<{day} (watched:<{day} OR watched:never)"

CONDITIONS: Final = (
    *phrases(
        Role.CONDITION,
        [
            (_UNSEEN, "watched:never"),
            (f"{_UNSEEN} [in|for|within|over|during|since] [the] [last|past] {{span}}", "unwatched:>{span}"),
            (f"{_UNSEEN} [in|for] (OVER|longer than) {{span}}", "unwatched:>{span}"),
            (f"{_UNSEEN} since [OVER] {{span}} [ago]", "unwatched:>{span}"),
            (f"{_UNSEEN} [in|for] (at least {{span}}|{{span}} (or more|or longer))", "unwatched:>={span}"),
            (f"{_UNSEEN} (in|for|within|over|during) the (last|past) {{unit}}", "unwatched:>{unit}"),
            (f"{_UNSEEN} since [the] (start|beginning) of {{day}}", _SINCE),
            (f"{_UNSEEN} since [[the] year] {{day}}", _SINCE),
            (f"{_UNSEEN} [in|far] {{this}} [far]", _SINCE.replace("day", "this")),
            (f"{_UNSEEN} after {{day}}", _SINCE.replace("<", "<=")),
            (f"{_UNSEEN} since [the] end of {{day}}", _SINCE.replace("<", "<=")),
            ("last WATCHED before {day}", "watched:<{day}", "watched:>={day} OR watched:never"),
            ("last WATCHED (in|on) {day}", "watched:{day}", "-watched:{day} OR watched:never"),
            (
                "last WATCHED (OVER|longer than) {span} ago",
                "unwatched:>{span} -watched:never",
            ),
            ("[last] WATCHED since {day}", "watched:>={day}", "watched:<{day} OR watched:never"),
            ("[last] WATCHED after {day}", "watched:>{day}", "watched:<={day} OR watched:never"),
            (
                "[ANYBODY HAVE] [last] WATCHED [IT] [in] {this}",
                "watched:>={this}",
                "watched:<{this} OR watched:never",
            ),
            (
                "[ANYBODY HAVE] [last] WATCHED [IT] [by ANYBODY] (in|within|during|over) [the] (last|past) {span}",
                "watched:>={span_day}",
                "unwatched:>={span}",
            ),
            (
                "[ANYBODY HAVE] [last] WATCHED [IT] [by ANYBODY] (in|within|during|over) the (last|past) {unit}",
                "watched:>={unit_day}",
                "unwatched:>={unit}",
            ),
            ("[last] WATCHED (UNDER|within) {span} ago", "watched:>={span_day}", "unwatched:>={span}"),
            ("THAT [at least|] (ANYBODY|we) HAVE WATCHED", "-watched:never", "watched:never"),
            (
                "BEEN WATCHED [by ANYBODY] [at least once|at some point|before]",
                "-watched:never",
                "watched:never",
            ),
            ("WATCHED by [only|just|exactly] {n} (people|persons|person|viewers|users|of us)", "viewers:{n}"),
            ("with [only|just|exactly] {n} (viewer|viewers)", "viewers:{n}"),
            ("WATCHED by [both] {viewer!}", "watched-by:{viewer}"),
            ("(unwatched|unseen) by {viewer!}", "-watched-by:{viewer}", "watched-by:{viewer}"),
            (
                "((have|has|had) not been|BE not BEEN) WATCHED by {viewer!}",
                "-watched-by:{viewer}",
                "watched-by:{viewer}",
            ),
            ("((have|has|had) not been|BE not BEEN) WATCHED (more than|over) {times}", "plays:<={times}"),
            ("[THAT|which] [both] {viewer} HAVE [both] WATCHED", "watched-by:{viewer}"),
            (
                "[THAT] {viewer} HAVE WATCHED (and|but) [also] [has|have] (requested|asked for|wished for|ordered)",
                "watched-by:{viewer} requested-by:{viewer}",
            ),
            (
                "[THAT] {viewer} HAVE WATCHED (and|but) (never|has not|have not|has never|have never) requested",
                "watched-by:{viewer} -requested-by:{viewer}",
            ),
            (
                "{viewer} (HAVE not|has never|have never|never|did not) (WATCHED|WATCH) [IT]",
                "-watched-by:{viewer}",
                "watched-by:{viewer}",
            ),
            (
                "NOBODY (but|except|other than|besides|apart from) {viewer!} HAVE [ever] WATCHED [IT]",
                "watched-by:{viewer} viewers:1",
            ),
            (
                "(WATCHED by NOBODY|((have|has|had) not been|BE not BEEN) WATCHED by ANYBODY) (but|except|other than|besides|apart from) {viewer!}",
                "watched-by:{viewer} viewers:1",
            ),
            ("(only|just) WATCHED by {viewer!}", "watched-by:{viewer} viewers:1"),
            ("WATCHED (only|just) by {viewer!}", "watched-by:{viewer} viewers:1"),
            ("(only|just) {viewer} HAVE [ever] WATCHED [IT]", "watched-by:{viewer} viewers:1"),
            (
                "WATCHED by (everybody|everyone|all|all the people) (who|that) [has|have] (requested|asked for) [IT]",
                "requester-watched:yes",
            ),
            ("(everybody|everyone) who (requested|asked for) IT HAVE WATCHED [IT]", "requester-watched:yes"),
            ("[THAT] [the] (requester|requesters) HAVE WATCHED [IT]", "requester-watched:yes"),
            ("WATCHED by [the|their|its] (requester|requesters)", "requester-watched:yes"),
            (
                "[THAT] [the] (requester|requesters) (HAVE not|never|has never|have never|did not) (WATCHED|WATCH) [IT]",
                "requester-watched:no",
                "requester-watched:yes",
            ),
            ("(ANYBODY BE|people are|somebody is) [still] in the middle of", "in-progress:yes"),
            (
                "[BE] (in progress|half WATCHED|part WATCHED|partly WATCHED|partially WATCHED|begun and not finished|started but not finished|being WATCHED)",
                "in-progress:yes",
            ),
            ("WATCHED [only|just|exactly] {times}", "plays:{times}"),
        ],
    ),
    *compared("WATCHED CMP", "plays", "times"),
    *compared("[with] CMP (plays|views)", "plays", "n"),
    *phrases(Role.CONDITION, [("with [only|just|exactly] {n} (play|plays|view|views)", "plays:{n}")]),
    *compared("WATCHED by CMP (people|persons|person|viewers|users|of us|different people)", "viewers", "n"),
    *compared("CMP (people|persons|person|users|of us) HAVE WATCHED [IT]", "viewers", "n"),
    *compared("[with] CMP (viewers|viewer)", "viewers", "n"),
)

VAGUE: Final = (
    vague("((have|has|had) not WATCHED|did not WATCH) [IT]", "Who has not?", "never watched"),
    vague("(and|or|but|that) (have|has|had) WATCHED [IT]", "Who has?", "with at least 1 play"),
    vague(
        "(HAVE not BEEN WATCHED by {viewer}|{viewer} (HAVE not|has never|have never|never|did not) (WATCHED|WATCH) [IT]) since {day}",
        "A rule knows whether one person watched it, and when anybody last did.",
        'not watched by "{viewer}"',
        "not watched since {day}",
    ),
    vague(
        "(HAVE not BEEN WATCHED by {viewer}|{viewer} (HAVE not|has never|have never|never|did not) (WATCHED|WATCH) [IT]) (in|for|within) [the] [last|past] {span}",
        "A rule knows whether one person watched it, and when anybody last did.",
        'not watched by "{viewer}"',
        "not watched in {span}",
    ),
    vague(
        f"{_UNSEEN} (recently|lately|of late|in recent times|any more|anymore|these days|nowadays|in [THE] recent [past])",
        "Since when has nobody watched it?",
        "not watched in 6 months",
        "not watched in 1 year",
        "not watched in 2 years",
    ),
    vague(
        "[THAT] (NOBODY|no one) (watches|plays|is watching) [IT] [any more|anymore|these days|lately|now]",
        "Since when has nobody watched it?",
        "not watched in 6 months",
        "not watched in 1 year",
        "not watched in 2 years",
        "never watched",
    ),
    vague(
        "(long unwatched|unwatched (recently|lately)|forgotten|abandoned|neglected|stale|dusty|gathering dust|collecting dust)",
        "Since when has nobody watched it?",
        "not watched in 6 months",
        "not watched in 1 year",
        "not watched in 2 years",
    ),
    vague(
        "[BEEN] (rarely|seldom|hardly|barely|scarcely|occasionally|infrequently) [ever] WATCHED",
        "How often is that at most?",
        "never watched",
        "watched at most once",
        "watched less than 3 times",
    ),
    vague("[BEEN] (often|frequently|regularly|a lot|much) WATCHED|WATCHED (often|a lot|frequently|regularly|much)",
        "How often is that at least?",
        "watched at least 3 times",
        "watched at least 5 times",
        "watched at least 10 times",
    ),
    vague("[BEEN] (recently|lately|last) WATCHED|WATCHED (recently|lately|of late)",
        "Since when?",
        "watched in the last month",
        "watched in the last 6 months",
        "watched in the last year",
    ),
    vague(
        f"{_UNSEEN} (in|during|for all of|before) {{day}}",
        "A rule can look at the last time it was watched. What is meant?",
        "not watched since {day}",
        "not watched since the end of {day}",
    ),
    vague(
        "WATCHED (in|on|before|during) {day}",
        "A rule can look at the last time it was watched. What is meant?",
        "last watched in {day}",
        "last watched before {day}",
    ),
    vague(
        "[last] WATCHED {span} ago|WATCHED (OVER|longer than) {span} ago",
        "A rule needs a bound. What is meant?",
        "last watched over {span} ago",
        "watched in the last {span}",
    ),
)  # fmt: skip
