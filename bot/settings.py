"""Every setting: read once, checked, and passed on as plain values. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.environment import gather
from bot.instances import Instance, read_instances
from cascade.errors import BadInput
from cascade.policy import Caps, Order, Policy

_GB: Final = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS: Final = _GB | {"KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
_PLAINER: Final = {
    "a valid integer": "a whole number",
    "a valid number": "a number",
    "a valid boolean": "true or false",
    "greater than or equal to": "at least",
    "less than or equal to": "at most",
    "greater than": "more than",
}


def _zone(text: object) -> ZoneInfo:
    if isinstance(text, ZoneInfo):
        return text
    try:
        return ZoneInfo(str(text))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is no time zone; write a name such as Europe/Berlin or UTC") from error


def _size(text: object) -> int:
    if isinstance(text, int):
        return text
    spelt = str(text).replace(" ", "").upper()
    unit = next((unit for unit in sorted(_UNITS, key=len, reverse=True) if spelt.endswith(unit)), "")
    try:
        size = Decimal(spelt.removesuffix(unit)) * _UNITS[unit]
    except (InvalidOperation, KeyError) as error:
        raise ValueError("is no size; write a number and a unit, such as 2TB or 500GB") from error
    if not size.is_finite() or not 0 < size < 10**18:
        raise ValueError("must be more than nothing and less than a million TB")
    return int(size)


def _share(text: object) -> float:
    try:
        share = float(Decimal(str(text).strip().removesuffix("%")) / 100)
    except InvalidOperation as error:
        raise ValueError("is no share; write a percentage such as 10%") from error
    if not str(text).strip().endswith("%") or not 0 < share <= 1:
        raise ValueError("must be a percentage above 0% and up to 100%")
    return share


def _paths(text: object) -> Mapping[str, str]:
    pairs = [pair.strip() for pair in str(text).split(",") if pair.strip()]
    mapped: dict[str, str] = {}
    for pair in pairs:
        theirs, equals, ours = (part.strip() for part in pair.partition("="))
        if not equals or not theirs or not ours or "=" in ours:
            raise ValueError("is no list of folders; write /movies=/data/movies,/tv=/data/tv")
        if theirs in mapped:
            raise ValueError(f"names {theirs} twice; a folder has one place")
        if not ours.startswith("/"):
            raise ValueError("must lead to full paths that begin with /")
        mapped[theirs] = ours
    return mapped


def _database(text: object) -> str:
    url = str(text)
    for prefix in ("sqlite+aiosqlite:///", "sqlite:///"):
        path = url.removeprefix(prefix)
        if url.startswith(prefix) and path and not path.startswith(":") and "?" not in path:
            return f"sqlite+aiosqlite:///{path}"
    # Not quoted: the address of another database would hold its password.
    raise ValueError("must name an SQLite file, such as sqlite+aiosqlite:///./cascadarr.db")


def _probe(text: object) -> str:
    url = str(text)
    if not url.startswith(("http://127.0.0.1:", "http://[::1]:", "http://localhost:")):
        raise ValueError("must be on this machine, such as http://127.0.0.1:8080")
    return url


def _id(text: object) -> int:
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[1-9][0-9]{4,19}", str(text)):
        raise ValueError("is no Discord id; switch Developer Mode on, right-click and choose Copy ID")
    return int(str(text))


def _ids(text: object) -> tuple[int, ...]:
    return tuple(_id(part.strip()) for part in str(text).split(",") if part.strip())


def _upper(text: object) -> object:
    return text.upper() if isinstance(text, str) else text


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


_Id = Annotated[int | None, BeforeValidator(_id)]


class Settings(BaseSettings):
    """What the operator decides. Build it with `load_settings`, which speaks of mistakes in sentences."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,
        arbitrary_types_allowed=True,
    )

    instances: tuple[Instance, ...] = ()

    discord_token: SecretStr | None = Field(
        None, description="Token of the Discord bot; or DISCORD_TOKEN_FILE, a file that holds it"
    )
    discord_guild_id: _Id = Field(
        None, description="The id of the Discord server the bot serves, and no other"
    )
    discord_admin_role_ids: Annotated[tuple[int, ...], BeforeValidator(_ids)] = Field(
        (), description="Roles whose members are admins, ids with commas between; /setup can name others"
    )
    discord_admin_channel_id: _Id = Field(
        None, description="The channel for plans and progress; /setup can name another, here and below"
    )
    discord_feed_channel_id: _Id = Field(
        None, description="The channel that hears of every deletion, for admins"
    )
    discord_friends_channel_id: _Id = Field(None, description="The channel that hears what left, for friends")
    discord_message_content: bool = Field(
        False,
        description="Whether the bot may read messages that do not mention it, such as a plain “stop”; "
        "needs the Message Content intent of the developer portal",
    )
    discord_api_base: str | None = Field(None, description="A local Discord's REST address, for trying out")
    discord_gateway: str | None = Field(None, description="A local Discord's gateway, for trying out")
    sync_every_hours: float = Field(
        6, gt=0, le=168, description="Hours between two syncs by the bot itself; admins can ask for more"
    )
    database_url: Annotated[str, BeforeValidator(_database)] = Field(
        "sqlite+aiosqlite:///./cascadarr.db", description="The database: an SQLite file"
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_zone)] = Field(
        ZoneInfo("UTC"),
        examples=[""],
        description="The zone in which days, months and years are counted; if not set, TZ or else UTC",
    )
    path_map: Annotated[Mapping[str, str], BeforeValidator(_paths)] = Field(
        {}, description="Servers' folders and where the bot sees them: /movies=/data/movies,/tv=/data/tv"
    )
    cascade_order: Annotated[Order, BeforeValidator(_lower)] = Field(
        Order.MEDIA_FIRST, description="Who removes the files: media-first or arr-first"
    )
    max_items: int = Field(200, ge=1, description="The most items one plan may delete; twice that per day")
    max_size: Annotated[int, BeforeValidator(_size)] = Field(
        2 * 10**12, examples=["2TB"], description="The most one plan may delete; twice that per day"
    )
    max_share: Annotated[float, BeforeValidator(_share)] = Field(
        0.10,
        examples=["10%"],
        description="The largest share of a kind (films, shows, seasons) one plan may delete",
    )
    plan_expiry_hours: float = Field(24, gt=0, le=168, description="Hours until an unconfirmed plan expires")
    max_age_hours: float = Field(24, gt=0, le=720, description="Hours after which facts count as unknown")
    concurrency: int = Field(4, ge=1, le=64, description="Items worked on at once")
    in_doubt_settle: float = Field(
        30, gt=0, le=3600, description="Seconds after which an unanswered call will have no late effect"
    )
    proof_seconds: float = Field(
        60, gt=0, le=3600, description="Seconds a server may take to show that files are gone"
    )
    retry_after: float = Field(
        60, gt=0, le=21600, description="Seconds until a failed step is tried again; doubles up to 6 hours"
    )
    database_reserve: Annotated[int, BeforeValidator(_size)] = Field(
        50 * 10**6,
        examples=["50MB"],
        description="Space the database must have left, else nothing is deleted",
    )
    call_deadline: float = Field(10, gt=0, le=300, description="Seconds one call to a server may take in all")
    disk_probe_url: Annotated[str | None, BeforeValidator(_probe)] = Field(
        None, description="A service on this machine that answers for disk space, as the playground does"
    )
    disk_path: str | None = Field(
        None, description="A folder on the disk that free: means, if the library lies on several"
    )
    allow_specials: bool = Field(False, description="Whether season 0 (specials) may be deleted by itself")
    allow_newest_season: bool = Field(
        False, description="Whether the newest season of a continuing show may be deleted by itself"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR; DEBUG also shows tracebacks"
    )
    log_json: bool = Field(False, description="Whether log lines are JSON")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from `load_settings` alone: it knows instances, secret files and who wins over whom."""
        return (init_settings,)

    def secrets(self) -> frozenset[str]:
        """Every key and token, for the log to strike out."""
        keys = {one.key.get_secret_value() for one in self.instances}
        token = self.discord_token
        return frozenset(keys if token is None else keys | {token.get_secret_value()})

    def policy(self) -> Policy:
        """What a run is bound by."""
        return Policy(
            zone=self.timezone,
            caps=Caps(items=self.max_items, size_bytes=self.max_size, share=self.max_share),
            order=self.cascade_order,
            plan_expiry=timedelta(hours=self.plan_expiry_hours),
            max_age=timedelta(hours=self.max_age_hours),
            concurrency=self.concurrency,
            in_doubt_settle=timedelta(seconds=self.in_doubt_settle),
            proof_patience=timedelta(seconds=self.proof_seconds),
            retry_after=timedelta(seconds=self.retry_after),
            database_reserve=self.database_reserve,
            disk_path=self.disk_path,
        )


PLAIN_SETTINGS: Final = {name.upper(): name for name in Settings.model_fields if name != "instances"}
"""The settings that stand for themselves, by the name they are written with."""


def load_settings(env_file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises BadInput with one sentence naming the setting, and never a key."""
    environ = os.environ if environ is None else environ
    texts = gather(env_file, environ, PLAIN_SETTINGS)
    values: dict[str, object] = {
        PLAIN_SETTINGS[name]: text for name, text in texts.items() if name in PLAIN_SETTINGS
    }
    if "timezone" not in values and environ.get("TZ"):
        values["timezone"] = _zone_of_machine(environ["TZ"])
    try:
        return Settings(**values, instances=read_instances(texts))  # type: ignore[arg-type] # texts, checked by pydantic
    except ValidationError as error:
        raise BadInput(_sentence(error)) from None  # pydantic's own text would show the values


def _zone_of_machine(name: str) -> ZoneInfo:
    try:
        return _zone(name)
    except ValueError as error:
        raise BadInput(f"TZ {error}, or set TIMEZONE.") from error


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    setting = str(first["loc"][0]).upper()
    cause = first.get("ctx", {}).get("error")
    said = str(cause) if isinstance(cause, ValueError) else _plain(first["msg"])
    return f"{setting} {said}."


def _plain(message: str) -> str:
    """Turn pydantic's “Input should be …” into the rest of our sentence."""
    said = message.partition(", unable")[0].replace("Input should be", "must be").rstrip(".")
    for theirs, ours in _PLAINER.items():
        said = said.replace(theirs, ours)
    return said
