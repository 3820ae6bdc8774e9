"""`python -m bot` and the `cascadarr` command."""

from bot.cli import cli


def main() -> None:
    """Run the command line."""
    cli(prog_name="cascadarr")


if __name__ == "__main__":
    main()
