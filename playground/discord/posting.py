"""Messages come, change and go."""

from collections.abc import Sequence

from playground.discord.attaching import attach, kept
from playground.discord.changes import Edited, Posted, Removed
from playground.discord.components import shown_components
from playground.discord.guild import Channel, Person
from playground.discord.interaction import Interaction
from playground.discord.limits import check_flags, check_message, check_uploads
from playground.discord.mentions import Mentioned, find_mentions, find_notified, read_allowed
from playground.discord.message import Message, MessageFlag, Upload
from playground.discord.refusal import Json, Problem, Refusal, Why
from playground.discord.state import Ping, State

# What a bot may set itself; the rest is Discord's to set.
_SETTABLE = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.IS_COMPONENTS_V2


def post(
    state: State,
    channel: Channel,
    author: Person,
    payload: Json,
    uploads: Sequence[Upload] = (),
    *,
    answers: Interaction | None = None,
    hidden: bool = False,
) -> Message:
    """Post what a request asks for; `hidden` makes it ephemeral for the one it answers.

    Raises Refusal. With `enforce_nonce`, a nonce the author used in the channel gives the message it made.
    """
    if payload.get("enforce_nonce") and (twin := _twin(state, channel, author, payload)):
        return twin
    message = Message(state.ids.next(), channel.id, author, state.clock.now())
    message.nonce = None if payload.get("nonce") is None else str(payload["nonce"])
    message.reply_to = _reply(state, channel, payload)
    if answers is not None:
        message.metadata, message.command, message.by = answers.metadata, answers.command, answers.person
        message.addressee = answers.person.id if hidden else None
        message.flags = int(MessageFlag.EPHEMERAL) if hidden else 0
    _fill(state, channel, message, payload, uploads)
    _notify(state, channel, message, payload)
    _keep(state, channel, message)
    return message


def post_loading(state: State, interaction: Interaction, *, hidden: bool) -> Message:
    """Post the message that says the bot thinks; it is filled by the first edit."""
    message = Message(state.ids.next(), interaction.channel.id, state.bot, state.clock.now())
    message.metadata, message.command = interaction.metadata, interaction.command
    message.by = interaction.person
    message.flags = int(MessageFlag.LOADING)
    if hidden:
        message.flags |= MessageFlag.EPHEMERAL
        message.addressee = interaction.person.id
    _keep(state, interaction.channel, message)
    return message


def edit(
    state: State, channel: Channel, message: Message, payload: Json, uploads: Sequence[Upload] = ()
) -> Message:
    """Change a message; what the request does not name stays. It notifies nobody. Raises Refusal."""
    if "flags" in payload:
        check_flags(message, payload["flags"] or 0)
    was_loading = message.loading
    _fill(state, channel, message, payload, uploads)
    message.flags &= ~MessageFlag.LOADING
    if not was_loading:
        message.edited = state.clock.now()
    elif message.addressee is None or message.content:
        # The first edit of a deferred answer notifies as a new message would.
        _notify(state, channel, message, payload)
    state.tell(Edited(message))
    return message


def remove(state: State, message: Message) -> None:
    """Delete a message."""
    del state.messages[message.channel_id][message.id]
    for interaction in state.interactions.values():
        if interaction.original is message:
            interaction.original = None
    state.tell(Removed(message))


def _keep(state: State, channel: Channel, message: Message) -> None:
    state.messages.setdefault(channel.id, {})[message.id] = message
    channel.last_message = message.id
    state.tell(Posted(message))


def _fill(state: State, channel: Channel, message: Message, payload: Json, uploads: Sequence[Upload]) -> None:
    """Put a request's fields into a message, all of them or, when Discord would refuse, none."""
    content = str(payload.get("content") or "").strip() if "content" in payload else message.content
    embeds = list(payload.get("embeds") or []) if "embeds" in payload else message.embeds
    components = payload.get("components") or [] if "components" in payload else message.components
    flags = message.flags
    if "flags" in payload:
        flags = (flags & ~_SETTABLE) | ((payload["flags"] or 0) & _SETTABLE)
    check_uploads(uploads)
    described = payload.get("attachments")
    attachments = kept(message.attachments, described) + attach(state.ids, uploads, described or [])
    check_message(content, flags, embeds, components, attachments)
    message.content, message.embeds, message.flags = content, embeds, flags
    message.components = shown_components(components)
    message.attachments = attachments
    allowed = read_allowed(payload.get("allowed_mentions"))
    message.mentioned = find_mentions(state.guild, channel, message.author, content, allowed)


def _notify(state: State, channel: Channel, message: Message, payload: Json) -> None:
    """Put on record whom a new message notifies: those it calls, and the one it replies to."""
    if message.flags & MessageFlag.SUPPRESS_NOTIFICATIONS:
        return
    pinged = set(find_notified(state.guild, channel, message.author, message.mentioned))
    replied = state.messages.get(channel.id, {}).get(message.reply_to or 0)
    if replied and read_allowed(payload.get("allowed_mentions")).replied_user:
        message.mentioned = Mentioned(
            tuple(dict.fromkeys((*message.mentioned.users, replied.author.id))),
            message.mentioned.roles,
            message.mentioned.everyone,
        )
        pinged.add(replied.author.id)
    if message.addressee is not None:
        pinged &= {message.addressee}
    message.pinged = frozenset(pinged - {message.author.id})
    for ref in sorted(message.pinged):
        if person := state.guild.person(ref):
            state.pings.append(Ping(person.key, channel.name, message.id))


def _reply(state: State, channel: Channel, payload: Json) -> int | None:
    reference = payload.get("message_reference")
    if not reference:
        return None
    ref = int(reference["message_id"])
    if ref in state.messages.get(channel.id, {}):
        return ref
    if reference.get("fail_if_not_exists") is False:
        return None
    gone = Problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    raise Refusal(Why.INVALID_FORM, [gone])


def _twin(state: State, channel: Channel, author: Person, payload: Json) -> Message | None:
    nonce = str(payload.get("nonce"))
    posted = state.messages.get(channel.id, {}).values()
    return next((m for m in posted if m.author is author and m.nonce == nonce), None)
