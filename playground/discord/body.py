"""Reading a request's body: JSON alone, or JSON with files beside it."""

import json
import re
from typing import cast

from aiohttp import BodyPartReader, web

from playground.discord.message import Upload
from playground.discord.refusal import Json, Refusal, Why

_FILE = re.compile(r"files\[(\d+)\]")


async def read_body(request: web.Request) -> tuple[Json, list[Upload]]:
    """Give a request's JSON and its files. Raises Refusal when the JSON is none."""
    if request.content_type != "multipart/form-data":
        return _parsed(await request.text()), []
    payload: Json = {}
    uploads: list[Upload] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise Refusal(Why.BAD_JSON)
        if part.name == "payload_json":
            payload = _parsed(await part.text())
        elif found := _FILE.fullmatch(part.name or ""):
            uploads.append(await _upload(int(found[1]), part))
    return payload, uploads


async def _upload(index: int, part: BodyPartReader) -> Upload:
    data = bytes(await part.read(decode=False))
    kind = part.headers.get("Content-Type", "application/octet-stream")
    return Upload(index, part.filename or f"file{index}", kind, data)


def _parsed(text: str) -> Json:
    if not text:
        return {}
    try:
        return cast("Json", json.loads(text))
    except ValueError as error:
        raise Refusal(Why.BAD_JSON) from error
