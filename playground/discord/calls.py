"""The log of REST calls: what the bot asked, and what it was answered."""

from dataclasses import dataclass
from datetime import datetime

from playground.discord.refusal import Json


@dataclass(slots=True)
class Call:
    """One request. `path` has no `/api/v10`; `status` is 0 while, or when, no answer leaves.

    `body` and `answer` are the JSON of either side, None without one; files are told by name alone.
    """

    n: int
    method: str
    path: str
    query: dict[str, str]
    at: datetime
    body: Json | list[Json] | None = None
    files: tuple[str, ...] = ()
    status: int = 0
    answer: object = None
