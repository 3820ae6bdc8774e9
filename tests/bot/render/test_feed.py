"""What the feed says of deletions, to admins and to friends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.instances import read_instances
from bot.limits import DESCRIPTION, TITLE
from bot.render.feed import Trouble, audit_line, feed_posts, trouble
from bot.render.friends import concerns_friends, friends_embed, unwatched
from bot.systems import Systems
from cascade.household.notices import Notice
from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.states import Stands
from cascade.media import ExternalIds, Kind

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SYSTEMS = Systems.of(
    read_instances(
        {
            "PLEX_URL": "http://p",
            "PLEX_TOKEN": "k",
            "RADARR_URL": "http://r",
            "RADARR_API_KEY": "k",
            "RADARR_UHD_URL": "http://u",
            "RADARR_UHD_API_KEY": "k",
            "SEERR_URL": "http://s",
            "SEERR_API_KEY": "k",
            "SHOKO_URL": "http://a",
            "SHOKO_API_KEY": "k",
        }
    )
)
DONE = Result(success=True, skipped=False, message=None, error=None, at=NOW)
LEFT = Result(success=False, skipped=False, message=None, error="it answered 500", at=None)
TROY = DeletionEvent(
    id="e1",
    at=NOW,
    source="discord",
    by="Sam",
    plan_id="k7f2",
    item_id=1,
    kind=Kind.MOVIE,
    title="Troy",
    year=2004,
    ids=ExternalIds(),
    size_bytes=48 * 10**9,
    snapshot={},
    results={"plex": DONE, "radarr": DONE, "seerr": DONE},
    status=Stands.COMPLETED,
    error=None,
    can_undo=False,
    run_id="r1",
    last_play_at=datetime(2022, 3, 14, tzinfo=UTC),
    requested_by=("Tom",),
    frees_bytes=48 * 10**9,
)


def partial(**results: Result) -> DeletionEvent:
    return replace(TROY, status=Stands.PARTIAL, results={**TROY.results, **results})


def notice(event: DeletionEvent, number: int = 1, **more: object) -> Notice:
    return replace(Notice(number, event, event.status, NOW, 0), **more)  # type: ignore[arg-type]


def text(notices: list[Notice], digest_above: int = 10) -> str:
    (post,) = feed_posts(notices, SYSTEMS, ZONE, digest_above)
    return f"{post.embed.title or ''}\n{post.embed.description}"


def test_one_line_says_all_of_a_deletion() -> None:
    assert audit_line(TROY, SYSTEMS, ZONE) == (
        "🗑 **Troy (2004)** · 48 GB · last watched Mar 2022 · requested by Tom · by Sam, plan k7f2 · "
        "gone from Plex, Radarr, Seerr · disk gained 48 GB"
    )


def test_what_is_still_hard_linked_gained_nothing() -> None:
    assert "gained nothing: still hard-linked" in audit_line(replace(TROY, frees_bytes=0), SYSTEMS, ZONE)
    assert "gained" not in audit_line(replace(TROY, frees_bytes=None), SYSTEMS, ZONE)


@pytest.mark.parametrize(
    ("event", "bad", "says"),
    [
        (partial(radarr=LEFT), Trouble.GRAVE, "Radarr still has it: it may be downloaded again"),
        (partial(radarr=LEFT, uhd=LEFT), Trouble.GRAVE, "Radarr, uhd still have it"),
        (partial(radarr=LEFT, seerr=LEFT), Trouble.GRAVE, "may be downloaded again"),
        (partial(seerr=LEFT), Trouble.MILD, "its request is left in Seerr"),
        (partial(shoko=LEFT, seerr=LEFT), Trouble.MILD, "files gone; Shoko still lists it"),
        (partial(plex=LEFT), Trouble.MILD, "Plex still lists it"),  # where the *arr goes first
        (partial(plex=LEFT, radarr=LEFT, seerr=LEFT), Trouble.GRAVE, "only a part of its files is gone"),
    ],
)
def test_what_is_left_behind_is_as_bad_as_it_is(event: DeletionEvent, bad: Trouble, says: str) -> None:
    assert trouble(event, SYSTEMS) is bad
    said = text([notice(event)])
    assert says in said
    assert "it answered 500" in said


def test_what_is_tried_again_says_when_and_offers_to_do_it_now() -> None:
    soon = NOW + timedelta(minutes=1)
    (post,) = feed_posts([notice(partial(radarr=LEFT), next_try=soon)], SYSTEMS, ZONE, 10)
    said = post.embed.description or ""
    assert f"Next try <t:{int(soon.timestamp())}:R>, then up to 6 h apart; I will say if I give up" in said
    assert (post.retry, post.grave) == ("r1", True)


def test_what_was_given_up_offers_nothing_and_says_what_to_do() -> None:
    (post,) = feed_posts([notice(partial(radarr=LEFT), given_up=True)], SYSTEMS, ZONE, 10)
    assert "I gave up" in (post.embed.description or "")
    assert post.retry is None
    assert post.grave


def test_a_failure_says_that_nothing_was_deleted() -> None:
    failed = replace(TROY, status=Stands.FAILED, error="plex refused", results={"plex": LEFT})
    assert "not deleted: plex refused" in text([notice(failed)])


def test_a_digest_counts_and_adds_up() -> None:
    said = text([notice(replace(TROY, id=str(n)), n) for n in range(42)])
    assert "42 films deleted · 2.02 TB" in said
    assert "by Sam, plan k7f2 · disk gained 2.02 TB · gone from Plex, Radarr, Seerr" in said


@pytest.mark.parametrize("status", [Stands.COMPLETED, Stands.PARTIAL, Stands.FAILED])
@pytest.mark.parametrize("count", [1, 9, 500])
def test_no_post_is_too_long_for_discord(status: Stands, count: int) -> None:
    evil = "*@everyone* [a](http://b) \u202e\u200b\n" + "§" * 300
    results = {name: replace(LEFT, error=evil) for name in TROY.results}
    event = replace(
        TROY, title=evil, status=status, by=evil, requested_by=(evil,) * 9, results=results, error=evil
    )
    notices = [notice(event, number) for number in range(count)]
    embeds = [post.embed for post in feed_posts(notices, SYSTEMS, ZONE, 10)]
    embeds.append(friends_embed(notices, SYSTEMS, ZONE, 10))
    for embed in embeds:
        assert len(embed.title or "") <= TITLE
        assert 0 < len(embed.description or "") <= DESCRIPTION
        assert "\u202e" not in str(embed.to_dict())
        assert "@everyone" not in (embed.description or "")


def test_every_notice_is_in_some_post() -> None:
    for count in (1, 10, 11):
        notices = [notice(partial(radarr=LEFT), number) for number in range(count)]
        posts = feed_posts(notices, SYSTEMS, ZONE, 10)
        assert [one for post in posts for one in post.notices] == notices
        assert len(posts) == (count if count <= 10 else 1)


def test_friends_hear_what_left_and_how_to_get_it_back() -> None:
    said = friends_embed([notice(TROY)], SYSTEMS, ZONE, 10).description
    assert said == "**Troy (2004)** was removed (unwatched for 4 years). Want it? Request it in Seerr."


def test_friends_hear_of_several_in_one_message() -> None:
    said = (
        friends_embed([notice(TROY), notice(replace(TROY, title="Cats"), 2)], SYSTEMS, ZONE, 10).description
        or ""
    )
    assert "**2 films** were removed" in said
    assert "**Cats (2004)**: unwatched for 4 years" in said
    assert said.endswith("Request it in Seerr.")


def test_a_household_without_requests_names_no_place_for_them() -> None:
    bare = Systems({}, frozenset(), frozenset(), frozenset())
    assert "Request" not in (friends_embed([notice(TROY)], bare, ZONE, 10).description or "")


@pytest.mark.parametrize(
    ("told", "concerned"),
    [
        (notice(TROY), True),
        (notice(partial(seerr=LEFT)), False),
        (notice(partial(seerr=LEFT), given_up=True), True),
        (notice(partial(radarr=LEFT), given_up=True), False),
        (notice(replace(TROY, status=Stands.FAILED)), False),
    ],
)
def test_friends_hear_only_of_what_is_gone(told: Notice, concerned: bool) -> None:  # noqa: FBT001
    assert concerns_friends(told, SYSTEMS) is concerned


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (3, "last watched Nov 2026"),
        (90, "unwatched for 3 months"),
        (400, "unwatched for 1 year"),
        (800, "unwatched for 2 years"),
    ],
)
def test_the_time_without_a_play_is_said_roughly(days: int, said: str) -> None:
    assert unwatched(replace(TROY, last_play_at=NOW - timedelta(days=days)), ZONE) == said


def test_what_has_no_play_on_record_is_not_called_never_watched() -> None:
    assert unwatched(replace(TROY, last_play_at=None), ZONE) == "no play on record"
