"""Seerr's webhook, with the body it has until somebody edits it. Of a deletion Seerr says nothing."""

from typing import Literal

from playground.people import PEOPLE
from playground.request import MediaRow, Request

Body = dict[str, object]
Kind = Literal["MEDIA_PENDING", "MEDIA_APPROVED", "MEDIA_AVAILABLE", "MEDIA_DECLINED", "TEST_NOTIFICATION"]

_EVENTS: dict[Kind, str] = {
    "MEDIA_PENDING": "New Movie Request",
    "MEDIA_APPROVED": "Movie Request Approved",
    "MEDIA_AVAILABLE": "Movie Request Now Available",
    "MEDIA_DECLINED": "Movie Request Declined",
    "TEST_NOTIFICATION": "",
}
_STATUSES = {1: "UNKNOWN", 2: "PENDING", 3: "PROCESSING", 4: "PARTIALLY_AVAILABLE", 5: "AVAILABLE"}


def notification(kind: Kind, subject: str, row: MediaRow | None, request: Request | None) -> Body:
    """Tell what became of a request. Numbers are written as text; a part that is not there is null."""
    return {
        "notification_type": kind,
        "event": _EVENTS[kind],
        "subject": subject,
        "message": "",
        "image": "",
        "media": _media(row) if row else None,
        "request": _request(request) if request else None,
        "issue": None,
        "comment": None,
        "extra": [],
    }


def _media(row: MediaRow) -> Body:
    return {
        "media_type": row.kind,
        "tmdbId": str(row.tmdb),
        "tvdbId": str(row.tvdb or ""),
        "status": _STATUSES.get(row.status, "UNKNOWN"),
        "status4k": _STATUSES.get(row.status_4k, "UNKNOWN"),
    }


def _request(request: Request) -> Body:
    person = next(person for person in PEOPLE if person.seerr_id == request.person)
    return {
        "request_id": str(request.id),
        "requestedBy_email": person.email,
        "requestedBy_username": person.name,
        "requestedBy_avatar": "",
        "requestedBy_settings_discordId": str(person.discord_id or ""),
        "requestedBy_settings_telegramChatId": "",
    }
