"""A message as one person sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

from playground.discord.components import LINK, SELECTS, Component, walk
from playground.discord.guild import Person
from playground.discord.message import Attachment, Message
from playground.discord.message_shape import message_json
from playground.discord.refusal import Json
from playground.discord.state import State


def seen_json(state: State, person: Person, message: Message) -> Json:
    """Write a message as the page shows it to a person: Discord's object and what the app adds."""
    by = message.by
    return {
        **message_json(state, message),
        "ephemeral": message.addressee is not None,
        "loading": message.loading,
        "pings_you": person.id in message.pinged,
        "command": f"/{message.command}" if message.command else None,
        "by": {"id": str(by.id), "name": by.name} if by else None,
    }


@dataclass(frozen=True, slots=True)
class Control:
    """A button or select: `label` is a button's text with its emoji, or a select's placeholder."""

    label: str
    custom_id: str
    disabled: bool
    component: Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as one person saw it at one moment; `raw` is Discord's own object."""

    id: int
    channel: str
    author: str
    raw: Json
    message: Message
    attachments: tuple[Attachment, ...]

    @property
    def content(self) -> str:
        """Give its text above the embeds."""
        return str(self.raw["content"])

    @property
    def embeds(self) -> list[Json]:
        """Give its embeds as Discord gives them."""
        embeds: list[Json] = self.raw["embeds"]
        return embeds

    @property
    def text(self) -> str:
        """Give everything readable of it, line by line, without its controls."""
        return "\n".join(part for part in self._parts() if part)

    @property
    def ephemeral(self) -> bool:
        """Say whether only this person sees it."""
        return bool(self.raw["ephemeral"])

    @property
    def edited(self) -> bool:
        """Say whether it is marked as edited."""
        return self.raw["edited_timestamp"] is not None

    @property
    def loading(self) -> bool:
        """Say whether the bot still thinks."""
        return bool(self.raw["loading"])

    @property
    def pings_you(self) -> bool:
        """Say whether it notified this person."""
        return bool(self.raw["pings_you"])

    @property
    def controls(self) -> list[Control]:
        """Give its buttons and selects in order, links left out."""
        return [_control(found) for found in walk(self.raw["components"]) if _usable(found)]

    @property
    def buttons(self) -> list[str]:
        """Give the labels of its enabled buttons."""
        return [c.label for c in self.controls if c.component["type"] == Component.BUTTON and not c.disabled]

    @property
    def rows(self) -> list[list[str]]:
        """Give the labels of its buttons and selects, row by row."""
        rows = [row for row in walk(self.raw["components"]) if row["type"] == Component.ROW]
        return [[_control(found).label for found in row["components"]] for row in rows]

    def control(self, called: str) -> Control:
        """Give the control of this label, placeholder or custom_id. Raises LookupError."""
        for control in self.controls:
            if called in {control.label, control.custom_id}:
                return control
        there = ", ".join(control.label for control in self.controls) or "none"
        raise LookupError(f"The message has no control {called}; it has {there}.")

    def file(self, name: str) -> bytes:
        """Give the bytes of the attachment of this name. Raises LookupError."""
        for attachment in self.attachments:
            if attachment.filename == name:
                return attachment.data
        there = ", ".join(each.filename for each in self.attachments) or "none"
        raise LookupError(f"The message has no file {name}; it has {there}.")

    def _parts(self) -> Iterator[str]:
        yield self.content
        for embed in self.embeds:
            yield embed.get("author", {}).get("name", "")
            yield embed.get("title", "")
            yield embed.get("description", "")
            for field in embed.get("fields", ()):
                yield field["name"]
                yield field["value"]
            yield embed.get("footer", {}).get("text", "")
        for component in walk(self.raw["components"]):
            yield component.get("content", "")


def see(state: State, person: Person, message: Message) -> Seen:
    """Take down how a person sees a message now."""
    channel = state.guild.channel(message.channel_id)
    return Seen(
        message.id,
        channel.name if channel else "",
        message.author.name,
        seen_json(state, person, message),
        message,
        tuple(message.attachments),
    )


def _usable(component: Json) -> bool:
    is_button = component["type"] == Component.BUTTON and component.get("style") != LINK
    return is_button or component["type"] in SELECTS


def _control(component: Json) -> Control:
    emoji = (component.get("emoji") or {}).get("name")
    label = component.get("label") or component.get("placeholder") or ""
    shown = " ".join(part for part in (emoji, label) if part)
    return Control(shown, component.get("custom_id", ""), bool(component.get("disabled")), component)
