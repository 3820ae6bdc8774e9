"""A person in a test: does what a person does, waits for the bot, and gives what that person sees."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from playground.discord.arguments import Unsendable
from playground.discord.client import Client, Unanswered
from playground.discord.guild import Channel, Person
from playground.discord.interaction import Callback, Interaction
from playground.discord.message import Message
from playground.discord.modal import Modal
from playground.discord.permissions import Permission, may
from playground.discord.seen import Seen, see
from playground.discord.state import State

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that autocomplete offers."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered: a message that came or changed, or a modal, or nothing to be seen."""

    seen: Seen | None = None
    opened: Modal | None = None

    @property
    def message(self) -> Seen:
        """Give the message. Raises LookupError when the answer is something else."""
        if self.seen is None:
            what = f"the modal {self.opened.title}" if self.opened else "nothing"
            raise LookupError(f"The bot answered with {what}, not with a message.")
        return self.seen

    @property
    def modal(self) -> Modal:
        """Give the modal. Raises LookupError when the answer is something else."""
        if self.opened is None:
            what = f"the message {self.seen.text!r}" if self.seen else "nothing"
            raise LookupError(f"The bot answered with {what}, not with a modal.")
        return self.opened

    @property
    def text(self) -> str:
        """Give everything readable of the message or modal."""
        return self.opened.text if self.opened else self.message.text


Room = str | Channel
Target = Seen | Answer | Message


class Actor:
    """One person. Channels are given by name; messages as this or another person saw them.

    Raises Unsendable for what Discord's app would not send, Unanswered when the bot does not answer.
    """

    def __init__(self, state: State, person: Person) -> None:
        self._state = state
        self._client = Client(state, person)
        self.person = person

    @property
    def direct(self) -> Channel:
        """Give this person's direct messages with the bot."""
        return self._state.direct(self.person)

    async def say(self, channel: Room, text: str, *, reply_to: Target | None = None) -> Seen:
        """Write a message and give it, as it stands; for the bot's answer to it there is `ask`."""
        replied = None if reply_to is None else _message(reply_to).id
        return self._see(self._client.say(self._room(channel), text, replied))

    async def ask(self, channel: Room, text: str, *, reply_to: Target | None = None) -> Seen:
        """Write a message and give the bot's next message in the channel that is no longer thinking."""
        said = await self.say(channel, text, reply_to=reply_to)

        def answer(view: list[Seen]) -> Seen | None:
            later = [m for m in view if m.id > said.id and m.message.author.bot and not m.loading]
            return later[0] if later else None

        return await self.until(answer, channel)

    async def slash(
        self,
        name: str,
        options: Mapping[str, object] | None = None,
        /,
        *,
        channel: Room = "cleanup",
        **more: object,
    ) -> Answer:
        """Use a command, such as "plan show"; options as a mapping or by keyword (_ stands for -, too).

        People, roles and channels are given by name or key. What the default permissions would hide is
        sent all the same: an admin of the guild can override them.
        """
        asked = await self._client.slash(self._room(channel), name, {**(options or {}), **more})
        return await self._outcome(asked)

    async def autocomplete(
        self,
        name: str,
        option: str,
        text: str,
        *,
        channel: Room = "cleanup",
        options: Mapping[str, object] | None = None,
    ) -> list[Choice]:
        """Type into an option and give what is offered; `options` are the others so far."""
        asked = await self._client.autocomplete(self._room(channel), name, option, text, options or {})
        return [Choice(choice["name"], choice["value"]) for choice in asked.choices]

    async def click(self, on: Target, button: str) -> Answer:
        """Press the button of this label or custom_id."""
        message = _message(on)
        seen = self._see(message)
        return await self._outcome(await self._client.click(message, _custom_id(seen, button)))

    async def select(self, on: Target, select: str, values: Sequence[object] | str) -> Answer:
        """Choose, by value or label, in the select of this placeholder or custom_id."""
        message = _message(on)
        chosen = [values] if isinstance(values, str) else list(values)
        seen = self._see(message)
        return await self._outcome(await self._client.select(message, _custom_id(seen, select), chosen))

    async def submit(self, modal: Modal | Answer, values: Mapping[str, object]) -> Answer:
        """Send a modal, its inputs by label or custom_id."""
        opened = modal.modal if isinstance(modal, Answer) else modal
        return await self._outcome(await self._client.submit(opened, values))

    async def forge(self, on: Target, custom_id: str, *, guild_id: int | None = None) -> Answer:
        """Press a button that is not there, as a tampered app might; `guild_id` names another guild."""
        message = _message(on)
        return await self._outcome(await self._client.forge(message, custom_id, guild_id))

    def dismiss(self, on: Target) -> None:
        """Take an ephemeral message off the screen."""
        self._client.dismiss(_message(on))

    def view(self, channel: Room) -> list[Seen]:
        """Give what this person sees in a channel, oldest first."""
        return [self._see(message) for message in self._state.seen_in(self._room(channel), self.person)]

    async def until(
        self,
        look: Callable[[list[Seen]], T | None],
        channel: Room = "cleanup",
        *,
        within: float | None = None,
    ) -> T:
        """Wait until `look`, given what this person sees in the channel, gives something true; give that.

        Raises TimeoutError, with what stands in the channel, after `within` seconds (else the patience).
        """
        patience = self._state.deadlines.patience if within is None else within
        found = await self._state.changes.until(lambda: look(self.view(channel)), patience)
        if not found:
            shown = "\n".join(f"{m.author}: {m.text} {m.buttons or ''}" for m in self.view(channel)[-5:])
            room = self._room(channel).name
            raise TimeoutError(
                f"{self.person.name} waited {patience} s in vain in #{room}, which ends:\n{shown}"
            )
        return found

    async def _outcome(self, asked: Interaction) -> Answer:
        """Wait until a deferred answer is there, and give what the person sees of it."""
        match asked.callback:
            case Callback.MODAL:
                return Answer(opened=Modal(asked))
            case Callback.DEFERRED_MESSAGE:
                await self._patiently(lambda: asked.original is None or not asked.original.loading, asked)
            case Callback.DEFERRED_UPDATE:
                await self._patiently(lambda: self._followed(asked), asked)
                return self._newest(asked)
            case _:
                pass
        return Answer() if asked.original is None else Answer(self._see(asked.original))

    def _followed(self, asked: Interaction) -> bool:
        """Say whether something came of a deferred update, by its token or by the bot's own."""
        message = asked.message
        edited = message is not None and message.edited is not None and message.edited > asked.created
        shown = self._state.seen_in(asked.channel, self.person)
        return bool(asked.touched) or edited or any(m.author.bot and m.id > asked.id for m in shown)

    def _newest(self, asked: Interaction) -> Answer:
        """Give the follow-up of a deferred update, else the message it updated."""
        shown = self._state.seen_in(asked.channel, self.person)
        mine = [message for message in shown if (message.metadata or {}).get("id") == asked.metadata["id"]]
        newest = mine[-1] if mine else asked.original
        return Answer() if newest is None else Answer(self._see(newest))

    async def _patiently(self, done: Callable[[], bool], asked: Interaction) -> None:
        patience = self._state.deadlines.patience
        if not await self._state.changes.until(done, patience):
            what = asked.command or asked.data.get("custom_id")
            raise Unanswered(f"{what}, which it had acknowledged {patience} s before")

    def _see(self, message: Message) -> Seen:
        return see(self._state, self.person, message)

    def _room(self, channel: Room) -> Channel:
        if isinstance(channel, Channel):
            return channel
        found = {each.name: each for each in self._state.guild.channels.values()}[channel.removeprefix("#")]
        if not may(self._state.guild, self.person, found, Permission.VIEW_CHANNEL):
            raise LookupError(f"{self.person.name} does not see #{found.name}.")
        return found


def _message(target: Target) -> Message:
    if isinstance(target, Answer):
        return target.message.message
    return target.message if isinstance(target, Seen) else target


def _custom_id(seen: Seen, called: str) -> str:
    """Give a control's custom_id. Raises Unsendable, naming what the message has."""
    try:
        return seen.control(called).custom_id
    except LookupError as error:
        raise Unsendable(str(error)) from error
