"""The local Discord as a whole: started on a loopback port, with people to act as."""

import secrets
from types import TracebackType
from typing import Self

from aiohttp import web

from playground.discord.actor import Actor
from playground.discord.attachments import Attachments
from playground.discord.calls import Call
from playground.discord.changes import Asked, Changes, Rearranged
from playground.discord.clock import Clock, Snowflakes
from playground.discord.faults import Faults
from playground.discord.gateway import Gateway
from playground.discord.guild import Channel, Guild, Overwrite, Person, Role
from playground.discord.heard import Intent
from playground.discord.opening import BOT, open_guild
from playground.discord.page import Page
from playground.discord.panel import Household
from playground.discord.permissions import Permission
from playground.discord.ratelimits import RateLimits
from playground.discord.rest import BASE, Rest
from playground.discord.rest_channels import ChannelRest
from playground.discord.rest_commands import CommandRest
from playground.discord.rest_guild import GuildRest
from playground.discord.rest_interactions import InteractionRest
from playground.discord.seen import Seen, see
from playground.discord.state import Deadlines, Ping, State

_HOST = "127.0.0.1"
_MOST_BODY = 110 * 1024 * 1024


class LocalDiscord:
    """Discord for one bot and one guild, on 127.0.0.1. Use it with `async with`.

    `port` 0 takes a free one. `intents` are the privileged intents switched on in the developer portal.
    `household` is what the page's panel shows and breaks, None for no panel.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        bot_name: str = "Cascadarr",
        intents: Intent = Intent.NONE,
        deadlines: Deadlines | None = None,
        household: Household | None = None,
    ) -> None:
        clock = Clock()
        ids = Snowflakes(clock)
        guild = open_guild(ids, bot_name)
        bot = guild.people[BOT]
        # A token has the application's id in its first part; this one opens nothing but this Discord.
        token = f"local.{bot.id}.{secrets.token_urlsafe(24)}"
        self.state = State(clock, ids, guild, bot, bot.id, token, deadlines or Deadlines(), Changes())
        self.faults = Faults()
        self.limits = RateLimits(clock)
        self.gateway = Gateway(self.state, intents)
        parts = (ChannelRest, InteractionRest, GuildRest, CommandRest)
        routes = [route for part in parts for route in part(self.state).routes()]
        self._rest = Rest(self.state, routes, self.faults, self.limits, self.gateway.drop)
        self._page = Page(self.state, household)
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_MOST_BODY)
        app.add_routes(self._rest.routes())
        app.add_routes(Attachments(self.state).routes())
        app.add_routes([web.get("/gateway", self.gateway.serve), web.get("/gateway/", self.gateway.serve)])
        app.add_routes(self._page.routes())
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, _HOST, self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])
        self.state.url = f"http://{_HOST}:{self._port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.shut = True
        await self._page.close()
        await self.gateway.drop(resume=False)
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Give the address of the page, http://127.0.0.1:port."""
        return self.state.url

    @property
    def api_url(self) -> str:
        """Give the base of the REST, for DISCORD_API_BASE."""
        return self.state.url + BASE

    @property
    def gateway_url(self) -> str:
        """Give the gateway, for DISCORD_GATEWAY."""
        return f"ws://{_HOST}:{self._port}/gateway"

    @property
    def token(self) -> str:
        """Give the bot's token."""
        return self.state.token

    @property
    def guild(self) -> Guild:
        """Give the guild."""
        return self.state.guild

    @property
    def channels(self) -> dict[str, Channel]:
        """Give the channels by name."""
        return {channel.name: channel for channel in self.guild.channels.values()}

    @property
    def roles(self) -> dict[str, Role]:
        """Give the roles by name."""
        return {role.name: role for role in self.guild.roles.values()}

    @property
    def people(self) -> dict[str, Person]:
        """Give the people by key: sam, kim, tom, olga (the owner), anna and the bot."""
        return self.guild.people

    @property
    def calls(self) -> list[Call]:
        """Give every REST call so far, oldest first."""
        return self._rest.calls

    @property
    def pings(self) -> list[Ping]:
        """Give everyone who was notified of something, oldest first."""
        return self.state.pings

    def act_as(self, key: str) -> Actor:
        """Give somebody to act as. Raises KeyError."""
        return Actor(self.state, self.guild.people[key])

    def messages(self, channel: str | Channel, *, seen_by: str = "sam") -> list[Seen]:
        """Give what a person sees in a channel, oldest first; nothing where they may not look."""
        room = channel if isinstance(channel, Channel) else self.channels[channel]
        person = self.people[seen_by]
        return [see(self.state, person, message) for message in self.state.seen_in(room, person)]

    def permit(
        self,
        channel: str,
        who: Person | Role,
        *,
        allow: Permission = Permission.NONE,
        deny: Permission = Permission.NONE,
    ) -> None:
        """Allow or deny a person or role something in a channel, in place of what was so before."""
        room = self.channels[channel]
        room.overwrites[who.id] = Overwrite(who.id, isinstance(who, Role), int(allow), int(deny))
        self.state.tell(Rearranged(room))

    def grant(self, key: str, role: str) -> None:
        """Give somebody a role."""
        self.people[key].roles.append(self.roles[role].id)
        self.state.tell(Rearranged(None))

    def revoke(self, key: str, role: str) -> None:
        """Take a role from somebody. Raises ValueError when they do not have it."""
        self.people[key].roles.remove(self.roles[role].id)
        self.state.tell(Rearranged(None))

    def empower(self, role: str, permissions: Permission) -> None:
        """Set what a role may do in every channel."""
        self.roles[role].permissions = int(permissions)
        self.state.tell(Rearranged(None))

    def join(self, key: str, name: str, *roles: str, ref: int | None = None) -> Actor:
        """Let one more person in, with a Discord id of their own or the one given."""
        granted = [self.roles[role].id for role in roles]
        self.people[key] = Person(ref or self.state.ids.next(), key, name, "guest", granted)
        return self.act_as(key)

    def repeat(self) -> None:
        """Send the newest interaction to the bot once more, as a resumed gateway may."""
        newest = list(self.state.interactions.values())[-1]
        self.state.tell(Asked(newest))

    async def drop_gateway(self, *, resume: bool = True) -> None:
        """Break off the bot's connection; with `resume` false it has to identify anew."""
        await self.gateway.drop(resume=resume)

    async def ready(self, within: float = 10.0) -> None:
        """Wait until a bot is connected. Raises TimeoutError."""
        if not await self.state.changes.until(lambda: self.state.online, within):
            raise TimeoutError(f"No bot connected within {within} s.")
