"""One reconciliation in a process of its own: `python -m bench.reconciling ENV_FILE DATABASE`; prints JSON.

The database has been synced before, so that everything in it is compared.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path

import httpx

from bench.memory import peak_bytes
from bot.settings import Settings, load_settings
from bot.wiring import open_cascade


class _Counter(httpx.AsyncHTTPTransport):
    """The real transport, which counts what goes through it."""

    calls = 0
    paths: Counter[str] = Counter()  # noqa: RUF012 - shared by all connectors on purpose

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        type(self).calls += 1
        self.paths[f"{request.url.port}{request.url.path}"] += 1
        return await super().handle_async_request(request)


async def _reconcile(settings: Settings) -> dict[str, object]:
    async with open_cascade(settings) as cascade:
        begun = time.perf_counter()
        done = await cascade.reconcile()
        took = time.perf_counter() - begun
    assert not done.errors, done.errors
    assert not done.deleted, done.deleted
    return {
        "seconds": took,
        "checked": done.checked,
        "calls": _Counter.calls,
        "addresses": len(_Counter.paths),
        "peak_bytes": peak_bytes(),
    }


def main() -> None:
    """Reconcile once and say how it went."""
    _, env_file, database = sys.argv
    httpx.AsyncHTTPTransport = _Counter  # type: ignore[misc] # httpx makes its transports itself
    httpx._client.AsyncHTTPTransport = _Counter  # type: ignore[attr-defined] # noqa: SLF001
    settings = load_settings(Path(env_file))
    settings = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{database}"})
    print(json.dumps(asyncio.run(_reconcile(settings))))


if __name__ == "__main__":
    main()
