"""What Radarr and Sonarr share as servers: who they are, how they are, their folders and their listing."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Generic, TypeVar

import httpx
from pydantic import SecretStr, TypeAdapter

from cascade.connectors import _arr_webhook
from cascade.connectors._answer import Answer
from cascade.connectors._arr_rows import (
    IMPORT_LISTS,
    MEDIA_MANAGEMENT,
    PROFILES,
    ROOTS,
    STATUS,
    TAG,
    TAGS,
    EntryRow,
    RootRow,
    StatusRow,
)
from cascade.connectors._http import ApiClient
from cascade.connectors._listing import stream_rows
from cascade.connectors.paths import map_path
from cascade.errors import CascadeError, Refused, Unexpected, Unreachable
from cascade.media import ArrEntry, Role
from cascade.ports import Health, Identity, ImportList, Page, PathMap, RootFolder, Webhook

API = "/api/v3"

R = TypeVar("R", bound=EntryRow)


@dataclass(frozen=True, slots=True)
class App:
    """Where the two programs differ on the wire; the versions are those known to serve the v3 API."""

    title: str  # the name in /system/status
    majors: range
    resource: str
    number: str  # the provider number that identifies an entry, and the filter of the listing
    exclusions: str
    exclusion_flag: str  # an unknown flag is ignored by the server, and then nothing is excluded


@dataclass(frozen=True, slots=True)
class Names:
    """What an entry's numbers mean: its tags and its quality profile."""

    tags: Mapping[int, str]
    profiles: Mapping[int, str]

    def of_tags(self, ids: tuple[int, ...]) -> tuple[str, ...]:
        """Return the labels; a tag nobody knows keeps its number, so that it is not lost from sight."""
        return tuple(self.tags.get(number, f"#{number}") for number in ids)


class ArrServer(ABC, Generic[R]):
    """One Radarr or Sonarr, read. R is its row of the listing."""

    app: ClassVar[App]
    role: ClassVar[Role]

    def __init__(
        self,
        name: str,
        url: str,
        key: SecretStr,
        path_map: PathMap,
        *,
        deadline: float = 10.0,
        concurrency: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._name = name
        self._path_map = path_map
        self._client = ApiClient(
            name,
            self.server,
            url,
            {"X-Api-Key": key},
            deadline=deadline,
            concurrency=concurrency,
            transport=transport,
        )

    @property
    def name(self) -> str:
        """The instance's name."""
        return self._name

    @property
    def server(self) -> str:
        """The software: "radarr" or "sonarr"."""
        return self.app.title.lower()

    @property
    def roles(self) -> frozenset[Role]:
        """What it is asked for."""
        return frozenset({self.role})

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def identity(self) -> Identity:
        """Return the root folders, as the server names them, as identity: it has no id of its own."""
        (status, answer), rows = await asyncio.gather(self._status(), self._root_rows())
        return Identity("|".join(sorted(row.path for row in rows)), status.version, answer.clock)

    async def check(self) -> Health:
        """Return its state for a person; never raises a CascadeError."""
        try:
            (status, _), roots = await asyncio.gather(self._status(), self.root_folders())
            management = (await self._client.get(f"{API}/config/mediamanagement")).parse(MEDIA_MANAGEMENT)
        except CascadeError as error:
            reachable = not isinstance(error, Unreachable)
            return Health(self.name, self.server, reachable, None, None, error.message)
        lost = [root.path for root in roots if not root.accessible]
        bin_path = management.recycle_bin or None
        return Health(
            self.name,
            self.server,
            reachable=True,
            version=status.version,
            may_delete=False if lost else None,
            message=_summary(self.app.title, status.version, roots, lost),
            advice=_advice(self.name, bin_path, roots, lost),
            recycle_bin=bin_path,
        )

    async def root_folders(self) -> tuple[RootFolder, ...]:
        """Read the root folders, PATH_MAP applied."""
        return self._mapped_roots(await self._root_rows())

    async def import_lists(self) -> tuple[ImportList, ...]:
        """Read the lists that add titles."""
        names, answer = await asyncio.gather(self._names(), self._client.get(f"{API}/importlist"))
        return tuple(
            ImportList(
                row.name or "",
                frozenset(names.of_tags(row.tags)),
                automatic=row.enabled and (row.enable_auto or row.enable_automatic_add),
            )
            for row in answer.parse(IMPORT_LISTS)
        )

    async def install_webhook(self, hook: Webhook) -> bool:
        """Set a webhook up, or bring ours up to date; True where it is new. Refused where its test fails."""
        path = f"{API}/notification"
        rows = (await self._client.get(path)).parse(_arr_webhook.OBJECTS)
        known = _arr_webhook.ours(rows, hook.name)
        offered = (await self._client.get(f"{path}/schema")).parse(_arr_webhook.OBJECTS)
        empty = known or _arr_webhook.blank(offered)
        if empty is None:
            raise Unexpected(f"{self.name} offers no webhooks; set it up by hand.", server=self.name)
        row = _arr_webhook.filled(empty, hook)
        await self._try_webhook("POST", f"{path}/test", row)
        if known is None:
            await self._try_webhook("POST", path, row)
        else:
            await self._try_webhook("PUT", f"{path}/{known['id']}", row)
        return known is None

    async def _try_webhook(self, method: str, path: str, row: dict[str, object]) -> None:
        answer = await self._client.send(method, path, json=row, accept={400})
        if answer.status == 400:
            said = " ".join(one.errorMessage for one in answer.parse(_arr_webhook.REFUSALS))
            raise Refused(
                f"{self.name} did not take the webhook: {said[:300]} Correct WEBHOOK_URL, or start "
                "what listens there.",
                server=self.name,
            )

    async def entries(self) -> AsyncIterator[Page[ArrEntry]]:
        """Read the whole listing, which comes in one answer; an empty one gives one empty page."""
        names = await self._names()
        params = {"excludeLocalCovers": "true"} if self.app.title == "Radarr" else {}
        rows = stream_rows(self._client, f"{API}/{self.app.resource}", params, self._rows())
        async for part, skipped in rows:
            names = await self._all_named(names, (tag for row in part for tag in row.tags))
            yield Page(tuple(self._entry(row, names) for row in part), None, skipped)

    @abstractmethod
    def _rows(self) -> TypeAdapter[R]:
        """The shape of a row."""

    @abstractmethod
    def _entry(self, row: R, names: Names) -> ArrEntry:
        """A row in our words."""

    async def _root_rows(self) -> list[RootRow]:
        return (await self._client.get(f"{API}/rootfolder")).parse(ROOTS)

    def _mapped_roots(self, rows: list[RootRow]) -> tuple[RootFolder, ...]:
        return tuple(
            RootFolder(map_path(row.path, self._path_map), row.accessible, row.free_space) for row in rows
        )

    async def _names(self) -> Names:
        tags, profiles = await asyncio.gather(
            self._client.get(f"{API}/tag"), self._client.get(f"{API}/qualityprofile")
        )
        return Names(
            {row.id: row.label for row in tags.parse(TAGS)},
            {row.id: row.name for row in profiles.parse(PROFILES)},
        )

    async def _all_named(self, names: Names, tags: Iterable[int]) -> Names:
        """Ask by number for each tag that the listing of tags lacks, so that no entry loses one unseen.

        A number that the server says it does not know stays what the entry is tagged with.
        """
        asked = sorted(set(tags) - names.tags.keys())
        if not asked:
            return names
        answers = await asyncio.gather(
            *(self._client.get(f"{API}/tag/{number}", accept={404}) for number in asked)
        )
        labels = {
            number: f"#{number}" if answer.status == 404 else answer.parse(TAG).label
            for number, answer in zip(asked, answers, strict=True)
        }
        return replace(names, tags={**names.tags, **labels})

    async def _status(self) -> tuple[StatusRow, Answer]:
        """Read who answers; Unexpected if it is another program or an unknown version of this one."""
        answer = await self._client.get(f"{API}/system/status")
        status = answer.parse(STATUS)
        complaint = complaint_about(self.app, status, self._client.place.url_setting)
        if complaint:
            raise Unexpected(complaint, server=self.name)
        return status, answer


def complaint_about(app: App, status: StatusRow, url_setting: str) -> str | None:
    """Say what is wrong with who answers; None if it is the program and a version that is known."""
    if status.app_name != app.title:
        return f"{url_setting} leads to {status.app_name[:40]}, not to {app.title}; correct it."
    major = status.version.partition(".")[0]
    if not (major.isascii() and major.isdigit() and int(major) in app.majors):
        return (
            f"{app.title} {status.version[:20]} at {url_setting} is not known here "
            f"(known are {app.majors[0]} to {app.majors[-1]}); nothing is asked of it."
        )
    return None


def _summary(title: str, version: str, roots: tuple[RootFolder, ...], lost: list[str]) -> str:
    if lost:
        return f"{title} {version} answers, but cannot reach {', '.join(lost)}; mount it."
    return f"{title} {version} answers; {len(roots)} root folders are there."


def _advice(
    name: str, recycle_bin: str | None, roots: tuple[RootFolder, ...], lost: list[str]
) -> tuple[str, ...]:
    advice = [f"{name} cannot reach {path}; mount its disk before anything is deleted." for path in lost]
    if not roots:
        advice.append(f"{name} has no root folder; add one, else no deletion can be proved.")
    if recycle_bin:
        advice.append(
            f"{name} moves deleted files to {recycle_bin}: no space comes back until it is emptied."
        )
    return tuple(advice)
