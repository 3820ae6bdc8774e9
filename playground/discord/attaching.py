"""Turning files of a request into attachments of a message."""

import mimetypes
import re
import struct
from collections.abc import Sequence

from playground.discord.clock import Snowflakes
from playground.discord.message import Attachment, Upload
from playground.discord.refusal import Json

_PNG = b"\x89PNG\r\n\x1a\n"
# Width and height stand as two big-endian numbers behind the signature and the first chunk's head.
_PNG_SIZE = slice(16, 24)
_UNFIT = re.compile(r"[^\w.\-]")


def attach(ids: Snowflakes, uploads: Sequence[Upload], described: Sequence[Json]) -> list[Attachment]:
    """Make attachments of uploads; `described` is the request's `attachments`, by the upload's number."""
    words = {str(each.get("id")): each for each in described}
    return [_attachment(ids, upload, words.get(str(upload.index), {})) for upload in uploads]


def kept(attachments: Sequence[Attachment], described: Sequence[Json] | None) -> list[Attachment]:
    """Give those that stay when a message is edited: the ones named, or all when none are spoken of."""
    if described is None:
        return list(attachments)
    named = {str(each.get("id")) for each in described}
    return [attachment for attachment in attachments if str(attachment.id) in named]


def _attachment(ids: Snowflakes, upload: Upload, words: Json) -> Attachment:
    name = _UNFIT.sub("_", str(words.get("filename") or upload.filename))
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    width, height = _size(upload.data)
    return Attachment(ids.next(), name, kind, upload.data, width, height, words.get("description"))


def _size(data: bytes) -> tuple[int | None, int | None]:
    """Read the size of a PNG; other pictures are shown without one."""
    if not data.startswith(_PNG) or len(data) < _PNG_SIZE.stop:
        return None, None
    width, height = struct.unpack(">II", data[_PNG_SIZE])
    return width, height
