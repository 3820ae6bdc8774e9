"""Whom a message calls by name, and whom it may notify."""

import re
from dataclasses import dataclass

from playground.discord.guild import Channel, Guild, Person
from playground.discord.permissions import Permission, may
from playground.discord.refusal import Json

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who is called: the ids of users and roles, and whether it is everyone."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `allowed_mentions` lets through; None among `users` and `roles` is all of them."""

    users: frozenset[int] | None = None
    roles: frozenset[int] | None = None
    everyone: bool = True
    replied_user: bool = True


def read_allowed(value: Json | None) -> Allowed:
    """Read a request's `allowed_mentions`; without it everything is let through."""
    if value is None:
        return Allowed()
    parse = set(value.get("parse") or ())
    return Allowed(
        None if "users" in parse else frozenset(int(ref) for ref in value.get("users") or ()),
        None if "roles" in parse else frozenset(int(ref) for ref in value.get("roles") or ()),
        "everyone" in parse,
        bool(value.get("replied_user")),
    )


def find_mentions(
    guild: Guild, channel: Channel, author: Person, content: str, allowed: Allowed
) -> Mentioned:
    """Find whom a text calls: existing users and roles that it may call."""
    loud = may(guild, author, channel, Permission.MENTION_EVERYONE)
    users = [int(ref) for ref in _USER.findall(content)]
    roles = [guild.roles[int(ref)] for ref in _ROLE.findall(content) if int(ref) in guild.roles]
    return Mentioned(
        tuple(
            dict.fromkeys(
                ref for ref in users if guild.person(ref) and (allowed.users is None or ref in allowed.users)
            )
        ),
        tuple(
            dict.fromkeys(
                role.id
                for role in roles
                if (loud or role.mentionable) and (allowed.roles is None or role.id in allowed.roles)
            )
        ),
        loud and allowed.everyone and _EVERYONE.search(content) is not None,
    )


def find_notified(guild: Guild, channel: Channel, author: Person, mentioned: Mentioned) -> frozenset[int]:
    """Find the people a message notifies: those called, by themselves or by role, who see the channel."""
    return frozenset(
        person.id
        for person in guild.people.values()
        if person.id != author.id
        and may(guild, person, channel, Permission.VIEW_CHANNEL)
        and (mentioned.everyone or person.id in mentioned.users or set(person.roles) & set(mentioned.roles))
    )
