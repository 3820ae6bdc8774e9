"""Every setting: read once, checked, and passed on as plain values. Nothing else reads the environment."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.environment import gather
from bot.instances import Instance, read_instances
from bot.setting_groups import (
    BrakeSettings,
    DetectionSettings,
    DiscordSettings,
    HouseholdSettings,
    LogSettings,
    ModelSettings,
    RunSettings,
)
from bot.setting_texts import zone
from cascade.errors import BadInput
from cascade.policy import Caps, Policy, Vigilance

_PLAINER: Final = {
    "a valid integer": "a whole number",
    "a valid number": "a number",
    "a valid boolean": "true or false",
    "greater than or equal to": "at least",
    "less than or equal to": "at most",
    "greater than": "more than",
}


GROUPS: Final[tuple[type[BaseModel], ...]] = (
    DiscordSettings,
    HouseholdSettings,
    BrakeSettings,
    RunSettings,
    DetectionSettings,
    ModelSettings,
    LogSettings,
)
"""The groups of settings, in the order they are shown in."""
PLAIN_SETTINGS: Final = {name.upper(): name for group in GROUPS for name in group.model_fields}
"""The settings that stand for themselves, by the name they are written with."""


class Settings(
    DiscordSettings,
    HouseholdSettings,
    BrakeSettings,
    RunSettings,
    DetectionSettings,
    ModelSettings,
    LogSettings,
    BaseSettings,
):
    """What the operator decides. Build it with `load_settings`, which speaks of mistakes in sentences."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=False,
        arbitrary_types_allowed=True,
    )

    instances: tuple[Instance, ...] = ()

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
        own = (self.discord_token, self.openai_api_key, self.webhook_secret)
        keys = (*own, *(one.key for one in self.instances))
        return frozenset(key.get_secret_value() for key in keys if key is not None)

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
            vigilance=Vigilance(
                settle=timedelta(minutes=self.replacement_minutes),
                patience=timedelta(minutes=self.notice_minutes),
                items=self.outage_items,
                share=self.outage_share,
                retry=timedelta(minutes=min(0.5, self.replacement_minutes / 4)),
            ),
        )


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
        return zone(name)
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
