"""The mishaps that are known of the real API and of servers like it, ready to be said."""

from typing import Final

from playground.model.refusal import Refused
from playground.model.script import Mishap

BILLING_CODES: Final = (
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
)


def rate_limited(**headers: str) -> Mishap:
    """Too many requests; headers such as retry_after="2", with underscores for hyphens."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    text = "Rate limit reached for gpt-6-luna in organization org-pretend on requests per min (RPM)."
    return _error(429, text, kind="requests", code="rate_limit_exceeded", headers=sent)


def out_of_credit(code: str, *, kind: str = "insufficient_quota") -> Mishap:
    """Say no for want of money; there is a Retry-After also on these."""
    text = "You exceeded your current quota, please check your plan and billing details."
    return _error(429, text, kind=kind, code=code, headers={"retry-after": "1"})


def payment_required() -> Mishap:
    """Say no for want of money, as OpenRouter and others say it."""
    return Mishap(402, {"error": {"code": 402, "message": "Insufficient credits."}})


def overloaded() -> Mishap:
    """The server has too much to do."""
    text = "That model is currently overloaded with other requests."
    return _error(503, text, kind="server_error", code="server_is_overloaded")


def slow_down() -> Mishap:
    """Too fast an increase of requests."""
    return _error(429, "Please slow down.", kind="requests", code="slow_down")


def failed(status: int = 500, **headers: str) -> Mishap:
    """The server had an error."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    text = "The server had an error while processing your request. Sorry about that!"
    return _error(status, text, kind="server_error", headers=sent)


def parameter(name: str, *, status: int = 400, param: bool = True) -> Mishap:
    """A parameter is not known; with `param` named in its own place, else in the text alone."""
    refused = Refused(f"Unknown parameter: '{name}'.", name if param else None, "unknown_parameter", status)
    return Mishap(status, refused.body)


def forbidden_extra(name: str) -> Mishap:
    """A parameter is not known, as servers on FastAPI say it."""
    row = {"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
    return Mishap(422, {"detail": [row]})


def too_long() -> Mishap:
    """The request is longer than the model's context."""
    text = "This model's maximum context length is 1050000 tokens. However, your messages resulted in more."
    return _error(400, text, param="input", code="context_length_exceeded")


def policy() -> Mishap:
    """The provider stopped the request: deletions may look unintended to it."""
    text = "This request was stopped."
    return _error(
        400,
        text,
        kind="potentially_unintended_destructive_activity",
        code="misalignment_policy_violation",
    )


def web_page(status: int = 200) -> Mishap:
    """The page of a proxy."""
    page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
    return Mishap(status, page, content_type="text/html")


def error_inside(code: object = None, message: str = "Provider returned error") -> Mishap:
    """An error inside a 200."""
    return Mishap(200, {"error": {"code": code, "message": message}})


def unexpected_endpoint(path: str) -> Mishap:
    """No such API, as LM Studio says it: inside a 200."""
    return Mishap(200, {"error": f"Unexpected endpoint or method. (POST {path})"})


def _error(
    status: int,
    text: str,
    *,
    kind: str = "invalid_request_error",
    code: str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> Mishap:
    return Mishap(status, Refused(text, param, code, status, kind).body, headers or {})
