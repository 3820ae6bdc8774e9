"""What may be believed, judged from how the last syncs went."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cascade.library.beliefs import believe
from cascade.library.status import SourceStatus
from cascade.media import Role
from cascade.rules.knowledge import Knowledge

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = SourceStatus(
    "plex", "plex", "id", "1", NOW, NOW, 1, 1, None, None, datetime(2022, 1, 1, tzinfo=UTC), 1
)
TAUTULLI = replace(GOOD, name="tautulli", history_since=datetime(2024, 1, 1, tzinfo=UTC))


def judged(*stored: SourceStatus, configured: tuple[str, ...] = ("plex",)) -> Knowledge:
    return believe(
        {Role.MEDIA: configured, Role.WATCH: configured},
        {status.name: status for status in stored},
        now=NOW,
        zone=ZoneInfo("UTC"),
        max_age=timedelta(hours=24),
    )


def test_a_fresh_whole_reading_is_believed() -> None:
    assert judged(GOOD).usable == {Role.MEDIA, Role.WATCH}


def test_a_role_without_a_server_is_not_usable_and_says_what_to_set() -> None:
    known = judged(GOOD)
    assert Role.REQUESTS not in known.usable
    assert "SEERR_URL" in known.why_not[Role.REQUESTS]


def test_a_source_never_read_is_not_believed() -> None:
    assert "run `sync plex`" in judged().why_not[Role.MEDIA]


def test_a_failed_sync_leaves_the_last_whole_one_believable_while_it_is_fresh() -> None:
    fresh = replace(GOOD, error="down", succeeded_at=NOW - timedelta(hours=23))
    assert Role.MEDIA in judged(fresh).usable
    stale = replace(GOOD, error="down", succeeded_at=NOW - timedelta(hours=25))
    assert "25 h ago (down)" in judged(stale).why_not[Role.MEDIA]


def test_an_alert_makes_a_source_unusable_however_fresh_it_is() -> None:
    assert judged(replace(GOOD, alert="shrunk")).why_not[Role.MEDIA] == "shrunk"


def test_one_unusable_server_spoils_its_role() -> None:
    known = judged(GOOD, configured=("plex", "tautulli"))
    assert Role.WATCH not in known.usable


def test_plays_are_covered_from_where_every_watch_source_has_them() -> None:
    known = judged(GOOD, TAUTULLI, configured=("plex", "tautulli"))
    assert known.watch_since == TAUTULLI.history_since


def test_a_watch_source_without_any_play_covers_nothing() -> None:
    empty = replace(TAUTULLI, history_since=None)
    assert judged(GOOD, empty, configured=("plex", "tautulli")).watch_since is None
