"""What a server says went wrong, in whichever shape it says so: a status, or an error inside a 200."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from llm.errors import ModelError

_TOKEN: Final = re.compile(r"[A-Za-z0-9_.\-\[\]]{1,80}")


@dataclass(frozen=True, slots=True)
class Failure:
    """A server's no. `message` is its own text: read to tell cases apart, never shown and never logged.

    `wait` is the seconds it asks for; `again` is what it says of trying again, None where it says nothing.
    `inside` is set for an error that came within a 200.
    """

    status: int
    code: str = ""
    type: str = ""
    param: str = ""
    message: str = ""
    wait: float | None = None
    again: bool | None = None
    inside: bool = False
    request: str = "unnamed"


class Failed(Exception):
    """Raised by an adapter where a server answered with an error; judged at the boundary."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(f"status {failure.status} {failure.code}")
        self.failure = failure


class Judged(Exception):
    """Raised by an adapter that knows already what its answer means."""

    def __init__(self, error: ModelError) -> None:
        super().__init__(error.message)
        self.error = error


def from_status(status: int, headers: Mapping[str, str], text: str, now: datetime) -> Failure:
    """Read an answer whose status says that it failed."""
    error = _error_of(_parsed(text))
    again = {"true": True, "false": False}.get(headers.get("x-should-retry", "").lower())
    failure = _failure(status, error, wait=asked_wait(headers, now), again=again)
    return replace(failure, request=request_id(headers))


def from_inside(error: object) -> Failure:
    """Read an error that came within a 200; a numeric code is the status it would have had.

    OpenRouter sends {"error": {"code": 429, "message": …}} under a status of 200.
    """
    fields = _error_of({"error": error})
    code = _text(fields.get("code"))
    status = int(code) if re.fullmatch(r"[45]\d\d", code) else 500
    return _failure(status, fields, inside=True)


def request_id(headers: Mapping[str, str]) -> str:
    """Give the server's own name of a request, which its support asks for."""
    return _name(headers.get("x-request-id")) or "unnamed"


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Give the seconds a server asks to wait: in ms, in seconds, or until a date; None where it does not."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        seconds = _number(headers.get(name, ""))
        if seconds is not None:
            return max(0.0, seconds * unit)
    return _until(headers.get("retry-after", ""), now)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _until(text: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _error_of(body: object) -> Mapping[str, object]:
    """Find the error in a body; servers put it in "error", as an object or a text, in "detail" or nowhere."""
    if not isinstance(body, dict):
        return {}
    error = body.get("error", body)
    if isinstance(error, str):
        return {"message": error}
    if not isinstance(error, dict):
        return {}
    detail = error.get("detail")
    return {"message": json.dumps(detail)} if detail and "message" not in error else error


def _failure(
    status: int,
    error: Mapping[str, object],
    *,
    wait: float | None = None,
    again: bool | None = None,
    inside: bool = False,
) -> Failure:
    return Failure(
        status,
        code=_name(error.get("code")),
        type=_name(error.get("type")),
        param=_name(error.get("param")),
        message=_text(error.get("message")),
        wait=wait,
        again=again,
        inside=inside,
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)[:4000]


def _name(value: object) -> str:
    """Give a name that may stand in a log line; what is no name could be anybody's words, and is left out."""
    text = _text(value)
    return text if _TOKEN.fullmatch(text) else ""
