"""The `cascadarr` command."""

import click

from bot import __version__
from bot.cli_ask import ask
from bot.cli_bot import pulse, run
from bot.cli_demo import demo, walkthrough
from bot.cli_history import history
from bot.cli_plan import cancel, explain, plan
from bot.cli_playground import playground
from bot.cli_protect import protect
from bot.cli_reconcile import reconcile
from bot.cli_run import execute, resume, retry, stop
from bot.cli_servers import doctor, sync
from bot.cli_webhooks import serve, webhooks


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cascadarr")
def cli() -> None:
    """Delete media by rule through every system of a household, with proof."""


for command in (
    run,
    pulse,
    doctor,
    sync,
    reconcile,
    serve,
    webhooks,
    ask,
    plan,
    explain,
    execute,
    resume,
    retry,
    stop,
    cancel,
    history,
    protect,
    playground,
    demo,
    walkthrough,
):
    cli.add_command(command)
