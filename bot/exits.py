"""How a command ends: exit codes, and one sentence for each thing that stops it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import click

from bot.text import clean
from cascade.errors import BadInput, CascadeError, Refused, Rejected, Silent, Unexpected, Unreachable
from cascade.rules.query import QueryError

log = logging.getLogger(__name__)


class Exit(IntEnum):
    """Exit codes; click ends with 2 for a wrong option, too."""

    DONE = 0
    BAD_INPUT = 2
    INCOMPLETE = 3  # something is partial or failed
    REFUSED = 4
    UNREACHABLE = 5
    ASKED_BACK = 6  # plain words that want an answer before they are a rule
    INTERRUPTED = 130  # as shells count Ctrl-C


def exit_code(error: CascadeError) -> Exit:
    """Return the exit code of an error; a refused key is bad input, for the operator must write another."""
    match error:
        case BadInput() | Rejected():
            return Exit.BAD_INPUT
        case Refused():
            return Exit.REFUSED
        case Unreachable():
            return Exit.UNREACHABLE
        case _:
            return Exit.INCOMPLETE


@contextmanager
def sentences() -> Iterator[None]:
    """Turn errors into a sentence on stderr and an exit code; the traceback goes to the log at DEBUG."""
    try:
        yield
    except (click.exceptions.Exit, click.ClickException, BrokenPipeError):
        raise  # click knows what to do with its own, and with a reader that went away
    except Exception as raised:
        error = _first(raised) or _unforeseen(raised)
        traceback = log.isEnabledFor(logging.DEBUG)
        log.info("reference %s: %s", error.reference, clean(error.message), exc_info=traceback)
        click.echo(f"{clean(_advised(error))} (reference {error.reference})", err=True)
        if isinstance(error, QueryError):
            click.echo(error.caret(), err=True)
        raise SystemExit(exit_code(error)) from raised
    except KeyboardInterrupt as interrupt:
        click.echo("Interrupted. What was begun is written down; `cascadarr resume` goes on.", err=True)
        raise SystemExit(Exit.INTERRUPTED) from interrupt


def _advised(error: CascadeError) -> str:
    """What the error says, and the option that would let the command go on."""
    if isinstance(error, Silent) and error.without:
        return f"{error.message}; execute --accept-partial goes on without it"
    return error.message


def _unforeseen(raised: Exception) -> CascadeError:
    """A bug of ours. Its own text is not shown: nobody has looked at what it may hold."""
    return Unexpected(
        f"Something unforeseen happened ({type(raised).__name__}); LOG_LEVEL=DEBUG shows where."
    )


def _first(raised: Exception) -> CascadeError | None:
    """Return the first error of ours, looking into what several tasks raised together."""
    if isinstance(raised, ExceptionGroup):
        found = (_first(inner) for inner in raised.exceptions)
        return next((error for error in found if error is not None), None)
    return raised if isinstance(raised, CascadeError) else None
