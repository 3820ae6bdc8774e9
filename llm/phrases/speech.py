"""The words that hold a sentence together: delete, films, except, and, and those without meaning here."""

# ruff: noqa: E501, ISC004 - a row of the grammar reads best on one line

from typing import Final

from llm.phrases.phrase import Phrase, Role, phrases, vague

_DELETE: Final = (
    "(delete|del|rm|deleting|remove|removing|erase|purge|nuke|trash|bin|dump|drop|lose|ditch|scrap|kill|wipe|toss|axe|prune|cull"
    "|clear|clear out|clear up|clear away|clear off|clean|clean up|clean out|clean away|get rid of|getting rid of|rid us of"
    "|throw out|throw away|do away with|free us from|take off|take down|weed out|chuck|chuck out|zap)"
)
_ASKING: Final = (
    "(can you|could you|would you|will you|can we|could we|should we|shall we|may we|can i|i want to|i would like to"
    "|we want to|we would like to|i want you to|i would like you to|i need to|we need to|i need you to|we should|let us"
    "|it is time to|time to|go ahead and|would you mind|do you mind|help me|help us|i think we (can|should)|you can|you may"
    "|want to|going to|we can|i am going to|feel free to|try to|be so kind and|be so kind as to|would like to)"
)
_NOT_DELETE: Final = (
    "((do|does|should|must|will|would|could|can) not [you|we|i] [want to|wanna]"
    f" ({_DELETE}|touch|touching|delete|include|take) [away]|never ({_DELETE}|touch)|without ({_DELETE}|touching))"
)

SPEECH: Final[tuple[Phrase, ...]] = (
    *phrases(
        Role.VERB,
        [
            (_DELETE,),
            (f"{_ASKING} {_DELETE}",),
            ("can go", "behind"),
            ("(should|must|may|has to|have to|needs to|need to) (go|be (deleted|removed))", "behind"),
            ("(i|we) (want|would like) (gone|deleted|removed)", "behind"),
        ],
    ),
    *phrases(
        Role.NOUN,
        [
            ("(film|films|movie|movies|flick|flicks|feature|features|motion pictures)", "movie"),
            ("(show|shows|series|serie|tv|tvs|tv show|tv shows|tv series|television|television shows|sitcoms)", "show"),
            ("(season|seasons)", "season"),
            (
                "(anything|everything|stuff|things|thing|content|media|title|titles|item|items|whatever|files|file|all that"
                "|all of (it|them)|all|every one|everyone of them)",
                "any",
            ),
            ("(ones|one|those|something)", "those"),
        ],
    ),
    *phrases(
        Role.KEEP,
        [
            (
                "([but|and] (except|except for|excepting|excluding|exclude|apart from|aside from|other than|besides|save for"
                "|not including|not counting|skipping|skip|minus|spare|sparing|keep|keeping|preserve|protect"
                "|leave out|leave|leaving|without|without any|hold on to|hang on to|hands off|leaving out|with the exception of|leave alone|always keep))",
                "list",
            ),
            ("(all|anything|everything) but", "all"),
            (f"[but|and] {_NOT_DELETE}", "list"),
            ("but not", "not"),
            ("[but|and] unless [it|they|that|those|these] [is|are|was|were|has|have|had] [been]", "unless"),
            ("[but|and] unless", "unless"),
        ],
    ),
    *phrases(Role.NOT, [("(not|no|nope|nah|is not|are not|was not|were not)",), ("non", "non")]),
    *phrases(
        Role.JOIN,
        [
            ("(and|& |as well as|plus|and also|and then|&|but|but also|and (are|is|were|was|have|has) [also])", "and"),
            ("[and|but] only (if|when|where)", "and"),
            ("(or|or else|or that|or which)", "or"),
            (",", ","),
        ],
    ),
    *phrases(Role.MARK, [("(that|which|who|whose|what|if|when|where|as long as|provided [that]|in case)",)]),
    *phrases(Role.ONLY, [("(only|just|solely|but only|limit [it|this|that] to|restrict [it|this|that] to)",)]),
    *phrases(Role.ADD, [("(also|too|add|include|including|and also|as well|in addition)",)]),
    *phrases(Role.END, [(".",)]),
    *phrases(
        Role.LIGHT,
        [
            (
                "(the|a|an|this|these|them|they|it|is|are|was|were|be|been|being|has|have|had|do|does|did|there|then|of|our"
                "|every|each|any|either|with|at all|else|by|way)",
            ),
            ("(alone|in peace)", "kept"),
            ("(by the way|for me|for us|for good|right [away]|at once|if you can|if possible|if you would|well|far|whole|entire|bot|cascadarr)",),
            ("((show|give|find|list) (me|us) [all|the|every]|(list|find) (all|the|every))",),
            (_ASKING,),
            ("(i|we) (want|would like|need) [you to]",),
            ("(on|in|from|off|of) [my|our|the] (server|plex|plex server|nas|disk|disks|media server|library|libraries|drive|collection)",),
            ("[and|but] (keep|leave) (the rest|everything else|all else|all the others|the others) [alone]",),
            ("that we own",),
            ("(in order|thank you|thank you very much|good morning|good evening|good day|dear [bot]|my friend)",),
            ("all [copies|versions] of",),
            ("all of",),
            ("(a|the) (lot|bunch) of the",),
        ],
    ),
)  # fmt: skip

VAGUE: Final = (
    vague("[the|all] (latest|newest|last|current|most recent) [{n}] (season|seasons)", "No rule counts seasons from the end."),
    vague("(episode|episodes)", "Single episodes cannot be deleted, seasons and shows can. Which are meant?", "seasons", "shows"),
    vague(
        "(boring|useless|unwanted|unneeded|not needed|junk|crap|garbage|rubbish|unused|pointless|redundant|superfluous|dead weight)",
        "What makes it that?",
        "never watched",
        "not watched in 2 years",
        "rated below 5",
    ),
)  # fmt: skip
