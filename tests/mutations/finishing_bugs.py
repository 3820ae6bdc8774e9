"""Bugs planted in finishing what somebody else began to delete."""

from tests.mutations.bug import Bug

_ABSENCE = "tests/detection/test_absence.py"
_FINISHING = "tests/detection/test_finishing.py"

FINISHING_BUGS: tuple[Bug, ...] = (
    Bug(
        "a file that is there does not keep what is left",
        "cascade/absence.py",
        "        if there:\n",
        "        if len(there) == len(files):\n",
        (f"{_ABSENCE}::test_one_file_of_many_that_is_there_keeps_everything",),
    ),
    Bug(
        "a folder that nobody sees proves its files gone",
        "cascade/absence.py",
        "        if unknown:\n",
        "        if not files:\n",
        (f"{_ABSENCE}::test_a_folder_that_nobody_sees_proves_nothing",),
    ),
    Bug(
        "a lost disk proves its files gone",
        "cascade/absence.py",
        "lost = [root.path for root in roots if not root.accessible]",
        "lost = [root.path for root in roots if root.accessible is None]",
        (f"{_FINISHING}::test_a_lost_disk_proves_nothing",),
    ),
    Bug(
        "tags that went with an item protect it no more",
        "cascade/library/remembered_vetoes.py",
        "    sets = {name: frozenset(values) for name, values in known.values.items()}\n",
        "    sets: dict[str, frozenset[str]] = {}\n",
        (f"{_FINISHING}::test_a_tag_that_went_with_the_item_protects_it_all_the_same",),
    ),
    Bug(
        "a protection added after the plan is not seen",
        "cascade/execution/item.py",
        "if item.planned.finishes and (veto := await self._veto(item)) is not None:",
        "if not item.planned.finishes and (veto := await self._veto(item)) is not None:",
        (f"{_FINISHING}::test_a_protection_between_the_plan_and_the_yes_wins",),
    ),
    Bug(
        "two runs finish one deletion",
        "cascade/ledger/adopting.py",
        "    if taken.rowcount != 1:\n",
        "    if taken.rowcount > 1:\n",
        (f"{_FINISHING}::test_one_deletion_is_finished_by_one_run_at_a_time",),
    ),
    Bug(
        "the plan of what is left can be made anew as one that deletes files",
        "cascade/successor.py",
        "    if at.finishes:\n",
        "    if at.finishes and not at.items:\n",
        (f"{_FINISHING}::test_such_a_plan_is_not_changed_into_one_that_deletes_files",),
    ),
)
