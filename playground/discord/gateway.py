"""The gateway, version 10: where the bot hears what happens."""

import json
from typing import cast

from aiohttp import WSMsgType, web

from playground.discord.changes import Asked, Change, Edited, Posted, Presence, Rearranged, Removed
from playground.discord.guild import Channel
from playground.discord.heard import Intent, heard_message
from playground.discord.permissions import Permission, may
from playground.discord.refusal import Json
from playground.discord.session import Session
from playground.discord.shapes import channel as channel_json
from playground.discord.shapes import gateway_guild, role, user
from playground.discord.state import State

HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 6, 7, 9, 10, 11
WRONG_TOKEN, NOT_IDENTIFIED, FORBIDDEN_INTENTS = 4004, 4003, 4014
_HEARTBEAT_MS = 41250
# A bot that leaves with one of these ends its session; any other close can be resumed.
_GOODBYES = {1000, 1001}
_BROKEN = 4000


class Gateway:
    """Answers `/gateway`. `allowed` are the privileged intents switched on in the developer portal.

    `shut` makes it turn away every connection. `identified` counts the sessions begun.
    """

    def __init__(self, state: State, allowed: Intent) -> None:
        self._state = state
        self.allowed = allowed
        self.shut = False
        self.identified = 0
        self.resumed = 0
        self._sessions: dict[str, Session] = {}
        state.changes.listen(self._heard)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Give the sessions that are connected or may be resumed."""
        return tuple(self._sessions.values())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk with one bot until it or we hang up."""
        if self.shut:
            return web.Response(status=503, text="The gateway is down.")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"op": HELLO, "d": {"heartbeat_interval": _HEARTBEAT_MS}, "t": None, "s": None}
        )
        session: Session | None = None
        async for frame in socket:
            if frame.type is not WSMsgType.TEXT:
                break
            session = await self._take(socket, session, cast("Json", json.loads(frame.data)))
        await self._left(session, socket)
        return socket

    async def drop(self, *, resume: bool = True) -> None:
        """Break off every connection; with `resume` false the sessions are forgotten, too."""
        for session in self.sessions:
            if not resume:
                del self._sessions[session.id]
            await session.detach(_BROKEN)
        self._tell_presence()

    async def ask_reconnect(self) -> None:
        """Ask every bot to connect anew and resume, as Discord does before it restarts a server."""
        for session in self.sessions:
            await session.send({"op": RECONNECT, "d": None, "t": None, "s": None})

    async def _take(
        self, socket: web.WebSocketResponse, session: Session | None, frame: Json
    ) -> Session | None:
        match frame["op"]:
            case 1:  # HEARTBEAT
                await socket.send_json({"op": ACK, "d": None, "t": None, "s": None})
            case 2:  # IDENTIFY
                return await self._identify(socket, frame["d"])
            case 6:  # RESUME
                return await self._resume(socket, frame["d"])
            case _ if session is None:
                await socket.close(code=NOT_IDENTIFIED, message=b"Not authenticated.")
            case _:
                pass  # A presence or a question about members: nothing here depends on it.
        return session

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        if data["token"] != self._state.token:
            await socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return None
        intents = Intent(data["intents"])
        if intents & Intent.PRIVILEGED & ~self.allowed:
            await socket.close(code=FORBIDDEN_INTENTS, message=b"Disallowed intent(s).")
            return None
        self._sessions = {key: each for key, each in self._sessions.items() if each.connected}
        session = Session(intents)
        self._sessions[session.id] = session
        self.identified += 1
        session.dispatch("READY", self._ready(session))
        session.dispatch("GUILD_CREATE", gateway_guild(self._state.guild, self._state.bot))
        session.attach(socket, 0)
        self._tell_presence()
        return session

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> Session | None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._state.token or not session.knows(data["seq"]):
            await socket.send_json({"op": INVALID, "d": False, "t": None, "s": None})
            return None
        await session.detach()
        session.dispatch("RESUMED", {})
        session.attach(socket, data["seq"])
        self.resumed += 1
        self._tell_presence()
        return session

    def _ready(self, session: Session) -> Json:
        state = self._state
        return {
            "v": 10,
            "user": {**user(state.bot), "verified": True, "email": None, "mfa_enabled": True},
            "guilds": [{"id": str(state.guild.id), "unavailable": True}],
            "session_id": session.id,
            "resume_gateway_url": f"{state.url.replace('http', 'ws', 1)}/gateway",
            "shard": [0, 1],
            "application": {"id": str(state.application_id), "flags": 0},
        }

    async def _left(self, session: Session | None, socket: web.WebSocketResponse) -> None:
        if session is None:
            return
        if session.holds(socket):
            await session.detach()
            if socket.close_code in _GOODBYES:
                self._sessions.pop(session.id, None)
        self._tell_presence()

    def _tell_presence(self) -> None:
        online = any(session.connected for session in self.sessions)
        if online != self._state.online:
            self._state.online = online
            self._state.tell(Presence(online))

    def _heard(self, change: Change) -> None:
        """Turn what happens into the events the bot may hear."""
        match change:
            case Posted(message) | Edited(message) if message.addressee is None:
                event = "MESSAGE_CREATE" if isinstance(change, Posted) else "MESSAGE_UPDATE"
                for session in self._hearing(message.channel_id):
                    session.dispatch(event, heard_message(self._state, message, session.intents))
            case Removed(message) if message.addressee is None:
                for session in self._hearing(message.channel_id):
                    session.dispatch("MESSAGE_DELETE", self._deleted(message.id, message.channel_id))
            case Asked(interaction):
                for session in self.sessions:
                    session.dispatch("INTERACTION_CREATE", interaction.event)
            case Rearranged(channel):
                self._rearrange(channel)
            case _:
                pass

    def _rearrange(self, changed: Channel | None) -> None:
        guild = self._state.guild
        for session in self.sessions:
            if changed is not None:
                session.dispatch("CHANNEL_UPDATE", channel_json(guild, changed))
            for each in guild.roles.values() if changed is None else ():
                session.dispatch("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": role(each)})

    def _hearing(self, channel_id: int) -> list[Session]:
        """Give the sessions whose bot sees the channel and asked for its messages."""
        channel = self._state.guild.channel(channel_id)
        if channel is None or not may(self._state.guild, self._state.bot, channel, Permission.VIEW_CHANNEL):
            return []
        wanted = Intent.DIRECT_MESSAGES if channel.private else Intent.GUILD_MESSAGES
        return [session for session in self.sessions if session.intents & wanted]

    def _deleted(self, message_id: int, channel_id: int) -> Json:
        place: Json = {"id": str(message_id), "channel_id": str(channel_id)}
        if channel_id in self._state.guild.channels:
            place["guild_id"] = str(self._state.guild.id)
        return place
