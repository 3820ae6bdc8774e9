"""The page as people use it: a small bot on one side of the local Discord, Chromium on the other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import discord
import pytest
import pytest_asyncio
import yarl
from playwright.async_api import Browser, Locator, Page, expect

from playground.discord.heard import Intent
from playground.discord.local import LocalDiscord
from playground.discord.state import Deadlines
from playground.household import Household
from playground.panel import Panel
from tests.chromium import DESKTOP, NARROWEST, PHONE, chromium, window
from tests.playground.discord.showcase import Showcase

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACKNOWLEDGE_S = 0.6  # what Discord gives a bot 3 s for

Open = Callable[..., AbstractAsyncContextManager[Page]]
_LOWEST = "box => box.scrollHeight - box.clientHeight"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def local(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    """A local Discord with the small bot in it."""
    deadlines = Deadlines(acknowledge=ACKNOWLEDGE_S)
    async with LocalDiscord(intents=Intent.MESSAGE_CONTENT, deadlines=deadlines) as local:
        monkeypatch.setattr(discord.http.Route, "BASE", local.api_url)
        gateway = yarl.URL(local.gateway_url)
        monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        async with Showcase() as bot:
            running = asyncio.create_task(bot.start(local.token))
            await asyncio.wait_for(bot.commands_known.wait(), 10)
            yield local
            await bot.close()
            await running


@pytest.fixture
def visit(browser: Browser, local: LocalDiscord) -> Open:
    """Open the page as somebody, in #cleanup."""

    @asynccontextmanager
    async def opened(person: str = "sam", size: tuple[int, int] = DESKTOP) -> AsyncIterator[Page]:
        async with window(browser, size) as page:
            await page.goto(f"{local.url}/?person={person}#cleanup")
            await expect(page.locator("#channel-title")).to_have_text("#cleanup")
            yield page

    return opened


def last(page: Page) -> Locator:
    """The newest message."""
    return page.locator("article").last


async def run(page: Page, command: str) -> None:
    """Type a command and send it as it stands."""
    await page.get_by_label("Message", exact=True).fill(command)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_the_page_says_what_it_is(visit: Open) -> None:
    async with visit() as page:
        await expect(page.locator("header")).to_contain_text("it is not Discord")
        await expect(page.locator("#channels")).to_contain_text("Cascadarr is online")


async def test_each_person_sees_their_own_channels(visit: Open) -> None:
    async with visit() as page:
        await expect(page.locator("[data-channel]", has_text="staff-only")).to_be_visible()
        await page.get_by_role("button", name="Tom").click()

        await expect(page.get_by_role("button", name="Tom")).to_have_attribute("aria-pressed", "true")
        await expect(page.locator("[data-channel]", has_text="cleanup")).to_be_visible()
        await expect(page.locator("[data-channel]", has_text="staff-only")).to_have_count(0)


async def test_what_one_person_writes_another_reads(visit: Open) -> None:
    async with visit("sam") as sam, visit("kim") as kim:
        await sam.get_by_label("Message", exact=True).fill("hello **all**")
        await sam.keyboard.press("Enter")

        await expect(last(kim).locator("strong", has_text="all")).to_be_visible()
        await expect(last(kim).locator(".author")).to_have_text("Sam")
        await expect(sam.get_by_label("Message", exact=True)).to_have_value("")


async def test_text_from_outside_never_becomes_markup(visit: Open) -> None:
    text = "<img src=x onerror=\"document.title='taken'\"> <script>document.title='taken'</script>"
    async with visit() as page:
        await page.get_by_label("Message", exact=True).fill(text)
        await page.keyboard.press("Enter")

        await expect(last(page).locator(".text")).to_have_text(text)
        assert await page.title() == "#cleanup · Playground"


async def test_a_channel_with_news_carries_a_dot_until_it_is_opened(visit: Open, local: LocalDiscord) -> None:
    async with visit("sam") as page:
        await local.act_as("tom").say("general", "anybody here?")
        channel = page.locator("[data-channel]", has_text="general")
        await expect(channel).to_contain_text("1 new")
        await expect(page).to_have_title("(1) #cleanup · Playground")

        await channel.click()

        await expect(last(page)).to_contain_text("anybody here?")
        await expect(channel).not_to_contain_text("new")


async def test_a_mention_is_marked_for_the_one_who_is_meant(visit: Open) -> None:
    async with visit("tom") as tom, visit("kim") as kim:
        await tom.get_by_label("Message", exact=True).fill("look, @Kim")
        await tom.keyboard.press("Escape")
        await tom.keyboard.press("Enter")

        await expect(last(kim)).to_have_class("message pings")
        await expect(last(kim).locator(".mention.mine")).to_have_text("@Kim")
        await expect(last(tom)).to_have_class("message")


async def test_a_bot_that_is_mentioned_answers_in_a_reply(visit: Open) -> None:
    async with visit() as page:
        await page.get_by_label("Message", exact=True).fill("@Casc")
        await page.keyboard.press("Tab")
        await page.keyboard.type("clear out films")
        await page.keyboard.press("Enter")

        answer = page.locator("article", has_text="said:")
        await expect(answer.locator(".origin")).to_contain_text("@Sam")
        await expect(answer.locator(".badge")).to_have_text("APP")
        await expect(answer).to_contain_text("said: @Cascadarr clear out films")


async def test_a_reply_shows_what_it_answers(visit: Open, local: LocalDiscord) -> None:
    await local.act_as("tom").say("cleanup", "is Troy still there?")
    async with visit() as page:
        await last(page).hover()
        await last(page).get_by_role("button", name="Reply to Tom").click()
        await page.keyboard.type("it is")
        await page.keyboard.press("Enter")

        await expect(last(page).locator(".origin")).to_contain_text("@Tom is Troy still there?")


async def test_the_address_of_a_message_leads_to_it_and_not_out_of_the_page(
    visit: Open, local: LocalDiscord
) -> None:
    tom = local.act_as("tom")
    told = await tom.say("general", "it is here")
    for number in range(30):
        await tom.say("general", f"and much came after it: {number}")
    place = f"{local.guild.id}/{local.channels['general'].id}/{told.id}"
    await tom.say("cleanup", f"Plan k7f2 is here: https://discord.com/channels/{place}")
    async with visit() as page:
        await last(page).get_by_role("button", name="A message in #general").click()

        await expect(page.locator("#channel-title")).to_have_text("#general")
        await expect(page.locator("article", has_text="it is here")).to_be_in_viewport()


async def test_whoever_reads_the_newest_stays_there_when_it_grows_at_once(
    visit: Open, local: LocalDiscord
) -> None:
    for number in range(40):
        await local.act_as("tom").say("cleanup", f"line {number}")
    async with visit() as page:
        box = page.locator("#timeline")
        await box.evaluate(
            """async (box) => {
                const frame = () => new Promise(requestAnimationFrame);
                const grown = document.createElement("p");
                grown.style.height = "600px";
                box.scrollTop -= 20;
                await frame();
                await new Promise((later) => setTimeout(later)); // between two frames, as a message comes
                box.scrollTop = box.scrollHeight; // as when a message has come and is followed
                box.firstChild.append(grown); // and its text at once after it
                await frame(); await frame(); await frame();
            }"""
        )
        lowest = await box.evaluate(_LOWEST)
        await expect(box).to_have_js_property("scrollTop", lowest)
        await box.hover()
        await page.mouse.wheel(0, -400)
        await expect(box).to_have_js_property("scrollTop", lowest - 400)
        await local.act_as("tom").say("cleanup", "news")

        await expect(page.get_by_role("button", name="New messages")).to_be_visible()


async def test_somebody_typing_is_shown(visit: Open) -> None:
    async with visit() as page:
        await page.get_by_label("Message", exact=True).fill("type something")
        await page.keyboard.press("Enter")

        await expect(page.locator("#typing")).to_have_text("Cascadarr is typing…")


async def test_an_embed_is_shown_with_all_its_parts(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        embed = last(page).locator(".embed")

        await expect(embed.locator(".embed-title")).to_have_text("PLAN k7f2 · 3 films")
        await expect(embed.locator("strong")).to_have_text("486 GB")
        await expect(embed.locator("ol li em")).to_have_text("(2004)")
        await expect(embed.locator("dt")).to_have_text("Expires")
        await expect(embed.locator("dd time")).to_contain_text("years")
        await expect(embed.locator(".embed-footer")).to_have_text("Plex 4 min ago")
        await expect(embed).to_have_css("border-left-color", "rgb(232, 136, 58)")
        await expect(last(page).locator(".origin")).to_have_text("@Sam used /show")


async def test_files_can_be_fetched_and_pictures_are_shown(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        picture = last(page).locator("img.embed-image")
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("naturalWidth", 90)
        async with page.expect_download() as downloading:
            await last(page).get_by_role("link", name="plan-k7f2.csv").click()
        path = await (await downloading.value).path()

        assert path.read_bytes() == b"title,size\nTroy,48\n"
        await expect(last(page).locator(".file")).to_have_count(1)


async def test_a_button_does_its_work_and_the_edit_is_marked(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        await last(page).get_by_role("button", name="Finish").click()

        await expect(last(page)).to_contain_text("Finished by @Sam (edited)")
        await expect(last(page).get_by_role("button", name="Finish")).to_be_disabled()
        await expect(last(page).get_by_role("button", name="Off")).to_be_disabled()


async def test_a_link_button_leads_out_in_its_own_tab(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        link = last(page).get_by_role("link", name="The rules")

        await expect(link).to_have_attribute("href", "https://example.org/rules")
        await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_button_that_nobody_answers_says_so_at_the_message(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        await last(page).get_by_role("button", name="Deaf").click()

        await expect(last(page).get_by_role("alert")).to_contain_text("did not respond")


async def test_a_modal_takes_numbers_text_and_channels(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        await last(page).get_by_role("button", name="Delete 3 films…").click()
        modal = page.get_by_role("dialog", name="Delete 3 films for good?")
        await modal.get_by_label("How many films will go?").fill("3")
        await modal.get_by_label("Note").fill("two\nlines")
        await modal.get_by_label("Tell whom?").select_option("#deletions")
        await modal.get_by_role("button", name="Submit").click()

        await expect(modal).to_have_count(0)
        await expect(last(page)).to_contain_text("3 films, “two\nlines”, to #deletions", use_inner_text=True)


async def test_a_modal_is_not_sent_before_what_it_requires_is_there(visit: Open, local: LocalDiscord) -> None:
    async with visit() as page:
        await run(page, "/show")
        await last(page).get_by_role("button", name="Delete 3 films…").click()
        modal = page.get_by_role("dialog")
        await modal.get_by_label("How many films will go?").fill("3")
        await modal.get_by_role("button", name="Submit").click()

        await expect(modal.get_by_role("alert")).to_have_text("Choose something for “Tell whom?”.")
        await page.keyboard.press("Escape")
        await expect(modal).to_have_count(0)
        assert len(local.messages("cleanup")) == 1


async def test_a_message_for_one_person_is_seen_by_nobody_else_and_can_go(visit: Open) -> None:
    async with visit("sam") as sam, visit("kim") as kim:
        await run(sam, "/choose")
        await expect(last(sam)).to_contain_text("Only you can see this")
        await run(kim, "/show")
        await expect(last(kim)).to_contain_text("PLAN k7f2")
        await expect(kim.locator("article")).to_have_count(1)

        await sam.get_by_role("button", name="Dismiss").click()

        await expect(sam.locator("article")).to_have_count(1)


@pytest.mark.parametrize(
    ("placeholder", "choice", "told"),
    [
        ("Keep how long?", "90 days", "Kept: 90d"),
        ("Which role?", "@Friends", "Role: Friends"),
        ("Who?", "@Tom — guest", "Person: Tom"),
    ],
)
async def test_a_select_sends_its_one_choice_at_once(
    visit: Open, placeholder: str, choice: str, told: str
) -> None:
    async with visit() as page:
        await run(page, "/choose")
        await last(page).get_by_label(placeholder).select_option(choice)

        await expect(last(page).locator(".text").first).to_contain_text(told)


async def test_a_select_of_several_sends_them_together(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/choose")
        several = last(page).locator("details")
        await several.locator("summary", has_text="Drop some films").click()
        await several.get_by_label("Troy (2004)").check()
        await several.get_by_label("Cats (2019)").check()
        await expect(several.get_by_label("Cats & Dogs (2001)")).to_be_disabled()
        await several.get_by_role("button", name="Done").click()

        await expect(last(page).locator(".text").first).to_contain_text("Dropped: Troy (2004), Cats (2019)")


async def test_a_slash_lists_the_commands_and_enter_takes_one(visit: Open) -> None:
    async with visit() as page:
        await page.get_by_label("Message", exact=True).press_sequentially("/")
        commands = page.get_by_role("listbox", name="Commands and people").get_by_role("option")
        await expect(commands).to_have_count(4)
        await page.keyboard.press("w")
        await expect(commands.first).to_contain_text("/wait")
        await expect(commands.first).to_contain_text("Think for a while")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")

        await expect(last(page)).to_contain_text("Cascadarr is thinking")


async def test_options_of_every_type_reach_the_bot(visit: Open) -> None:
    async with visit() as page:
        await page.get_by_label("Message", exact=True).fill("/ask")
        await page.keyboard.press("Enter")
        form = page.get_by_role("form", name="Options of /ask")
        await form.get_by_label("title").fill("dogs")
        await page.get_by_role("option", name="Cats & Dogs (2001)").click()
        for name in ("kind", "count", "hard", "who", "where", "role"):
            await form.get_by_role("button", name=f"+ {name}").click()
        await form.get_by_label("kind").select_option("Films")
        await form.get_by_label("count").fill("7")
        await form.get_by_label("hard").select_option("yes")
        await form.get_by_label("who").select_option("@Tom")
        await form.get_by_label("where").select_option("#deletions")
        await form.get_by_label("role").select_option("@Friends")
        await form.get_by_role("button", name="Send").click()

        told = "id of Cats & Dogs (2001) / movie / 7 / True / Tom / deletions / Friends"
        await expect(last(page)).to_contain_text(told)


async def test_a_command_that_is_typed_or_pasted_whole_is_understood(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/ask title:Ben Hur: the film kind:movie count:2 hard:no who:@Tom")

        await expect(last(page)).to_contain_text("Ben Hur: the film / movie / 2 / False / Tom / None / None")


async def test_a_required_option_is_asked_for_before_anything_is_sent(
    visit: Open, local: LocalDiscord
) -> None:
    async with visit() as page:
        await run(page, "/ask")

        await expect(page.get_by_label("title")).to_be_focused()
        assert local.messages("cleanup") == []


async def test_a_word_that_is_no_command_is_not_sent(visit: Open, local: LocalDiscord) -> None:
    async with visit() as page:
        await page.get_by_label("Message", exact=True).fill("/dance")
        await page.keyboard.press("Enter")

        await expect(page.locator("#composer").get_by_role("alert")).to_contain_text("no such command")
        assert local.messages("cleanup") == []


@pytest.mark.parametrize("size", [PHONE, NARROWEST])
async def test_nothing_sticks_out_of_a_narrow_screen(visit: Open, size: tuple[int, int]) -> None:
    async with visit(size=size) as page:
        await run(page, "/show")
        await last(page).get_by_role("button", name="Delete 3 films…").tap()
        await expect(page.get_by_role("dialog")).to_be_in_viewport(ratio=1)

        assert await page.evaluate("document.documentElement.scrollWidth") == size[0]
        assert await page.evaluate("innerWidth") == size[0]


async def test_channels_are_a_drawer_on_a_phone(visit: Open) -> None:
    async with visit(size=PHONE) as page:
        channel = page.locator("[data-channel]", has_text="general")
        await expect(channel).to_be_hidden()
        await page.get_by_role("button", name="#cleanup").tap()
        await channel.tap()

        await expect(page.get_by_role("button", name="#general").first).to_be_visible()
        await expect(channel).to_be_hidden()


async def test_a_visitor_sees_files_vanish_and_breaks_a_server(browser: Browser, tmp_path: Path) -> None:
    async with (
        Household(tmp_path, films=20, shows=2) as home,
        LocalDiscord(household=Panel(home)) as local,
        window(browser) as page,
    ):
        await page.goto(local.url)
        panel = page.get_by_role("complementary", name="The household")
        await expect(panel).to_contain_text("free of")
        radarr = panel.get_by_role("switch", name="Radarr is down")

        await radarr.check()
        await expect(radarr).to_be_checked()
        assert not home.wires["radarr"].listening
        await radarr.uncheck()
        await expect(radarr).not_to_be_checked()

        files = panel.locator(".figure", has_text="Files on it")
        before = await files.inner_text()
        home.world.disk.remove_folder("movies")
        await expect(files).not_to_have_text(before, use_inner_text=True)
        assert home.wires["radarr"].listening


async def test_every_control_has_a_name(visit: Open) -> None:
    async with visit() as page:
        await run(page, "/show")
        await run(page, "/choose")
        await page.get_by_label("Message", exact=True).fill("/ask")
        await page.keyboard.press("Enter")
        nameless = await page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea, summary, a[href]")]
                .filter((node) => !(node.textContent.trim() || node.ariaLabel || node.labels?.length
                    || node.getAttribute("aria-labelledby") || node.querySelector("img[alt]")))
                .map((node) => node.outerHTML)"""
        )

        assert nameless == []


async def test_a_page_that_lost_the_playground_says_so_and_comes_back(browser: Browser) -> None:
    async with LocalDiscord() as local:
        port = yarl.URL(local.url).port or 0
        # A refused connection is an error in the console, and here it is what is wanted.
        async with window(browser, quiet=True) as page:
            await page.goto(local.url)
            await expect(page.locator("#channels")).to_contain_text("cleanup")
            await local.__aexit__(None, None, None)
            await expect(page.locator("#trouble")).to_contain_text("cannot be reached")
            async with LocalDiscord(port=port):
                await expect(page.locator("#trouble")).to_be_hidden()
