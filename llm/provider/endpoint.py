"""Where a language model is and how it is asked: what the operator decides."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from llm.errors import BadKey, Unfit

OPENAI: Final = "https://api.openai.com/v1"
SMALL_MODEL: Final = "gpt-6-luna"


class Api(StrEnum):
    """The way a request is put. AUTO: Responses, and Chat Completions where a server has no Responses."""

    AUTO = "auto"
    RESPONSES = "responses"
    CHAT = "chat"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One model behind one address.

    `key` is None for a server that wants none. `effort` is how hard a model thinks, on every call; None
    leaves it to the caller, "off" never says it. `max_output` counts tokens, thought included. `call_seconds`
    is the deadline of one call, `total_seconds` of all attempts and the waits between them. `log_texts`
    writes prompts and answers to the log, at DEBUG. Raises Unfit or BadKey if the address or the key is none.
    """

    model: str = SMALL_MODEL
    key: SecretStr | None = None
    base_url: str = OPENAI
    api: Api = Api.AUTO
    effort: str | None = None
    max_output: int = 6000
    call_seconds: float = 30.0
    total_seconds: float = 60.0
    attempts: int = 4
    log_texts: bool = False

    def __post_init__(self) -> None:
        """Refuse an address that is none or holds a secret, and a key that no header can hold."""
        url = _url(self.base_url)
        if url.username or url.password or url.query or url.fragment:
            raise Unfit("OPENAI_BASE_URL must be a plain address; the key belongs in OPENAI_API_KEY.")
        if self.key is not None and not re.fullmatch(r"[!-~]+", self.key.get_secret_value()):
            raise BadKey("OPENAI_API_KEY is empty or holds a space or a sign that no key has; copy it again.")


def _url(text: str) -> SplitResult:
    """Read an address; the error does not repeat it, as it may hold a password."""
    try:
        url = urlsplit(text)
        usable = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Unfit("OPENAI_BASE_URL is no address; write one such as http://127.0.0.1:11434/v1.")
    return url
