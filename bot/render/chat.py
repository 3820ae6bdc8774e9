"""What the bot answers to plain words: short lines, made for a phone; every foreign word is escaped."""

from dataclasses import dataclass
from typing import Final

import discord

from bot.limits import DESCRIPTION, lines, plain, safe
from bot.render.words import AMBER, BLUE, GREEN, GREY, counted, size
from bot.told import told
from cascade.plan import Plan
from llm.difference import Difference
from llm.reading import Question, ReaderName, Reading

WISH: Final = "films nobody has watched in two years, biggest first, at most 10"
_EXAMPLE: Final = "no, keep the horror"
_CODE: Final = 900  # characters of a query


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


@dataclass(frozen=True, slots=True)
class Made:
    """A plan that was made, and how it stands to earlier ones of the same person.

    `fewer` is how many items the plan it replaced had more, None where it replaced none. `under_way` is the
    plan of the conversation that could not be replaced, as it was confirmed; `others` still wait.
    """

    plan: Plan
    link: str
    fewer: int | None = None
    under_way: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubts:
    """What of a rule a person has to say yes to. `overlooked` are messages that are not in it."""

    assumed: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    overlooked: tuple[str, ...] = ()
    widens: bool = False

    def __bool__(self) -> bool:
        return bool(self.named or self.widens)

    @property
    def named(self) -> tuple[str, ...]:
        """What would be said yes to, one by one."""
        return (*self.unsupported, *self.overlooked, *self.assumed)


def plan_reply(understood: Understood, difference: Difference | None, made: Made) -> discord.Embed:
    """The rule as it was understood, what changed, how much it is, and where its plan is."""
    rows = [*_rule(understood), *_changes(difference, made.fewer), *_much(made.plan)]
    rows.append(f"Plan {safe(made.plan.id)} is here: {made.link}")
    if made.under_way is not None:
        rows.append(f"⚠ Plan {safe(made.under_way)} was confirmed already and goes on; this is another one.")
    rows.append(f"-# Not right? Say so, such as “{_EXAMPLE}”. “Never mind” cancels it.")
    if made.others:
        rows.append(f"-# Plans of yours that still wait: {safe(', '.join(made.others))}")
    return _embed(rows, GREEN if made.plan.items and not made.plan.over_caps else GREY, understood.by)


def _much(plan: Plan) -> list[str]:
    if not plan.items:
        return ["**Nothing fits this now**, so there is nothing to delete."]
    rows = [f"**{counted(plan.totals.items, 'item')} · {size(plan.totals.size_bytes)}**"]
    if plan.over_caps:
        rows.append(f"⛔ It is over a cap and cannot be confirmed: {told(plan.over_caps[0], 200)}")
        rows.append("Say for example “at most 20”.")
    return rows


def doubt_reply(understood: Understood, doubts: Doubts, difference: Difference | None) -> discord.Embed:
    """A rule that wants an explicit yes, and why."""
    rows = _rule(understood)
    rows += [f"⚠ You did not say this, I assumed it: `{_code(one, 160)}`" for one in doubts.assumed]
    rows += [f"⚠ No rule can hold this: “{safe(one, 120)}”" for one in doubts.unsupported]
    rows += [f"⚠ This is not in it: “{safe(one, 120)}”" for one in doubts.overlooked]
    rows += ["⚠ This takes in more than the rule before."] if doubts.widens else []
    rows += ["There is no plan before you say yes.", *_changes(difference, None)]
    return _embed(rows, AMBER, understood.by)


def understood_reply(understood: Understood) -> discord.Embed:
    """A rule once more, where something about it is left to do."""
    return _embed(_rule(understood), AMBER, understood.by)


def said_reply(text: str) -> discord.Embed:
    """A sentence of the bot's own."""
    return discord.Embed(description=text, colour=GREY)


def guest_reply(understood: Understood) -> discord.Embed:
    """What a guest is told who asks for a deletion."""
    rows = [*_rule(understood), "Only admins get a plan for it. Nothing was done; you can ask one of them."]
    return _embed(rows, GREY, understood.by)


def direct_reply(understood: Understood) -> discord.Embed:
    """What is told in a direct message, where nobody has roles."""
    rows = [*_rule(understood), "Here I only answer questions; say it in the server to get a plan."]
    return _embed(rows, GREY, understood.by)


def question_reply(question: Question | None, reading: Reading, *, written: bool = False) -> discord.Embed:
    """What the bot asks back, and what it could not place; `written`: answers are typed, not clicked."""
    rows = [] if question is None else [f"**{safe(question.text, 400)}**"]
    if written and question is not None and question.choices:
        rows += ["Answer with one of these:", *(f"• {safe(one.label, 100)}" for one in question.choices[:5])]
    rows += [f"I do not understand: “{safe(one, 200)}”" for one in reading.unsupported]
    if reading.line is not None:
        rows += ["What I did understand, for you to finish:", _block(reading.line)]
    elif question is None:
        rows += [f"Say it in other words, such as “{WISH}”. /help shows more, /clean has plain options."]
    return _embed(rows, BLUE, reader_line(reading))


def declined_reply(reading: Reading) -> discord.Embed:
    """A no, with its reason."""
    return _embed([safe(reading.declined or "I cannot do that.", 600)], GREY, reader_line(reading))


def hint_reply() -> discord.Embed:
    """What somebody is told who says nothing to the bot."""
    rows = [f"Say what should go, such as “{WISH}”, or ask “what takes most space?”", "/help shows more."]
    return discord.Embed(description="\n".join(rows), colour=BLUE)


def _rule(understood: Understood) -> list[str]:
    return [safe(understood.sentence, 600), _block(understood.query)]


def _changes(difference: Difference | None, fewer: int | None) -> list[str]:
    if difference is None:
        return []
    rows = [f"+ `{_code(one, 200)}`" for one in difference.added]
    rows += [f"− `{_code(one, 200)}`" for one in difference.removed]
    if rows and fewer:
        rows[-1] += f" · {counted(abs(fewer), 'item')} {'fewer' if fewer > 0 else 'more'}"
    return rows


def _block(query: str) -> str:
    return f"```\n{_code(query, _CODE)}\n```"


def _code(query: str, most: int) -> str:
    """Return a query so that it stays within its code marks."""
    return plain(query, most).replace("`", "ˋ")


def _embed(rows: list[str], colour: int, small: str) -> discord.Embed:
    text = lines(rows, DESCRIPTION - 800)
    return discord.Embed(description=f"{text}\n-# {safe(small, 350)}", colour=colour)
