"""The part of the v3 API that sets webhooks up: `/notification`."""

from collections.abc import Sequence

from aiohttp import web

from playground.arr_notifications import Notifications, template
from playground.arr_views import Json
from playground.wire import Wire


class NotificationRoutes:
    """Answers `/notification` for one server. Its POST answers 201, its PUT 202, as everywhere there."""

    def __init__(self, wire: Wire, notifications: Notifications) -> None:
        self._wire = wire
        self._told = notifications

    def routes(self, api: str) -> Sequence[web.RouteDef]:
        """Give the routes; the schema before the ids."""
        at = f"{api}/notification"
        return [
            web.get(at, self._all),
            web.post(at, self._add),
            web.get(f"{at}/schema", self._schema),
            web.post(f"{at}/test", self._test),
            web.get(f"{at}/{{id:\\d+}}", self._one),
            web.put(f"{at}/{{id:\\d+}}", self._update),
            web.delete(f"{at}/{{id:\\d+}}", self._delete),
        ]

    async def _all(self, request: web.Request) -> web.Response:
        rows = [self._told.shown(row) for row in self._told.rows.values()]
        return self._wire.json(self._wire.listed(request, rows))

    async def _schema(self, _: web.Request) -> web.Response:
        return self._wire.json([template(self._told.instance)])

    async def _one(self, request: web.Request) -> web.Response:
        row = self._told.rows.get(int(request.match_info["id"]))
        return self._wire.json(self._told.shown(row)) if row else self._missing(request)

    async def _add(self, request: web.Request) -> web.Response:
        """Set a webhook up. It is tried out first, unless `forceSave=true`."""
        number = max(self._told.rows, default=0) + 1
        row = self._told.completed(await _asked(request), number)
        if refusal := await self._refusal(request, row):
            return refusal
        self._wire.change(request, lambda: self._told.rows.__setitem__(number, row))
        return self._wire.json(self._told.shown(row), 201)

    async def _update(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        if number not in self._told.rows:
            return self._missing(request)
        row = self._told.completed(await _asked(request), number)
        if refusal := await self._refusal(request, row):
            return refusal
        self._wire.change(request, lambda: self._told.rows.__setitem__(number, row))
        return self._wire.json(self._told.shown(row), 202)

    async def _delete(self, request: web.Request) -> web.Response:
        number = int(request.match_info["id"])
        self._wire.change(request, lambda: self._told.rows.pop(number, None))
        return self._wire.json({})

    async def _test(self, request: web.Request) -> web.Response:
        asked = await _asked(request)
        number = asked.get("id")
        failed = await self._told.failure(
            self._told.completed(asked, number if isinstance(number, int) else 0)
        )
        return self._failed(failed) if failed else self._wire.json({})

    async def _refusal(self, request: web.Request, row: Json) -> web.Response | None:
        """Give the refusal of a row that would not work; one with every switch off is not tried out."""
        on = any(row[name] for name in row if name.startswith("on"))
        if not row["name"]:
            return self._failed("'Name' must not be empty.", "Name")
        if request.query.get("forceSave", "").lower() == "true" or not on:
            return None
        failed = await self._told.failure(row)
        return self._failed(failed) if failed else None

    def _failed(self, said: str, name: str = "Url") -> web.Response:
        row = {"isWarning": False, "propertyName": name, "errorMessage": said, "severity": "error"}
        return self._wire.json([row], 400)

    def _missing(self, request: web.Request) -> web.Response:
        message = f"NotificationDefinition with ID {request.match_info['id']} does not exist"
        return self._wire.json({"message": message}, 404)


async def _asked(request: web.Request) -> Json:
    value = await request.json()
    if not isinstance(value, dict):
        raise web.HTTPBadRequest(reason="A JSON object is expected.")
    return value
