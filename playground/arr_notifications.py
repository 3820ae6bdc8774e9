"""The notifications of a Radarr or Sonarr: webhooks set up over its API, and what is posted to them."""

import json
from collections.abc import Mapping
from typing import Final, cast

import aiohttp

from playground.arr_payloads import test
from playground.arr_views import Json
from playground.hooks import Background, Hook, Letter, Postman, deliver
from playground.instance import Instance

# Events of the webhook -> the switch of a notification that lets it through.
_SWITCHES: Final[Mapping[str, str]] = {
    "Download": "onDownload",
    "MovieDelete": "onMovieDelete",
    "MovieFileDelete": "onMovieFileDelete",
    "SeriesDelete": "onSeriesDelete",
    "EpisodeFileDelete": "onEpisodeFileDelete",
}
_COMMON: Final = (
    "Grab",
    "Download",
    "Upgrade",
    "Rename",
    "HealthIssue",
    "HealthRestored",
    "ApplicationUpdate",
)
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "Radarr": ("MovieAdded", "MovieDelete", "MovieFileDelete", "MovieFileDeleteForUpgrade"),
    "Sonarr": ("SeriesAdd", "SeriesDelete", "EpisodeFileDelete", "EpisodeFileDeleteForUpgrade"),
}
_PRIVATE: Final = "********"


class Notifications:
    """What is set up on one server. A row is as the API takes and gives it; its password is never shown."""

    def __init__(self, instance: Instance, server: Background) -> None:
        self.instance = instance
        self.postman = Postman(server)
        self.rows: dict[int, Json] = {}

    def paste(self, hook: Hook) -> None:
        """Set a webhook up with every switch on, as somebody would by hand."""
        values: Json = {"url": hook.url, "method": 1 if hook.method == "POST" else 2}
        values |= {"username": hook.user, "password": hook.password}
        values["headers"] = [{"key": name, "value": value} for name, value in hook.headers.items()]
        row = template(self.instance)
        on = {name: True for name in row if name.startswith("on")}
        fields: list[Json] = [{"name": name, "value": value} for name, value in values.items()]
        number = max(self.rows, default=0) + 1
        self.rows[number] = self.completed({"name": "Webhook", **on, "fields": fields}, number)

    def announce(self, event: str, body: Mapping[str, object]) -> None:
        """Post an event to every webhook whose switch is on. An upgrade has a switch of its own."""
        for row in self.rows.values():
            if _wants(row, event, body):
                self.postman.post(_letter(row, event, body))

    def shown(self, row: Json) -> Json:
        """Give a row as the API shows it."""
        fields = [
            {**field, "value": _PRIVATE} if field["name"] == "password" and field.get("value") else field
            for field in _fields(row)
        ]
        return {**row, "fields": fields}

    def completed(self, asked: Json, number: int) -> Json:
        """Fill a row up that a client sent; a password that was only shown masked stays as it was."""
        kept = _values(self.rows.get(number, {}))
        given = _values(asked)
        if given.get("password") == _PRIVATE:
            given["password"] = kept.get("password", "")
        row = template(self.instance)
        fields = [{**field, "value": given.get(str(field["name"]), field["value"])} for field in _fields(row)]
        known = {name: value for name, value in asked.items() if name in row and name != "presets"}
        return {**row, **known, "id": number, "fields": fields}

    async def failure(self, row: Json) -> str | None:
        """Post a test and give what went wrong, None when nothing did."""
        letter = _letter(row, "Test", test(self.instance))
        if not letter.hook.url.startswith(("http://", "https://")):
            return "Invalid Url"
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            status = await deliver(session, letter)
        if status is not None and status < 400:
            return None
        said = "Connection refused" if status is None else f"HTTP request failed: [{status}]"
        return f"Unable to send test message: Unable to post to webhook: {said}"


def template(instance: Instance) -> Json:
    """Give the webhook as the schema lists it, with every switch off."""
    names = (*_COMMON, *_OWN[instance.app], "ManualInteractionRequired")
    return {
        "name": "",
        "fields": [
            _field(0, "url", "URL", "url", ""),
            _field(1, "method", "Method", "select", 1),
            _field(2, "username", "Username", "textbox", "", privacy="userName"),
            _field(3, "password", "Password", "password", "", privacy="password"),
            _field(4, "headers", "Headers", "keyValueList", []),
        ],
        "implementationName": "Webhook",
        "implementation": "Webhook",
        "configContract": "WebhookSettings",
        "infoLink": f"https://wiki.servarr.com/{instance.app.lower()}/supported#webhook",
        "tags": [],
        "presets": [],
        "includeHealthWarnings": False,
        **{f"on{name}": False for name in names},
        **{f"supportsOn{name}": True for name in names},
    }


def _field(order: int, name: str, label: str, kind: str, value: object, privacy: str = "normal") -> Json:
    field: Json = {"order": order, "name": name, "label": label, "value": value, "type": kind}
    return {**field, "advanced": False, "privacy": privacy, "isFloat": False}


def _fields(row: Json) -> list[Json]:
    return cast("list[Json]", row.get("fields") or [])


def _values(row: Json) -> Json:
    return {str(field["name"]): field.get("value") for field in _fields(row)}


def _wants(row: Json, event: str, body: Mapping[str, object]) -> bool:
    switch = _SWITCHES[event]
    if body.get("deleteReason") == "upgrade":
        return bool(row.get(switch) and row.get(f"{switch}ForUpgrade"))
    if event == "Download" and body.get("isUpgrade"):
        return bool(row.get(switch) and row.get("onUpgrade"))
    return bool(row.get(switch))


def _letter(row: Json, event: str, body: Mapping[str, object]) -> Letter:
    given = _values(row)
    headers = cast("list[dict[str, str]]", given.get("headers") or [])
    hook = Hook(
        url=str(given.get("url") or ""),
        headers={header["key"]: header["value"] for header in headers},
        method="PUT" if given.get("method") == 2 else "POST",
        user=str(given.get("username") or ""),
        password=str(given.get("password") or ""),
    )
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return Letter(hook, event, "application/json", text.encode())
