"""Who may post: one secret per server, made from one master, shown the way each server can show it. Pure."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pydantic import SecretStr

USER: Final = "cascadarr"
HEADER: Final = "X-Cascadarr-Secret"
SIGNATURE: Final = "X-Cascadarr-Signature"
IN_PATH: Final = frozenset({"plex"})
"""Software that can send neither a header nor a password."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Checks what was shown at the door of a server. What one server knows opens no other's door."""

    master: SecretStr

    def secret(self, source: str) -> str:
        """The secret of one server."""
        key = self.master.get_secret_value().encode()
        return hmac.new(key, f"webhook {source}".encode(), sha256).hexdigest()[:40]

    def opens(self, source: str, headers: Mapping[str, str]) -> bool:
        """Whether the headers show the secret: in one of its own, as a password, or as a token."""
        shown = [headers.get(HEADER, ""), *_from_authorization(headers.get("Authorization", ""))]
        return any(_same(each, self.secret(source)) for each in shown)

    def signed(self, source: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether a body is signed: `sha256=` and its HMAC in hex. For scripts; no server here signs."""
        right = hmac.new(self.secret(source).encode(), body, sha256).hexdigest()
        return _same(headers.get(SIGNATURE, ""), f"sha256={right}")

    def opens_path(self, source: str, shown: str) -> bool:
        """Whether the part of the path is the secret; only of software that can do no better."""
        return _same(shown, self.secret(source))


def _from_authorization(header: str) -> list[str]:
    """What an Authorization header shows: a token, the password of our user, or the bare secret."""
    scheme, _, rest = header.partition(" ")
    match scheme.casefold():
        case "basic":
            return _password(rest)
        case "bearer":
            return [rest.strip()]
        case _:
            return [header]


def _password(encoded: str) -> list[str]:
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return []
    return [password] if colon and name == USER else []


def _same(shown: str, secret: str) -> bool:
    return hmac.compare_digest(shown.encode(errors="replace"), secret.encode())
