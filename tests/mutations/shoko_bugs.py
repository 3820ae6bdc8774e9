"""Bugs planted in what is new with Shoko: what it is told to forget, and what it tells."""

from tests.mutations.bug import Bug

_CONNECTOR = "tests/connectors/test_shoko.py"
_FEED = "tests/detection/test_shoko.py"
_RUNS = "tests/execution/test_shoko.py"
_ANIME = "tests/library/test_anime.py"

SHOKO_BUGS: tuple[Bug, ...] = (
    Bug(
        "Shoko deletes the file with its entry",
        "cascade/connectors/shoko.py",
        'kept = {"removeFiles": "false", "removeFolder": "false"}',
        'kept = {"removeFolder": "false"}',
        (f"{_RUNS}::test_no_flag_that_would_touch_a_file_is_ever_sent",),
    ),
    Bug(
        "Shoko forgets a series with files of other items",
        "cascade/connectors/shoko_steps.py",
        "if entry.files and not strangers:",
        "if entry.files:",
        (f"{_CONNECTOR}::test_of_a_series_with_other_files_only_the_items_are_forgotten",),
    ),
    Bug(
        "any Shoko proves that it forgot",
        "cascade/connectors/shoko_steps.py",
        "if identity != expected.section:",
        "if not identity:",
        (f"{_CONNECTOR}::test_a_404_of_another_shoko_proves_nothing",),
    ),
    Bug(
        "an anime under another number is gone",
        "cascade/connectors/shoko_steps.py",
        "if again is not None:",
        "if again == '':",
        (f"{_CONNECTOR}::test_the_same_anime_under_another_number_is_not_gone",),
    ),
    Bug(
        "what Shoko tells is kept though it still has it",
        "cascade/detection/shoko_feed.py",
        "if known.entry and not await self.shoko.has_file(ref):",
        "if known.entry:",
        (f"{_FEED}::test_what_shoko_tells_and_still_has_is_not_kept",),
    ),
    Bug(
        "what went while the hub was down is lost",
        "cascade/detection/shoko_feed.py",
        "        self.is_heard, self._why = True, None\n        self._behind.set()\n",
        "        self.is_heard, self._why = True, None\n",
        (f"{_FEED}::test_what_went_while_the_hub_was_down_is_found_when_it_is_back",),
    ),
    Bug(
        "feeds of the new Shoko are not joined",
        "cascade/connectors/shoko_events.py",
        'return ("file", "metadata") if has_topics(version) else ("shoko",)',
        'return ("shoko",)',
        (f"{_FEED}::test_a_file_deleted_in_shoko_becomes_one_event_of_its_episode",),
    ),
    Bug(
        "Shoko overrides what Sonarr says of a show",
        "cascade/library/arr_facts.py",
        "WHERE role IN ('movies', 'shows') AND gone_at IS NULL",
        "WHERE role <> 'media' AND gone_at IS NULL",
        (f"{_ANIME}::test_a_series_says_nothing_of_what_sonarr_says",),
    ),
)
