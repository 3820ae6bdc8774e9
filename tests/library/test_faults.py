"""Whatever a server does wrong: nothing is marked gone, nothing becomes unwatched."""

import pytest

from cascade.connectors import _http
from cascade.media import Role
from playground.faults import FaultKind
from tests.library.shelf import House

FAULTS = [FaultKind.STATUS, FaultKind.CUT, FaultKind.HTML, FaultKind.UNAUTHORIZED, FaultKind.RESET]
LISTINGS = {
    "plex": "/library/sections/1/all",
    "tautulli": "/api/v2",
    "radarr": "/api/v3/movie",
    "sonarr": "/api/v3/series",
    "seerr": "/api/v1/request",
}
FACTS = (
    "SELECT id, gone_at, size_bytes, last_play_at, plays, viewers, in_progress, requested_at, arr_match,"
    " monitored FROM items ORDER BY id"
)


@pytest.mark.parametrize("server", LISTINGS)
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_source_changes_no_fact_and_says_what_happened(
    house: House, server: str, fault: FaultKind
) -> None:
    before = await house.rows(FACTS)
    house.home.faults[server].add(fault, path=LISTINGS[server])
    reports = await house.sync()
    assert await house.rows(FACTS) == before
    assert not reports[server].whole
    assert server in (reports[server].error or "")


@pytest.mark.parametrize("server", LISTINGS)
async def test_a_server_that_hangs_fails_within_its_deadline(
    house: House, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "OPENING_DEADLINE", 0.3)
    before = await house.rows(FACTS)
    house.home.faults[server].add(FaultKind.HANG, path=LISTINGS[server])
    report = (await house.sync(server))[server]
    assert report.error is not None
    assert await house.rows(FACTS) == before


@pytest.mark.parametrize("server", LISTINGS)
async def test_an_empty_listing_is_an_alert_and_makes_the_source_unusable(house: House, server: str) -> None:
    before = await house.rows(FACTS)
    house.home.faults[server].add(FaultKind.EMPTY, path=LISTINGS[server])
    report = (await house.sync(server))[server]
    assert await house.rows(FACTS) == before
    assert "--accept-shrink" in (report.alert or "") or report.error is not None
    if report.alert is not None:
        role = {"plex": Role.MEDIA, "tautulli": Role.WATCH, "radarr": Role.MOVIES, "sonarr": Role.SHOWS}
        assert role.get(server, Role.REQUESTS) not in (await house.library.knowledge()).usable


async def test_a_listing_that_ends_early_marks_nothing_gone(house: House) -> None:
    before = await house.rows(FACTS)
    house.home.faults["plex"].add(FaultKind.SHORT, path="/library/sections/1/all")
    report = (await house.sync("plex"))["plex"]
    assert "short listing" in (report.error or "")
    assert await house.rows(FACTS) == before


async def test_a_sync_that_fails_keeps_the_last_whole_reading_believable(house: House) -> None:
    house.home.faults["radarr"].add(FaultKind.STATUS)
    await house.sync("radarr")
    assert Role.MOVIES in (await house.library.knowledge()).usable
    status = (await house.library.status())["radarr"]
    assert status.error is not None


async def test_an_alert_stands_until_the_listing_is_right_again(house: House) -> None:
    house.home.faults["plex"].add(FaultKind.EMPTY, path="/library/sections/1/all")
    assert (await house.sync("plex"))["plex"].alert is not None
    house.home.faults["plex"].clear()
    assert (await house.sync("plex"))["plex"].whole
    assert Role.MEDIA in (await house.library.knowledge()).usable


async def test_a_failing_sync_does_not_lift_an_alert(house: House) -> None:
    house.home.faults["plex"].add(FaultKind.EMPTY, path="/library/sections/1/all")
    await house.sync("plex")
    house.home.faults["plex"].add(FaultKind.STATUS)
    await house.sync("plex")
    assert Role.MEDIA not in (await house.library.knowledge()).usable
