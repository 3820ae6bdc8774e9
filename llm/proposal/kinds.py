"""Which kinds of items a person spoke of."""

from collections.abc import Sequence

from cascade.media import Kind
from llm.proposal.cues import EVERY_KIND, KIND_CUES, fits
from llm.proposal.prose import Said
from llm.proposal.talk import Talk


def unnamed_kinds(kinds: Sequence[Kind], talk: Talk, *, names_title: bool) -> list[Kind]:
    """Return the kinds that the person named in no way; who names a title need not say what it is."""
    keys = _spoken(talk.said)
    if names_title:
        return []
    known = {Kind.MOVIE, Kind.SHOW} if any(fits(key, EVERY_KIND) for key in keys) else set()
    known |= {kind for kind in Kind if kind in KIND_CUES and any(fits(key, KIND_CUES[kind]) for key in keys)}
    carried = talk.base.kinds if talk.base else ()
    return [kind for kind in kinds if kind not in known and kind not in carried]


def _spoken(said: Said) -> list[str]:
    """Return every word but the "show" of "show me"."""
    return [
        word.key
        for words in said.words
        for number, word in enumerate(words)
        if not (
            word.key == "show" and [one.key for one in words[number + 1 : number + 2]] in (["me"], ["us"])
        )
    ]
