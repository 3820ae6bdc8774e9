"""REST: registering commands."""

from collections.abc import Sequence
from typing import cast

from playground.discord.changes import Registered
from playground.discord.refusal import Json, Refusal, Why
from playground.discord.registered import overwrite
from playground.discord.rest import Ask, Reply, Route
from playground.discord.state import State

_APPLICATION = r"/applications/{application:\d+}"
_GLOBAL = f"{_APPLICATION}/commands"
_GUILD = _APPLICATION + r"/guilds/{guild:\d+}/commands"


class CommandRest:
    """Answers what a bot does with its commands: give them and replace them all at once."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [
            Route("GET", _GLOBAL, self._get),
            Route("PUT", _GLOBAL, self._put),
            Route("GET", _GUILD, self._get),
            Route("PUT", _GUILD, self._put),
            Route("GET", _GUILD + r"/{command:\d+}", self._get_one),
        ]

    def _get(self, ask: Ask) -> Reply:
        return Reply(self._state.commands.get(self._scope(ask), []))

    def _get_one(self, ask: Ask) -> Reply:
        for command in self._state.commands.get(self._scope(ask), []):
            if command["id"] == ask.refs["command"]:
                return Reply(command)
        raise Refusal(Why.UNKNOWN_COMMAND)

    def _put(self, ask: Ask) -> Reply:
        made = overwrite(self._state, self._scope(ask), cast("Sequence[Json]", ask.payload or []))
        self._state.tell(Registered())
        return Reply(made)

    def _scope(self, ask: Ask) -> int | None:
        """Give the guild that is meant, None for everywhere."""
        if ask.id("application") != self._state.application_id:
            raise Refusal(Why.MISSING_ACCESS)
        if "guild" not in ask.refs:
            return None
        if ask.id("guild") != self._state.guild.id:
            raise Refusal(Why.MISSING_ACCESS)
        return self._state.guild.id
