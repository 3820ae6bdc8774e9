"""An interaction: what a person did, and how far the bot has come with its answer."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from playground.discord.guild import Channel, Person
from playground.discord.message import Message
from playground.discord.refusal import Json, Problem, Refusal, Why


class Asking(IntEnum):
    """What kind of interaction it is, with Discord's own numbers."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How a bot may answer first, with Discord's own numbers."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_FITTING = {
    Asking.COMMAND: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL},
    Asking.COMPONENT: set(Callback) - {Callback.CHOICES},
    Asking.AUTOCOMPLETE: {Callback.CHOICES},
    Asking.MODAL: {Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE},
}


@dataclass(slots=True)
class Interaction:
    """One interaction. `message` is where the control hangs that was used, None for a command.

    `callback` is the bot's first answer, `original` the message that @original names (None before it,
    and once it is deleted), `touched` counts what the bot did with it after the first answer. `event` is
    what the gateway says of it, `lapsed` that the person was told that nobody answered.
    """

    id: int
    token: str
    asking: Asking
    person: Person
    channel: Channel
    created: datetime
    data: Json
    message: Message | None = None
    command: str | None = None
    metadata: Json = field(default_factory=dict)
    event: Json = field(default_factory=dict)
    callback: Callback | None = None
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    touched: int = 0
    lapsed: bool = False


def check_callback(
    interaction: Interaction | None, callback: int, now: datetime, within: float
) -> Interaction:
    """Give the interaction if the bot may answer it so now; `within` is the deadline in seconds.

    Raises Refusal: unknown or too late 10062, answered before 40060, an answer that does not fit 50035.
    """
    if interaction is None:
        raise Refusal(Why.UNKNOWN_INTERACTION)
    if interaction.callback is not None:
        raise Refusal(Why.ACKNOWLEDGED)
    if interaction.lapsed or (now - interaction.created).total_seconds() > within:
        raise Refusal(Why.UNKNOWN_INTERACTION)
    fitting = set(_FITTING[interaction.asking])
    if interaction.asking is Asking.MODAL and interaction.message is not None:
        fitting.add(Callback.UPDATE)
    if callback not in fitting:
        wrong = f"Value must be one of {{{', '.join(str(int(fit)) for fit in sorted(fitting))}}}."
        raise Refusal(Why.INVALID_FORM, [Problem(("type",), "BASE_TYPE_CHOICES", wrong)])
    return interaction


def check_token(interaction: Interaction | None, now: datetime, lives: float) -> Interaction:
    """Give the interaction if its token is good for follow-ups; `lives` is in seconds.

    Raises Refusal: not answered yet 10015, older than the token lives 50027.
    """
    if interaction is None or interaction.callback is None:
        raise Refusal(Why.UNKNOWN_WEBHOOK)
    if (now - interaction.created).total_seconds() > lives:
        raise Refusal(Why.WEBHOOK_TOKEN)
    return interaction
