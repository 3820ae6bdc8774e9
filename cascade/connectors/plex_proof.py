"""Whether a Plex item is still as planned, or proved gone. Reads only."""

import time
from collections.abc import Callable

from cascade.connectors import _media_steps
from cascade.connectors.plex_client import PlexClient
from cascade.connectors.plex_rows import ToBot, files, media_entry
from cascade.connectors.plex_wire import Row
from cascade.errors import NotFound
from cascade.media import MediaFile
from cascade.step import Expected, Probe, State, Step

# A 404 counts only together with a reading of the server itself that is not older than this.
PROOF_SECONDS = 10.0
WITNESSES = 5
KINDS = {"movie": 1, "show": 2}


class PlexProof:
    """Reads one server to say what became of a step. `identity` is the machineIdentifier it must have."""

    def __init__(
        self, client: PlexClient, to_bot: ToBot, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = client.name
        self.identity: str | None = None
        self._client = client
        self._to_bot = to_bot
        self._clock = clock

    async def deleted(self, step: Step) -> Probe:
        """Compare the entry with the plan; DONE only when the server proves that it is gone."""
        try:
            row = await self._client.row(step.ref)
            leaves = await self._leaves(row)
        except NotFound:
            return await self._gone(step)
        entry = media_entry(row, "", self._to_bot)
        return _media_steps.compare(self.name, step.expected, entry, self._files(leaves))

    async def refreshed(self, step: Step) -> Probe:
        """Say whether Plex has noticed that the planned files are gone.

        Where its trash is not emptied after a scan, the entry stays and says when it was deleted. That a
        file does not exist is what Plex sees when asked to look, and no sign that a scan has noticed it.
        """
        try:
            row = await self._client.row(step.ref, look=True)
            leaves = await self._leaves(row, look=True)
        except NotFound:
            return await self._gone(step)
        planned = {file.path for file in step.expected.files}
        listed = {
            self._to_bot(part.file): part.exists is not False
            for leaf in leaves
            for media in leaf.media
            for part in media.parts
            if (row.deleted_at or leaf.deleted_at or media.deleted_at) is None
        }
        left = listed.keys() & planned
        if not left:
            return Probe(State.DONE, f"{self.name} knows that the files are gone.")
        whole = sum(listed[path] for path in left) == len(planned)
        state = State.INTACT if whole else State.MIXED
        return Probe(state, f"{self.name} still lists {len(left)} of the planned files.")

    async def _leaves(self, row: Row, *, look: bool = False) -> tuple[Row, ...]:
        """Read what holds the files: the film or episode itself, else all episodes beneath."""
        if row.type in {"movie", "episode"}:
            return (row,)
        leaves = await self._client.leaf_rows(row.rating_key)
        if not look:
            return leaves
        # Only the reading of an entry itself can look for files.
        return tuple([await self._client.row(leaf.rating_key, look=True) for leaf in leaves])

    def _files(self, leaves: tuple[Row, ...]) -> list[MediaFile]:
        return [file for leaf in leaves for file in files(leaf, self._to_bot)]

    async def _gone(self, step: Step) -> Probe:
        """Turn a 404 into a proof: the server is the one that was synced, and it still shows others."""
        since = self._clock()
        _, root = await self._client.root()
        if self.identity is None or root.machine_identifier != self.identity:
            return _unproven(
                f"{self.name} is not known to be the server that was synced; "
                f"run `sync --adopt {self.name}` if it was set up anew"
            )
        if (doubt := await self._doubt(step.expected, step.ref)) is not None:
            return _unproven(doubt)
        if self._clock() - since > PROOF_SECONDS:
            return _unproven(f"{self.name} took too long to prove itself")
        return Probe(State.DONE, f"{self.name} no longer has it.")

    async def _doubt(self, expected: Expected, ref: str) -> str | None:
        """Look for another item of the same library; None when one answers or the library is empty."""
        libraries = [
            row
            for row in await self._client.libraries()
            if expected.section in {row.title, row.key} and row.type in KINDS
        ]
        if not libraries:
            return f"{self.name} no longer lists the library “{expected.section}”"
        for library in libraries:
            part = await self._client.listing(library.key, KINDS[library.type], 0, WITNESSES)
            others = [row.rating_key for row in part.rows if row.rating_key != ref]
            if not (part.total == 0 and part.arrived == 0) and not await self._answers(others):
                return f"{self.name} shows no other item of “{library.title}”, so its 404 proves nothing"
        return None

    async def _answers(self, refs: list[str]) -> bool:
        """Whether one of these entries can be read; others may be deleted at the same time."""
        for ref in refs:
            try:
                await self._client.row(ref)
            except NotFound:
                continue
            return True
        return False


def _unproven(why: str) -> Probe:
    return Probe(State.UNPROVEN, f"{why}.")
