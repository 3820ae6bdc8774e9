"""What a person typed into a command's options, checked as Discord's own picker does."""

from collections.abc import Mapping, Sequence

from playground.discord.lookup import BY_OPTION, Entity, find
from playground.discord.refusal import Json
from playground.discord.registered import OptionType
from playground.discord.state import State

_MOST_TEXT = 6000


class Unsendable(Exception):
    """Discord would not let the person send this; the sentence says why."""


def arguments(
    state: State, options: Sequence[Json], given: Mapping[str, object], *, focused: str | None = None
) -> tuple[list[Json], list[Entity]]:
    """Give the options as an interaction carries them, and what they name.

    With `focused`, the name of the option being typed, nothing is required yet and nothing measured.
    Raises Unsendable.
    """
    by_name = {option["name"]: option for option in options}
    typed = {_real(by_name, name): value for name, value in given.items() if value is not None}
    missing = [o["name"] for o in options if o.get("required") and o["name"] not in typed]
    if missing and focused is None:
        raise Unsendable(f"The option {missing[0]} is required.")
    sent: list[Json] = []
    named: list[Entity] = []
    for name, value in typed.items():
        option = by_name[name]
        entry: Json = {"name": name, "type": option["type"]}
        if focused is not None:
            entry["value"] = str(value)
            if name == focused:
                entry["focused"] = True
        else:
            entry["value"] = _value(state, option, value, named)
        sent.append(entry)
    return sent, named


def _real(by_name: Mapping[str, Json], name: str) -> str:
    """Give an option's real name: a test in Python writes larger_than for larger-than."""
    for spelling in (name, name.rstrip("_"), name.replace("_", "-")):
        if spelling in by_name:
            return spelling
    raise Unsendable(f"There is no option {name}; there are {', '.join(by_name) or 'none'}.")


def _value(state: State, option: Json, value: object, named: list[Entity]) -> object:
    kind = OptionType(option["type"])
    if kind in BY_OPTION:
        entity = find(state.guild, BY_OPTION[kind], value)
        if entity is None:
            raise Unsendable(f"{option['name']}: nothing here is called {value}.")
        named.append(entity)
        return str(entity.id)
    if kind is OptionType.ATTACHMENT:
        raise Unsendable("The playground does not attach files to commands.")
    if option.get("choices"):
        return _chosen(option, value)
    if kind is OptionType.BOOLEAN:
        return value if isinstance(value, bool) else str(value).lower() == "true"
    return _text(option, str(value)) if kind is OptionType.STRING else _number(option, kind, value)


def _chosen(option: Json, value: object) -> object:
    for choice in option["choices"]:
        if value in {choice["value"], choice["name"]} or str(value) == str(choice["value"]):
            chosen: object = choice["value"]
            return chosen
    names = ", ".join(choice["name"] for choice in option["choices"])
    raise Unsendable(f"{option['name']}: choose one of {names}.")


def _text(option: Json, value: str) -> str:
    if not option.get("min_length", 0) <= len(value) <= option.get("max_length", _MOST_TEXT):
        raise Unsendable(f"{option['name']}: the text is too short or too long.")
    return value


def _number(option: Json, kind: OptionType, value: object) -> int | float:
    try:
        number = int(str(value)) if kind is OptionType.INTEGER else float(str(value))
    except ValueError as error:
        raise Unsendable(f"{option['name']}: {value} is not a number that fits.") from error
    low, high = option.get("min_value"), option.get("max_value")
    if (low is not None and number < low) or (high is not None and number > high):
        raise Unsendable(f"{option['name']}: {number} is out of range.")
    return number
