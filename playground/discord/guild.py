"""The guild: its roles, channels and people."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Role:
    """A role; `permissions` are Discord's bits. The role with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    color: int = 0
    mentionable: bool = False
    managed: bool = False


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies a role or a member, against what they may elsewhere."""

    id: int
    is_role: bool
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Channel:
    """A text channel, or the direct messages between the bot and `recipient`."""

    id: int
    name: str
    topic: str = ""
    position: int = 0
    recipient: int | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    last_message: int | None = None

    @property
    def private(self) -> bool:
        """Say whether these are direct messages."""
        return self.recipient is not None


@dataclass(slots=True)
class Person:
    """A user and, since there is one guild, its member. `key` is how tests and the page call them."""

    id: int
    key: str
    name: str
    title: str = ""
    roles: list[int] = field(default_factory=list)
    bot: bool = False


@dataclass(slots=True)
class Guild:
    """The one guild. Its people are by key, everything else by id; direct messages stand apart."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    direct: dict[int, Channel] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def channel(self, ref: int) -> Channel | None:
        """Give a channel or the direct messages with this id."""
        return self.channels.get(ref) or self.direct.get(ref)

    def person(self, ref: int) -> Person | None:
        """Give the person with this id."""
        return next((person for person in self.people.values() if person.id == ref), None)

    def role(self, name: str) -> Role:
        """Give the role of this name. Raises KeyError."""
        return {role.name: role for role in self.roles.values()}[name]
