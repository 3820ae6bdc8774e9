"""What Discord accepts of components, in messages and in modals."""

from collections import Counter
from collections.abc import Sequence

from playground.discord.components import LINK, SELECTS, Component, walk
from playground.discord.form import Path, count, required, text, wrong
from playground.discord.refusal import Json, Problem

MOST_ROWS = 5
MOST_IN_ROW = 5
MOST_OPTIONS = 25
MOST_COMPONENTS_V2 = 40
MOST_IN_MODAL = 5
CUSTOM_ID = 100
_IN_LABEL = SELECTS | {
    Component.TEXT_INPUT,
    Component.FILE_UPLOAD,
    Component.RADIO_GROUP,
    Component.CHECKBOX_GROUP,
    Component.CHECKBOX,
}


def component_problems(components: Sequence[Json], *, layout: bool) -> list[Problem]:
    """Find what is wrong with a message's components; `layout` says that they are Components V2."""
    if layout:
        problems = count(("components",), list(walk(components)), 0, MOST_COMPONENTS_V2)
        for at, component in enumerate(components):
            problems += _nested(("components", at), component)
    else:
        problems = count(("components",), components, 0, MOST_ROWS)
        for at, row in enumerate(components):
            problems += _row(("components", at), row)
    return problems + _duplicates(components)


def modal_problems(modal: Json) -> list[Problem]:
    """Find what is wrong with a modal."""
    components = modal.get("components") or []
    problems = text(("data", "title"), modal.get("title"), 45, needed=True)
    problems += text(("data", "custom_id"), modal.get("custom_id"), CUSTOM_ID, needed=True)
    problems += count(("data", "components"), components, 1, MOST_IN_MODAL)
    for at, component in enumerate(components):
        problems += _in_modal(("data", "components", at), component)
    return problems + _duplicates(components)


def _in_modal(path: Path, component: Json) -> list[Problem]:
    match component.get("type"):
        case Component.LABEL:
            inner = component.get("component") or {}
            if inner.get("type") not in _IN_LABEL:
                return [wrong((*path, "component", "type"), "This component does not go into a label.")]
            problems = text((*path, "label"), component.get("label"), 45, needed=True)
            problems += text((*path, "description"), component.get("description"), 100)
            return problems + _leaf((*path, "component"), inner)
        case Component.ROW:
            problems = count((*path, "components"), component.get("components") or [], 1, 1)
            for inner in component.get("components") or []:
                problems += text((*path, "components", 0, "label"), inner.get("label"), 45, needed=True)
                problems += _leaf((*path, "components", 0), inner)
            return problems
        case Component.TEXT:
            return text((*path, "content"), component.get("content"), 4000, needed=True)
        case _:
            return [wrong((*path, "type"), 'Value of field "type" must be one of (1, 10, 18).')]


def _row(path: Path, row: Json) -> list[Problem]:
    if row.get("type") != Component.ROW:
        return [wrong((*path, "type"), 'Value of field "type" must be one of (1,).')]
    inside = row.get("components") or []
    problems = count((*path, "components"), inside, 1, MOST_IN_ROW)
    if len(inside) > 1 and any(inner.get("type") in SELECTS for inner in inside):
        crowded = "Only one select fits into an action row."
        problems.append(Problem((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", crowded))
    for at, inner in enumerate(inside):
        problems += _leaf((*path, "components", at), inner)
    return problems


def _nested(path: Path, component: Json) -> list[Problem]:
    if component.get("type") == Component.ROW:
        return _row(path, component)
    problems = _leaf(path, component)
    for at, inner in enumerate(component.get("components") or []):
        problems += _nested((*path, "components", at), inner)
    if component.get("accessory"):
        problems += _nested((*path, "accessory"), component["accessory"])
    return problems


def _leaf(path: Path, component: Json) -> list[Problem]:
    kind = component.get("type")
    if kind == Component.BUTTON:
        return _button(path, component)
    if kind == Component.TEXT_INPUT:
        return _input(path, component)
    if kind in SELECTS:
        return _select(path, component)
    return []


def _button(path: Path, button: Json) -> list[Problem]:
    problems = text((*path, "label"), button.get("label"), 80)
    if not button.get("label") and not button.get("emoji"):
        problems.append(required((*path, "label")))
    if button.get("style") == LINK:
        return problems + text((*path, "url"), button.get("url"), 512, needed=True)
    return problems + text((*path, "custom_id"), button.get("custom_id"), CUSTOM_ID, needed=True)


def _input(path: Path, field: Json) -> list[Problem]:
    problems = text((*path, "custom_id"), field.get("custom_id"), CUSTOM_ID, needed=True)
    problems += text((*path, "placeholder"), field.get("placeholder"), 100)
    return problems + text((*path, "value"), field.get("value"), min(4000, field.get("max_length") or 4000))


def _select(path: Path, select: Json) -> list[Problem]:
    problems = text((*path, "custom_id"), select.get("custom_id"), CUSTOM_ID, needed=True)
    problems += text((*path, "placeholder"), select.get("placeholder"), 150)
    if select["type"] != Component.STRING_SELECT:
        return problems
    options: list[Json] = select.get("options") or []
    problems += count((*path, "options"), options, 1, MOST_OPTIONS)
    for at, option in enumerate(options):
        problems += text((*path, "options", at, "label"), option.get("label"), 100, needed=True)
        problems += text((*path, "options", at, "value"), option.get("value"), 100, needed=True)
        problems += text((*path, "options", at, "description"), option.get("description"), 100)
    if len({option.get("value") for option in options}) < len(options):
        twice = "The specified option value is already used"
        problems.append(Problem((*path, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", twice))
    return problems


def _duplicates(components: Sequence[Json]) -> list[Problem]:
    ids = Counter(found["custom_id"] for found in walk(components) if found.get("custom_id"))
    twice = "Component custom id cannot be duplicated"
    return [Problem(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", twice) for n in ids.values() if n > 1]
