"""What the browser page is told and may do, over its WebSocket."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import pytest

from playground.discord.local import LocalDiscord

Frame = dict[str, Any]


class Browser:
    """One open page. `hello` is its first frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, hello: Frame) -> None:
        self._socket = socket
        self._number = 0
        self._waiting: list[Frame] = []
        self.hello = hello

    def channel(self, name: str) -> str:
        return next(str(channel["id"]) for channel in self.hello["channels"] if channel["name"] == name)

    async def frame(self, kind: str) -> Frame:
        """Wait for the next frame of a kind."""
        for frame in self._waiting:
            if frame["type"] == kind:
                self._waiting.remove(frame)
                return frame
        while True:
            frame = cast("Frame", await self._socket.receive_json(timeout=5))
            if frame["type"] == kind:
                return frame
            self._waiting.append(frame)

    async def do(self, action: str, **fields: object) -> Frame:
        """Act, and give the answer."""
        self._number += 1
        await self._socket.send_json({"n": self._number, "do": action, **fields})
        answer = await self.frame("answer")
        assert answer["n"] == self._number
        return answer


@asynccontextmanager
async def browser(local: LocalDiscord, person: str) -> AsyncIterator[Browser]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{local.url}/page?person={person}") as socket,
    ):
        yield Browser(socket, await socket.receive_json(timeout=5))


@pytest.fixture
async def sam(local: LocalDiscord, bot: object) -> AsyncIterator[Browser]:  # noqa: ARG001 - connected first
    async with browser(local, "sam") as page:
        yield page


async def test_a_page_begins_with_what_its_person_sees(local: LocalDiscord, sam: Browser) -> None:
    names = [channel["name"] for channel in sam.hello["channels"]]

    assert names == ["general", "cleanup", "deletions", "friends", "staff-only", "Cascadarr"]
    assert sam.hello["person"]["key"] == "sam"
    assert sam.hello["bot"]["online"] is True
    async with browser(local, "tom") as tom:
        assert "staff-only" not in [channel["name"] for channel in tom.hello["channels"]]


async def test_the_picker_offers_only_what_the_person_may_use(local: LocalDiscord, sam: Browser) -> None:
    assert "plan show" in [command["name"] for command in sam.hello["commands"]]
    assert "pick" not in [command["name"] for command in sam.hello["commands"]]
    async with browser(local, "olga") as olga:
        assert "pick" in [command["name"] for command in olga.hello["commands"]]


async def test_a_command_comes_back_as_a_message_that_is_then_filled_in(sam: Browser) -> None:
    answer = await sam.do("slash", channel=sam.channel("cleanup"), command="clean", options={"query": "x"})
    thinking = await sam.frame("message")
    filled = await sam.frame("edited")

    assert answer["result"] == "done"
    assert thinking["message"]["loading"] is True
    assert filled["message"]["id"] == thinking["message"]["id"]
    assert filled["message"]["embeds"][0]["title"] == "PLAN k7f2"
    assert filled["message"]["command"] == "/clean"


async def test_a_click_opens_a_modal_that_can_be_sent(sam: Browser) -> None:
    await sam.do("slash", channel=sam.channel("cleanup"), command="clean", options={"query": "x"})
    plan = (await sam.frame("edited"))["message"]
    custom_id = plan["components"][0]["components"][0]["custom_id"]
    opened = await sam.do("click", message=plan["id"], custom_id=custom_id)
    number = opened["modal"]["components"][0]["component"]["custom_id"]
    short = await sam.do("submit", modal=opened["modal"]["id"], values={})
    sent = await sam.do("submit", modal=opened["modal"]["id"], values={number: "5"})

    assert opened["modal"]["title"] == "How many?"
    assert short["result"] == "failed"
    assert sent["result"] == "done"
    assert (await sam.frame("edited"))["message"]["content"] == "Plan 07f2 runs."


async def test_autocomplete_is_answered_with_choices(sam: Browser) -> None:
    answer = await sam.do(
        "autocomplete",
        channel=sam.channel("cleanup"),
        command="clean",
        option="query",
        text="ban",
        options={"limit": "3"},
    )

    assert answer["choices"] == [{"name": "Banana", "value": "banana"}]


async def test_an_ephemeral_message_goes_to_its_person_and_can_be_dismissed(
    local: LocalDiscord, sam: Browser
) -> None:
    async with browser(local, "kim") as kim:
        await sam.do("slash", channel=sam.channel("cleanup"), command="plan show", options={})
        message = (await sam.frame("message"))["message"]
        await kim.do("say", channel=kim.channel("cleanup"), text="Hi.", reply_to=None)
        first_for_kim = (await kim.frame("message"))["message"]
    await sam.do("dismiss", message=message["id"])

    assert message["ephemeral"] is True
    assert first_for_kim["content"] == "Hi."
    assert (await sam.frame("removed"))["id"] == message["id"]


async def test_an_action_that_makes_no_sense_is_answered_with_a_sentence(sam: Browser) -> None:
    gone = await sam.do("click", message="1", custom_id="x")
    odd = await sam.do("juggle")

    assert (gone["result"], gone["error"]) == ("failed", "The message is gone.")
    assert odd["result"] == "failed"


async def test_a_page_hears_of_the_bot_going(local: LocalDiscord, sam: Browser) -> None:
    local.gateway.shut = True
    await local.drop_gateway()

    assert (await sam.frame("bot"))["bot"]["online"] is False


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://elsewhere.example:80", "Host": "elsewhere.example:80"},
    ],
)
async def test_a_page_from_elsewhere_may_not_connect(local: LocalDiscord, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(headers=headers) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{local.url}/page?person=sam")


@pytest.mark.parametrize("path", ["/../local.py", "/..%2flocal.py", "/%2e%2e/page.py", "/nothing.js"])
async def test_only_the_files_of_the_page_are_served(local: LocalDiscord, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{local.url}{path}") as answer:
        assert answer.status == 404


class Switchboard:
    """A household with one switch."""

    def __init__(self) -> None:
        self.on = False

    async def state(self) -> Mapping[str, object]:
        switch = {"id": "radarr-down", "label": "Radarr is down", "on": self.on}
        return {"figures": [], "switches": [switch]}

    async def switch(self, switch: str, *, on: bool) -> None:
        assert switch == "radarr-down"
        self.on = on


async def test_a_switch_of_the_household_is_switched_and_shown() -> None:
    board = Switchboard()
    async with LocalDiscord(household=board) as local, browser(local, "sam") as sam:
        await sam.do("switch", id="radarr-down", on=True)
        shown = await sam.frame("household")

    assert board.on
    assert sam.hello["household"]["switches"][0]["on"] is False
    assert shown["household"]["switches"][0]["on"] is True
