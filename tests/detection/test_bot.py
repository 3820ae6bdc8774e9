"""The bot takes webhooks itself where a port is set."""

from pathlib import Path

import httpx
import pytest

from tests.detection.test_serve import free_port
from tests.discord.home import bot_at_home
from tests.discord.test_process import process


@pytest.mark.slow
async def test_the_running_bot_takes_webhooks_on_its_port(tmp_path: Path) -> None:
    port = free_port()
    async with (
        bot_at_home(tmp_path, started=False, WEBHOOK_PORT=str(port)) as home,
        process(home),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert (await client.get("/health")).text == "ok\n"
        assert (await client.post("/hooks/radarr", json={})).status_code == 401
