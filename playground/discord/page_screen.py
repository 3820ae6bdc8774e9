"""One open browser: what its person sees, as frames to send, and what they do, as actions to take."""

import asyncio
from collections.abc import Mapping, Sequence

from playground.discord.arguments import Unsendable
from playground.discord.changes import (
    Change,
    Edited,
    Posted,
    Presence,
    Rearranged,
    Registered,
    Removed,
    Typed,
)
from playground.discord.client import Client, Unanswered
from playground.discord.guild import Channel, Person
from playground.discord.interaction import Interaction
from playground.discord.message import Message
from playground.discord.modal import Modal
from playground.discord.page_shapes import (
    bot_json,
    channel_json,
    command_json,
    modal_json,
    person_json,
    role_json,
)
from playground.discord.panel import Household
from playground.discord.permissions import Permission, may
from playground.discord.picker import offered
from playground.discord.refusal import Json
from playground.discord.seen import seen_json
from playground.discord.state import State

_MOST_SHOWN = 200


class Screen:
    """A person's browser. `frames` is what is to be sent to it, in order."""

    def __init__(self, state: State, person: Person, panel: Household | None) -> None:
        self._state = state
        self._person = person
        self._panel = panel
        self._panel_shown: Mapping[str, object] | None = None
        self._client = Client(state, person)
        self._modals: dict[str, Modal] = {}
        self.frames: asyncio.Queue[Json] = asyncio.Queue()
        self._stop_listening = state.changes.listen(self._heard)

    async def open(self) -> None:
        """Send everything that stands there."""
        state, guild = self._state, self._state.guild
        self._panel_shown = await self._panel.state() if self._panel else None
        channels = self._channels()
        self._send(
            "hello",
            person=person_json(self._person),
            people=[person_json(person) for person in guild.people.values() if not person.bot],
            guild={"id": str(guild.id), "name": guild.name, "owner_id": str(guild.owner_id)},
            roles=[role_json(role) for role in guild.roles.values()],
            channels=[channel_json(guild, self._person, channel) for channel in channels],
            commands=self._commands(),
            messages={str(channel.id): self._shown(channel) for channel in channels},
            bot=bot_json(state),
            household=self._panel_shown,
        )

    def close(self) -> None:
        """Stop listening."""
        self._stop_listening()

    async def show_household(self) -> None:
        """Send the household if it has changed."""
        if self._panel is None:
            return
        now = await self._panel.state()
        if now != self._panel_shown:
            self._panel_shown = now
            self._send("household", household=now)

    async def act(self, action: Json) -> None:
        """Do what the person asks and answer how it went."""
        try:
            result = await self._do(action)
        except (Unsendable, Unanswered) as no:
            result = {"result": "failed", "error": str(no)}
        except (KeyError, TypeError, ValueError) as broken:
            result = {"result": "failed", "error": f"The page sent something odd: {broken!r}."}
        self._send("answer", n=action.get("n"), **result)

    async def _do(self, action: Json) -> Json:
        match action["do"]:
            case "say":
                reply_to = action.get("reply_to")
                self._client.say(self._channel(action), action["text"], int(reply_to) if reply_to else None)
            case "dismiss":
                self._client.dismiss(self._message(action))
            case "cancel":
                self._modals.pop(action["modal"], None)
            case "switch":
                await self._switch(action)
            case "autocomplete":
                asked = await self._client.autocomplete(
                    self._channel(action),
                    action["command"],
                    action["option"],
                    action["text"],
                    action["options"],
                )
                return {"result": "choices", "choices": asked.choices}
            case _:
                return self._answered(await self._interact(action))
        return {"result": "done"}

    async def _interact(self, action: Json) -> Interaction:
        match action["do"]:
            case "slash":
                return await self._client.slash(self._channel(action), action["command"], action["options"])
            case "click":
                return await self._client.click(self._message(action), action["custom_id"])
            case "select":
                return await self._client.select(self._message(action), action["custom_id"], action["values"])
            case "submit":
                modal = self._modals[action["modal"]]
                asked = await self._client.submit(modal, action["values"])
                self._modals.pop(modal.id, None)
                return asked
            case unknown:
                raise ValueError(unknown)

    def _answered(self, asked: Interaction) -> Json:
        if asked.modal is None:
            return {"result": "done"}
        modal = Modal(asked)
        self._modals[modal.id] = modal
        return {"result": "modal", "modal": modal_json(modal)}

    async def _switch(self, action: Json) -> None:
        if self._panel is not None:
            await self._panel.switch(action["id"], on=bool(action["on"]))
            await self.show_household()

    def _channel(self, action: Json) -> Channel:
        channel = self._state.guild.channel(int(action["channel"]))
        if channel is None or channel not in self._channels():
            raise Unsendable("The channel is gone.")
        return channel

    def _message(self, action: Json) -> Message:
        wanted = int(action["message"])
        for channel in self._channels():
            message = self._state.messages.get(channel.id, {}).get(wanted)
            if message is not None and message.visible_to(self._person):
                return message
        raise Unsendable("The message is gone.")

    def _channels(self) -> Sequence[Channel]:
        guild = self._state.guild
        rooms = [c for c in guild.channels.values() if may(guild, self._person, c, Permission.VIEW_CHANNEL)]
        return [*rooms, self._state.direct(self._person)]

    def _shown(self, channel: Channel) -> list[Json]:
        messages = self._state.seen_in(channel, self._person)[-_MOST_SHOWN:]
        return [seen_json(self._state, self._person, message) for message in messages]

    def _commands(self) -> list[Json]:
        return [command_json(leaf) for leaf in offered(self._state, self._person)]

    def _send(self, kind: str, **fields: object) -> None:
        self.frames.put_nowait({"type": kind, **fields})

    def _heard(self, change: Change) -> None:
        """Turn what happens into frames, as far as the person sees it."""
        match change:
            case Posted(message) | Edited(message) if self._sees(message):
                kind = "message" if isinstance(change, Posted) else "edited"
                self._send(kind, message=seen_json(self._state, self._person, message))
            case Removed(message) if self._sees(message) or message.addressee == self._person.id:
                self._send("removed", channel=str(message.channel_id), id=str(message.id))
            case Typed(channel, person) if channel in self._channels():
                self._send("typing", channel=str(channel.id), name=person.name)
            case Registered():
                self._send("commands", commands=self._commands())
            case Rearranged():
                shown = [channel_json(self._state.guild, self._person, each) for each in self._channels()]
                self._send("channels", channels=shown)
                self._send("commands", commands=self._commands())
            case Presence():
                self._send("bot", bot=bot_json(self._state))
            case _:
                pass

    def _sees(self, message: Message) -> bool:
        channel = self._state.guild.channel(message.channel_id)
        return channel is not None and channel in self._channels() and message.visible_to(self._person)
