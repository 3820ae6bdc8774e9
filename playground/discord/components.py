"""Components: buttons, selects and what holds them; how to walk them and how Discord gives them back."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from itertools import count

from playground.discord.refusal import Json


class Component(IntEnum):
    """The components, with Discord's own numbers."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        Component.STRING_SELECT,
        Component.USER_SELECT,
        Component.ROLE_SELECT,
        Component.MENTIONABLE_SELECT,
        Component.CHANNEL_SELECT,
    }
)
LINK = 5
_HOLDS_MANY = ("components",)
_HOLDS_ONE = ("component", "accessory")


def walk(components: Sequence[Json]) -> Iterator[Json]:
    """Give every component, those inside others too, as a reader meets them."""
    for component in components:
        yield component
        for name in _HOLDS_MANY:
            yield from walk(component.get(name) or [])
        for name in _HOLDS_ONE:
            if component.get(name):
                yield from walk([component[name]])


def control(components: Sequence[Json], custom_id: str) -> Json | None:
    """Give the button, select or input with this custom_id."""
    return next((found for found in walk(components) if found.get("custom_id") == custom_id), None)


def shown_components(components: Sequence[Json]) -> list[Json]:
    """Give components back as Discord does: numbered, without nulls, with what is implied."""
    taken = {found["id"] for found in walk(components) if found.get("id")}
    free = (number for number in count(1) if number not in taken)
    return [_shown(component, free) for component in components]


def _shown(component: Json, free: Iterator[int]) -> Json:
    shown = _without_nulls(component)
    shown["id"] = component.get("id") or next(free)
    if component["type"] in SELECTS:
        shown = {"min_values": 1, "max_values": 1, **shown}
    if component["type"] == Component.CONTAINER:
        shown = {"accent_color": None, "spoiler": False, **shown}
    for name in _HOLDS_MANY:
        if name in shown:
            shown[name] = [_shown(inner, free) for inner in shown[name]]
    for name in _HOLDS_ONE:
        if name in shown:
            shown[name] = _shown(shown[name], free)
    return shown


def _without_nulls(component: Json) -> Json:
    """Leave nulls out, those of an emoji and of options, too."""
    shown = {key: value for key, value in component.items() if value is not None}
    if "emoji" in shown:
        shown["emoji"] = _without_nulls(shown["emoji"])
    if "options" in shown:
        shown["options"] = [_without_nulls(option) for option in shown["options"]]
    if "default_values" in shown:  # an id may come as a number; it is given back as text
        shown["default_values"] = [{**each, "id": str(each["id"])} for each in shown["default_values"]]
    return shown
