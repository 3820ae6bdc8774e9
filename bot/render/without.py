"""What it means to delete while a system does not answer, before somebody agrees to that."""

from bot.limits import CONTENT, lines, safe
from bot.render.words import counted
from bot.systems import Systems
from bot.told import told
from cascade.errors import Silent
from cascade.plan import Plan


def without_text(plan: Plan, error: Silent, systems: Systems) -> str:
    """Say what does not answer, what would stay there, and that nothing has happened yet."""
    rows = [
        f"🔌 {told(error.message, 400)} ({error.reference})",
        "**Nothing was deleted.** Press Delete again when it is back, or go on without it:",
    ]
    rows += [f"• {_stays(plan, name, systems)}" for name in sorted(error.without)]
    rows.append(
        "Those items are *partial* until it answers; one whose rule asks for what it knows waits for it. "
        "I try again by myself, for up to 24 hours."
    )
    return lines(rows, CONTENT)


def without_label(names: frozenset[str]) -> str:
    """The words on the button."""
    return f"Go on without {', '.join(sorted(names))}"


def _stays(plan: Plan, name: str, systems: Systems) -> str:
    held = sum(any(step.target == name for step in item.steps) for item in plan.items)
    what, called = counted(held, "item"), safe(systems.called([name]))
    if name in systems.arrs:
        return (
            f"{called} keeps {what} for now, and may download them again before it is asked to forget them."
        )
    if name in systems.requests:
        return f"{called} keeps the requests of {what} for now."
    return f"{called} goes on showing {what} for now."
