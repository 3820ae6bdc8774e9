"""What the bot answers to plain words: short lines, made for a phone; every foreign word is escaped."""

from dataclasses import dataclass

import discord

from bot.limits import CONTENT, DESCRIPTION, lines, plain, safe
from bot.render.words import AMBER, BLUE, GREEN, GREY, counted
from llm.difference import Difference
from llm.reading import Question, ReaderName, Reading

_CODE = 900  # of a query line


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read: the sentence and the query are written by code, from the rule alone."""

    sentence: str
    query: str
    by: str  # which reader, for the small print


def reader_line(reading: Reading) -> str:
    """Say who read it, and why the model did not."""
    if reading.reader is ReaderName.MODEL:
        return "read by the language model; the plan is made by code"
    return "read without a model" + (f": {plain(reading.instead, 300)}" if reading.instead else "")


def plan_reply(
    understood: Understood, difference: Difference | None, fewer: int | None, plan_id: str, link: str
) -> discord.Embed:
    """The rule as it was understood, what changed, and where its plan is."""
    rows = [*_rule(understood), *_changes(difference, fewer), f"Plan {safe(plan_id)} is here: {link}"]
    return _embed(rows, GREEN, understood.by)


def doubt_reply(
    understood: Understood, reading: Reading, difference: Difference | None, *, widens: bool
) -> discord.Embed:
    """A rule that wants an explicit yes, and why."""
    rows = [*_rule(understood), *_changes(difference, None), ""]
    rows += [f"⚠ You did not say this, I assumed it: `{_code(one)}`" for one in reading.assumed]
    rows += [f"⚠ No rule can hold this: “{safe(one, 200)}”" for one in reading.unsupported]
    rows += ["⚠ This takes in more than the rule before."] if widens else []
    rows += ["There is no plan before you say yes."]
    return _embed(rows, AMBER, understood.by)


def guest_reply(understood: Understood) -> discord.Embed:
    """What a guest is told who asks for a deletion."""
    rows = [*_rule(understood), "Only admins get a plan for it. Nothing was done; you can ask one of them."]
    return _embed(rows, GREY, understood.by)


def direct_reply(understood: Understood) -> discord.Embed:
    """What is told in a direct message, where nobody has roles."""
    rows = [*_rule(understood), "Here I only answer questions; say it in the server to get a plan."]
    return _embed(rows, GREY, understood.by)


def question_reply(question: Question | None, reading: Reading) -> discord.Embed:
    """What the bot asks back, and what it could not place."""
    rows = [] if question is None else [f"**{safe(question.text, 400)}**"]
    rows += [f"I do not understand: “{safe(one, 200)}”" for one in reading.unsupported]
    if reading.line is not None:
        rows += ["What I did understand, for you to finish:", _block(reading.line)]
    elif question is None and not reading.unsupported:
        rows += ["I do not understand this. /help shows what you can say, /clean has plain options."]
    return _embed(rows, BLUE, reader_line(reading))


def declined_reply(reading: Reading) -> discord.Embed:
    """A no, with its reason."""
    return _embed([safe(reading.declined or "I cannot do that.", 600)], GREY, reader_line(reading))


def _rule(understood: Understood) -> list[str]:
    return [safe(understood.sentence, 900), _block(understood.query)]


def _changes(difference: Difference | None, fewer: int | None) -> list[str]:
    if difference is None:
        return []
    rows = [f"+ `{_code(one)}`" for one in difference.added] + [
        f"− `{_code(one)}`" for one in difference.removed
    ]
    if rows and fewer:
        rows[-1] += f" · {counted(abs(fewer), 'item')} {'fewer' if fewer > 0 else 'more'}"
    return rows


def _block(query: str) -> str:
    return f"```\n{_code(query)}\n```"


def _code(query: str) -> str:
    """Return a query so that it stays within its code marks."""
    return plain(query, _CODE).replace("`", "ˋ")


def _embed(rows: list[str], colour: int, small: str) -> discord.Embed:
    text = lines(rows, min(DESCRIPTION - 400, CONTENT))
    return discord.Embed(description=f"{text}\n-# {safe(small, 350)}", colour=colour)
