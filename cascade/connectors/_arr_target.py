"""Deleting one entry of Radarr or Sonarr, with its files and an import exclusion, and proving it."""

import asyncio
import re
import unicodedata
from abc import abstractmethod

from cascade.connectors._agreement import planned_on_disk
from cascade.connectors._arr import API, ArrServer, R
from cascade.connectors._arr_rows import EXCLUSIONS, FOUND, NUMBERED, RootRow
from cascade.connectors._entry import EntryReading, deletes_files, judge_entry
from cascade.connectors._ref import item_number
from cascade.connectors.paths import file_name, map_path, server_paths, within
from cascade.errors import NotFound, Unexpected
from cascade.media import ArrEntry, ExternalIds
from cascade.ports import Attempt
from cascade.step import Action, Probe, State, Step

# Both servers answer 404 or, in older versions and for deletions, 500 for an id they do not know.
UNKNOWN = frozenset({404, 500})
STOPPING = frozenset({State.CHANGED, State.UNPROVEN})

_YEAR = re.compile(r"^(.*?)\s*\((\d{4})\)")


class ArrTarget(ArrServer[R]):
    """One Radarr or Sonarr, written to. Its queue needs no care when an entry goes: it goes along."""

    async def probe(self, step: Step) -> Probe:
        """Read the server and compare; an answer that proves nothing is UNPROVEN, never DONE."""
        try:
            return self._judge(step, await self._reading(step))
        except (NotFound, Unexpected) as error:
            return Probe(State.UNPROVEN, error.message)

    async def holds(self, ids: ExternalIds) -> bool:
        """Whether an entry carries this title's number now, whatever its files."""
        wanted = self._number(ids)
        return wanted is not None and bool(await self._entries_of(wanted))

    async def apply(self, step: Step, attempt: Attempt) -> None:
        """Do what is left of a step; Unexpected if a fresh reading is not as planned."""
        reading = await self._reading(step)
        probe = self._judge(step, reading)
        if probe.state in STOPPING:
            raise Unexpected(probe.message, server=self.name)
        await self._carry_out(step, reading, attempt)

    def _judge(self, step: Step, reading: EntryReading) -> Probe:
        return judge_entry(step, self.name, reading)

    async def _carry_out(self, step: Step, reading: EntryReading, attempt: Attempt) -> None:
        if step.action is not Action.DELETE_ENTRY:
            raise Unexpected(f"{self.name} knows no step {step.action}; nothing was sent.", server=self.name)
        await self._delete_entry(step, reading, attempt)

    @abstractmethod
    async def _present(self, number: int) -> ArrEntry | None:
        """Read one entry with its files, its names left as numbers; None if the server says 404 or 500."""

    def _number(self, ids: ExternalIds) -> int | None:
        return ids.tmdb if self.app.number == "tmdbId" else ids.tvdb

    async def _reading(self, step: Step) -> EntryReading:
        number = item_number(step.ref, self.name)
        entry, rows = await asyncio.gather(self._present(number), self._root_rows())
        roots = self._mapped_roots(rows)
        if entry is not None:
            on_disk = await self._media_files(entry.path, rows)
            return EntryReading(entry, (), gone=False, roots=roots, on_disk=on_disk, excluded=False)
        wanted = self._number(step.expected.ids)
        if wanted is None:
            return EntryReading(None, (), gone=False, roots=roots, on_disk=(), excluded=False)
        others, excluded, on_disk, _ = await asyncio.gather(
            self._entries_of(wanted),
            self._is_excluded(wanted),
            self._media_files(step.expected.path or "", rows),
            self._status(),
        )
        gone = str(number) not in others
        others = tuple(ref for ref in others if ref != str(number))
        return EntryReading(None, others, gone=gone, roots=roots, on_disk=on_disk, excluded=excluded)

    async def _entries_of(self, wanted: int) -> tuple[str, ...]:
        """Read the entries that carry a provider number; a server that ignores the filter lists them all."""
        answer = await self._client.get(f"{API}/{self.app.resource}", {self.app.number: wanted})
        rows = answer.parse(NUMBERED)
        return tuple(str(row.id) for row in rows if wanted in (row.tmdb_id, row.tvdb_id))

    async def _is_excluded(self, wanted: int) -> bool:
        rows = (await self._client.get(f"{API}/{self.app.exclusions}")).parse(EXCLUSIONS)
        return any(wanted in (row.tmdb_id, row.tvdb_id) for row in rows)

    async def _media_files(self, path: str, roots: list[RootRow]) -> tuple[str, ...]:
        """Read the media files below a folder. An empty answer proves nothing while its mount is lost."""
        found: dict[str, None] = {}
        for there in server_paths(path, self._path_map):
            if not any(within(there, root.path) for root in roots):
                continue
            # A name can be stored in either form, and the server compares bytes.
            for spelling in dict.fromkeys((there, unicodedata.normalize("NFD", there))):
                answer = await self._client.get(f"{API}/filesystem/mediafiles", {"path": spelling})
                found |= {map_path(row.path, self._path_map): None for row in answer.parse(FOUND)}
        return tuple(found)

    async def _delete_entry(self, step: Step, reading: EntryReading, attempt: Attempt) -> None:
        if reading.entry is not None:
            number = item_number(reading.entry.ref, self.name)
            params = {
                "deleteFiles": str(deletes_files(step.expected, reading)).lower(),
                self.app.exclusion_flag: "true",
            }
            async with attempt(f"DELETE {self.app.resource} {number}"):
                path = f"{API}/{self.app.resource}/{number}"
                await self._client.send("DELETE", path, params=params)
        elif not reading.excluded and not planned_on_disk(step.expected, reading.on_disk)[0]:
            await self._exclude(step, attempt)

    async def _exclude(self, step: Step, attempt: Attempt) -> None:
        wanted = self._number(step.expected.ids)
        if wanted is None:
            return
        async with attempt(f"POST {self.app.exclusions} {wanted}"):
            body = exclusion(self.app.number, wanted, step.expected.path or "")
            answer = await self._client.send("POST", f"{API}/{self.app.exclusions}", json=body, accept={400})
            # 400 is also the answer for a number that is excluded already.
            if answer.status == 400 and not await self._is_excluded(wanted):
                raise Unexpected(
                    f"{self.name} does not exclude {self.app.number} {wanted} from import; do it by hand.",
                    server=self.name,
                )


def exclusion(number: str, wanted: int, path: str) -> dict[str, object]:
    """Return the body of an exclusion; the entry is gone, so its folder tells the title and the year."""
    folder = file_name(path) or str(wanted)
    match = _YEAR.match(folder)
    title, year = (match[1] or folder, int(match[2])) if match else (folder, 0)
    if number == "tmdbId":
        return {"tmdbId": wanted, "movieTitle": title, "movieYear": year}
    return {"tvdbId": wanted, "title": title}
