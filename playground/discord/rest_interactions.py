"""REST: answering interactions, first within three seconds and then with their token."""

from collections.abc import Sequence

from playground.discord.changes import Answered
from playground.discord.component_limits import modal_problems
from playground.discord.components import shown_components
from playground.discord.form import count, text
from playground.discord.interaction import Callback, Interaction, check_callback, check_token
from playground.discord.message import Message, MessageFlag, Upload
from playground.discord.message_shape import message_json
from playground.discord.posting import edit, post, post_loading, remove
from playground.discord.refusal import Json, Refusal, Why, refuse_form
from playground.discord.rest import Ask, Reply, Route
from playground.discord.state import State

_HOOK = r"/webhooks/{application:\d+}/{token}"
_ORIGINAL = f"{_HOOK}/messages/@original"
_ONE = _HOOK + r"/messages/{message:\d+}"
_MOST_CHOICES = 25


class InteractionRest:
    """Answers callbacks, follow-ups and what is done to the answers."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Give the routes; the token in the path is all they ask for."""
        return [
            Route("POST", r"/interactions/{interaction:\d+}/{token}/callback", self._callback, open=True),
            Route("POST", _HOOK, self._follow_up, open=True),
            Route("GET", _ORIGINAL, self._get, open=True),
            Route("PATCH", _ORIGINAL, self._edit, open=True),
            Route("DELETE", _ORIGINAL, self._delete, open=True),
            Route("GET", _ONE, self._get, open=True),
            Route("PATCH", _ONE, self._edit, open=True),
            Route("DELETE", _ONE, self._delete, open=True),
        ]

    def _callback(self, ask: Ask) -> Reply:
        state = self._state
        found = state.interactions.get(ask.refs["token"])
        found = found if found is not None and found.id == ask.id("interaction") else None
        asked = int(ask.payload["type"])
        interaction = check_callback(found, asked, state.clock.now(), state.deadlines.acknowledge)
        callback = Callback(asked)
        data = ask.payload.get("data") or {}
        interaction.original = self._answer(interaction, callback, data, ask.uploads)
        interaction.callback = callback
        state.tell(Answered(interaction))
        if ask.query.get("with_response", "").lower() not in {"1", "true"}:
            return Reply()
        return Reply(self._response(interaction, callback))

    def _answer(
        self, interaction: Interaction, callback: Callback, data: Json, uploads: Sequence[Upload]
    ) -> Message | None:
        """Do what the first answer says and give the message that is @original from now on."""
        state, channel = self._state, interaction.channel
        hidden = bool((data.get("flags") or 0) & MessageFlag.EPHEMERAL)
        match callback:
            case Callback.MESSAGE:
                return post(state, channel, state.bot, data, uploads, answers=interaction, hidden=hidden)
            case Callback.DEFERRED_MESSAGE:
                return post_loading(state, interaction, hidden=hidden)
            case Callback.DEFERRED_UPDATE:
                return interaction.message
            case Callback.UPDATE:
                return edit(state, channel, _there(interaction.message), data, uploads)
            case Callback.CHOICES:
                interaction.choices = _checked_choices(data)
            case Callback.MODAL:
                refuse_form(modal_problems(data))
                interaction.modal = {**data, "components": shown_components(data["components"])}
        return None

    def _response(self, interaction: Interaction, callback: Callback) -> Json:
        told: Json = {"id": str(interaction.id), "type": int(interaction.asking)}
        original = interaction.original
        if original is not None:
            told["response_message_id"] = str(original.id)
            told["response_message_loading"] = original.loading
            told["response_message_ephemeral"] = original.addressee is not None
        shape: Json = {"interaction": told}
        if original is not None and callback in {Callback.MESSAGE, Callback.UPDATE}:
            shape["resource"] = {"type": int(callback), "message": message_json(self._state, original)}
        return shape

    def _follow_up(self, ask: Ask) -> Reply:
        interaction = self._known(ask)
        original = interaction.original
        if original is not None and original.loading and interaction.callback is Callback.DEFERRED_MESSAGE:
            # The first follow-up of a deferred answer fills it in, ephemeral or not as that one is.
            payload = {key: value for key, value in ask.payload.items() if key != "flags"}
            message = edit(self._state, interaction.channel, original, payload, ask.uploads)
        else:
            hidden = bool((ask.payload.get("flags") or 0) & MessageFlag.EPHEMERAL)
            message = post(
                self._state,
                interaction.channel,
                self._state.bot,
                ask.payload,
                ask.uploads,
                answers=interaction,
                hidden=hidden,
            )
        return self._touched(interaction, message)

    def _get(self, ask: Ask) -> Reply:
        return Reply(message_json(self._state, self._meant(self._known(ask), ask)))

    def _edit(self, ask: Ask) -> Reply:
        interaction = self._known(ask)
        message = self._meant(interaction, ask)
        return self._touched(
            interaction, edit(self._state, interaction.channel, message, ask.payload, ask.uploads)
        )

    def _delete(self, ask: Ask) -> Reply:
        interaction = self._known(ask)
        remove(self._state, self._meant(interaction, ask))
        self._touched(interaction, None)
        return Reply()

    def _known(self, ask: Ask) -> Interaction:
        state = self._state
        found = state.interactions.get(ask.refs["token"])
        return check_token(found, state.clock.now(), state.deadlines.token)

    def _meant(self, interaction: Interaction, ask: Ask) -> Message:
        if "message" not in ask.refs:
            return _there(interaction.original)
        messages = self._state.messages.get(interaction.channel.id, {})
        message = messages.get(ask.id("message"))
        known = interaction.metadata.get("id")
        if message is None or (message.metadata or {}).get("id") != known:
            return _there(message if message is not None and message is interaction.message else None)
        return message

    def _touched(self, interaction: Interaction, message: Message | None) -> Reply:
        interaction.touched += 1
        self._state.tell(Answered(interaction))
        return Reply(message_json(self._state, message) if message else None)


def _there(message: Message | None) -> Message:
    if message is None:
        raise Refusal(Why.UNKNOWN_MESSAGE)
    return message


def _checked_choices(data: Json) -> list[Json]:
    choices: list[Json] = data.get("choices") or []
    problems = count(("data", "choices"), choices, 0, _MOST_CHOICES)
    for at, choice in enumerate(choices):
        problems += text(("data", "choices", at, "name"), choice.get("name"), 100, needed=True)
        problems += text(("data", "choices", at, "value"), choice.get("value"), 100, needed=True)
    refuse_form(problems)
    return choices
