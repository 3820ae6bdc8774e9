"""`python -m cascade.migrations "what changes"` writes the revision from the last one to today's tables."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from cascade.migrate import configuration, opened


def _main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "fresh.db") as connection:
        config = configuration(connection)
        newest = ScriptDirectory.from_config(config).get_current_head() or "0"
        command.upgrade(config, "heads")
        command.revision(config, message, autogenerate=True, rev_id=f"{int(newest) + 1:04}")


if __name__ == "__main__":
    _main(" ".join(sys.argv[1:]))
