"""Bugs planted in rules, plans and protections: what may be wanted, shown and left alone."""

from tests.mutations.bug import Bug

_SOURCES = "tests/execution/test_sources.py"
_BELIEFS = "tests/library/test_beliefs.py"
_READING = "tests/library/test_reading.py"
_CHOICE = "tests/planning/test_choice.py"
_DIGEST = "tests/planning/test_digest.py"
_EVIDENCE = "tests/planning/test_evidence.py"
_PROPOSE = "tests/planning/test_propose.py"
_PLANNING_PROTECTIONS = "tests/planning/test_protections.py"
_RECLAIM = "tests/planning/test_reclaim.py"
_AGREEMENT = "tests/rules/test_agreement.py"
_MEANING = "tests/rules/test_meaning.py"
_QUERY = "tests/rules/test_query.py"
_PROTECTIONS = "tests/service/test_protections.py"

PLANNING_BUGS: tuple[Bug, ...] = (
    Bug(
        "an unknown verdict counts as yes",
        "cascade/rules/sql.py",
        "where(_present(rule), verdict)",
        "where(_present(rule), func.coalesce(cast(verdict, Integer), 1) == 1)",
        (_AGREEMENT,),
    ),
    Bug(
        "the second opinion on a verdict is skipped",
        "cascade/choice.py",
        "if candidate.verdict.answer is not Answer.YES:",
        "if False:",
        (_CHOICE,),
    ),
    Bug(
        "an ambiguous entry is planned",
        "cascade/choice.py",
        'if record.arr_match in ("ambiguous", "conflicting"):',
        "if False:",
        (
            _CHOICE,
            f"{_PROPOSE}::test_an_ambiguous_match_is_passed_over_as_unclear",
        ),
    ),
    Bug(
        "a season goes although Sonarr would fetch it again",
        "cascade/choice.py",
        'if record.kind is Kind.SEASON and record.arr_match == "one" and not followed:',
        "if False:",
        (_CHOICE,),
    ),
    Bug(
        "never watched although the history starts late",
        "cascade/rules/term_sql.py",
        "return self.usable(Role.WATCH) and since is not None and since <= at",
        "return self.usable(Role.WATCH) and since is not None",
        (
            _AGREEMENT,
            _MEANING,
        ),
    ),
    Bug(
        "the reasons forget that the history starts late",
        "cascade/rules/coverage.py",
        "return Role.WATCH in knowledge.usable and since <= at",
        "return Role.WATCH in knowledge.usable",
        (
            _MEANING,
            _AGREEMENT,
        ),
    ),
    Bug(
        "a play in doubt is no doubt",
        "cascade/rules/term_sql.py",
        "return items.c.watch_doubt == false()",
        "return true()",
        (
            _MEANING,
            _AGREEMENT,
        ),
    ),
    Bug(
        "an incomplete set of tags proves that one is missing",
        "cascade/rules/term_sql.py",
        'settled = items.c.arr_match.in_(["one", "none"])',
        "settled = true()",
        (
            _MEANING,
            _AGREEMENT,
        ),
    ),
    Bug(
        "a negation is lost",
        "cascade/rules/query.py",
        "return Not(inner) if negated else inner",
        "return inner",
        (_QUERY,),
    ),
    Bug(
        "only the first of several values counts",
        "cascade/rules/term_sql.py",
        "item_values.c.key.in_(self.keys()),",
        "item_values.c.key.in_(self.keys()[:1]),",
        (
            _MEANING,
            _AGREEMENT,
        ),
    ),
    Bug(
        "what is unknown is sorted first",
        "cascade/rules/sql.py",
        ".nulls_last()",
        ".nulls_first()",
        (_MEANING,),
    ),
    Bug(
        "m is taken for a span",
        "cascade/rules/values.py",
        'raise raw.error("m could be minutes or months", '
        'f"Write {count}mo for months, or {count}d for days")',
        'unit = "mo"',
        (_QUERY,),
    ),
    Bug(
        "a plan holds an item and its ancestor",
        "cascade/planning.py",
        "if candidate.record.show_id not in everyone:",
        "if candidate is not None:",
        (f"{_PROPOSE}::test_a_plan_never_holds_an_item_and_its_ancestor",),
    ),
    Bug(
        "reclaim counts what does not come back",
        "cascade/planning.py",
        "draft.freed += freed or 0",
        "draft.freed += record.size_bytes",
        (
            f"{_PROPOSE}::test_what_gives_nothing_back_does_not_count_towards_reclaim",
            f"{_PROPOSE}::test_reclaim_ends_with_the_item_that_crosses_it",
        ),
    ),
    Bug(
        "the item that crosses reclaim stays off the plan",
        "cascade/choice.py",
        "freed >= rule.reclaim",
        "freed > rule.reclaim - 10**9",
        (f"{_PROPOSE}::test_reclaim_ends_with_the_item_that_crosses_it",),
    ),
    Bug(
        "a file of two episodes counts twice",
        "cascade/reclaim.py",
        "for path, stat in seen.items() if path not in self.taken)",
        "for path, stat in seen.items())",
        (_RECLAIM,),
    ),
    Bug(
        "files nobody sees bring nothing back instead of who knows what",
        "cascade/reclaim.py",
        "            return None\n",
        "            return 0\n",
        (_RECLAIM,),
    ),
    Bug(
        "the row that says available goes while a copy stays",
        "cascade/planning.py",
        "if rows and others_among(",
        "if False and others_among(",
        (f"{_PROPOSE}::test_the_row_that_says_available_goes_only_when_no_copy_stays",),
    ),
    Bug(
        "one better version selects a film with a lesser one",
        "cascade/library/reading.py",
        "return found.pop() if len(found) == 1 else None",
        "return max(filter(None, found), default=None)",
        (
            _READING,
            f"{_PROPOSE}::test_a_film_with_a_lesser_version_is_not_chosen_for_its_better_one",
        ),
    ),
    Bug(
        "the digest leaves the items out",
        "cascade/plan.py",
        "shown = replace(self, state=PlanState.PROPOSED)",
        "shown = replace(self, state=PlanState.PROPOSED, items=())",
        (_DIGEST,),
    ),
    Bug(
        "an unknown verdict protects nothing",
        "cascade/library/protections.py",
        "func.coalesce(cast(verdict, Integer), 1) == 1",
        "func.coalesce(cast(verdict, Integer), 0) == 1",
        (f"{_PLANNING_PROTECTIONS}::test_a_protection_by_query_covers_what_it_cannot_judge",),
    ),
    Bug(
        "a protection does not reach what shares a file",
        "cascade/library/protections.py",
        "related[item] |= sharing",
        "pass",
        (f"{_PLANNING_PROTECTIONS}::test_whatever_shares_a_file_with_something_protected_is_protected",),
    ),
    Bug(
        "a protected season leaves its show unprotected",
        "cascade/library/protections.py",
        "related[above].add(row.id)",
        "pass",
        (f"{_PLANNING_PROTECTIONS}::test_a_show_with_a_protected_season_is_no_candidate",),
    ),
    Bug(
        "a protected show leaves its seasons unprotected",
        "cascade/library/protections.py",
        "related[row.id] |= {relative for relative in (row.parent_id, row.show_id) if relative is not None}",
        "pass",
        (f"{_PLANNING_PROTECTIONS}::test_a_protected_show_keeps_all_its_seasons",),
    ),
    Bug(
        "a protection never ends",
        "cascade/library/protections.py",
        ".where(or_(protections.c.ends_at.is_(None), protections.c.ends_at > now))",
        ".where(protections.c.id > 0)",
        (f"{_PLANNING_PROTECTIONS}::test_a_protection_counts_until_it_ends",),
    ),
    Bug(
        "a film protects the show of its number",
        "cascade/library/protections.py",
        "query = select(items.c.id, number).where(mine, items.c.kind == kind, number.is_not(None))",
        "query = select(items.c.id, number).where(mine, number.is_not(None))",
        (f"{_PROTECTIONS}::test_a_films_number_protects_no_show_of_the_same_number",),
    ),
    Bug(
        "what plays is deleted if the rule names in-progress",
        "cascade/library/protections.py",
        "if item in set(playing)}",
        "if item in set(playing) and not named}",
        (f"{_PLANNING_PROTECTIONS}::test_a_film_that_plays_now_stays_whatever_the_rule_says",),
    ),
    Bug(
        "a changed fact is not seen",
        "cascade/evidence.py",
        "if fresh.get(name) != value:",
        "if name not in fresh:",
        (_EVIDENCE,),
    ),
    Bug(
        "stale facts are believed",
        "cascade/library/beliefs.py",
        "if now - status.succeeded_at > max_age:",
        "if status.error and now - status.succeeded_at > max_age:",
        (
            _BELIEFS,
            f"{_SOURCES}::test_facts_older_than_allowed_select_nothing",
        ),
    ),
)
