"""What Shoko tells of its own accord, from its hub to the inbox; and what it told while nobody listened."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import select

from cascade.detection.detection import Detection
from cascade.detection.hints import Hint, Says
from cascade.errors import CascadeError, NotFound, Unexpected
from cascade.library.listing import Tally
from cascade.library.tables import files, sources
from cascade.ports import EntryGone, FileGone, Teller, Told

log = logging.getLogger(__name__)
_LONGEST = 60.0  # seconds between two tries to connect
_STEADY = 30.0  # seconds after which a connection is a good one
_UNHEARD = 300.0  # seconds between two comparisons while the hub is not heard


class _Known(NamedTuple):
    entry: str
    name: str


@dataclass(slots=True)
class ShokoFeed:
    """Listens for ever, and after every silence compares the files Shoko has with those it had.

    What is told is only a reason to look: nothing is kept before Shoko, asked for it, has it no more.
    `pause` is the wait before the second try to connect, in seconds; it doubles.
    """

    detection: Detection
    shoko: Teller
    pause: float = 1.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    is_heard: bool = False
    _known: dict[str, _Known] | None = None
    _why: str | None = None  # it is not heard, as was said last
    _behind: asyncio.Event = field(default_factory=asyncio.Event)

    async def keep_up(self) -> None:
        """Listen and compare, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(), name=f"{self.shoko.name} hub")
            group.create_task(self._compare(), name=f"{self.shoko.name} comparison")

    async def joined(self) -> None:
        """Note that everything is heard from now on, and look for what was not."""
        log.info("the hub of %s is heard", self.shoko.name)
        self.is_heard, self._why = True, None
        self._behind.set()

    async def garbled(self) -> None:
        """Compare, where something was told that cannot be read."""
        log.warning("%s told something that cannot be read; its files are compared", self.shoko.name)
        self._behind.set()

    async def heard(self, told: Told) -> None:
        """Ask Shoko whether it is so, and keep it; where it cannot be asked, compare later."""
        try:
            await self._check(told)
        except CascadeError as error:
            log.info("what %s told waits [%s]: %s", self.shoko.name, error.reference, error.message)
            self._behind.set()

    async def catch_up(self) -> int:
        """Compare the files Shoko has with those it had; return how many went.

        Raises where they cannot be read whole, or are those of another Shoko.
        """
        before = self._known if self._known is not None else await self._remembered()
        now = await self._listed()
        gone = [ref for ref in before.keys() - now.keys() if not await self.shoko.has_file(ref)]
        if gone:
            await self._itself()
        for ref in sorted(gone):
            await self._keep(_file_hint(self.shoko.name, before[ref]), f"file {ref}", "reconcile")
        self._known = now
        return len(gone)

    async def _listen(self) -> None:
        wait, loop = self.pause, asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self.shoko.listen(self)
            except CascadeError as error:
                level = logging.WARNING if error.message != self._why else logging.DEBUG
                log.log(level, "%s is not heard [%s]: %s", self.shoko.name, error.reference, error.message)
                self._why = error.message
            except Exception:  # a mistake of ours must not make us deaf
                log.exception("the hub of %s was left", self.shoko.name)
            self.is_heard = False
            wait = self.pause if loop.time() - began > _STEADY else wait
            await self.sleep(wait * random.uniform(0.75, 1.25))
            wait = min(wait * 2, _LONGEST)

    async def _compare(self) -> None:
        wait = self.pause
        while True:
            await self._until_behind()
            self._behind.clear()
            try:
                count = await self.catch_up()
            except CascadeError as error:
                log.info("%s is compared later [%s]: %s", self.shoko.name, error.reference, error.message)
                self._behind.set()
                await self.sleep(wait)
                wait = min(wait * 2, _UNHEARD)
            except Exception:  # likewise
                log.exception("the files of %s could not be compared", self.shoko.name)
                await self.sleep(_UNHEARD)
            else:
                wait = self.pause
                log.log(logging.INFO if count else logging.DEBUG, "%s lost %d files", self.shoko.name, count)

    async def _until_behind(self) -> None:
        """Wait for a reason to compare; while the hub is not heard, time is one."""
        while not self._behind.is_set():
            try:
                async with asyncio.timeout(_UNHEARD):
                    await self._behind.wait()
            except TimeoutError:
                if not self.is_heard:
                    return

    async def _check(self, told: Told) -> None:
        match told:
            case FileGone(ref, entry, name):
                known = (self._known or {}).get(ref) or _Known(entry or "", name)
                if known.entry and not await self.shoko.has_file(ref):
                    await self._itself()
                    await self._keep(_file_hint(self.shoko.name, known), f"file {ref}", "signalr")
                    (self._known or {}).pop(ref, None)
            case EntryGone(ref):
                if await self._lacks(ref):
                    await self._itself()
                    hint = Hint(self.shoko.name, Says.ENTRY_DELETED, ref=ref)
                    await self._keep(hint, f"series {ref}", "signalr")

    async def _lacks(self, ref: str) -> bool:
        try:
            await self.shoko.read(ref)
        except NotFound:
            return True
        return False

    async def _keep(self, hint: Hint, what: str, by: str) -> None:
        digest = sha256(f"{what} {hint.ref} {hint.files}".encode()).hexdigest()
        await self.detection.hear(hint, by=by, digest=digest)

    async def _itself(self) -> None:
        """Raise unless it is the Shoko that was read: another one's 404 says nothing."""
        async with self.detection.db.read() as conn:
            known = await conn.scalar(select(sources.c.identity).where(sources.c.name == self.shoko.name))
        if (await self.shoko.identity()).identity != known:
            raise Unexpected(
                f"{self.shoko.name} is not the server that was read; run `sync --adopt {self.shoko.name}` "
                "if that is right.",
                server=self.shoko.name,
            )

    async def _remembered(self) -> dict[str, _Known]:
        """The files it had when the Library read it last."""
        query = select(files.c.file_ref, files.c.ref, files.c.name).where(files.c.source == self.shoko.name)
        async with self.detection.db.read() as conn:
            return {ref: _Known(entry, name) for ref, entry, name in await conn.execute(query)}

    async def _listed(self) -> dict[str, _Known]:
        """The files it has; Unexpected where the listing is not whole."""
        tally, found = Tally(), dict[str, _Known]()
        async for page in self.shoko.entries():
            tally.add((row.ref for row in page.rows), page.total, page.skipped)
            for row in page.rows:
                for file in row.files:
                    found[file.ref or ""] = _Known(row.ref, file.path.rpartition("/")[2])
        if (flaw := tally.flaw()) is not None:
            raise Unexpected(
                f"The listing of {self.shoko.name} is not whole: {flaw}.", server=self.shoko.name
            )
        return found


def _file_hint(source: str, known: _Known) -> Hint:
    return Hint(source, Says.FILE_DELETED, ref=known.entry, files=(known.name,))


def feeds(detection: Detection) -> tuple[ShokoFeed, ...]:
    """The feeds of every server that tells of its own accord what goes."""
    return tuple(ShokoFeed(detection, one) for one in detection.servers.anime if isinstance(one, Teller))
