"""`python -m evals [--reader phrase|model] [--model NAME]... [--show]`: how well plain words are read."""

import asyncio

import click

from evals.reading import examine, model, phrases
from evals.scores import Score
from evals.shelf import open_shelf
from evals.table import show
from llm.reading import ReaderName


@click.command()
@click.option(
    "--reader",
    type=click.Choice([name.value for name in ReaderName]),
    help="Only this one; if not said, the phrase reader, and the model where one is set.",
)
@click.option(
    "--model", "models", multiple=True, help="A model in the place of OPENAI_MODEL; may be repeated."
)
@click.option(
    "--show", "in_full", is_flag=True, help="Print every sentence that was not read as it should be."
)
def main(reader: str | None, models: tuple[str, ...], *, in_full: bool) -> None:
    """Have every sentence read and print what came of it."""
    show(asyncio.run(_run(reader, models)), in_full=in_full)


async def _run(reader: str | None, models: tuple[str, ...]) -> dict[str, list[Score]]:
    results: dict[str, list[Score]] = {}
    async with open_shelf() as shelf:
        settings = shelf.settings
        reachable = settings.openai_api_key is not None or settings.openai_base_url is not None
        if reader == ReaderName.MODEL and not reachable:
            raise click.ClickException("No language model is set; set OPENAI_API_KEY or OPENAI_BASE_URL.")
        if reader != ReaderName.MODEL:
            results["phrase reader"] = await examine(phrases(shelf), shelf)
        if reader != ReaderName.PHRASE and reachable:
            for name in models or (settings.openai_model,):
                async with model(shelf, name) as subject:
                    results[name] = await examine(subject, shelf)
    return results


if __name__ == "__main__":
    main()
