"""Bugs planted in reconciliation: what is compared, what is an outage, what came back."""

from tests.mutations.bug import Bug

_BACK = "tests/detection/test_came_back.py"
_LOSSES = "tests/detection/test_losses.py"
_RACES = "tests/detection/test_races.py"
_RECONCILE = "tests/detection/test_reconcile.py"

RECONCILING_BUGS: tuple[Bug, ...] = (
    Bug(
        "a loss that nobody believed is believed",
        "cascade/detection/heeding.py",
        "        if await conn.scalar(said.order_by(table.c.released_at.desc()).limit(1)):\n",
        "        if name:\n",
        (f"{_LOSSES}::test_what_a_person_does_not_believe_is_not_raised_again_while_it_stays_so",),
    ),
    Bug(
        "a loss that a person believed is not",
        "cascade/detection/heeding.py",
        "            found.add(name)\n",
        "            found.discard(name)\n",
        (f"{_LOSSES}::test_what_a_person_believes_becomes_one_event_each_at_the_next_look",),
    ),
    Bug(
        "a denied loss that grows is not raised again",
        "cascade/detection/heeding.py",
        "last.lost < count",
        "last.lost < 0",
        (f"{_LOSSES}::test_what_a_person_does_not_believe_is_raised_again_when_it_grows",),
    ),
    Bug(
        "a folder that cannot be reached is passed over",
        "cascade/detection/reconcile.py",
        "            await heed_folders(conn, lost, now)\n",
        "            await heed_folders(conn, {}, now)\n",
        (f"{_LOSSES}::test_a_lost_disk_is_one_outage_though_nobody_misses_anything_yet",),
    ),
    Bug(
        "what a run of ours is deleting is a loss",
        "cascade/library/absent.py",
        "WHERE r.locked AND r.item_id IN",
        "WHERE 0 AND r.item_id IN",
        (f"{_RACES}::test_what_we_deleted_is_not_added_again_by_a_sync_that_a_webhook_began",),
    ),
    Bug(
        "drift never ends by itself",
        "cascade/detection/comparing.py",
        "AND EXISTS (SELECT 1 FROM items i WHERE i.id = drift.item_id AND i.gone_at IS NULL)",
        "AND 0",
        (f"{_RECONCILE}::test_an_entry_that_radarr_dropped_is_drift_and_ends_when_it_is_there_again",),
    ),
    Bug(
        "drift stays drift when the last system lost it",
        "cascade/detection/reconcile.py",
        "            await comparing.reopen_drifted(conn)\n",
        "",
        (f"{_RECONCILE}::test_drift_becomes_a_deletion_when_the_last_system_lost_it_too",),
    ),
    Bug(
        "the first look floods the feed",
        "cascade/detection/comparing.py",
        '"told": now if first else None',
        '"told": None',
        (f"{_RECONCILE}::test_what_the_first_look_finds_is_not_told_one_by_one",),
    ),
    Bug(
        "whichever copy comes back undoes every deletion of the title",
        "cascade/detection/reappearing.py",
        '_SAME_COPY = "(e.is_4k IS NULL OR i.is_4k IS NULL OR i.is_4k = e.is_4k)"',
        '_SAME_COPY = "1"',
        (f"{_BACK}::test_of_two_copies_that_were_deleted_only_the_one_that_is_there_again_came_back",),
    ),
    Bug(
        "a return is not noticed where its item is new",
        "cascade/detection/reappearing.py",
        "i.id > e.item_id AND i.added_at > e.at",
        "i.id = e.item_id",
        (f"{_BACK}::test_what_an_import_list_added_again_is_laid_at_that_list",),
    ),
    Bug(
        "a request of before the deletion came back",
        "cascade/detection/reappearing.py",
        "WHERE x.at > e.at AND x.status <> 3",
        "WHERE x.status <> 3",
        (f"{_BACK}::test_a_request_of_before_the_deletion_is_no_return",),
    ),
    Bug(
        "whatever came back with the title is deleted with it",
        "cascade/elsewhere.py",
        "if others else plan",
        "if not others else plan",
        (f"{_BACK}::test_what_we_deleted_comes_back_and_is_deleted_again_by_a_plan_of_just_that",),
    ),
)
