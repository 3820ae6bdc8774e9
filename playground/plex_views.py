"""Who has seen what, as Plex remembers it for an account."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from playground.shelf import Play

# Plex calls something watched, and writes history, from 90 % on.
WATCHED_PERCENT = 90


@dataclass(slots=True)
class ViewState:
    """How often one account saw something, and when last."""

    count: int = 0
    last: datetime | None = None


def watched(plays: Iterable[Play]) -> list[Play]:
    """Keep the plays that Plex has history rows of."""
    return [play for play in plays if play.percent >= WATCHED_PERCENT]


def view_states(plays: Iterable[Play], person: int) -> dict[str, ViewState]:
    """Sum up one account's views by guid.

    Plex keeps view states by guid, not by ratingKey: they survive a restore, and two entries of one
    title in two libraries share them.
    """
    states: defaultdict[str, ViewState] = defaultdict(ViewState)
    for play in watched(plays):
        if play.person == person:
            state = states[play.guid]
            state.count += 1
            state.last = max(state.last, play.at) if state.last else play.at
    return dict(states)
