"""A stretch of a message and what was made of it."""

from dataclasses import dataclass

from cascade.rules.expr import Expr
from llm.phrases.pattern import Unclear
from llm.phrases.phrase import Role


@dataclass(frozen=True, slots=True)
class Piece:
    """Words `start` up to `end` of a message in one role.

    A condition has `test` and, where a plain NOT of it would be wrong, `denied`. `both` says that its values
    were joined by "and". `unclear` are questions: such a piece makes no rule before they are answered.
    """

    role: Role
    start: int
    end: int
    says: str = ""
    test: Expr | None = None
    denied: Expr | None = None
    both: bool = False
    unclear: tuple[Unclear, ...] = ()
