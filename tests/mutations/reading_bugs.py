"""Bugs planted in the reader of phrases and in what both readers share: amounts, names, differences."""

from tests.mutations.bug import Bug

_SENTENCES = "tests/llm/phrases/test_sentences.py"
_RULE = f"{_SENTENCES}::test_a_sentence_is_one_rule"
_ASKED = f"{_SENTENCES}::test_an_unclear_sentence_is_asked_about"
_NAMED = f"{_SENTENCES}::test_what_no_rule_can_hold_is_named"
_CHANGED = f"{_SENTENCES}::test_a_message_changes_the_rule_at_hand"
_POISON = "tests/llm/phrases/test_poison.py"
_QUANTITIES = "tests/llm/test_quantities.py"
_DIFFERENCE = "tests/llm/test_difference.py"
_READERS = "tests/llm/test_readers.py"

READING_BUGS: tuple[Bug, ...] = (
    Bug(
        "a word that no phrase knows is skipped",
        "llm/phrases/clauses.py",
        "            Role.UNPLACED: self.leave,\n",
        "",
        (_NAMED,),
    ),
    Bug(
        "a courtesy swallows a word with a meaning",
        "llm/phrases/words.py",
        '"ok", "okay",',
        '"ok", "not", "okay",',
        (_RULE,),
    ),
    Bug(
        "no horror films are all other films",
        "llm/phrases/clauses.py",
        "        if self.last and self.last.role is Role.VERB and",
        "        if False and self.last and",
        (_ASKED,),
    ),
    Bug(
        "only begins a new rule",
        "llm/phrases/changing.py",
        "return whole and not (clauses.adds or clauses.only) and",
        "return whole and not clauses.adds and",
        (_CHANGED,),
    ),
    Bug(
        "500 GB of all of them are 500 GB of each",
        "llm/phrases/totals.py",
        "        if sized and not",
        "        if False and not",
        (_ASKED,),
    ),
    Bug(
        "a film is every film",
        "llm/phrases/conclusion.py",
        "    if one and unique[0].limit is None:",
        "    if False:",
        (_ASKED,),
    ),
    Bug(
        "a not before nothing is forgotten",
        "llm/phrases/clauses.py",
        """        if self.negated:
            self.found.loose.append((self.negated.start, self.negated.end))
        kept =""",
        "        kept =",
        (_NAMED,),
    ),
    Bug(
        "an exception is dropped",
        "llm/phrases/rulemaking.py",
        "product(mains, *_exceptions(variant.kept))",
        "product(mains)",
        (_RULE,),
    ),
    Bug(
        "an empty exception is dropped",
        "llm/phrases/clauses.py",
        "            if clause.empty and not outer:",
        "            if False:",
        (_NAMED,),
    ),
    Bug(
        "under reads as over",
        "llm/phrases/phrase.py",
        '(f"UNDER {{{slot}}}", "<"),',
        '(f"UNDER {{{slot}}}", ">"),',
        (_RULE,),
    ),
    Bug(
        "at least reads as more than",
        "llm/phrases/phrase.py",
        '(f"(ATLEAST {{{slot}}}|{{{slot}}} ORMORE)", ">="),',
        '(f"(ATLEAST {{{slot}}}|{{{slot}}} ORMORE)", ">"),',
        (_RULE,),
    ),
    Bug(
        "since a day begins after it",
        "llm/phrases/watching.py",
        '(f"{_UNSEEN} since [[the] year] {{day}}", _SINCE),',
        '(f"{_UNSEEN} since [[the] year] {{day}}", _SINCE.replace("<", "<=")),',
        (_RULE,),
    ),
    Bug(
        "since a day forgets what came in after it",
        "llm/phrases/watching.py",
        '_SINCE: Final = "added:<{day} (watched:<{day} OR watched:never)"',
        '_SINCE: Final = "watched:<{day} OR watched:never"',
        (_RULE,),
    ),
    Bug(
        "the first of two readings is taken",
        "llm/phrases/conclusion.py",
        "    if len(unique) > 1:\n        return _ask(which_reading(unique))",
        "    if False:\n        return _ask(which_reading(unique))",
        (_ASKED,),
    ),
    Bug(
        "an unknown name is taken as it is",
        "llm/phrases/household.py",
        "        yield from found or self._unknown(field, at)",
        "        yield from found or [(at + 1, Filling(self.message.words[at].raw))]",
        (_ASKED,),
    ),
    Bug(
        "the nearest name is taken",
        "llm/names.py",
        "    return tuple(one.name for one in found[:MAX_NEAREST]) or _nearest(_plain(words), named)",
        "    near = tuple(one.name for one in found[:MAX_NEAREST]) or _nearest(_plain(words), named)\n"
        "    return next((one for one in named if one.name in near), near)",
        ("tests/llm/test_names.py::test_an_unknown_name_yields_the_nearest_ones",),
    ),
    Bug(
        "a name of two people means the first",
        "llm/names.py",
        "    if len(found) == 1:",
        "    if found:",
        ("tests/llm/test_names.py::test_words_that_fit_several_names_resolve_to_none_of_them",),
    ),
    Bug(
        "a name may hold a condition",
        "llm/phrases/household.py",
        "        if any(self._could_be_more(place) for place in range(at + 1, end)):",
        "        if False:",
        (f"{_POISON}::test_a_name_that_reads_two_ways_is_a_question",),
    ),
    Bug(
        "a title takes the place of a condition",
        "llm/phrases/titles.py",
        "or (known and (vague is None or noun)):",
        "or (known and noun):",
        (f"{_POISON}::test_a_title_of_known_words_is_at_most_one_more_answer",),
    ),
    Bug(
        "the first of several titles is taken",
        "llm/phrases/titles.py",
        "    if several and not keeps and not _about_seasons(pieces):",
        "    if False:",
        (_ASKED,),
    ),
    Bug(
        "a slip is mended in silence",
        "llm/phrases/slips.py",
        "    return Piece(Role.VAGUE, piece.start, piece.end, unclear=known)",
        "    return Piece(Role.LIGHT, piece.start, piece.end)",
        (_ASKED,),
    ),
    Bug(
        "a month and a half is a year and a half",
        "llm/language/units.py",
        'if count % 1 and short == "y":',
        "if count % 1:",
        (f"{_QUANTITIES}::test_what_is_no_amount_is_refused", _NAMED),
    ),
    Bug(
        "two hundred is two",
        "llm/language/numerals.py",
        "        elif word in LARGE and seen:",
        "        elif False:",
        (_RULE, f"{_QUANTITIES}::test_an_amount_is_read"),
    ),
    Bug(
        "today is a year ago",
        "llm/language/calendar.py",
        "today.year if (month, day) <= (today.month, today.day) else",
        "today.year if (month, day) < (today.month, today.day) else",
        (f"{_QUANTITIES}::test_an_amount_is_read",),
    ),
    Bug(
        "another kind is no widening",
        "llm/difference.py",
        "        not set(new.kinds) <= set(old.kinds)\n        or (stops",
        "        (stops",
        (f"{_DIFFERENCE}::test_a_change_is_told_part_by_part",),
    ),
    Bug(
        "a later stop is no widening",
        "llm/difference.py",
        "    return before is not None and (after is None or after > before)",
        "    return before is not None and after is None",
        (f"{_DIFFERENCE}::test_a_change_is_told_part_by_part",),
    ),
    Bug(
        "another order before a stop is no widening",
        "llm/difference.py",
        "        or (stops and new.sort != old.sort)\n",
        "",
        (f"{_DIFFERENCE}::test_a_change_is_told_part_by_part",),
    ),
    Bug(
        "a wider exception is taken for a narrower one",
        "llm/implied.py",
        "            certain = implies(other, inner)",
        "            certain = implies(inner, other)",
        (f"{_DIFFERENCE}::test_an_exception_that_keeps_less_is_a_widening",),
    ),
    Bug(
        "a wider bound is taken for a narrower one",
        "llm/implied.py",
        "    return (here > there) == (new.op in _UPWARD)",
        "    return (here < there) == (new.op in _UPWARD)",
        (f"{_DIFFERENCE}::test_what_is_said_to_imply_does_so_for_every_item",),
    ),
    Bug(
        "nobody hears that another reader read it",
        "llm/readers.py",
        "instead=error.message)",
        "instead=None)",
        (f"{_READERS}::test_a_model_that_cannot_answer_is_stood_in_for",),
    ),
    Bug(
        "nobody hears that there is no model",
        "llm/readers.py",
        "instead=self.without)",
        "instead=None)",
        (f"{_READERS}::test_without_a_model_the_phrase_reader_reads",),
    ),
)
