"""Ids propose, files decide, and what is not certain is nobody's."""

from itertools import permutations

from cascade.library.identity import ArrHolding, Decision, Match, Pair, decide, item_matches, settle

FILM = ArrHolding("radarr", "1", has_files=True, mapped=True, by_folder=False)
WISH = ArrHolding("radarr", "2", has_files=False, mapped=True, by_folder=False)
SHOW = ArrHolding("sonarr", "3", has_files=True, mapped=True, by_folder=True)
UNSEEN_SHOW = ArrHolding("sonarr", "4", has_files=True, mapped=False, by_folder=True)


def pair(
    item: int = 1, *, agrees: bool = True, conflicts: bool = False, files: bool = True, same: bool = True
) -> Pair:
    return Pair(item, agrees, conflicts, files, same)


def test_an_entry_is_the_item_whose_id_agrees_and_whose_file_it_has() -> None:
    assert decide(FILM, [pair()]) == Decision(FILM, Match.ONE, 1)


def test_of_two_copies_of_a_title_the_one_with_the_file_is_meant() -> None:
    decision = decide(FILM, [pair(1, files=False), pair(2)])
    assert (decision.match, decision.item_id, decision.doubted) == (Match.ONE, 2, ())


def test_agreeing_ids_without_a_common_file_match_nothing_and_leave_doubt() -> None:
    decision = decide(FILM, [pair(files=False)])
    assert (decision.match, decision.item_id, decision.doubted) == (Match.NONE, None, (1,))


def test_an_id_that_agrees_beside_one_that_contradicts_is_conflicting() -> None:
    decision = decide(FILM, [pair(conflicts=True)])
    assert (decision.match, decision.item_id) == (Match.CONFLICTING, None)


def test_a_common_file_under_contradicting_ids_is_conflicting() -> None:
    assert decide(FILM, [pair(agrees=False, conflicts=True)]).match is Match.CONFLICTING


def test_a_common_file_without_any_common_id_proves_nothing() -> None:
    decision = decide(FILM, [pair(agrees=False)])
    assert (decision.match, decision.doubted) == (Match.NONE, (1,))


def test_two_items_with_the_file_of_one_entry_are_ambiguous() -> None:
    assert decide(FILM, [pair(1), pair(2)]).match is Match.AMBIGUOUS


def test_an_entry_without_files_is_the_only_item_of_its_title() -> None:
    assert decide(WISH, [pair(files=False)]).item_id == 1


def test_an_entry_without_files_and_two_items_of_its_title_is_ambiguous() -> None:
    assert decide(WISH, [pair(1, files=False), pair(2, files=False)]).match is Match.AMBIGUOUS


def test_an_empty_entry_of_a_4k_instance_is_not_the_hd_copy() -> None:
    assert decide(WISH, [pair(files=False, same=False)]) == Decision(WISH, Match.NONE)


def test_a_show_needs_one_of_its_files_in_the_folder_of_the_entry() -> None:
    assert decide(SHOW, [pair()]).item_id == 1
    assert decide(SHOW, [pair(files=False)]).match is Match.NONE


def test_a_show_whose_folders_cannot_be_seen_goes_by_ids_if_only_one_fits() -> None:
    assert decide(UNSEEN_SHOW, [pair(files=False)]).item_id == 1
    assert decide(UNSEEN_SHOW, [pair(1, files=False), pair(2, files=False)]).match is Match.AMBIGUOUS


def test_an_entry_nobody_proposes_matches_nothing() -> None:
    assert decide(FILM, []) == Decision(FILM, Match.NONE)


def test_two_entries_of_one_instance_for_one_item_are_ambiguous() -> None:
    twice = [Decision(FILM, Match.ONE, 1), Decision(WISH, Match.ONE, 1)]
    assert [(d.match, d.item_id) for d in settle(twice)] == [(Match.AMBIGUOUS, None)] * 2


def test_two_instances_may_hold_one_item() -> None:
    other = ArrHolding("uhd", "1", has_files=True, mapped=True, by_folder=False)
    both = settle([Decision(FILM, Match.ONE, 1), Decision(other, Match.ONE, 1)])
    assert {d.match for d in both} == {Match.ONE}


def test_an_item_is_as_doubtful_as_its_gravest_entry_in_any_order() -> None:
    found = [
        Decision(FILM, Match.ONE, 1),
        Decision(WISH, Match.NONE, doubted=(1,)),
        Decision(SHOW, Match.CONFLICTING, doubted=(1,)),
    ]
    assert {item_matches(order)[1] for order in permutations(found)} == {Match.CONFLICTING}
    assert item_matches(found[:2])[1] is Match.AMBIGUOUS
