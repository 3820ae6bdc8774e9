"""How long a model will still be there: the date of its end, from the server's own list of models."""

from datetime import date, timedelta
from typing import Annotated, Final

from llm.provider.failure import Judged
from llm.provider.receiving import Loose, Rows, Text, read

NEAR: Final = timedelta(days=90)


class _Model(Loose):
    id: Text = None
    shutdown_date: Text = None


class _Models(Loose):
    data: Annotated[tuple[_Model, ...], Rows] = ()


def warnings(model: str, listing: str, today: date, near: timedelta = NEAR) -> tuple[str, ...]:
    """Say what the list of models means for the one in use; nothing where it cannot be read or is empty."""
    try:
        known = {row.id: row for row in read(_Models, listing).data if row.id}
    except Judged:
        return ()
    if known and model not in known:
        return (f"The language model's server does not list {model}; see OPENAI_MODEL.",)
    end = _date(known[model].shutdown_date) if known else None
    if end is None or end - today > near:
        return ()
    when = f"shuts down on {end:%Y-%m-%d}" if end > today else f"was to shut down on {end:%Y-%m-%d}"
    return (f"The language model {model} {when}; choose another in OPENAI_MODEL.",)


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
