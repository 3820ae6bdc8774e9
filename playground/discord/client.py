"""What Discord's own app does for a person: send what they do, wait three seconds for an answer."""

import secrets
from collections.abc import Mapping, Sequence

from playground.discord import shapes
from playground.discord.arguments import Unsendable, arguments
from playground.discord.changes import Asked, Removed
from playground.discord.components import LINK, SELECTS, Component, control
from playground.discord.guild import Channel, Person
from playground.discord.interaction import Asking, Interaction
from playground.discord.limits import CONTENT, UPLOAD
from playground.discord.lookup import Entity, resolved
from playground.discord.message import Message
from playground.discord.message_shape import message_json
from playground.discord.modal import Modal, chosen_values, submission
from playground.discord.permissions import Permission, in_channel, may
from playground.discord.picker import Leaf, leaves
from playground.discord.posting import post
from playground.discord.refusal import Json, Refusal
from playground.discord.state import State


class Unanswered(Exception):
    """The bot did not answer in time; the person sees "The application did not respond"."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The application did not respond to {what}.")


class Client:
    """One person's app. Every method raises Unsendable for what the app would not let them do."""

    def __init__(self, state: State, person: Person) -> None:
        self._state = state
        self.person = person

    def say(self, channel: Channel, text: str, reply_to: int | None = None) -> Message:
        """Write a message."""
        if not may(self._state.guild, self.person, channel, Permission.SEND_MESSAGES):
            raise Unsendable(f"{self.person.name} may not write in #{channel.name}.")
        if len(text) > CONTENT:
            raise Unsendable(f"The message is {len(text)} characters long; {CONTENT} are allowed.")
        payload: Json = {"content": text}
        if reply_to is not None:
            payload["message_reference"] = {"message_id": str(reply_to)}
        try:
            return post(self._state, channel, self.person, payload)
        except Refusal as refusal:
            raise Unsendable(f"{refusal.message}.") from refusal

    async def slash(self, channel: Channel, name: str, options: Mapping[str, object]) -> Interaction:
        """Use a command. The permissions that only hide it are not asked: an admin can override them."""
        leaf = self._leaf(name)
        sent, named = arguments(self._state, leaf.options, options)
        return await self._ask(Asking.COMMAND, channel, leaf.data(sent, self._told(named)), command=leaf.name)

    async def autocomplete(
        self, channel: Channel, name: str, option: str, text: str, options: Mapping[str, object]
    ) -> Interaction:
        """Type into an option of a command."""
        leaf = self._leaf(name)
        given = {**options, option: text}
        sent, _ = arguments(self._state, leaf.options, given, focused=option)
        return await self._ask(Asking.AUTOCOMPLETE, channel, leaf.data(sent, {}))

    async def click(self, message: Message, custom_id: str) -> Interaction:
        """Press a button."""
        found = self._control(message, custom_id)
        if found["type"] != Component.BUTTON or found.get("style") == LINK:
            raise Unsendable("That is no button that the bot hears of.")
        data = {"component_type": int(Component.BUTTON), "custom_id": custom_id, "id": found["id"]}
        return await self._ask(Asking.COMPONENT, self._place(message), data, message=message)

    async def forge(self, message: Message, custom_id: str, guild_id: int | None) -> Interaction:
        """Send a click that Discord's own app would not: of a button that is not there, or elsewhere."""
        data = {"component_type": int(Component.BUTTON), "custom_id": custom_id, "id": 1}
        button = {"type": int(Component.BUTTON), "id": 1, "style": 1, "label": "?", "custom_id": custom_id}
        rows = [{"type": int(Component.ROW), "id": 2, "components": [button]}]
        forged: Json = {"message": {**message_json(self._state, message), "components": rows}}
        if guild_id is not None:
            forged |= {"guild_id": str(guild_id), "guild": {"id": str(guild_id), "features": []}}
        return await self._ask(Asking.COMPONENT, self._place(message), data, message=message, forged=forged)

    async def select(self, message: Message, custom_id: str, values: Sequence[object]) -> Interaction:
        """Choose in a select."""
        found = self._control(message, custom_id)
        if found["type"] not in SELECTS:
            raise Unsendable("That is no select.")
        named: list[Entity] = []
        chosen = chosen_values(self._state, found, values, named)
        data = {"component_type": found["type"], "custom_id": custom_id, "id": found["id"], "values": chosen}
        if told := self._told(named):
            data["resolved"] = told
        return await self._ask(Asking.COMPONENT, self._place(message), data, message=message)

    async def submit(self, modal: Modal, values: Mapping[str, object]) -> Interaction:
        """Send a modal."""
        data, named = submission(self._state, modal, values)
        if told := self._told(named):
            data["resolved"] = told
        origin = modal.origin
        return await self._ask(Asking.MODAL, origin.channel, data, message=origin.message, opened_by=origin)

    def dismiss(self, message: Message) -> None:
        """Take an ephemeral message off the screen."""
        if message.addressee != self.person.id:
            raise Unsendable("Only a message that nobody else sees can be dismissed.")
        message.dismissed = True
        self._state.tell(Removed(message))

    def _leaf(self, name: str) -> Leaf:
        known = leaves(self._state)
        for leaf in known:
            if leaf.name == name.removeprefix("/"):
                return leaf
        names = ", ".join(leaf.name for leaf in known) or "none"
        raise Unsendable(f"There is no command {name}; there are: {names}.")

    def _control(self, message: Message, custom_id: str) -> Json:
        there = self._state.messages.get(message.channel_id, {}).get(message.id)
        if there is None or not there.visible_to(self.person):
            raise Unsendable("The message is gone.")
        found = control(there.components, custom_id)
        if found is None:
            raise Unsendable("The control is gone from the message.")
        if found.get("disabled"):
            raise Unsendable("The control is disabled.")
        return found

    def _place(self, message: Message) -> Channel:
        channel = self._state.guild.channel(message.channel_id)
        if channel is None:
            raise Unsendable("The channel is gone.")
        return channel

    def _told(self, named: Sequence[Entity]) -> Json:
        return resolved(self._state, self.person, named)

    async def _ask(
        self,
        asking: Asking,
        channel: Channel,
        data: Json,
        *,
        message: Message | None = None,
        command: str | None = None,
        opened_by: Interaction | None = None,
        forged: Json | None = None,
    ) -> Interaction:
        """Send an interaction and wait for its first answer. Raises Unanswered."""
        state = self._state
        if not may(state.guild, self.person, channel, Permission.VIEW_CHANNEL):
            raise Unsendable(f"{self.person.name} does not see #{channel.name}.")
        token = secrets.token_urlsafe(64)
        made = state.clock.now()
        interaction = Interaction(
            state.ids.next(), token, asking, self.person, channel, made, data, message, command
        )
        interaction.metadata = _metadata(state, interaction, opened_by)
        interaction.event = {**_event(state, interaction), **(forged or {})}
        state.interactions[token] = interaction
        state.tell(Asked(interaction))
        if not await state.changes.until(lambda: interaction.callback, state.deadlines.acknowledge):
            interaction.lapsed = True
            raise Unanswered(_what(interaction))
        return interaction


def _what(interaction: Interaction) -> str:
    if interaction.command:
        return f"/{interaction.command}"
    return str(interaction.data.get("custom_id", "autocomplete"))


def _metadata(state: State, interaction: Interaction, opened_by: Interaction | None) -> Json:
    metadata: Json = {
        "id": str(interaction.id),
        "type": int(interaction.asking),
        "user": shapes.user(interaction.person),
        "authorizing_integration_owners": {"0": str(state.guild.id)},
    }
    if opened_by is not None:
        metadata["triggering_interaction_metadata"] = opened_by.metadata
    elif interaction.message is not None:
        metadata["interacted_message_id"] = str(interaction.message.id)
    return metadata


def _event(state: State, interaction: Interaction) -> Json:
    """Write what the gateway says of an interaction."""
    person, channel = interaction.person, interaction.channel
    event: Json = {
        "id": str(interaction.id),
        "application_id": str(state.application_id),
        "type": int(interaction.asking),
        "data": interaction.data,
        "token": interaction.token,
        "version": 1,
        "channel": shapes.partial_channel(state.guild, channel, person),
        "channel_id": str(channel.id),
        "app_permissions": str(in_channel(state.guild, state.bot, channel)),
        "locale": "en-GB",
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(state.guild.id)},
        "context": 1 if channel.private else 0,
        "attachment_size_limit": UPLOAD,
    }
    if channel.private:
        event["user"] = shapes.user(person)
    else:
        permissions = str(in_channel(state.guild, person, channel))
        event["member"] = {**shapes.member(person), "user": shapes.user(person), "permissions": permissions}
        event["guild_id"] = str(state.guild.id)
        event["guild_locale"] = "en-US"
        event["guild"] = {"id": str(state.guild.id), "locale": "en-US", "features": []}
    if interaction.message is not None:
        event["message"] = message_json(state, interaction.message)
    return event
