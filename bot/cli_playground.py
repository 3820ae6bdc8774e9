"""The command that runs the pretend household."""

import asyncio
from pathlib import Path

import click

from bot.exits import sentences


@click.group()
def playground() -> None:
    """A pretend household on this machine."""


@playground.command()
@click.option(
    "--env-file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Where to write the settings that reach it.",
)
@click.option(
    "--items",
    type=click.IntRange(10, 1_000_000),
    help="How many items of all kinds; 2,000 films and 150 shows if not given.",
)
@click.option("--jellyfin", type=click.Choice(["10.11.11", "12.0.0"]), help="Beside Plex a Jellyfin.")
@click.option("--shoko", type=click.Choice(["5.3.3", "6.0.0"]), help="Besides a Shoko.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--latency", type=click.FloatRange(0, 60_000), default=0, show_default=True, metavar="MS")
def media(
    env_file: Path, items: int | None, jellyfin: str | None, shoko: str | None, seed: int, latency: float
) -> None:
    """Run five servers with real (sparse) files until Ctrl-C; every other command takes the env file."""
    from playground.household import serve  # noqa: PLC0415 - only where used

    with sentences():
        click.echo(
            f"The household is coming up; its settings appear in {env_file}. Ctrl-C ends it.", err=True
        )
        run = serve(env_file, items=items, jellyfin=jellyfin, shoko=shoko, seed=seed, latency=latency / 1000)
        asyncio.run(run)
