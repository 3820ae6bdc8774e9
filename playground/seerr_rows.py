"""Requests, media rows and users as Seerr shows them."""

from datetime import UTC, datetime
from typing import Literal

from playground.people import OWNER, Person
from playground.request import MediaRow, Request

Family = Literal["overseerr", "jellyseerr", "seerr"]
Row = dict[str, object]

AVAILABLE, UNKNOWN, BLOCKLISTED, DELETED = 5, 1, 6, 7
APPROVED, COMPLETED = 2, 5


def family(version: str) -> Family:
    """Tell which of the three it is by the version alone, as clients must."""
    match version.split(".", maxsplit=1)[0]:
        case "1":
            return "overseerr"
        case "2":
            return "jellyseerr"
        case _:
            return "seerr"


def request_row(request: Request, media: MediaRow, people: dict[int, Person], of: Family) -> Row:
    """Render a request with its media row and who asked."""
    by = user_row(people[request.person])
    return {
        "id": request.id,
        "status": request_status(request, of),
        "createdAt": instant(request.created),
        "updatedAt": instant(request.updated),
        "type": media.kind,
        "is4k": request.is_4k,
        "serverId": None,
        "profileId": None,
        "rootFolder": None,
        "languageProfileId": None,
        "tags": None,
        "isAutoRequest": False,
        "media": media_row(media, of),
        "seasons": [
            _season(request.id * 100 + number, number, request_status(request, of), request.created)
            for number in request.seasons
        ],
        "modifiedBy": user_row(OWNER),
        "requestedBy": by,
        "seasonCount": len(request.seasons),
    }


def media_row(media: MediaRow, of: Family) -> Row:
    """Render a media row; ids of the *arr and ratingKeys are null where there is none."""
    return {
        "id": media.id,
        "mediaType": media.kind,
        "tmdbId": media.tmdb,
        "tvdbId": media.tvdb or None,
        "imdbId": media.imdb or None,
        "status": media_status(media.status, of),
        "status4k": media_status(media.status_4k, of),
        "createdAt": instant(media.created),
        "updatedAt": instant(media.added or media.created),
        "lastSeasonChange": instant(media.created),
        "mediaAddedAt": instant(media.added) if media.added else None,
        "serviceId": 0 if media.entry is not None else None,
        "serviceId4k": 1 if media.entry_4k is not None else None,
        "externalServiceId": media.entry,
        "externalServiceId4k": media.entry_4k,
        "externalServiceSlug": None,
        "externalServiceSlug4k": None,
        "ratingKey": str(media.key) if media.key is not None else None,
        "ratingKey4k": str(media.key_4k) if media.key_4k is not None else None,
        "downloadStatus": [],
        "downloadStatus4k": [],
        "seasons": [
            _season(media.id * 100 + number, number, media_status(status, of), media.created)
            | {"status4k": UNKNOWN}
            for number, status in media.seasons.items()
        ],
    }


def user_row(person: Person, requests: int = 0) -> Row:
    """Render a user; `displayName` is what Seerr's own pages show."""
    return {
        "id": person.seerr_id,
        "email": person.email,
        "plexUsername": person.name,
        "username": None,
        "displayName": person.name,
        "userType": 1,
        "plexId": person.plex_tv_id,
        # 2 is ADMIN, 32 is REQUEST.
        "permissions": 2 if person == OWNER else 32,
        "avatar": f"https://plex.example/users/{person.plex_tv_id}/avatar",
        "createdAt": "2020-01-01T00:00:00.000Z",
        "updatedAt": "2020-01-01T00:00:00.000Z",
        "requestCount": requests,
    }


def notifications_row(person: Person) -> Row:
    """Render how a user wants to be told; a Discord id is text, null where there is none."""
    return {
        "emailEnabled": True,
        "pgpKey": None,
        "discordEnabled": person.discord_id is not None,
        "discordEnabledTypes": 0,
        "discordId": None if person.discord_id is None else str(person.discord_id),
        "pushbulletAccessToken": None,
        "pushoverApplicationToken": None,
        "pushoverUserKey": None,
        "pushoverSound": None,
        "telegramEnabled": False,
        "telegramBotUsername": None,
        "telegramChatId": None,
        "telegramMessageThreadId": None,
        "telegramSendSilently": None,
        "notificationTypes": {"discord": 0, "email": 0},
    }


def request_status(request: Request, of: Family) -> int:
    """Give the status as this family counts: Overseerr has no COMPLETED, it leaves APPROVED."""
    return APPROVED if of == "overseerr" and request.status == COMPLETED else request.status


def media_status(status: int, of: Family) -> int:
    """Give the status as this family counts: Overseerr knows neither BLOCKLISTED nor DELETED."""
    return UNKNOWN if of == "overseerr" and status in {BLOCKLISTED, DELETED} else status


def instant(at: datetime) -> str:
    """Write a moment as JavaScript does: milliseconds and a Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _season(number: int, season: int, status: int, at: datetime) -> Row:
    return {
        "id": number,
        "seasonNumber": season,
        "status": status,
        "createdAt": instant(at),
        "updatedAt": instant(at),
    }
