"""The commands a bot has registered: what Discord accepts, keeps and gives back."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from playground.discord.form import Path, count, text
from playground.discord.refusal import Json, Problem, refuse_form
from playground.discord.state import State

# Small letters of any script, digits, - and _.
_NAME = re.compile(r"[-\w]{1,32}")
MOST_COMMANDS = 100
# Characters of names, descriptions and values in one command, all told.
MOST_IN_SUM = 8000
CHAT_INPUT = 1


class OptionType(IntEnum):
    """What an option takes, with Discord's own numbers."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


BRANCHES = {OptionType.SUBCOMMAND, OptionType.GROUP}


def overwrite(state: State, guild_id: int | None, wanted: Sequence[Json]) -> list[Json]:
    """Replace the commands of a guild (None: the global ones); those of the same name keep their id.

    Raises Refusal.
    """
    refuse_form(_problems(wanted))
    before = {(each["type"], each["name"]): each for each in state.commands.get(guild_id, [])}
    made = [_made(state, guild_id, each, before) for each in wanted]
    state.commands[guild_id] = made
    return made


def _made(state: State, guild_id: int | None, wanted: Json, before: dict[tuple[int, str], Json]) -> Json:
    old = before.get((wanted.get("type", CHAT_INPUT), wanted["name"]), {})
    command: Json = {
        "id": old.get("id") or str(state.ids.next()),
        "application_id": str(state.application_id),
        "version": str(state.ids.next()),
        "type": wanted.get("type", CHAT_INPUT),
        "name": wanted["name"],
        "description": wanted.get("description", ""),
        "default_member_permissions": _text(wanted.get("default_member_permissions")),
        "nsfw": bool(wanted.get("nsfw")),
        "name_localizations": wanted.get("name_localizations"),
        "description_localizations": wanted.get("description_localizations"),
    }
    if guild_id is not None:
        command["guild_id"] = str(guild_id)
    else:
        command["contexts"] = wanted.get("contexts")
        command["integration_types"] = wanted.get("integration_types") or [0]
    if wanted.get("options"):
        command["options"] = [_option(each) for each in wanted["options"]]
    same = old and {**command, "version": ""} == {**old, "version": ""}
    return old if same else command


def _option(option: Json) -> Json:
    kept = {key: value for key, value in option.items() if value is not None}
    if "options" in kept:
        kept["options"] = [_option(each) for each in kept["options"]]
    return kept


def _problems(commands: Sequence[Json]) -> list[Problem]:
    problems = count((), commands, 0, MOST_COMMANDS)
    names = [(each.get("type", CHAT_INPUT), each.get("name")) for each in commands]
    if len(set(names)) < len(names):
        twice = "Application command names must be unique"
        problems.append(Problem((), "APPLICATION_COMMANDS_DUPLICATE_NAME", twice))
    for at, command in enumerate(commands):
        if command.get("type", CHAT_INPUT) == CHAT_INPUT:
            problems += _described((at,), command)
        if _length(command) > MOST_IN_SUM:
            long = f"Command exceeds maximum size ({MOST_IN_SUM})"
            problems.append(Problem((at,), "APPLICATION_COMMAND_TOO_LARGE", long))
    return problems


def _described(path: Path, part: Json) -> list[Problem]:
    """Check a command or an option, and the options in it."""
    problems = text((*path, "description"), part.get("description"), 100, needed=True)
    name = str(part.get("name", ""))
    if not _NAME.fullmatch(name) or name != name.lower():
        unfit = "String value did not match validation regex."
        problems.append(Problem((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", unfit))
    options: list[Json] = part.get("options") or []
    problems += count((*path, "options"), options, 0, 25)
    optional = False
    for at, option in enumerate(options):
        inner = (*path, "options", at)
        problems += _described(inner, option) + _choices(inner, option)
        if optional and option.get("required"):
            late = "Required options must be placed before non-required options"
            problems.append(Problem(inner, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", late))
        optional = optional or not option.get("required")
    return problems


def _choices(path: Path, option: Json) -> list[Problem]:
    choices: list[dict[str, Any]] = option.get("choices") or []
    problems = count((*path, "choices"), choices, 0, 25)
    for at, choice in enumerate(choices):
        problems += text((*path, "choices", at, "name"), choice.get("name"), 100, needed=True)
        problems += text((*path, "choices", at, "value"), choice.get("value"), 100, needed=True)
    if choices and option.get("autocomplete"):
        both = "Autocomplete and choices do not go together"
        problems.append(Problem((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", both))
    return problems


def _length(part: Json) -> int:
    own = len(str(part.get("name", ""))) + len(str(part.get("description", "")))
    values = sum(
        len(str(each.get("name", ""))) + len(str(each.get("value", ""))) for each in part.get("choices") or ()
    )
    return own + values + sum(_length(each) for each in part.get("options") or ())


def _text(value: object) -> str | None:
    return None if value is None else str(value)
