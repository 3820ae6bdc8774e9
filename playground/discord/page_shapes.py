"""The parts of the page's protocol as JSON, where they are not Discord's own objects."""

from playground.discord.guild import Channel, Guild, Person, Role
from playground.discord.modal import Modal
from playground.discord.permissions import Permission, may
from playground.discord.picker import Leaf
from playground.discord.refusal import Json
from playground.discord.state import State

_OPTION = (
    "name",
    "description",
    "type",
    "required",
    "autocomplete",
    "choices",
    "min_value",
    "max_value",
    "min_length",
    "max_length",
    "channel_types",
)


def person_json(person: Person) -> Json:
    """Write a Person."""
    return {
        "key": person.key,
        "id": str(person.id),
        "name": person.name,
        "title": person.title,
        "roles": [str(role) for role in person.roles],
        "bot": person.bot,
    }


def role_json(role: Role) -> Json:
    """Write a Role."""
    return {"id": str(role.id), "name": role.name, "color": role.color}


def channel_json(guild: Guild, person: Person, channel: Channel) -> Json:
    """Write a Channel as a person has it."""
    return {
        "id": str(channel.id),
        "name": channel.name,
        "type": 1 if channel.private else 0,
        "topic": channel.topic,
        "can_send": may(guild, person, channel, Permission.SEND_MESSAGES),
    }


def command_json(leaf: Leaf) -> Json:
    """Write a Command."""
    options = [{name: option.get(name) for name in _OPTION} for option in leaf.options]
    return {"name": leaf.name, "description": leaf.description, "options": options}


def modal_json(modal: Modal) -> Json:
    """Write a Modal."""
    body = modal.body
    return {
        "id": modal.id,
        "title": modal.title,
        "custom_id": body["custom_id"],
        "components": body["components"],
    }


def bot_json(state: State) -> Json:
    """Write what is known of the bot."""
    return {"id": str(state.bot.id), "name": state.bot.name, "online": state.online}
