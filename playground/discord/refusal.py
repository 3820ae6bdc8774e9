"""How Discord says no: a status, a number of its own, a sentence, and for forms where it is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

Json = dict[str, Any]


class Why(Enum):
    """The noes of Discord that a bot can meet here: status, code, message."""

    UNAUTHORIZED = (401, 0, "401: Unauthorized")
    NOT_FOUND = (404, 0, "404: Not Found")
    UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
    UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
    UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
    UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
    UNKNOWN_USER = (404, 10013, "Unknown User")
    UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
    UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
    UNKNOWN_COMMAND = (404, 10063, "Unknown application command")
    TOO_LARGE = (413, 40005, "Request entity too large")
    ACKNOWLEDGED = (400, 40060, "Interaction has already been acknowledged.")
    MISSING_ACCESS = (403, 50001, "Missing Access")
    NOT_THE_AUTHOR = (403, 50005, "Cannot edit a message authored by another user")
    EMPTY_MESSAGE = (400, 50006, "Cannot send an empty message")
    MISSING_PERMISSIONS = (403, 50013, "Missing Permissions")
    WEBHOOK_TOKEN = (401, 50027, "Invalid Webhook Token")
    INVALID_FORM = (400, 50035, "Invalid Form Body")
    BAD_JSON = (400, 50109, "The request body contains invalid JSON.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a form: `path` leads to the field, `code` is Discord's word for it."""

    path: tuple[str | int, ...]
    code: str
    message: str


class Refusal(Exception):
    """The request is answered with an error. `problems` are told apart by where they are."""

    def __init__(self, why: Why, problems: Sequence[Problem] = ()) -> None:
        self.status, self.code, self.message = why.value
        self.problems = problems
        super().__init__(self.message)

    def body(self) -> Json:
        """Give the answer's body."""
        body: Json = {"message": self.message, "code": self.code}
        if self.problems:
            body["errors"] = _nested(self.problems)
        return body


def refuse_form(problems: Sequence[Problem]) -> None:
    """Raise the refusal of a form in which something is wrong."""
    if problems:
        raise Refusal(Why.INVALID_FORM, problems)


def _nested(problems: Sequence[Problem]) -> Json:
    errors: Json = {}
    for problem in problems:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return errors
