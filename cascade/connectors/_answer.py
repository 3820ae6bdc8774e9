"""What a server answered, and the one place where a bad answer becomes an error of ours."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from cascade.errors import CascadeError, NotFound, Rejected, Unexpected, Unreachable

T = TypeVar("T")

QUOTE_LENGTH = 120
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
TRY_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Place:
    """A server as errors name it: the instance, its software, and the settings that lead to it."""

    name: str
    server: str
    url_setting: str
    key_setting: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer with a status the caller accepts; `call` is "GET /path", without query."""

    status: int
    body: bytes = field(repr=False)
    headers: httpx.Headers = field(repr=False)
    place: Place
    call: str

    def parse(self, adapter: TypeAdapter[T]) -> T:
        """Read the body as JSON of that shape; Unexpected, without the content, if it is anything else."""
        try:
            return adapter.validate_json(self.body)
        except ValidationError as error:
            if looks_like_markup(self.body, self.headers):
                raise markup(self.place, self.call) from error
            where = error.errors(include_input=False, include_url=False, include_context=False)[0]
            field_path = ".".join(str(part) for part in where["loc"]) or "the body"
            # The parser's own sentence may quote the content, so only the kind of the fault is named.
            raise Unexpected(
                f"{self.place.name} answered {self.call} with JSON of another shape than its API promises "
                f"({field_path[:80]}: {where['type']}); check that its version is supported.",
                server=self.place.name,
            ) from None

    @property
    def clock(self) -> datetime | None:
        """The server's clock by its HTTP Date header; None where it sent none that can be read."""
        return http_date(self.headers.get("Date"))


def looks_like_markup(body: bytes, headers: httpx.Headers) -> bool:
    """Whether an answer is a web page rather than JSON."""
    return "html" in headers.get("Content-Type", "") or body.lstrip()[:1] == b"<"


def markup(place: Place, call: str) -> Unexpected:
    """Return the error for a page where data was expected: mostly a login page or another program."""
    return Unexpected(
        f"{place.name} answered HTML where JSON was expected at {call}; "
        f"is {place.url_setting} pointing at a login page or proxy?",
        server=place.name,
    )


def http_date(text: str | None) -> datetime | None:
    """Read an HTTP date; None if there is none or it is no date."""
    if text is None:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Return the seconds a server asks to wait; it may write a number or a date."""
    text = headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        moment = http_date(text)
        return None if moment is None else max(0.0, (moment - now).total_seconds())
    return max(0.0, seconds) if math.isfinite(seconds) else None


def quote(body: bytes, secrets: Iterable[str]) -> str:
    """Return the beginning of a body as harmless text: one line, no control characters, no key."""
    text = body[:4096].decode("utf-8", "replace")
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    text = CONTROL.sub(" ", text).strip()
    return text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1] + "…"


def refusal(
    place: Place, call: str, response: httpx.Response, *, secrets: Iterable[str], now: datetime
) -> CascadeError:
    """Decide which error a status outside 2xx is; the response has been read."""
    status = response.status_code
    if status in TRY_LATER or status >= 500:
        return _unusable(place, call, response, now)
    if status in (401, 403):
        return Rejected(
            f"{place.name} refused {call} with {status}; check {place.key_setting}.", server=place.name
        )
    if status == 404:
        return NotFound(f"{place.name} answered 404 at {call}.", server=place.name)
    if 300 <= status < 400:
        return Unexpected(
            f"{place.name} answered {call} with a redirect ({status}); "
            f"is {place.url_setting} pointing at a login page or proxy, or is its base path missing?",
            server=place.name,
        )
    said = "" if looks_like_markup(response.content, response.headers) else quote(response.content, secrets)
    heard = f": “{said}”" if said else ""
    return Unexpected(
        f"{place.name} answered {call} with {status}{heard}; look into its log.", server=place.name
    )


def _unusable(place: Place, call: str, response: httpx.Response, now: datetime) -> Unreachable:
    status = response.status_code
    if status == 429:
        what = "is being asked too often"
    elif status == 500:
        what = "had an internal error"
    else:
        what = "cannot answer now"
    return Unreachable(
        f"{place.name} {what} ({status} at {call}); try again later or look into its log.",
        server=place.name,
        retry_after=retry_after(response.headers, now),
    )


def late(place: Place, call: str, seconds: float) -> Unreachable:
    """Return the error for an answer that was not complete in time."""
    return Unreachable(
        f"{place.name} did not finish {call} within {seconds:.0f} s; is it overloaded?", server=place.name
    )


def broken(place: Place, call: str, error: httpx.HTTPError) -> Unreachable:
    """Return the error for a connection that failed; the request left us unless connecting failed."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return Unreachable(
            f"{place.name} cannot be reached for {call}; is it running, and is {place.url_setting} right?",
            server=place.name,
            sent=False,
        )
    return Unreachable(
        f"{place.name} broke off {call} ({type(error).__name__}); look into its log.", server=place.name
    )
