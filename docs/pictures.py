"""Takes the pictures in the README from the demo's own page: `make pictures`. Needs Chromium."""

import asyncio
import io
import re
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, expect

from bot.demo import Demo, open_demo
from tests.chromium import PHONE, chromium, window
from tests.visitor import LONG, Visitor

FOLDER = Path(__file__).parent / "pictures"
DESK = (1180, 890)
SENTENCE = "get rid of films bigger than 5 GB that nobody has watched in two years, at most 8"
CHANGE = "no, keep the horror"


async def take() -> None:
    """Go through the demo at a desk, then look at it once more on a phone."""
    async with open_demo(400, latency=0.02) as demo, chromium() as browser:
        await _desk(demo, browser)
        await _phone(demo, browser)


async def _desk(demo: Demo, browser: Browser) -> None:
    async with window(browser, DESK) as page:
        visitor = Visitor(page, narrow=False)
        await visitor.arrive(demo)
        await _keep(visitor, "greeting")
        plan = await visitor.plan(SENTENCE)
        await _keep(visitor, "plan", plan)
        await visitor.confirm(plan, 8)
        await expect(page.get_by_text(re.compile(r"\D[1-7] of 8"))).to_be_visible(timeout=LONG)
        await _keep(visitor, "progress", visitor.message("of 8"))
        await expect(visitor.message("all 8 gone everywhere")).to_be_visible(timeout=LONG)
        await visitor.enter("deletions")
        await expect(visitor.message("disk gained").first).to_be_visible(timeout=LONG)
        await _keep(visitor, "deletions")
        await visitor.enter("cleanup")
        await visitor.send("/space")
        drawn = visitor.message("What fills the disks").locator("img.embed-image")
        await drawn.scroll_into_view_if_needed(timeout=LONG)
        await expect(drawn).to_have_js_property("complete", value=True)
        await _keep(visitor, "space", drawn)


async def _phone(demo: Demo, browser: Browser) -> None:
    async with window(browser, PHONE) as page:
        visitor = Visitor(page, narrow=True)
        await visitor.arrive(demo)
        plan = await visitor.plan("get rid of films in Movies that nobody has watched for a year, at most 5")
        await _keep(visitor, "phone", plan)
        await visitor.plan(CHANGE)
        answer = visitor.message("read without a model")
        await expect(answer).to_contain_text("-genre:Horror", timeout=LONG)
        await _keep(visitor, "words", answer)


async def _keep(visitor: Visitor, name: str, top: Locator | None = None) -> None:
    """Take one picture, with something at its top; few colours make it small."""
    if top is not None:
        await top.evaluate("shown => shown.scrollIntoView({block: 'start'})")
    await visitor.page.wait_for_timeout(500)
    taken = await visitor.page.screenshot()
    with Image.open(io.BytesIO(taken)) as image:
        image.convert("RGB").quantize(128).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    asyncio.run(take())
