"""Who may come in to Jellyfin, and for whom they ask."""

import re

from aiohttp import web

from playground.jellyfin_query import Query, plain
from playground.jellyfin_shelf import JellyfinShelf, JellyfinUser

_TOKEN = re.compile(r'^(?:MediaBrowser|Emby)\s.*?\bToken="?([^",\s]+)"?', re.IGNORECASE)


def is_known(shelf: JellyfinShelf, request: web.Request) -> bool:
    """Say whether a request names the key or a user's token."""
    return _token(shelf, request) == shelf.key or caller(shelf, request) is not None


def caller(shelf: JellyfinShelf, request: web.Request) -> JellyfinUser | None:
    """Give the user whose token it is, None for the key, which belongs to nobody."""
    token = _token(shelf, request)
    return next((user for user in shelf.users.values() if user.token == token), None)


def asked_for(shelf: JellyfinShelf, request: web.Request) -> JellyfinUser | None:
    """Give the user whose view is asked for: by `userId`, else the caller.

    Raises HTTPNotFound for an unknown one, HTTPForbidden when a user asks for another.
    """
    number, asking = plain(Query.of(request.query.items()).one("userId")), caller(shelf, request)
    if not number:
        return asking
    if asking is not None and asking.id != number and not asking.admin:
        raise web.HTTPForbidden
    if number not in shelf.users:
        raise web.HTTPNotFound
    return shelf.users[number]


def _token(shelf: JellyfinShelf, request: web.Request) -> str:
    """Find the token as the server does. Until 12.0 it takes old headers and keys in the query, too."""
    match = _TOKEN.match(request.headers.get("Authorization", ""))
    if match:
        return match[1]
    old = ("X-Emby-Token", "X-MediaBrowser-Token") if shelf.is_legacy else ()
    names = ("ApiKey", "api_key") if shelf.is_legacy else ("ApiKey",)
    given = [request.headers.get(name, "") for name in old] + [request.query.get(name, "") for name in names]
    return next((value for value in given if value), "")
