"""The call log of the household: what reached which server, and what it changed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached a server, numbered through the household from 1.

    `path` holds the query. `status` is 0 while it is unanswered and when no answer left; the moment
    `at` is the machine's own. `effect` says that the request really changed the server's state.
    """

    n: int
    server: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    at: datetime
    status: int = 0
    effect: bool = False


class HungUp(ConnectionResetError):
    """The connection ends here on purpose. Raised by faults and by hooks, caught nowhere else."""


Hook = Callable[[Call], Awaitable[None]]


class CallLog:
    """Every call of the household, in order of arrival.

    `before` is awaited when a request has arrived and nothing has happened; `after` when its effect has
    happened and no byte of the answer has left. A test kills its client in them; one that raises
    `HungUp` ends the call there, so that in `before` the request is as good as never arrived.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.before: Hook | None = None
        self.after: Hook | None = None

    def arrived(self, server: str, method: str, path: str, headers: Mapping[str, str], body: str) -> Call:
        """Put a request on record."""
        call = Call(len(self.calls) + 1, server, method, path, headers, body, datetime.now(UTC))
        self.calls.append(call)
        return call

    def record(self, call: Call, *, status: int | None = None, effect: bool | None = None) -> Call:
        """Replace a call by what is known of it since."""
        now = self.calls[call.n - 1]
        known = replace(
            now,
            status=now.status if status is None else status,
            effect=now.effect if effect is None else effect,
        )
        self.calls[call.n - 1] = known
        return known

    def of(self, server: str, method: str | None = None) -> list[Call]:
        """List the calls of one server, of one method or all."""
        return [call for call in self.calls if call.server == server and method in {None, call.method}]

    def effects(self, server: str | None = None) -> list[Call]:
        """List the calls that changed something, of one server or all."""
        return [call for call in self.calls if call.effect and server in {None, call.server}]
