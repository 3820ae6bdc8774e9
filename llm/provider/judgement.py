"""From a server's no to our own error: what it means, and what to do next."""

import re
from typing import Final

from llm.errors import BadKey, Busy, Down, ModelError, Stopped, TooLong, Unfit, Unpaid, Unusable
from llm.provider.failure import Failure

_BILLING: Final = frozenset(
    {
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
        "billing_hard_limit_reached",
        "billing_not_active",
    }
)
_POLICY: Final = frozenset(
    {
        "misalignment_policy_violation",
        "potentially_unintended_destructive_activity",
        "content_filter",
        "content_policy_violation",
        "bio_policy",
        "cyber_policy_violation",
        "invalid_prompt",
    }
)
_LENGTH: Final = frozenset(
    {"context_length_exceeded", "exceed_context_size_error", "string_above_max_length", "request_too_large"}
)
_LENGTH_WORDS: Final = re.compile(r"(?i)maximum context length|context (window|size|length)|too many tokens")
_BUSY: Final = frozenset({"rate_limit_exceeded", "slow_down", "server_is_overloaded", "overloaded_error"})
_KEY: Final = frozenset({"invalid_api_key", "incorrect_api_key_provided"})

STOPPED: Final = "The model's provider stopped this request by its own policy; write it as a query instead."
UNUSABLE: Final = (
    "The language model's answer could not be used; say it in other words, or write it as a query."
)


def judge(failure: Failure) -> ModelError:
    """Say what a failure means. What is asked for takes precedence over what its status would mean."""
    names = {failure.code, failure.type}
    if names & _BILLING or failure.status == 402:  # other providers say 402 Payment Required
        return unpaid()
    if names & _POLICY:
        return Stopped(STOPPED)
    if _is_length(failure, names):
        return TooLong("This conversation is longer than the model takes; begin anew with one sentence.")
    if failure.status in (401, 403) or names & _KEY:
        return BadKey(
            "The language model's server refused the key; the operator should look at OPENAI_API_KEY."
        )
    if failure.status in (429, 503, 529) or names & _BUSY:
        return busy(failure.wait, retryable=failure.again is not False)
    return _by_status(failure)


def unpaid() -> Unpaid:
    """Give the error for an account without credit."""
    return Unpaid(
        "The language model's account has no credit left or is over its spending limit; "
        "the operator can change that at the provider."
    )


def busy(seconds: float | None, *, retryable: bool = True) -> Busy:
    """Give the error for a busy server, with the wait it asked for."""
    when = "in a minute" if seconds is None else f"in {spoken(seconds)}"
    return Busy(f"The language model is busy; try again {when}.", retryable=retryable, seconds=seconds)


def spoken(seconds: float) -> str:
    """Say a wait as people do, rounded up."""
    for size, word in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size or size == 1:
            count = max(1, -int(-seconds // size))
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    raise AssertionError("The last size is one second.")


def _is_length(failure: Failure, names: set[str]) -> bool:
    if failure.status == 413 or names & _LENGTH:
        return True
    return failure.status in (400, 422) and _LENGTH_WORDS.search(failure.message) is not None


def _by_status(failure: Failure) -> ModelError:
    if failure.inside and failure.status == 500 and failure.code not in ("", "server_error"):
        return Unusable(UNUSABLE, retryable=True)
    if failure.status in (408, 409) or failure.status >= 500:
        when = "a few minutes" if failure.wait is None else spoken(failure.wait)
        return Down(
            f"The language model's server failed; try again in {when}.",
            retryable=failure.again is not False,
            seconds=failure.wait,
        )
    return Unfit(_unfit(failure), retryable=failure.again is True, seconds=failure.wait)


def _unfit(failure: Failure) -> str:
    if 300 <= failure.status < 400:
        return "The language model's server sent us elsewhere; write its final address in OPENAI_BASE_URL."
    if failure.status == 404 or failure.code == "model_not_found":
        return "The language model's server knows neither this model nor this address; see OPENAI_MODEL."
    return "The language model's server did not accept our request; the operator finds the reason in the log."
