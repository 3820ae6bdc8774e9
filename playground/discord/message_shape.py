"""How Discord writes a message as JSON."""

from urllib.parse import quote

from playground.discord.embeds import shown_embed
from playground.discord.message import Attachment, Message
from playground.discord.refusal import Json
from playground.discord.shapes import user
from playground.discord.state import State

PLAIN, COMMAND_ANSWER, REPLY = 0, 20, 19
_ATTACHED = "attachment://"


def message_json(state: State, message: Message, *, nested: bool = True) -> Json:
    """Write a message; `nested` says to put the message it replies to inside."""
    shape: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "type": _kind(message),
        "author": user(message.author),
        "content": message.content,
        "timestamp": message.created.isoformat(),
        "edited_timestamp": message.edited.isoformat() if message.edited else None,
        "tts": False,
        "pinned": False,
        "mention_everyone": message.mentioned.everyone,
        "mentions": [user(p) for ref in message.mentioned.users if (p := state.guild.person(ref))],
        "mention_roles": [str(ref) for ref in message.mentioned.roles],
        "flags": message.flags,
        "attachments": [attachment_json(state, message, each) for each in message.attachments],
        "embeds": [shown_embed(each, lambda url: _placed(state, message, url)) for each in message.embeds],
        "components": message.components,
    }
    if message.author.bot:
        shape["application_id"] = str(state.application_id)
    if message.metadata is not None:
        shape["webhook_id"] = str(state.application_id)
        shape["interaction_metadata"] = message.metadata
    if message.nonce is not None:
        shape["nonce"] = message.nonce
    if message.reply_to is not None:
        shape |= _reply(state, message, nested=nested)
    return shape


def attachment_json(state: State, message: Message, attachment: Attachment) -> Json:
    """Write an attachment, with where its bytes can be had."""
    name = quote(attachment.filename)
    url = f"{state.url}/attachments/{message.channel_id}/{attachment.id}/{name}"
    shape: Json = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": attachment.size,
        "content_type": attachment.content_type,
        "url": url,
        "proxy_url": url,
    }
    if attachment.width is not None:
        shape |= {"width": attachment.width, "height": attachment.height}
    if attachment.description is not None:
        shape["description"] = attachment.description
    if message.addressee is not None:
        shape["ephemeral"] = True
    return shape


def _kind(message: Message) -> int:
    if message.command is not None:
        return COMMAND_ANSWER
    return REPLY if message.reply_to is not None else PLAIN


def _reply(state: State, message: Message, *, nested: bool) -> Json:
    reference: Json = {
        "type": 0,
        "channel_id": str(message.channel_id),
        "message_id": str(message.reply_to),
    }
    if message.channel_id in state.guild.channels:
        reference["guild_id"] = str(state.guild.id)
    if not nested:
        return {"message_reference": reference}
    meant = state.messages[message.channel_id].get(message.reply_to or 0)
    shown = message_json(state, meant, nested=False) if meant else None
    return {"message_reference": reference, "referenced_message": shown}


def _placed(state: State, message: Message, url: str) -> str:
    """Turn the URL of a picture that hangs on the same message into where it can be had."""
    name = url.removeprefix(_ATTACHED)
    hit = next((each for each in message.attachments if each.filename == name), None)
    if name == url or hit is None:
        return url
    place: str = attachment_json(state, message, hit)["url"]
    return place
