"""Whether the watch history tells all: without that, no play known is not "not watched"."""

from datetime import datetime

from cascade.media import Role
from cascade.rules.facts import ItemFacts
from cascade.rules.knowledge import Knowledge


def covers(at: datetime | None, facts: ItemFacts, knowledge: Knowledge) -> bool:
    """Whether every play of an item since an instant is known."""
    since = knowledge.watch_since
    if at is None or since is None or facts.watch_doubt:
        return False
    return Role.WATCH in knowledge.usable and since <= at


def believed_added(facts: ItemFacts, knowledge: Knowledge) -> datetime | None:
    """Return when an item was added; None where that is unknown or its source is not believed."""
    return facts.instant("added_at") if Role.MEDIA in knowledge.usable else None


def covers_all(facts: ItemFacts, knowledge: Knowledge) -> bool:
    """Whether every play of an item since it was added is known."""
    return covers(believed_added(facts, knowledge), facts, knowledge)
