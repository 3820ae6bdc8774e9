"""Bugs planted in what is new with a second media server: Jellyfin itself, and two servers of one file."""

from tests.mutations.bug import Bug

_JELLYFIN = "tests/connectors/test_jellyfin.py"
_SERVERS = "tests/connectors/test_media_servers.py"
_TWO = "tests/library/test_two_media_servers.py"
_UNIONS = "tests/library/test_unions.py"

MEDIA_SERVER_BUGS: tuple[Bug, ...] = (
    Bug(
        "any Jellyfin proves a deletion",
        "cascade/connectors/jellyfin_proof.py",
        "if self.identity is None or info.id != self.identity:",
        "if self.identity is None:",
        (f"{_SERVERS}::test_a_404_of_another_server_proves_nothing",),
    ),
    Bug(
        "a film of Jellyfin is gone while another version is there",
        "cascade/connectors/jellyfin_proof.py",
        "if left := await self._versions(step):",
        "if False and (left := await self._versions(step)):",
        (_JELLYFIN,),
    ),
    Bug(
        "a play of Jellyfin without a day was in 1970",
        "cascade/library/play_facts.py",
        "max(CASE WHEN at > 0 THEN at END) AS last",
        "max(at) AS last",
        (f"{_TWO}::test_played_at_nobody_knows_when_is_neither_watched_then_nor_never",),
    ),
    Bug(
        "an undated play makes the history reach back to 1970",
        "cascade/library/status.py",
        "plays.c.at > UNDATED",
        "plays.c.at >= UNDATED",
        (f"{_TWO}::test_an_undated_play_does_not_lengthen_the_history",),
    ),
    Bug(
        "one file in common makes two films one",
        "cascade/library/unions.py",
        "or one.paths != other.paths:",
        "or not one.paths & other.paths:",
        (_UNIONS,),
    ),
    Bug(
        "a name and size make films of contradicting ids one",
        "cascade/library/unions.py",
        "if one.ids.conflicts(other.ids) or one.show_ids.conflicts(other.show_ids):",
        "if False:",
        (_UNIONS,),
    ),
    Bug(
        "two shows are each taken into the other",
        "cascade/library/unions.py",
        "(min(one, other), max(one, other)) for one",
        "(one, other) for one",
        (_UNIONS,),
    ),
    Bug(
        "what left one media server goes from the other too",
        "cascade/library/leaving.py",
        "alone |= set(part) - elsewhere",
        "alone |= set(part)",
        (f"{_TWO}::test_gone_from_one_it_stays_and_gone_from_both_it_goes",),
    ),
    Bug(
        "the media server that was read last has the word",
        "cascade/library/entries.py",
        "if not reading.ahead or not ids:",
        "if reading.ahead or not ids:",
        (f"{_TWO}::test_the_first_in_order_has_the_word_though_it_was_read_later",),
    ),
    Bug(
        "a file of two unlike items is no doubt",
        "cascade/library/doubt.py",
        "json_each(:media)) > 1",
        "json_each(:media)) > 9",
        (f"{_TWO}::test_a_film_here_that_is_two_films_there_is_in_doubt_on_both_sides",),
    ),
)
