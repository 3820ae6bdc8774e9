"""What both APIs receive alike: JSON that may be anything, read by models that expect the worst."""

import json
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from llm.errors import Down, Unusable
from llm.provider.failure import Judged
from llm.provider.judgement import UNUSABLE
from llm.turn import Usage

M = TypeVar("M", bound="Loose")


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _json_text(value: object) -> str:
    """Arguments are JSON in a text; some servers send the object itself."""
    return value if isinstance(value, str) else json.dumps({} if value is None else value)


def _rows(value: object) -> object:
    """Give the objects of a list; what is none of that is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _fields(value: object) -> object:
    return value if isinstance(value, dict | Loose) else {}


Count = Annotated[int, BeforeValidator(_count)]
Text = Annotated[str | None, BeforeValidator(_text)]
JsonText = Annotated[str, BeforeValidator(_json_text)]
Rows = BeforeValidator(_rows)
Fields = BeforeValidator(_fields)


class Loose(BaseModel):
    """A part of an answer: what is missing or of another type is as good as empty."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def read(shape: type[M], text: str) -> M:
    """Read an answer. Raises Judged for a web page and for what is no JSON object."""
    if text.lstrip()[:1] == "<":
        raise Judged(
            Down("A web page came in place of the language model; the operator should see OPENAI_BASE_URL.")
        )
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise unusable() from error


def unusable(usage: Usage | None = None) -> Judged:
    """Give the error for an answer without any use, with what it cost; another request may fare better."""
    return Judged(Unusable(UNUSABLE, retryable=True, usage=usage))
