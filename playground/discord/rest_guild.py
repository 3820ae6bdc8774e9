"""REST: the application, the users, the guild and its parts."""

from playground.discord import shapes
from playground.discord.guild import Person
from playground.discord.refusal import Json, Refusal, Why
from playground.discord.rest import Ask, Reply, Route
from playground.discord.state import State

_ME = r"/users/@me"
_GUILD = r"/guilds/{guild:\d+}"


class GuildRest:
    """Answers what a bot asks of itself and of its guild."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/gateway", self._gateway, open=True),
            Route("GET", "/gateway/bot", self._gateway_bot),
            Route("GET", _ME, self._me),
            Route("POST", f"{_ME}/channels", self._direct),
            Route("GET", r"/users/{user:\d+}", self._user),
            Route("GET", _GUILD, self._guild),
            Route("GET", f"{_GUILD}/channels", self._channels),
            Route("GET", f"{_GUILD}/roles", self._roles),
            Route("GET", _GUILD + r"/members/{user:\d+}", self._member),
            Route("GET", f"{_GUILD}/members/search", self._search),
        ]

    def _application(self, _: Ask) -> Reply:
        state = self._state
        owner = state.guild.person(state.guild.owner_id) or state.bot
        return Reply(
            {
                "id": str(state.application_id),
                "name": state.bot.name,
                "icon": None,
                "description": "",
                "type": None,
                "bot": shapes.user(state.bot),
                "bot_public": False,
                "bot_require_code_grant": False,
                "verify_key": "0" * 64,
                "flags": 0,
                "flags_new": "0",
                "redirect_uris": [],
                "interactions_endpoint_url": None,
                "role_connections_verification_url": None,
                "owner": shapes.user(owner),
                "approximate_guild_count": 1,
                "approximate_user_install_count": 0,
                "approximate_user_authorization_count": 0,
                "explicit_content_filter": 0,
                "team": None,
                "eligible_oauth2_scopes": [],
            }
        )

    def _gateway(self, _: Ask) -> Reply:
        return Reply({"url": f"{self._state.url.replace('http', 'ws', 1)}/gateway"})

    def _gateway_bot(self, _: Ask) -> Reply:
        limit = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
        url = f"{self._state.url.replace('http', 'ws', 1)}/gateway"
        return Reply({"url": url, "shards": 1, "session_start_limit": limit})

    def _me(self, _: Ask) -> Reply:
        return Reply(
            {**shapes.user(self._state.bot), "mfa_enabled": True, "locale": "en-US", "verified": True}
        )

    def _user(self, ask: Ask) -> Reply:
        return Reply(shapes.user(self._person(ask, Why.UNKNOWN_USER)))

    def _direct(self, ask: Ask) -> Reply:
        person = self._state.guild.person(int(ask.payload["recipient_id"]))
        if person is None or person.bot:
            raise Refusal(Why.UNKNOWN_USER)
        return Reply(shapes.channel(self._state.guild, self._state.direct(person)))

    def _guild(self, ask: Ask) -> Reply:
        self._own(ask)
        counts: Json = {}
        if ask.query.get("with_counts", "").lower() in {"true", "1"}:
            people = len(self._state.guild.people)
            counts = {"approximate_member_count": people, "approximate_presence_count": people}
        return Reply({**shapes.guild(self._state.guild), **counts})

    def _channels(self, ask: Ask) -> Reply:
        self._own(ask)
        guild = self._state.guild
        return Reply([shapes.channel(guild, channel) for channel in guild.channels.values()])

    def _roles(self, ask: Ask) -> Reply:
        self._own(ask)
        return Reply([shapes.role(role) for role in self._state.guild.roles.values()])

    def _member(self, ask: Ask) -> Reply:
        self._own(ask)
        person = self._person(ask, Why.UNKNOWN_MEMBER)
        return Reply({**shapes.member(person), "user": shapes.user(person)})

    def _search(self, ask: Ask) -> Reply:
        self._own(ask)
        begin = ask.query.get("query", "").casefold()
        found = [p for p in self._state.guild.people.values() if p.name.casefold().startswith(begin)]
        return Reply([{**shapes.member(p), "user": shapes.user(p)} for p in found])

    def _own(self, ask: Ask) -> None:
        if ask.id("guild") != self._state.guild.id:
            raise Refusal(Why.UNKNOWN_GUILD)

    def _person(self, ask: Ask, why: Why) -> Person:
        person = self._state.guild.person(ask.id("user"))
        if person is None:
            raise Refusal(why)
        return person
