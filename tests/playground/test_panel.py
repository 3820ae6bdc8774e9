from collections.abc import Mapping
from typing import Any, cast

import httpx
import pytest

from playground.household import Household
from playground.panel import SLOW_S, Panel


async def figures(panel: Panel) -> Mapping[str, str]:
    """The panel's figures by label."""
    shown = cast("list[dict[str, str]]", (await panel.state())["figures"])
    return {figure["label"]: figure["value"] for figure in shown}


async def ons(panel: Panel) -> list[str]:
    """The switches that are on."""
    switches = cast("list[dict[str, object]]", (await panel.state())["switches"])
    return [str(switch["id"]) for switch in switches if switch["on"]]


async def titles(home: Household) -> int:
    """How many titles Plex lists in its first section."""
    headers = {"X-Plex-Token": home.world.shelf.token, "Accept": "application/json"}
    async with httpx.AsyncClient(base_url=home.plex.url, headers=headers) as client:
        answer = await client.get("/library/sections/1/all")
    return int(answer.json()["MediaContainer"]["size"])


def _is_alone(home: Household, movie: Mapping[str, Any]) -> bool:
    """Say whether a film's file has no second name, so that its space comes back."""
    house = home.world.house("radarr", movie["movieFile"]["path"]) if movie["hasFile"] else None
    return house is not None and home.world.disk.real(house).stat().st_nlink == 1


async def test_the_figures_follow_a_deletion(home: Household, radarr: httpx.AsyncClient) -> None:
    panel = Panel(home)
    before = await figures(panel)
    movie = next(one for one in (await radarr.get("/movie")).json() if _is_alone(home, one))

    await radarr.delete(f"/movie/{movie['id']}", params={"deleteFiles": "true"})
    await home.settle()
    after = await figures(panel)

    assert int(after["Files on it"]) == int(before["Files on it"]) - 1
    assert after["Disk /data"] != before["Disk /data"]


async def test_a_server_goes_down_and_comes_back(home: Household, radarr: httpx.AsyncClient) -> None:
    panel = Panel(home)

    await panel.switch("radarr-down", on=True)
    await panel.switch("radarr-down", on=True)
    assert await ons(panel) == ["radarr-down"]
    assert not any(home.wires[name].listening for name in ("radarr", "uhd"))
    with pytest.raises(httpx.ConnectError):
        await radarr.get("/system/status")

    await panel.switch("radarr-down", on=False)
    assert await ons(panel) == []
    assert (await radarr.get("/system/status")).status_code == 200


async def test_plex_shows_nothing_until_it_is_mended(home: Household) -> None:
    panel = Panel(home)
    everything = await titles(home)

    await panel.switch("plex-empty", on=True)
    assert await titles(home) == 0

    await panel.switch("plex-empty", on=False)
    assert await titles(home) == everything > 0


async def test_radarr_answers_503_until_it_is_mended(home: Household, radarr: httpx.AsyncClient) -> None:
    panel = Panel(home)

    await panel.switch("radarr-503", on=True)
    assert (await radarr.get("/movie")).status_code == 503

    await panel.switch("radarr-503", on=False)
    assert (await radarr.get("/movie")).status_code == 200


async def test_slow_servers_are_as_fast_as_before_when_mended(home: Household) -> None:
    panel = Panel(home)

    await panel.switch("slow", on=True)
    assert {wire.latency for wire in home.wires.values()} == {SLOW_S}

    await panel.switch("slow", on=False)
    assert {wire.latency for wire in home.wires.values()} == {0.0}


async def test_an_unknown_switch_is_an_error(home: Household) -> None:
    with pytest.raises(KeyError):
        await Panel(home).switch("earthquake", on=True)
