"""Reading the next page while the last one is written down."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def read_ahead(pages: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """Yield what `pages` yields, always asking for one more meanwhile; errors arrive in their place."""
    pending = asyncio.ensure_future(_next(pages))
    try:
        while (found := await pending) is not None:
            pending = asyncio.ensure_future(_next(pages))
            yield found
    finally:
        pending.cancel()
        await asyncio.gather(pending, return_exceptions=True)
        if isinstance(pages, AsyncGenerator):
            await pages.aclose()


async def _next(pages: AsyncIterator[T]) -> T | None:
    return await anext(pages, None)
