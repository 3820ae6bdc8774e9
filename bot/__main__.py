"""`python -m bot` and the `cascadarr` command."""

import io
import sys

from bot.cli import cli


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a title must not stop a command in an older locale
    cli(prog_name="cascadarr")


if __name__ == "__main__":
    main()
