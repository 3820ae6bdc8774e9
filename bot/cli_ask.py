"""Plain words at the terminal: read by the model or by the phrase reader, made into a plan, and no more."""

from datetime import UTC, datetime

import click
from rich.console import Console

from bot.exits import Exit
from bot.readers import open_readers
from bot.session import Session, person, with_session
from bot.text import clean
from cascade.errors import BadInput, CascadeError, Refused, Unreachable
from cascade.plan import Plan
from cascade.rules.sentence import describe
from cascade.rules.text import print_rule
from cascade.service import Cascade
from llm.errors import BadKey, Limited, ModelError, Stopped, TooLong, Unfit
from llm.reading import Asker, Conversation, Question, ReaderName, Reading


@click.command()
@click.argument("text")
@click.option(
    "--reader",
    "wanted",
    type=click.Choice([name.value for name in ReaderName]),
    help="Who reads it; if not said, the model where one is set and can be reached, else the phrase reader.",
)
@with_session
def ask(session: Session, text: str, *, wanted: str | None) -> Exit:
    """Turn TEXT, in your own words, into a rule and its plan. Nothing is deleted."""
    name = None if wanted is None else ReaderName(wanted)
    reading, plan, refused = session.run(lambda cascade: _read(session, cascade, text, name))
    session.show(_document(reading, plan, refused), lambda out: _tell(out, reading, plan, refused))
    return _exit(reading)


async def _read(
    session: Session, cascade: Cascade, text: str, name: ReaderName | None
) -> tuple[Reading, Plan | None, str | None]:
    asker = Asker(f"cli:{person()}", person(), datetime.now(UTC), session.settings.timezone)
    async with open_readers(session.settings, cascade) as readers:
        try:
            reading = await readers.named(name).read(Conversation((text,)), asker)
        except ModelError as error:
            raise _failure(error) from error
    return (reading, *await _plan(cascade, reading))


def _failure(error: ModelError) -> CascadeError:
    """What a model that was asked for by name failed of, in the words of exit codes."""
    match error:
        case BadKey() | Unfit() | TooLong():
            return BadInput(error.message)
        case Limited() | Stopped():
            return Refused(error.message)
        case _:
            return Unreachable(error.message)


async def _plan(cascade: Cascade, reading: Reading) -> tuple[Plan | None, str | None]:
    """Make the plan of what was understood without a doubt; else say why there is none."""
    if reading.rule is None or reading.questions:
        return None, None
    if reading.assumed or reading.unsupported:
        return None, "No plan was made: say it without what is in doubt, or use the query as it stands."
    try:
        return await cascade.propose(print_rule(reading.rule), by=person()), None
    except CascadeError as error:
        return None, error.message


def _exit(reading: Reading) -> Exit:
    if reading.declined is not None:
        return Exit.BAD_INPUT
    if reading.questions or (reading.rule is None and reading.inquiry is None):
        return Exit.ASKED_BACK
    return Exit.DONE


def _document(reading: Reading, plan: Plan | None, refused: str | None) -> dict[str, object]:
    rule, inquiry = reading.rule, reading.inquiry
    return {
        "reader": reading.reader.value,
        "rule": None if rule is None else print_rule(rule),
        "sentence": None if rule is None else describe(rule),
        "questions": [_question(question) for question in reading.questions],
        "assumed": list(reading.assumed),
        "unsupported": list(reading.unsupported),
        "plan_id": None if plan is None else plan.id,
        "refused": refused,
        "line": reading.line,
        "inquiry": None if inquiry is None else {"topic": inquiry.topic.value, "title": inquiry.title},
        "declined": reading.declined,
        "instead": reading.instead,
    }


def _question(question: Question) -> dict[str, object]:
    choices = [{"label": choice.label, "says": choice.says} for choice in question.choices]
    return {"text": question.text, "words": question.words, "choices": choices}


def _tell(out: Console, reading: Reading, plan: Plan | None, refused: str | None) -> None:
    for line in _lines(reading, plan, refused):
        out.print(clean(line), soft_wrap=True)  # names and titles of servers are in it


def _lines(reading: Reading, plan: Plan | None, refused: str | None) -> list[str]:
    lines = [] if reading.instead is None else [f"Read without a model: {reading.instead}"]
    if reading.rule is not None:
        lines += [describe(reading.rule), print_rule(reading.rule)]
    for question in reading.questions:
        lines += [question.text, *(f"  - {choice.says}" for choice in question.choices)]
    lines += [f"Assumed, you did not say it: {one}" for one in reading.assumed]
    lines += [f"Not understood: {one}" for one in reading.unsupported]
    if reading.line is not None:
        lines.append(f"Understood so far: {reading.line}")
    if reading.declined is not None:
        lines.append(reading.declined)
    if reading.inquiry is not None:
        lines.append(
            "That is a question; the bot answers it in Discord, `cascadarr history` what was deleted."
        )
    if plan is not None:
        lines.append(
            f"Plan {plan.id}: {plan.totals.items} items. `cascadarr execute {plan.id} --dry-run` shows it."
        )
    return [*lines, refused] if refused else lines
