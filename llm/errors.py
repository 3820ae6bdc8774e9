"""What can go wrong with a language model.

ModelError           base: a sentence that may be shown, and a reference that is in the log
├── Busy             over its rate, or overloaded: later it may answer
├── Down             no answer in time, or the server failed
├── Unpaid           the account has no credit or is over its spending limit; opens the circuit
├── BadKey           the key is wrong or may not do this
├── Unfit            the settings do not fit the server: model, address, a parameter it insists on
├── TooLong          the request is longer than the model takes
├── Stopped          the provider stopped this request by its own policy
├── Unusable         an answer came, and nothing in it can be used
└── Limited          our own limits: calls per person or day, budget per month

No message holds a key, a person's words, or any text of the server's.
"""

import secrets
from typing import ClassVar

from llm.turn import Usage


class ModelError(Exception):
    """Base of all: one sentence for people. `usage` is what the failed calls cost in tokens.

    `retryable` says that the same request may succeed a little later; `seconds` is how long the server
    asked to wait, None where it did not say. `sent` is False where no request was made.
    """

    kind: ClassVar[str] = "failed"
    """The word for it in the account of calls."""

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        seconds: float | None = None,
        usage: Usage | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = retryable
        self.seconds = seconds
        self.usage = usage or Usage()
        self.sent = sent
        self.reference = secrets.token_hex(3)


class Busy(ModelError):
    """The server is over a rate limit or overloaded."""

    kind = "busy"


class Down(ModelError):
    """The server cannot be reached, did not answer in time, or failed."""

    kind = "down"


class Unpaid(ModelError):
    """The provider refuses for want of credit or because of a spending limit."""

    kind = "unpaid"


class BadKey(ModelError):
    """The server refused the key or the permission."""

    kind = "bad key"


class Unfit(ModelError):
    """The server does not take what the settings make of a request."""

    kind = "unfit"


class TooLong(ModelError):
    """The conversation is longer than the model takes."""

    kind = "too long"


class Stopped(ModelError):
    """The provider stopped the request or its answer by policy."""

    kind = "stopped"


class Unusable(ModelError):
    """The server answered, and no part of the answer can be used."""

    kind = "unusable"


class Limited(ModelError):
    """A limit of ours forbids the call; nothing was sent."""

    kind = "limited"
