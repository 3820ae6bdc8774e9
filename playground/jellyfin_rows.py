"""Jellyfin's accounts, libraries and sessions as its API shows them."""

from playground.jellyfin_shelf import JellyfinLibrary, JellyfinSession, JellyfinShelf, JellyfinUser
from playground.jellyfin_views import TICKS_PER_MS, Dto, Shown, moment
from playground.world import World


def user(row: JellyfinUser, server: str) -> Dto:
    """Render an account."""
    return {
        "Name": row.name,
        "ServerId": server,
        "Id": row.id,
        "HasPassword": True,
        "HasConfiguredPassword": True,
        "HasConfiguredEasyPassword": False,
        "EnableAutoLogin": False,
        "Policy": {
            "IsAdministrator": row.admin,
            "IsHidden": True,
            "IsDisabled": False,
            "EnableContentDeletion": row.may_delete,
            "EnableAllFolders": True,
            "AuthenticationProviderId": "Jellyfin.Server.Implementations.Users.DefaultAuthenticationProvider",
            "PasswordResetProviderId": "Jellyfin.Server.Implementations.Users.DefaultPasswordResetProvider",
        },
    }


def virtual_folder(world: World, library: JellyfinLibrary) -> Dto:
    """Render a library as an administrator sees it, with its folders."""
    return {
        "Name": library.name,
        "Locations": [world.seen("jellyfin", folder) for folder in library.folders],
        "CollectionType": library.kind,
        "ItemId": library.id,
        "PrimaryImageItemId": library.id,
        "RefreshStatus": "Idle",
    }


def session(world: World, shelf: JellyfinShelf, row: JellyfinSession) -> Dto:
    """Render something that plays right now."""
    item = shelf.items[row.item]
    return {
        **_session_frame(row, shelf.users[row.user], shelf.server),
        "PlayState": {
            "PositionTicks": row.position_ms * TICKS_PER_MS,
            "CanSeek": True,
            "IsPaused": False,
            "IsMuted": False,
            "PlayMethod": "DirectPlay",
            "MediaSourceId": item.id,
            "RepeatMode": "RepeatNone",
            "PlaybackOrder": "Default",
        },
        "NowPlayingItem": Shown(world, shelf, None).item(item, {"Path", "ProviderIds"}),
    }


def _session_frame(session: JellyfinSession, user: JellyfinUser, server: str) -> Dto:
    return {
        "Id": session.id,
        "UserId": user.id,
        "UserName": user.name,
        "Client": "Jellyfin Web",
        "DeviceName": "Firefox",
        "DeviceId": f"device-{user.name}",
        "ApplicationVersion": "10.11.11",
        "LastActivityDate": moment(session.since),
        "LastPlaybackCheckIn": moment(session.since),
        "RemoteEndPoint": "192.0.2.10",
        "PlayableMediaTypes": ["Video"],
        "SupportedCommands": [],
        "AdditionalUsers": [],
        "NowPlayingQueue": [],
        "IsActive": True,
        "SupportsMediaControl": False,
        "SupportsRemoteControl": False,
        "HasCustomDeviceName": False,
        "ServerId": server,
    }
