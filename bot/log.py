"""Log lines on stderr, as text or as JSON, with the household's keys struck out wherever they turn up."""

import json
import logging
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Final

STRUCK_OUT: Final = "[key]"
# These log whole addresses, or every statement, at levels that operators do use.
_LOUD: Final = (
    "httpx",
    "httpcore",
    "aiosqlite",
    "alembic",
    "asyncio",
    "plexapi",
    "urllib3",
    "aiohttp.access",
)
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class Plain(logging.Formatter):
    """One line per record: time, level, logger, message."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record without any key."""
        return self.strike(super().format(record))

    def strike(self, text: str) -> str:
        """Replace every key in a text."""
        for secret in self._secrets:
            text = text.replace(secret, STRUCK_OUT)
        return text


class Json(Plain):
    """One JSON object per record, with what was passed as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON without any key."""
        fields = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return self.strike(json.dumps(line | fields, default=str, ensure_ascii=False))


def start_log(level: str, *, as_json: bool, secrets: Collection[str]) -> None:
    """Send log lines of this level and above to stderr; stdout belongs to what was asked for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json(secrets) if as_json else Plain(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
