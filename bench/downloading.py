"""The same downloads without us: `python -m bench.downloading REQUESTS`; prints the seconds as JSON.

Every request of a sync once more, one after the other per server and all servers at once, as a sync does,
and json.loads of every body.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from pathlib import Path

import httpx

Asked = dict[str, object]


async def _download(requests: list[Asked]) -> float:
    servers: defaultdict[str, list[Asked]] = defaultdict(list)
    for asked in requests:
        servers[httpx.URL(str(asked["url"])).netloc.decode()].append(asked)
    async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(_from_server(client, each) for each in servers.values()))
        return time.perf_counter() - begun


async def _from_server(client: httpx.AsyncClient, requests: list[Asked]) -> None:
    for asked in requests:
        headers = {str(name): str(value) for name, value in dict(asked["headers"]).items()}  # type: ignore[call-overload]
        method, url, body = str(asked["method"]), str(asked["url"]), str(asked["body"])
        answer = await client.request(method, url, headers=headers, content=body or None)
        json.loads(answer.raise_for_status().content)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_download(json.loads(Path(sys.argv[1]).read_text())))))
