"""The demo from start to finish, as a newcomer takes it: at a desk and on a phone."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.demo import open_demo
from tests.chromium import DESKTOP, PHONE, chromium, window
from tests.visitor import LONG, Visitor

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
async def test_a_newcomer_deletes_films_breaks_a_server_and_is_a_guest(
    size: tuple[int, int], tmp_path: Path
) -> None:
    def picture(name: str) -> Path:
        return Path(os.environ.get("CASCADARR_PICTURES", str(tmp_path))) / f"{name}-{size[0]}.png"

    async with open_demo(120, latency=0.02) as demo, chromium() as browser, window(browser, size) as page:
        visitor = Visitor(page, narrow=size == PHONE)
        await visitor.arrive(demo)
        await visitor.shoot(picture("greeting"))
        sentence = await page.locator("article code", has_text="get rid of").first.inner_text()
        command = await page.locator("article code", has_text="/clean").first.inner_text()
        files = _number(await visitor.figure("Files on it"))

        plan = await visitor.plan(sentence)
        number = _number(await plan.get_by_role("button", name="Delete").inner_text())
        await visitor.shoot(picture("plan"))
        await visitor.confirm(plan, number)
        await expect(visitor.message("gone everywhere")).to_contain_text(
            f"all {number} gone everywhere", timeout=LONG
        )
        await visitor.shoot(picture("result"))
        await expect(page.locator("#household .figure", has_text="Files on it")).to_contain_text(
            f"{files - number:,}"
        )

        await visitor.enter("deletions")
        await expect(visitor.message("disk gained").first).to_be_visible(timeout=LONG)
        await visitor.shoot(picture("deletions"))
        await visitor.enter("friends")
        await expect(visitor.message("Request it in Seerr")).to_be_visible(timeout=LONG)

        await visitor.enter("cleanup")
        await visitor.send("/space")
        drawn = visitor.message("What fills the disks").locator("img.embed-image")
        await drawn.scroll_into_view_if_needed(timeout=LONG)
        await expect(drawn).to_have_js_property("complete", value=True)
        assert await drawn.evaluate("image => image.naturalWidth") > 0
        await visitor.shoot(picture("space"))

        plan = await visitor.plan(command)
        number = _number(await plan.get_by_role("button", name="Delete").inner_text())
        await visitor.switch("Radarr is down")
        await visitor.confirm(plan, number)
        await expect(visitor.message("does not answer")).to_be_visible(timeout=LONG)
        await visitor.shoot(picture("broken"))
        await visitor.switch("Radarr is down")

        await visitor.be("Tom")
        await visitor.enter("cleanup")
        await visitor.newest_plan.get_by_role("button", name="Delete").click()
        await expect(visitor.message("Only admins may do this")).to_be_visible()
        await visitor.shoot(picture("guest"))


async def test_the_demo_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    async with open_demo(20, latency=0.0) as demo:
        assert demo.url.startswith("http://127.0.0.1:")
        assert os.listdir(tmp_path) != []  # noqa: PTH208 - a look at a folder of a test
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def _number(text: str) -> int:
    """The first number in a text."""
    found = re.search(r"[\d,]+", text)
    assert found is not None, text
    return int(found[0].replace(",", ""))
