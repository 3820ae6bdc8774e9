"""Tautulli: who watched what on a Plex server, for as long as it has been recording."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Generic, Literal, TypeVar

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, TypeAdapter

from cascade.connectors._answer import Answer, quote
from cascade.connectors._http import ApiClient
from cascade.connectors._paging import Part, Tally, walk
from cascade.errors import CascadeError, Rejected, Unexpected, Unreachable
from cascade.media import Kind, Play, Role
from cascade.ports import Health, Identity, Page

T = TypeVar("T")

PATH = "/api/v2"
# Its default is 25 rows; a length of -1 drops the last row (Tautulli slices [0:-1]), so it is never sent.
PAGE = 1000
# Rows are in the order of their beginning, and a play counts from its end: nothing runs longer than this.
LONGEST_PLAY = timedelta(days=2)
WATCHED = 1


def _blank_is_none(value: object) -> object:
    """Read Tautulli's empty text as what it means: not known."""
    return None if value == "" else value


Number = Annotated[int | None, BeforeValidator(_blank_is_none)]


class _Wire(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)


class _Row(_Wire):
    """A row of history; key and guid are those of its day."""

    row_id: int
    media_type: str
    started: int
    stopped: Number = None
    user: str | None = None
    user_id: Number = None
    rating_key: Number = None
    guid: str | None = None
    title: str = ""
    year: Number = None
    watched_status: float = 0


class _History(_Wire):
    # recordsTotal ignores the filters, so it is of no use.
    total: int = Field(alias="recordsFiltered", ge=0)
    rows: list[Annotated[_Row | object, Field(union_mode="left_to_right")]] = Field(alias="data")


class _Server(_Wire):
    pms_identifier: str
    pms_name: str = ""


class _User(_Wire):
    username: str = ""
    is_active: int = 1
    keep_history: int = 1


class _Self(_Wire):
    tautulli_version: str


class _Body(_Wire, Generic[T]):
    result: Literal["success"]
    data: T


class _Envelope(_Wire, Generic[T]):
    response: _Body[T]


class _Complaint(_Wire):
    message: str | None = None


class _Refusal(_Wire):
    response: _Complaint


HISTORY = TypeAdapter(_Envelope[_History])
SERVER = TypeAdapter(_Envelope[_Server])
USERS = TypeAdapter(_Envelope[list[_User]])
SELF = TypeAdapter(_Envelope[_Self])
REFUSAL = TypeAdapter(_Refusal)


class Tautulli:
    """One Tautulli. The key travels in a form: Tautulli takes it as a parameter only, and URLs are logged."""

    server = "tautulli"
    roles = frozenset({Role.WATCH})

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        *,
        deadline: float = 10.0,
        concurrency: int = 4,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._key = key
        self._http = ApiClient(
            name, self.server, url, {}, deadline=deadline, concurrency=concurrency, transport=transport
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def identity(self) -> Identity:
        """Read which Plex server it records: with another one, its history is about other items."""
        answer = await self._ask("get_tautulli_info")
        version = answer.parse(SELF).response.data.tautulli_version
        return Identity(await self.plex_identity(), version, answer.clock)

    async def plex_identity(self) -> str:
        """Read the machineIdentifier of the Plex server it was set up with; works while Plex is down."""
        found = (await self._ask("get_server_info")).parse(SERVER).response.data.pms_identifier
        if not found:
            raise Unexpected(
                f"{self.name} is connected to no Plex server; finish its setup.", server=self.name
            )
        return found

    async def check(self) -> Health:
        """Say whether Tautulli answers and knows the key. It never deletes anything."""
        try:
            identity = await self.identity()
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, may_delete=None, message=error.message)
        message, advice = f"Tautulli {identity.version}.", await self._unrecorded()
        return Health(self.name, self.server, True, identity.version, None, message, advice)

    async def _unrecorded(self) -> tuple[str, ...]:
        """Name the people whose history was switched off: nothing tells of what they only began to watch."""
        try:
            users = (await self._ask("get_users")).parse(USERS).response.data
        except CascadeError:
            return ()
        names = sorted(user.username for user in users if user.is_active and not user.keep_history)
        if not names:
            return ()
        said = f"{self.name} keeps no history of {', '.join(names)}: what they are in the middle of may be "
        return (f"{said}deleted; switch “Keep History” on for them there.",)

    async def plays(self, since: datetime | None = None) -> AsyncIterator[Page[Play]]:
        """Read the history of all people, newest first; Unexpected if it turns out to have a gap.

        The total is None: Tautulli counts music and live television too, so completeness is proved here.
        """
        tally = Tally("the history", self.name)
        async for part in walk(self._history, tally.what, self.name):
            tally.add(frozenset(row.row_id for row in part.rows), part.unread, part.total)
            plays = [_play(row) for row in part.rows]
            yield Page(
                tuple(play for play in plays if play and (since is None or play.at >= since)),
                None,
                part.unread,
            )
            if since is not None and _reaches(part.rows, since - LONGEST_PLAY):
                return
        tally.close()

    async def _history(self, start: int) -> Part[_Row]:
        answer = await self._ask(
            "get_history",
            start=start,
            length=PAGE,
            order_column="date",
            order_dir="desc",
            grouping=0,  # one row per play
            include_activity=0,  # what still plays has no end yet
        )
        found = answer.parse(HISTORY).response.data
        return Part(tuple(row for row in found.rows if isinstance(row, _Row)), len(found.rows), found.total)

    async def _ask(self, command: str, **parameters: str | int) -> Answer:
        """Ask a question. Tautulli answers 400 to a wrong key and to a command it does not know."""
        form: dict[str, SecretStr | str | int] = {"apikey": self._key, "cmd": command, **parameters}
        answer = await self._http.post_read(PATH, data=form, accept={400})
        if answer.status == httpx.codes.OK:
            return answer
        said = answer.parse(REFUSAL).response.message or "no reason"
        if "apikey" in said.casefold():
            setting = self._http.place.key_setting
            raise Rejected(f"{self.name} refused {command}; check {setting}.", server=self.name)
        said = quote(said.encode(), [self._key.get_secret_value()])
        raise Unexpected(
            f"{self.name} refused {command} (“{said}”); check that its version is supported.",
            server=self.name,
        )


def _reaches(rows: tuple[_Row, ...], moment: datetime) -> bool:
    return any(row.started < moment.timestamp() for row in rows)


def _play(row: _Row) -> Play | None:
    """Read a row; None for music, live television and other kinds. People are named as in Plex."""
    if row.media_type not in {"movie", "episode"}:
        return None
    return Play(
        key=str(row.row_id),
        ref=str(row.rating_key) if row.rating_key else None,
        kind=Kind(row.media_type),
        title=row.title,
        at=datetime.fromtimestamp(row.stopped or row.started, UTC),
        person=row.user or f"user {row.user_id}",
        year=row.year or None,
        guid=row.guid or None,
        completed=row.watched_status >= WATCHED,
    )
