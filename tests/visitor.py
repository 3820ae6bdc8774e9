"""Somebody in a browser who tries the demo, at a desk or on a phone."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.demo import Demo

LONG = 60_000  # milliseconds a run may take on a busy machine


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor at their page; `narrow`: on a phone, where channels and the household are drawers."""

    page: Page
    narrow: bool

    async def arrive(self, demo: Demo) -> None:
        """Open the page as its address says, and be greeted."""
        await self.page.goto(demo.url)
        await self.enter("cleanup")
        await expect(self.message("Three things to try")).to_be_visible()

    async def enter(self, channel: str) -> None:
        """Go to a channel."""
        if self.narrow:
            await self.page.locator("#show-channels").tap()
        await self.page.locator("[data-channel]", has_text=channel).click()
        await expect(self.page.locator("#channel-title")).to_have_text(f"#{channel}")

    async def be(self, name: str) -> None:
        """Become somebody else."""
        await self.page.get_by_role("button", name=name).click()

    async def send(self, text: str) -> None:
        """Type a command or a message as it was read somewhere, and send it."""
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.keyboard.press("Enter")
        if text.startswith("/"):  # the first Enter takes the command, with its options
            await self.page.get_by_role("button", name="Send", exact=True).click()

    def message(self, words: str) -> Locator:
        """The newest message with these words."""
        return self.page.locator("article", has_text=words).last

    @property
    def newest_plan(self) -> Locator:
        """The message of the newest plan."""
        return self._plans.last

    @property
    def _plans(self) -> Locator:
        return self.page.locator("article", has_text=re.compile(r"PLAN \w{5} "))

    async def plan(self, command: str) -> Locator:
        """Ask for a plan and give its message once it is there."""
        before = await self._plans.count()
        await self.send(command)
        await expect(self._plans).to_have_count(before + 1, timeout=LONG)
        await self.newest_plan.scroll_into_view_if_needed()
        return self.newest_plan

    async def confirm(self, plan: Locator, number: int) -> None:
        """Press the one red button and type the number."""
        await plan.get_by_role("button", name="Delete").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_role("textbox").fill(str(number))
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog).to_be_hidden()

    async def switch(self, what: str) -> None:
        """Break or mend something of the household."""
        await self._household()
        await self.page.get_by_role("switch", name=what).click()
        await self._household()

    async def figure(self, label: str) -> str:
        """Read a figure of the household."""
        text = await self.page.locator("#household .figure", has_text=label).text_content()
        return (text or "").removeprefix(label).strip()

    async def shoot(self, file: Path) -> None:
        """Keep what is to be seen now."""
        await self.page.wait_for_timeout(300)  # until what moves has come to rest
        await self.page.screenshot(path=file)

    async def _household(self) -> None:
        if self.narrow:
            await self.page.locator("#show-household").tap()
