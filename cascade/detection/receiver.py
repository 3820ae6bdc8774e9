"""The webhook receiver: a small web server that checks who posts, keeps what is posted, and answers at once.

Nothing is believed here; the work is done from the inbox. Who is not let in learns nothing but a status.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from cascade.detection.detection import Detection, Received
from cascade.detection.doors import IN_PATH, SIGNATURE, Doors
from cascade.detection.rates import Rate
from cascade.errors import BadInput, CascadeError, Unreachable

log = logging.getLogger(__name__)
_wire = logging.getLogger(f"{__name__}.wire")
LARGEST: Final = 1_000_000  # bytes of a body
_PATIENCE: Final = 10.0  # seconds a body may take to arrive
_FORM: Final = "multipart/form-data"
_TYPES: Final = frozenset({"application/json", "text/json", "text/plain", _FORM})
# A wave of upgrades reports hundreds of files at once, and a server never repeats what was refused.
_PER_SENDER: Final = (2_000, 50.0)
_PER_STRANGER: Final = (20, 0.2)

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Receiver:
    """The door to one household's inbox."""

    detection: Detection
    doors: Doors
    senders: Rate = field(default_factory=lambda: Rate(*_PER_SENDER))
    strangers: Rate = field(default_factory=lambda: Rate(*_PER_STRANGER))

    def app(self) -> web.Application:
        """The web application; every route has a name, which is all that is logged of it."""
        app = web.Application(client_max_size=LARGEST, middlewares=[_noted])
        app.router.add_get("/health", self._health, name="health")
        for method in ("POST", "PUT"):  # Sonarr and Radarr let people choose
            app.router.add_route(method, "/hooks/{source}", self._post, name=f"{method.lower()}-hook")
        app.router.add_post("/hooks/{source}/{secret}", self._post_secretly, name="secret-hook")
        return app

    @asynccontextmanager
    async def listening(self, host: str, port: int) -> AsyncIterator[int]:
        """Listen until the end of the block; gives the port. BadInput where it cannot be had."""
        _wire.addFilter(_without_line)
        runner = web.AppRunner(self.app(), access_log=None, handle_signals=False, logger=_wire)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            try:
                await site.start()
            except OSError as error:
                raise BadInput(
                    f"The webhook receiver cannot listen on {host} port {port}; choose another WEBHOOK_PORT."
                ) from error
            yield _port(runner)
        finally:
            await runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _post(self, request: web.Request) -> web.Response:
        """Take what a server posts that can show its secret outside the path."""
        source = request.match_info["source"]
        software = self.detection.senders.get(source)
        if software is None or software in IN_PATH:
            return self._stranger(request, 404)
        signed = SIGNATURE in request.headers
        # What is not let in is not read; a signature is the one thing that needs the body.
        if not (signed or self.doors.opens(source, request.headers)):
            return self._stranger(request, 401)
        if signed and not self.doors.signed(source, request.headers, await _body(request)):
            return self._stranger(request, 401)
        return await self._keep(request, source)

    async def _post_secretly(self, request: web.Request) -> web.Response:
        """Take what a server posts that can show its secret only in the path."""
        source = request.match_info["source"]
        software = self.detection.senders.get(source)
        known = software in IN_PATH and self.doors.opens_path(source, request.match_info["secret"])
        if not known:
            return self._stranger(request, 404)
        return await self._keep(request, source)

    async def _keep(self, request: web.Request, source: str) -> web.Response:
        """Commit what was posted to the inbox, and answer."""
        if not self.senders.allows(source, time.monotonic()):
            return _slower(self.senders)
        if request.content_type not in _TYPES:
            return web.Response(status=415)
        said = await (_form(request) if request.content_type == _FORM else _body(request))
        try:
            received = await self.detection.receive(source, said)
        except BadInput as error:
            log.info("a webhook was refused [%s]: %s", error.reference, error.message)
            return web.Response(status=400)
        except Unreachable as error:  # the disk is full or the database is held: the sender may try again
            log.warning("a webhook could not be kept [%s]: %s", error.reference, error.message)
            return web.Response(status=503, headers={"Retry-After": "30"})
        log.debug("a webhook of %s: %s", source, received.name.lower())
        return web.Response(status=200 if received is Received.NOTHING else 202)

    def _stranger(self, request: web.Request, status: int) -> web.Response:
        """Turn somebody away, and more shortly who keeps on trying."""
        if not self.strangers.allows(_peer(request), time.monotonic()):
            return _slower(self.strangers)
        headers = {"WWW-Authenticate": 'Basic realm="cascadarr"'} if status == 401 else {}
        return web.Response(status=status, headers=headers)


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await request.read()  # 413 beyond LARGEST, without reading the rest
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


async def _form(request: web.Request) -> str:
    """The JSON part of what Plex sends; a picture beside it is left alone."""
    try:
        async with asyncio.timeout(_PATIENCE):
            part = (await request.post()).get("payload")
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ValueError, RuntimeError, HttpProcessingError) as error:
        raise web.HTTPBadRequest from error
    match part:
        case str():
            return part
        case bytes() | bytearray():  # with a content type of its own it is not decoded
            return part.decode(errors="replace")
        case _:
            raise web.HTTPBadRequest


@web.middleware
async def _noted(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Log the route's name, never its path, which may be a secret; keep our own mistakes to ourselves."""
    begun = time.monotonic()
    status = 500
    try:
        response = await handler(request)
        status = response.status
    except web.HTTPException as error:
        status = error.status
        raise
    except (web.RequestPayloadError, OSError):  # not what it says that it is, or broken off
        status = 400
        return web.Response(status=status)
    except CascadeError as error:
        log.warning("a webhook failed [%s]: %s", error.reference, error.message)
        return web.Response(status=status)
    except Exception:  # a mistake of ours
        log.exception("a webhook failed")
        return web.Response(status=status)
    finally:
        name = request.match_info.route.name or "no route"
        log.info("%s %s %d %d ms", name, _peer(request), status, (time.monotonic() - begun) * 1000)
    return response


def _without_line(record: logging.LogRecord) -> bool:
    """Say nothing of a request that is no HTTP but that there was one: its line may hold a secret."""
    record.msg, record.args, record.exc_info = "a request was not understood", (), None
    record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
    return True


def _slower(rate: Rate) -> web.Response:
    return web.Response(status=429, headers={"Retry-After": str(rate.wait())})


def _peer(request: web.Request) -> str:
    return request.remote or "somebody"


def _port(runner: web.AppRunner) -> int:
    return int(runner.addresses[0][1])
