"""Setting a webhook up in Radarr and Sonarr: which switches, which fields. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from cascade.ports import Webhook

Object = dict[str, Any]
OBJECTS = TypeAdapter(list[Object])
_KIND = "Webhook"
_POST = 1
_SWITCHES = (
    "onMovieAdded",
    "onMovieDelete",
    "onMovieFileDelete",
    "onMovieFileDeleteForUpgrade",  # without it an upgrade looks like a file that vanished
    "onSeriesAdd",
    "onSeriesDelete",
    "onEpisodeFileDelete",
    "onEpisodeFileDeleteForUpgrade",
    "onDownload",
    "onUpgrade",
)


class Refusal(BaseModel):
    """Why a server did not take a webhook; its field is `errorMessage` there."""

    errorMessage: str = ""  # noqa: N815 - the server's name for it


REFUSALS = TypeAdapter(list[Refusal])


def ours(rows: Iterable[Object], name: str) -> Object | None:
    """The webhook of that name, if it was set up before."""
    return next((row for row in rows if row.get("name") == name and _is_webhook(row)), None)


def blank(schema: Iterable[Object]) -> Object | None:
    """An empty webhook as the server offers it."""
    row = next((row for row in schema if _is_webhook(row)), None)
    return None if row is None else {name: value for name, value in row.items() if name != "presets"}


def filled(row: Object, hook: Webhook) -> Object:
    """The row with our address, password and switches; what else somebody set is left as it is."""
    values: Mapping[str, object] = {
        "url": hook.url,
        "method": _POST,
        "username": hook.user,
        "password": hook.password.get_secret_value(),
    }
    fields = [
        {**field, "value": values.get(field["name"], field.get("value"))} for field in row.get("fields", ())
    ]
    switches = {name: True for name in _SWITCHES if name in row}
    return {**row, **switches, "name": hook.name, "fields": fields}


def _is_webhook(row: Object) -> bool:
    return row.get("implementation") == _KIND
