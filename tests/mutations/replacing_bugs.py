"""Bugs planted in telling a deletion from what took its place, and in what is told of it."""

from tests.mutations.bug import Bug

_BACK = "tests/detection/test_came_back.py"
_RADARR = "tests/detection/test_radarr.py"
_RECEIVER = "tests/detection/test_receiver.py"
_RECONCILE = "tests/detection/test_reconcile.py"
_REPLACEMENT = "tests/detection/test_replacement.py"
_SERVERS = "tests/detection/test_reconcile_servers.py"

REPLACING_BUGS: tuple[Bug, ...] = (
    Bug(
        "whatever Jellyfin got meanwhile replaces what it lost",
        "cascade/detection/replacement.py",
        "and_(items.c.guid.is_(None), or_(false(), *same)),",
        "items.c.guid.is_(None),",
        (f"{_REPLACEMENT}::test_another_film_that_came_at_the_same_time_is_no_replacement",),
    ),
    Bug(
        "an episode is known by a guid alone",
        "cascade/detection/replacement.py",
        "or_(numbered, _titled(known))",
        "_titled(known)",
        (f"{_REPLACEMENT}::test_an_episode_replaced_in_jellyfin_hours_before_the_sync_is_no_deletion",),
    ),
    Bug(
        "a folder that was renamed is deleted",
        "cascade/detection/replacement.py",
        "                _moved(known, departure),\n",
        "",
        (f"{_REPLACEMENT}::test_a_show_whose_folder_was_renamed_is_no_deletion",),
    ),
    Bug(
        "a newer file in Sonarr says nothing",
        "cascade/detection/looking.py",
        "return Holds.NEWER if newer else",
        "return Holds.ENTRY if newer else",
        (f"{_REPLACEMENT}::test_an_episode_waits_while_sonarr_has_a_newer_file_that_plex_does_not_list",),
    ),
    Bug(
        "a newer file of any season keeps an episode",
        "cascade/detection/replacement.py",
        "if season is None or file.season in {None, season}",
        "if True",
        (f"{_REPLACEMENT}::test_an_episode_does_not_wait_for_a_file_of_another_season",),
    ),
    Bug(
        "a show goes while its new episode is on its way in",
        "cascade/detection/leaving.py",
        'or_(left.c.gone_at.is_(None), left.c.gone_why == "arriving"),',
        "left.c.gone_at.is_(None),",
        (f"{_REPLACEMENT}::test_a_show_does_not_go_with_its_last_old_episode_while_a_sync_brings_a_new_one",),
    ),
    Bug(
        "each episode is told of before its show",
        "cascade/detection/leaving.py",
        "return departures.c.settled_at.is_(None), ~whole.exists()",
        "return (departures.c.settled_at.is_(None),)",
        (f"{_BACK}::test_a_show_whose_empty_folder_is_listed_again_came_not_back",),
    ),
    Bug(
        "an empty folder came back",
        "cascade/detection/reappearing.py",
        "WHERE i.gone_at IS NULL AND i.size_bytes > 0 AND NOT EXISTS (",
        "WHERE i.gone_at IS NULL AND NOT EXISTS (",
        (f"{_BACK}::test_a_show_whose_empty_folder_is_listed_again_came_not_back",),
    ),
    Bug(
        "drift stays drift though the title has a new entry",
        "cascade/detection/reconcile.py",
        "        await self._reopen_replaced()\n",
        "",
        (f"{_RECONCILE}::test_drift_ends_when_plex_lists_the_film_under_another_number",),
    ),
    Bug(
        "what two servers lose at once had no files",
        "cascade/library/leaving.py",
        "    await _name_heir(conn, ids)\n",
        "",
        (f"{_SERVERS}::test_a_film_both_lost_at_once_is_known_by_its_files_which_radarr_still_has",),
    ),
    Bug(
        "a reading of one item goes behind a sync that listed it",
        "cascade/library/refresh.py",
        "generation = await _generation(conn, held.source)",
        "generation = 1",
        ("tests/library/test_refresh.py::test_a_sync_does_not_miss_what_it_listed_while_it_was_read_alone",),
    ),
    Bug(
        "a file that has no name went",
        "cascade/detection/lacking.py",
        "if names and (not hint.files or names & set(hint.files)):",
        "if names & set(hint.files):",
        (f"{_RADARR}::test_a_report_without_number_and_file_is_checked_by_what_is_known",),
    ),
    Bug(
        "a line that is no request is logged as it came",
        "cascade/detection/receiver.py",
        "handle_signals=False, logger=_wire)",
        "handle_signals=False)",
        (f"{_RECEIVER}::test_what_is_no_request_is_logged_without_its_line",),
    ),
)
