"""The household as a whole: its settings, its control port, its coming and going."""

import asyncio
import os
import signal
import stat
import sys
from pathlib import Path

import httpx
import pytest

from playground.faults import FaultKind
from playground.household import Household

SERVE = """
import asyncio, sys
from pathlib import Path
from playground.household import serve
asyncio.run(serve(Path(sys.argv[1]), items=300))
"""


async def test_every_server_answers_at_the_address_in_the_settings(home: Household) -> None:
    env = home.env()
    paths = {
        "PLEX": "/identity",
        "TAUTULLI": f"/api/v2?cmd=status&apikey={env['TAUTULLI_API_KEY']}",
        "SONARR": "/api/v3/system/status",
        "RADARR": "/api/v3/system/status",
        "RADARR_UHD": "/api/v3/system/status",
        "SEERR": "/api/v1/status",
    }
    async with httpx.AsyncClient() as client:
        answers = {
            name: await client.get(
                env[f"{name}_URL"] + path, headers={"X-Api-Key": env.get(f"{name}_API_KEY", "")}
            )
            for name, path in paths.items()
        }
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert set(home.env()) > {"PLEX_TOKEN", "RADARR_UHD_4K", "PATH_MAP", "DISK_PROBE_URL", "TIMEZONE"}


async def test_the_path_map_leads_from_what_servers_see_to_real_files(home: Household) -> None:
    mounts = dict(pair.split("=", 1) for pair in home.env()["PATH_MAP"].split(","))
    server = home.world.instances["radarr"]
    file = next(file for file in server.files.values() if file.path.startswith("movies/"))
    seen = home.world.seen("radarr", file.path)
    assert (Path(mounts["/movies"]) / seen.removeprefix("/movies/")).stat().st_size == file.size


async def test_settings_are_written_whole_and_for_this_user_alone(home: Household, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OLD=1\n")
    home.write_env(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert dict(line.split("=", 1) for line in file.read_text().splitlines()) == home.env()


async def test_the_disk_probe_follows_a_deletion(home: Household, radarr: httpx.AsyncClient) -> None:
    probe, path = home.env()["DISK_PROBE_URL"], str(home.world.disk.real("movies"))
    server = home.world.instances["radarr"]
    unlinked = next(f for f in server.files.values() if home.world.disk.real(f.path).stat().st_nlink == 1)
    alone = len(home.world.disk.under(server.movies[unlinked.owner].path)) == 1
    before = (await radarr.get(probe, params={"path": path})).json()
    await radarr.delete(f"/movie/{unlinked.owner}?deleteFiles=true")
    await home.settle()
    after = (await radarr.get(probe, params={"path": path})).json()
    assert alone
    assert after["free"] - before["free"] == unlinked.size
    assert after["total"] == before["total"]


async def test_the_disk_probe_knows_no_disk_elsewhere_nor_a_lost_one(home: Household) -> None:
    home.world.disk.lose("tv")
    async with httpx.AsyncClient() as client:
        for path in ("/elsewhere", str(home.world.disk.real("tv"))):
            answer = await client.get(home.env()["DISK_PROBE_URL"], params={"path": path})
            assert answer.status_code == 404


async def test_calls_of_all_servers_are_numbered_together(
    home: Household, radarr: httpx.AsyncClient, sonarr: httpx.AsyncClient
) -> None:
    await radarr.get("/tag")
    await sonarr.get("/tag")
    async with httpx.AsyncClient() as client:
        calls = (await client.get(f"{home.control.url}/calls")).json()
        late = (await client.get(f"{home.control.url}/calls?since=1&server=sonarr")).json()
    assert [(call["n"], call["server"]) for call in calls] == [(1, "radarr"), (2, "sonarr")]
    assert late == calls[1:]
    assert home.world.instances["radarr"].key not in str(calls)


async def test_faults_come_and_go_over_the_control_port(home: Household, radarr: httpx.AsyncClient) -> None:
    url = f"{home.control.url}/faults"
    fault = {"server": "radarr", "kind": "status", "path": "/tag", "status": 500}
    async with httpx.AsyncClient() as client:
        assert (await client.post(url, json=fault)).status_code == 201
        assert (await radarr.get("/tag")).status_code == 500
        assert (await client.post(url, json={"server": "nobody", "kind": "status"})).status_code == 400
        await client.delete(f"{url}?server=sonarr")
        assert (await radarr.get("/tag")).status_code == 500
        await client.delete(url)
        assert (await radarr.get("/tag")).status_code == 200


async def test_a_summary_of_the_world_can_be_asked_for(home: Household) -> None:
    async with httpx.AsyncClient() as client:
        summary = (await client.get(f"{home.control.url}/world")).json()
    assert (summary["entries"]["movie"], summary["entries"]["show"]) == (42, 4)


async def test_a_fault_on_one_server_leaves_the_others_alone(
    home: Household, radarr: httpx.AsyncClient, sonarr: httpx.AsyncClient
) -> None:
    home.faults["radarr"].add(FaultKind.STATUS)
    assert ((await radarr.get("/tag")).status_code, (await sonarr.get("/tag")).status_code) == (503, 200)


async def test_a_stopped_server_comes_back_at_its_address(home: Household, radarr: httpx.AsyncClient) -> None:
    await home.stop("radarr")
    with pytest.raises(httpx.ConnectError):
        await radarr.get("/tag")
    await home.start("radarr")
    assert (await radarr.get("/tag")).status_code == 200


async def test_a_large_household_shows_a_change_in_what_it_had_rendered(tmp_path: Path) -> None:
    async with Household(tmp_path, items=200, files=False) as home:
        headers = {"X-Api-Key": home.world.instances["radarr"].key}
        async with httpx.AsyncClient(base_url=f"{home.radarr.url}/api/v3", headers=headers) as radarr:
            before = (await radarr.get("/movie")).json()
            await radarr.delete(f"/movie/{before[0]['id']}")
            after = (await radarr.get("/movie")).json()
    assert after == before[1:]


async def test_a_serving_household_leaves_nothing_behind(tmp_path: Path) -> None:
    env_file, temporary = tmp_path / "env", tmp_path / "tmp"
    temporary.mkdir()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVE, str(env_file), env={**os.environ, "TMPDIR": str(temporary)}
    )
    while not env_file.exists() and process.returncode is None:  # noqa: ASYNC110 - it is another process
        await asyncio.sleep(0.05)
    env = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"{env['PLEX_URL']}/identity")).status_code == 200
    assert len(list(temporary.iterdir())) == 1
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert list(temporary.iterdir()) == []
