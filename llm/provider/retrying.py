"""When a failed call is made again: named errors, the server's own wait, jitter; bounded twice."""

from collections.abc import Awaitable, Callable
from typing import Final

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from llm.errors import ModelError, Unusable
from llm.provider.endpoint import Endpoint

Sleep = Callable[[float], Awaitable[None]]

_backoff: Final = wait_random_exponential(multiplier=0.5, max=8)


def retrying(endpoint: Endpoint, sleep: Sleep) -> AsyncRetrying:
    """Give the policy for one request.

    A wait that would end beyond the total deadline ends the attempts at once, with the error at hand.
    """
    return AsyncRetrying(
        retry=_Worth(),
        wait=_wait,
        stop=stop_after_attempt(endpoint.attempts) | stop_before_delay(endpoint.total_seconds),
        sleep=sleep,
        reraise=True,
    )


def _error(state: RetryCallState) -> ModelError | None:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, ModelError) else None


def _wait(state: RetryCallState) -> float:
    error = _error(state)
    return _backoff(state) if error is None or error.seconds is None else error.seconds


class _Worth:
    """Says whether another attempt is worth it: an answer without use is asked for once more, not twice."""

    def __init__(self) -> None:
        self._unusable = 0

    def __call__(self, state: RetryCallState) -> bool:
        error = _error(state)
        if isinstance(error, Unusable):
            self._unusable += 1
            return error.retryable and self._unusable == 1
        return error is not None and error.retryable
