"""A modal on a person's screen: its fields, and what goes to the bot when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.discord.arguments import Unsendable
from playground.discord.components import SELECTS, Component
from playground.discord.interaction import Interaction
from playground.discord.lookup import BY_SELECT, Entity, find
from playground.discord.refusal import Json
from playground.discord.state import State

_MANY = SELECTS | {Component.CHECKBOX_GROUP}


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a modal; `component` is Discord's own object."""

    label: str
    component: Json

    @property
    def custom_id(self) -> str:
        """Give what the bot knows it by."""
        return str(self.component["custom_id"])


@dataclass(frozen=True, slots=True)
class Modal:
    """An open modal. `origin` is the interaction that opened it."""

    origin: Interaction

    @property
    def id(self) -> str:
        """Give what the page names it by."""
        return str(self.origin.id)

    @property
    def body(self) -> Json:
        """Give what the bot sent of it: custom_id, title, components."""
        if self.origin.modal is None:
            raise RuntimeError("The interaction opened no modal.")
        return self.origin.modal

    @property
    def title(self) -> str:
        """Give its title."""
        return str(self.body["title"])

    @property
    def text(self) -> str:
        """Give everything readable of it."""
        parts = [self.title]
        for component in self.body["components"]:
            parts += [str(component.get(name, "")) for name in ("content", "label", "description")]
        return "\n".join(part for part in parts if part)

    @property
    def fields(self) -> list[Field]:
        """Give its inputs in order."""
        found: list[Field] = []
        for outer in self.body["components"]:
            if outer["type"] == Component.LABEL:
                found.append(Field(outer["label"], outer["component"]))
            elif outer["type"] == Component.ROW:
                found += [Field(inner.get("label", ""), inner) for inner in outer["components"]]
        return found

    def field(self, called: str) -> Field:
        """Give the input with this label or custom_id. Raises Unsendable."""
        for field in self.fields:
            if called in {field.label, field.custom_id}:
                return field
        labels = ", ".join(field.label for field in self.fields)
        raise Unsendable(f"The modal has no field {called}; it has {labels}.")


def submission(state: State, modal: Modal, given: Mapping[str, object]) -> tuple[Json, list[Entity]]:
    """Give a modal as it is sent, and what it names; fields that are not given keep what stood there.

    Raises Unsendable when a field is missing or of the wrong length: Discord does not send it then.
    """
    values = {modal.field(called).custom_id: value for called, value in given.items()}
    named: list[Entity] = []
    components: list[Json] = []
    for outer in modal.body["components"]:
        sent: Json = {"type": outer["type"], "id": outer["id"]}
        if outer["type"] == Component.LABEL:
            sent["component"] = _sent(state, Field(outer["label"], outer["component"]), values, named)
        elif outer["type"] == Component.ROW:
            inner = outer["components"][0]
            sent["components"] = [_sent(state, Field(inner.get("label", ""), inner), values, named)]
        components.append(sent)
    return {"custom_id": modal.body["custom_id"], "components": components}, named


def _sent(state: State, field: Field, values: Mapping[str, object], named: list[Entity]) -> Json:
    component = field.component
    sent: Json = {"type": component["type"], "id": component["id"], "custom_id": field.custom_id}
    value = values.get(field.custom_id)
    if component["type"] in _MANY:
        default = [option["value"] for option in component.get("options", ()) if option.get("default")]
        chosen = default if value is None else _listed(value)
        if component.get("required", True) and not chosen:
            raise Unsendable(f"{field.label}: choose something.")
        return {**sent, "values": chosen_values(state, component, chosen, named)}
    if component["type"] == Component.CHECKBOX:
        return {**sent, "value": bool(value if value is not None else component.get("default"))}
    if component["type"] == Component.RADIO_GROUP:
        return {**sent, "value": value}
    if component["type"] != Component.TEXT_INPUT:
        raise Unsendable(f"{field.label}: the playground does not know this input.")
    return {**sent, "value": _typed(field, str(component.get("value", "") if value is None else value))}


def _typed(field: Field, text: str) -> str:
    low, high = field.component.get("min_length") or 0, field.component.get("max_length") or 4000
    if field.component.get("required", True) and not text:
        raise Unsendable(f"{field.label}: this field is required.")
    if text and not low <= len(text) <= high:
        raise Unsendable(f"{field.label}: between {low} and {high} characters, please.")
    return text


def chosen_values(state: State, select: Json, chosen: Sequence[object], named: list[Entity]) -> list[str]:
    """Give what is chosen in a select as the bot hears it, and note what it names. Raises Unsendable."""
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    if chosen and not low <= len(chosen) <= high:
        raise Unsendable(f"Choose between {low} and {high}.")
    if select["type"] in BY_SELECT:
        return [_entity(state, select, each, named) for each in chosen]
    options = {str(option["value"]): str(option["value"]) for option in select.get("options", ())}
    options |= {str(option["label"]): str(option["value"]) for option in select.get("options", ())}
    unknown = [each for each in chosen if str(each) not in options]
    if unknown:
        raise Unsendable(f"{unknown[0]} is none of the options.")
    return [options[str(each)] for each in chosen]


def _entity(state: State, select: Json, called: object, named: list[Entity]) -> str:
    entity = find(state.guild, BY_SELECT[Component(select["type"])], called)
    if entity is None:
        raise Unsendable(f"Nothing here is called {called}.")
    named.append(entity)
    return str(entity.id)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]
