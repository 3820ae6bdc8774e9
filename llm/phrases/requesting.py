"""Phrases about requests: by whom, and when."""

# ruff: noqa: E501, ISC004 - a row of the grammar reads best on one line

from typing import Final

from llm.phrases.phrase import Role, phrases, vague

_ASKED: Final = "(requested|asked for|wished for|ordered)"
_NEVER: Final = "requested:never"
_NOT: Final = "((have|has|had) not been|BE not BEEN)"
_BEN_ASKED: Final = f"[THAT] {{requester}} HAVE {_ASKED} [IT]"

CONDITIONS: Final = phrases(
    Role.CONDITION,
    [
        (f"BEEN {_ASKED} by {{requester!}}", "requested-by:{requester}"),
        (f"{_NOT} {_ASKED} by {{requester!}}", "-requested-by:{requester}", "requested-by:{requester}"),
        (_BEN_ASKED, "requested-by:{requester}"),
        (f"{_BEN_ASKED} (and|but) [THAT] (never|has never|has not|have not|did not) (WATCHED|WATCH) [IT]", "requested-by:{requester} -watched-by:{requester}"),
        (f"{_BEN_ASKED} (and|but) [also] [has|have] WATCHED [IT]", "requested-by:{requester} watched-by:{requester}"),
        (f"(BEEN {_ASKED} by {{requester!}}|[THAT] {{requester}} HAVE {_ASKED} [IT]) (OVER|longer than) {{span}} ago", "requested-by:{requester} requested-age:>{span}", "-requested-by:{requester}"),
        (f"(BEEN {_ASKED} by {{requester!}}|[THAT] {{requester}} HAVE {_ASKED} [IT]) before {{day}}", "requested-by:{requester} requested:<{day}", "-requested-by:{requester}"),
        (
            "[THAT] {requester} (did not|has not|have not|never) (request|requested|ask for|asked for) [IT]",
            "-requested-by:{requester}",
            "requested-by:{requester}",
        ),
        ("(requests|a request|the requests) (by|from|of) {requester!}", "requested-by:{requester}"),
        ("{requester} 's requests", "requested-by:{requester}"),
        (
            f"(NOBODY HAVE [ever] {_ASKED} IT|never BEEN {_ASKED}|{_NOT} {_ASKED} [by ANYBODY]"
            f"|unrequested|{_ASKED} by NOBODY|without a request|without [any] requests)",
            _NEVER,
            "-requested:never",
        ),
        (f"([THAT] (somebody|someone|anybody|anyone|people) HAVE {_ASKED} [IT]|BEEN {_ASKED} [by ANYBODY])", "-requested:never", _NEVER),
        (f"{_NOT} {_ASKED} [by ANYBODY] (in|within|during|over) [the] (last|past) {{span}}", "requested-age:>={span} OR requested:never", "requested-age:<{span}"),
        (f"{_NOT} {_ASKED} [by ANYBODY] (in|within|during|over) the (last|past) {{unit}}", "requested-age:>={unit} OR requested:never", "requested-age:<{unit}"),
        (f"{_NOT} {_ASKED} [by ANYBODY] since {{day}}", "requested:<{day} OR requested:never", "requested:>={day}"),
        (f"[last] {_ASKED} before {{day}}", "requested:<{day}", "requested:>={day} OR requested:never"),
        (f"[last] {_ASKED} after {{day}}", "requested:>{day}", "requested:<={day} OR requested:never"),
        (f"[last] {_ASKED} since {{day}}", "requested:>={day}", "requested:<{day} OR requested:never"),
        (f"[last] {_ASKED} (in|on|during) {{day}}", "requested:{day}", "-requested:{day} OR requested:never"),
        (f"[last] {_ASKED} {{last}}", "requested:{last}", "-requested:{last} OR requested:never"),
        (f"[last] {_ASKED} {{this}}", "requested:{this}", "-requested:{this} OR requested:never"),
        (f"[last] {_ASKED} (OVER|longer than) {{span}} ago", "requested-age:>{span}", "requested-age:<={span} OR requested:never"),
        (f"[last] {_ASKED} (at least {{span}} ago|{{span}} ago or (more|longer|earlier))", "requested-age:>={span}", "requested-age:<{span} OR requested:never"),
        (f"[last] {_ASKED} (UNDER|within) {{span}} ago", "requested-age:<{span}", "requested-age:>={span} OR requested:never"),
        (f"[last] {_ASKED} (in|within|during|over) [the] (last|past) {{span}}", "requested-age:<{span}", "requested-age:>={span} OR requested:never"),
        (f"[last] {_ASKED} (in|within|during|over) the (last|past) {{unit}}", "requested-age:<{unit}", "requested-age:>={unit} OR requested:never"),
    ],
)  # fmt: skip

VAGUE: Final = (
    vague(f"((have|has|had) not {_ASKED}|did not request) [IT]", "Who has not?", "never requested"),
    vague(
        "{requester} 's [ones|own|things]",
        "What makes it theirs?",
        'requested by "{requester}"',
        'watched by "{requester}"',
    ),
    vague(
        f"{_ASKED} {{span}} ago",
        "A rule needs a bound. What is meant?",
        "requested over {span} ago",
        "requested in the last {span}",
    ),
    vague(
        f"({_ASKED} (recently|lately)|recently {_ASKED})",
        "Since when?",
        "requested in the last month",
        "requested in the last 6 months",
    ),
    vague(
        f"({_ASKED} (long|ages) ago|{_ASKED} a (long time|while) ago)",
        "How long ago?",
        "requested over 1 year ago",
        "requested over 2 years ago",
    ),
    vague(
        "(my requests|the ones i requested)",
        "Whose requests?",
        "requested by me",
    ),
)
