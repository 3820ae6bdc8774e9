"""Settings to a working household: connectors, the database, the facade. Slow libraries load where used."""

import os
import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import make_url

from bot.instances import MEDIA_SERVERS, Instance, Software
from bot.settings import Settings
from cascade.connectors.disk import LocalDisk, ProbedDisk
from cascade.errors import BadInput
from cascade.policy import Order
from cascade.ports import Disk, Target
from cascade.servers import Servers
from cascade.service import Cascade

_FEWEST_CALLS = 8

if TYPE_CHECKING:
    from cascade.connectors.jellyfin import Jellyfin
    from cascade.connectors.plex import Plex
    from cascade.connectors.radarr import Radarr
    from cascade.connectors.seerr import Seerr
    from cascade.connectors.shoko import Shoko
    from cascade.connectors.sonarr import Sonarr
    from cascade.connectors.tautulli import Tautulli


@asynccontextmanager
async def open_cascade(settings: Settings) -> AsyncIterator[Cascade]:
    """Open the household of these settings, close it at the end; BadInput where no media server is set."""
    database = Path(make_url(settings.database_url).database or "")
    if not database.parent.is_dir():
        raise BadInput(
            f"The folder {database.parent} of DATABASE_URL does not exist; create it or name another."
        )
    if not any(instance.software in MEDIA_SERVERS for instance in settings.instances):
        raise BadInput(
            "No media server is configured; set PLEX_URL and PLEX_TOKEN, or JELLYFIN_URL and "
            "JELLYFIN_API_KEY."
        )
    async with aclosing(disk_of(settings)) as disk:
        servers = servers_of(settings, disk, client_id(database))
        async with Cascade.open(settings.database_url, servers, settings.policy(), _now) as cascade:
            yield cascade


def servers_of(settings: Settings, disk: Disk, client: str) -> Servers:
    """Build a connector for every configured server. Nothing is called yet; whoever has them closes them.

    `client` is what Plex lists this program under.
    """
    media: list[Plex | Jellyfin] = []
    tautullis: list[Tautulli] = []
    sonarrs: list[Sonarr] = []
    radarrs: list[Radarr] = []
    seerrs: list[Seerr] = []
    shokos: list[Shoko] = []
    for instance in in_order(settings.instances, settings.media_order):
        match instance.software:
            case Software.PLEX:
                media.append(_plex(instance, settings, client))
            case Software.JELLYFIN:
                media.append(_jellyfin(instance, settings))
            case Software.TAUTULLI:
                tautullis.append(_tautulli(instance, settings))
            case Software.SONARR:
                sonarrs.append(_sonarr(instance, settings))
            case Software.RADARR:
                radarrs.append(_radarr(instance, settings))
            case Software.SEERR:
                seerrs.append(_seerr(instance, settings))
            case Software.SHOKO:
                shokos.append(_shoko(instance, settings))
            case _:
                assert_never(instance.software)
    targets: tuple[Target, ...] = (*media, *sonarrs, *radarrs, *seerrs, *shokos)
    return Servers(
        media=tuple(media),
        watch=(*media, *tautullis),
        movies=tuple(radarrs),
        shows=tuple(sonarrs),
        requests=tuple(seerrs),
        targets={target.name: target for target in targets},
        disk=disk,
        four_k=frozenset(instance.name for instance in settings.instances if instance.four_k),
        anime=tuple(shokos),
    )


def in_order(instances: Iterable[Instance], order: Sequence[str]) -> list[Instance]:
    """Sort servers so that media servers come as MEDIA_ORDER names them, by instance or software.

    BadInput for a name that no media server has: a misspelt one would silently let another remove the files.
    """
    known = list(instances)
    names = {one.name for one in known if one.software in MEDIA_SERVERS}
    for name in order:
        if name not in names | {str(software) for software in MEDIA_SERVERS}:
            raise BadInput(f"MEDIA_ORDER names “{name}”, which is no media server; name plex or jellyfin.")

    def place(one: Instance) -> int:
        if one.software not in MEDIA_SERVERS:
            return len(order)
        own = (one.name, str(one.software))
        return next((order.index(name) for name in own if name in order), len(order))

    return sorted(known, key=place)


def disk_of(settings: Settings) -> LocalDisk:
    """Return the disk as the bot sees it, through a probe where one is set."""
    return ProbedDisk(settings.disk_probe_url) if settings.disk_probe_url else LocalDisk()


def _now() -> datetime:
    return datetime.now(UTC)


def client_id(database: Path) -> str:
    """Return the identifier kept beside the database, made once; Plex lists every new one as a new device."""
    path = database.with_name(f"{database.name}.client-id")
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(str(uuid.uuid4()))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written; check the rights of the folder of DATABASE_URL."
        ) from error
    return path.read_text("ascii").strip()


def _calls_at_once(settings: Settings) -> int:
    """Return how many calls one server gets at once: enough for every lane, and for the reads of a sync."""
    return max(_FEWEST_CALLS, settings.concurrency)


def _plex(instance: Instance, settings: Settings, client: str) -> "Plex":
    from cascade.connectors.plex import Plex  # noqa: PLC0415 - only where used

    return Plex(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        client_id=client,
        path_map=settings.path_map,
        gate=settings.cascade_order is Order.MEDIA_FIRST,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )


def _jellyfin(instance: Instance, settings: Settings) -> "Jellyfin":
    from cascade.connectors.jellyfin import Jellyfin  # noqa: PLC0415 - only where used

    return Jellyfin(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        path_map=settings.path_map,
        gate=settings.cascade_order is Order.MEDIA_FIRST,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )


def _tautulli(instance: Instance, settings: Settings) -> "Tautulli":
    from cascade.connectors.tautulli import Tautulli  # noqa: PLC0415 - only where used

    return Tautulli(
        instance.name, instance.url.get_secret_value(), instance.key, deadline=settings.call_deadline
    )


def _sonarr(instance: Instance, settings: Settings) -> "Sonarr":
    from cascade.connectors.sonarr import Sonarr  # noqa: PLC0415 - only where used

    return Sonarr(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        settings.path_map,
        allow_specials=settings.allow_specials,
        allow_newest_season=settings.allow_newest_season,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )


def _radarr(instance: Instance, settings: Settings) -> "Radarr":
    from cascade.connectors.radarr import Radarr  # noqa: PLC0415 - only where used

    return Radarr(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        settings.path_map,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )


def _seerr(instance: Instance, settings: Settings) -> "Seerr":
    from cascade.connectors.seerr import Seerr  # noqa: PLC0415 - only where used

    return Seerr(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )


def _shoko(instance: Instance, settings: Settings) -> "Shoko":
    from cascade.connectors.shoko import Shoko  # noqa: PLC0415 - only where used

    return Shoko(
        instance.name,
        instance.url.get_secret_value(),
        instance.key,
        settings.path_map,
        deadline=settings.call_deadline,
        concurrency=_calls_at_once(settings),
    )
