"""The error tree. Expected noes are values; these are what stops work.

CascadeError
├── Unreachable      no usable answer: try again later
│   └── Silent       a system that a plan needs does not answer; some can be done without
├── Rejected         credentials or permission: the operator must act
├── NotFound         a server says 404; it is proof of nothing by itself
├── Unexpected       an answer nobody planned for: stop and say what was seen
├── BadInput         what a person wrote cannot be used; nothing was changed
└── Refused          understood, but not allowed: caps, expired or used plan, wrong digest
    ├── UnsafePlan   the plan itself is over a cap
    └── Busy         another process is carrying the run out
"""

import secrets


class CascadeError(Exception):
    """Base of every error a caller may show: one sentence and a short reference that is in the log."""

    def __init__(self, message: str, *, server: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.server = server
        self.reference = secrets.token_hex(3)


class Unreachable(CascadeError):
    """A server gave no usable answer in time; a read may be repeated, a destructive call is in doubt.

    `retry_after` is the server's own wish in seconds, where it stated one.
    `sent` is False only where the request certainly never left (connection refused).
    """

    def __init__(
        self, message: str, *, server: str | None = None, retry_after: float | None = None, sent: bool = True
    ) -> None:
        super().__init__(message, server=server)
        self.retry_after = retry_after
        self.sent = sent


class Silent(Unreachable):
    """Systems that a plan needs do not answer, so it was not confirmed.

    `without` names them where a person may agree to do without; empty where one of them removes the files.
    """

    def __init__(self, message: str, *, server: str, without: frozenset[str]) -> None:
        super().__init__(message, server=server)
        self.without = without


class Rejected(CascadeError):
    """A server refused the credentials or the permission."""


class NotFound(CascadeError):
    """A server answered 404. Whether the thing is gone must be proved apart from this."""


class Unexpected(CascadeError):
    """A server answered something its API does not promise."""


class BadInput(CascadeError):
    """What was written cannot be used."""


class Refused(CascadeError):
    """The request was understood and is not allowed."""


class UnsafePlan(Refused):
    """A plan is over a cap."""


class Busy(Refused):
    """Another process is carrying the run out."""
