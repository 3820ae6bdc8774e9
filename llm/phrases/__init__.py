"""The phrase reader: a deterministic grammar over everyday English for this one job."""

from llm.phrases.reader import PhraseReader

__all__ = ["PhraseReader"]
