"""What a model may send: the arguments of each tool, checked before anything is done with them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from llm.catalogue import Group
from llm.reading import Topic

Words = Annotated[str, StringConstraints(max_length=300)]
"""A person's own words, or what is held for them until it has been checked."""

Operator = Literal["is", "is not", "contains", "<", "<=", ">", ">=", "between", "since"]
Target = Literal["movie", "show", "season"]


class _Sent(BaseModel):
    """Untrusted: a key too many is refused, not dropped."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Condition(_Sent):
    """One test of one field; `values` and `from_words` are as the person wrote them."""

    field: Words
    op: Operator
    values: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20, strict=False)]
    from_words: Words


class Clauses(_Sent):
    """Conditions of which all must hold, or any."""

    match: Literal["all", "any"]
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=20, strict=False)]


class Order(_Sent):
    """The order in which items go; no field is no order."""

    field: Words | None
    descending: bool
    from_words: Words


class Stop(_Sent):
    """Where to stop."""

    kind: Literal["items", "reclaim", "free_space"]
    amount: Words
    from_words: Words


class Draft(_Sent):
    """A rule as a model proposes it: groups that must all hold, and what is kept whatever they say."""

    targets: Annotated[tuple[Target, ...], Field(min_length=1, max_length=3, strict=False)]
    delete_when: Annotated[tuple[Clauses, ...], Field(max_length=10, strict=False)]
    keep_when: Annotated[tuple[Condition, ...], Field(max_length=20, strict=False)]
    order: Order
    stops: Annotated[tuple[Stop, ...], Field(max_length=3, strict=False)]
    unsupported: Annotated[tuple[Words, ...], Field(max_length=20, strict=False)]


class Clarification(_Sent):
    """A question back, with answers to click."""

    question: Words
    options: Annotated[tuple[Words, ...], Field(min_length=2, max_length=5, strict=False)]
    about: Words


class Search(_Sent):
    """A look for titles."""

    text: Words
    kind: Literal["movie", "show", "season"] | None
    limit: Annotated[int, Field(ge=1, le=20)]


class Stats(_Sent):
    """A look at how items and bytes are shared out."""

    group_by: Annotated[Group, Field(strict=False)]


class Answer(_Sent):
    """What a read-only question is about; code answers it, so there is no room for a figure."""

    topic: Annotated[Topic, Field(strict=False)]
    title: Words | None
    kind: Literal["movie", "show", "season"] | None


class Decline(_Sent):
    """Why nothing is done; one of a few reasons, so that no prose of a model's is passed on."""

    reason: Literal["not_about_media", "not_a_rule_or_question", "selects_everything"]
