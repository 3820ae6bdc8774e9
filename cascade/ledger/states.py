"""The states of runs, items, steps and attempts; the comments name the transitions."""

from enum import StrEnum


class RunState(StrEnum):
    """A run is one confirmed plan carried out."""

    RUNNING = "running"  # confirmed -> here; also after a crash, until somebody resumes it
    STOPPED = "stopped"  # running -> here, by a person; what was not begun is left alone
    FINISHED = "finished"  # running -> here, when no item has anything left to do


class ItemState(StrEnum):
    """One item of a run."""

    PENDING = "pending"  # nothing was tried
    RUNNING = "running"  # its gate was let through; it holds the item lock
    COMPLETED = "completed"  # every step proved
    PARTIAL = "partial"  # the gate removed something and a step is open: retried, or waits for a person
    FAILED = "failed"  # intact after its gate: nothing else was attempted
    SKIPPED = "skipped"  # dropped before its gate: changed, protected, stopped


class StepState(StrEnum):
    """One step of an item."""

    WAITING = "waiting"  # for the gate of its item; -> pending when that is proved
    PENDING = "pending"  # due at next_attempt_at
    DONE = "done"  # proved
    CHANGED = "changed"  # the target differs from the plan: never deleted, a person is asked
    FAILED = "failed"  # tried, and the target is intact or refuses
    WITHHELD = "withheld"  # its gate did not pass


class Outcome(StrEnum):
    """How one destructive call ended; no outcome at all means *in doubt*."""

    ANSWERED = "answered"  # the server took it: no proof yet
    REFUSED = "refused"  # the server said no, or the call never left
    IN_DOUBT = "in-doubt"  # sent, and no answer came


class Stands(StrEnum):
    """How a deleted item stands in the feed and the history."""

    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


OPEN_ITEMS = (ItemState.PENDING, ItemState.RUNNING, ItemState.PARTIAL)
"""Items that may still have something to do."""
