"""Bugs planted in the readers of plain words."""

from tests.mutations.bug import Bug
from tests.mutations.model_bugs import MODEL_BUGS
from tests.mutations.reading_bugs import READING_BUGS

LLM_BUGS: tuple[Bug, ...] = (*READING_BUGS, *MODEL_BUGS)
