"""The page's Markdown: what Discord renders is rendered, everything else stays the text it is."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Page

from tests.chromium import chromium, window

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = Path(__file__).parents[3] / "playground" / "discord" / "page"

RENDER = """async (text) => {
    const { markdown } = await import("/markdown.js");
    const names = {
        user: (id) => id === "1" ? "Sam" : "somebody",
        role: () => "Media admins",
        channel: () => "cleanup",
        isMe: (id) => id === "1",
        isMine: () => false,
    };
    const box = document.createElement("div");
    box.append(markdown(text, names));
    return box.innerHTML.replaceAll(' dir="auto"', "").replaceAll(' type="button"', "");
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page() -> AsyncIterator[Page]:
    app = web.Application()
    app.router.add_get("/blank", _blank)
    app.router.add_static("/", PAGE)
    async with TestServer(app) as server, chromium() as browser, window(browser) as page:
        await page.goto(str(server.make_url("/blank")))
        yield page


async def _blank(_: web.Request) -> web.Response:
    return web.Response(text='<!doctype html><link rel="icon" href="data:,">', content_type="text/html")


def line(inside: str) -> str:
    """Give a paragraph as the page writes it."""
    return f'<div class="lines">{inside}</div>'


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("plain", "plain"),
        (
            "**bold** and *slanted* and _slanted_",
            "<strong>bold</strong> and <em>slanted</em> and <em>slanted</em>",
        ),
        ("***both***", "<strong><em>both</em></strong>"),
        ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
        ("__under__ ~~gone~~", "<u>under</u> <s>gone</s>"),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
        (r"\*not\* \_at\_ \`all\`", "*not* _at_ `all`"),
        ("`**code**` ``a ` b``", "<code>**code**</code> <code>a ` b</code>"),
        ("one\ntwo", "one<br>two"),
        ("a < b & <img src=x onerror=alert(1)>", "a &lt; b &amp; &lt;img src=x onerror=alert(1)&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("hi <@1>", 'hi <span class="mention mine">@Sam</span>'),
        ("hi <@!2>", 'hi <span class="mention">@somebody</span>'),
        ("<@&5>", '<span class="mention">@Media admins</span>'),
        ("<#7>", '<button class="mention">#cleanup</button>'),
        (
            "see https://discord.com/channels/1/7/9.",
            'see <button class="mention" aria-label="A message in #cleanup">#cleanup › 💬</button>.',
        ),
        ("</plan show:9>", '<button class="mention">/plan show</button>'),
        ("<t:99999999999999:R>", "&lt;t:99999999999999:R&gt;"),
        ("an unclosed **mark", "an unclosed **mark"),
        ("", ""),
    ],
)
async def test_a_line_is_rendered_as_discord_renders_it(page: Page, text: str, inside: str) -> None:
    assert await page.evaluate(RENDER, text) == (line(inside) if inside else "")


async def test_a_link_leads_out_and_tells_nobody_where_from(page: Page) -> None:
    shown = await page.evaluate(RENDER, "see https://example.org/a_b_c, or [this](https://example.org)")

    assert '<a href="https://example.org/a_b_c"' in shown
    assert shown.count('target="_blank" rel="noopener noreferrer"') == 2
    assert ">this</a>" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Big\ntext", "<h3>Big</h3>" + line("text")),
        ("### Small", "<h5>Small</h5>"),
        ("#no heading", line("#no heading")),
        ("-# fine print", "<small>fine print</small>"),
        (
            "- one\n- two\n  - in\nafter",
            "<ul><li>one</li><li>two<ul><li>in</li></ul></li></ul>" + line("after"),
        ),
        ("3. three\n4. four", '<ol start="3"><li>three</li><li>four</li></ol>'),
        ("> said\n> twice\nme", "<blockquote>" + line("said<br>twice") + "</blockquote>" + line("me")),
        (">>> all\nof it", "<blockquote>" + line("all<br>of it") + "</blockquote>"),
        (
            "```py\n**x** = <1>\n```after",
            '<pre tabindex="0" data-language="py"><code>**x** = &lt;1&gt;</code></pre>' + line("after"),
        ),
        ("```no end", line("```no end")),
    ],
)
async def test_a_block_is_rendered_as_discord_renders_it(page: Page, text: str, shown: str) -> None:
    assert await page.evaluate(RENDER, text) == shown


async def test_a_relative_time_says_how_far_off_it_is(page: Page) -> None:
    relative = "async ([moment, now]) => (await import('/timestamp.js')).relative(moment, now)"

    assert await page.evaluate(relative, [1000 + 23 * 3600 + 59, 1000]) == "in 23 hours"
    assert await page.evaluate(relative, [1000, 1000 + 240]) == "4 minutes ago"


async def test_long_hostile_text_is_rendered_without_stalling(page: Page) -> None:
    hostile = ("*" * 40 + "_" * 40 + "[" * 40 + "`" * 41 + "\n> ") * 25

    shown = await page.evaluate(
        "(text) => { const box = document.createElement('p'); box.innerHTML = text;"
        " return box.textContent; }",
        await page.evaluate(RENDER, hostile[:4096]),
    )

    assert shown.count("[") == hostile[:4096].count("[")
