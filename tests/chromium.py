"""Chromium for the tests that look at a page: Debian's package, driven by Playwright.

Playwright's own browsers are never downloaded. Without Chromium those tests are skipped, but where CI is
true they fail, because there it must be installed.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
NARROWEST: Final = (360, 640)

# A sandbox needs rights that a container lacks; the rest keeps the browser from talking to anybody.
_QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium_path() -> str:
    """Give where Chromium lies; skip the test where it is absent, fail it in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path:
        return path
    missing = "Chromium is not installed: apt-get install chromium."
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Open a browser without a window. Every context of it begins with an empty profile."""
    path = chromium_path()
    with tempfile.TemporaryDirectory(prefix="chromium-") as home:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=path, headless=True, args=[*_QUIET], env={**os.environ, "HOME": home}
            )
            try:
                yield browser
            finally:
                await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, size: tuple[int, int] = DESKTOP, *, quiet: bool = False
) -> AsyncIterator[Page]:
    """Open a window of that size; one narrower than a desktop's is a phone's.

    An error in its console fails the test, unless `quiet`.
    """
    is_phone = size[0] < 800
    context: BrowserContext = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        is_mobile=is_phone,
        has_touch=is_phone,
        device_scale_factor=2 if is_phone else 1,
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )
    context.set_default_timeout(8000)
    page = await context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        await context.close()
    assert quiet or not broken, broken
