"""A picture from a server. It is decoration: whatever goes wrong, there is none."""

import asyncio
from typing import Final

from cascade.connectors._http import ApiClient, Params
from cascade.errors import CascadeError

LARGEST: Final = 1_000_000  # bytes; a larger one is not worth the wait on a phone
DEADLINE: Final = 3.0  # seconds
# How pictures begin that Discord shows; what a server calls them is not believed.
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


async def read_picture(http: ApiClient, path: str, params: Params | None = None) -> bytes | None:
    """Read a JPEG, PNG or WebP; None for anything else, for a large one, and where it takes long."""
    body = bytearray()
    try:
        async with asyncio.timeout(DEADLINE), http.stream(path, params) as chunks:
            async for chunk in chunks:
                body += chunk
                if len(body) > LARGEST:
                    return None
    except (CascadeError, TimeoutError):
        return None
    return bytes(body) if body.startswith(_BEGINNINGS) else None
