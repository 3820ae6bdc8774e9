"""What Alembic runs: every revision within the one transaction that `cascade.migrate` opened."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection

import cascade.detection.tables
import cascade.household.tables
import cascade.ledger.tables
import cascade.library.tables  # noqa: F401 - the tables enter the metadata
from cascade.schema import Instant, metadata


def _render(kind: str, thing: object, _: object) -> str | Literal[False]:
    """Write instants as what they are stored as, so that a revision stands without today's code."""
    return "sa.BigInteger()" if kind == "type" and isinstance(thing, Instant) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=True,  # SQLite alters little in place
        render_item=_render,
    )
    context.run_migrations()


_run(context.config.attributes["connection"])
