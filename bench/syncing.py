"""One sync in a process of its own: `python -m bench.syncing ENV_FILE DATABASE [REQUESTS]`; prints JSON.

With REQUESTS, what was asked is written there, so that the same can be downloaded without us.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

import httpx

from bench.memory import peak_bytes
from bot.settings import Settings, load_settings
from bot.wiring import open_cascade

Asked = dict[str, object]


class _Recorder(httpx.AsyncHTTPTransport):
    """The real transport, with a list of what went through it."""

    asked: list[Asked] = []  # noqa: RUF012 - shared by all connectors on purpose

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(
            {
                "method": request.method,
                "url": str(request.url),
                "headers": dict(request.headers),
                "body": request.content.decode(),
            }
        )
        return await super().handle_async_request(request)


async def _sync(settings: Settings) -> dict[str, object]:
    async with open_cascade(settings) as cascade:
        begun = time.perf_counter()
        reports = await cascade.sync()
        took = time.perf_counter() - begun
    for report in reports:
        assert report.whole, report
    return {"seconds": took, "rows": sum(one.rows for one in reports), "peak_bytes": peak_bytes()}


def main() -> None:
    """Sync once and say how it went."""
    _, env_file, database, *record = sys.argv
    if record:
        httpx.AsyncHTTPTransport = _Recorder  # type: ignore[misc] # httpx makes its transports itself
        httpx._client.AsyncHTTPTransport = _Recorder  # type: ignore[attr-defined] # noqa: SLF001
    settings = load_settings(Path(env_file))
    settings = settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{database}"})
    print(json.dumps(asyncio.run(_sync(settings))))
    if record:
        Path(record[0]).write_text(json.dumps(_Recorder.asked))


if __name__ == "__main__":
    main()
