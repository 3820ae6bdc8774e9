"""Text to Rule: the query language, parsed by hand so that every mistake is answered by a sentence."""

import difflib
from typing import Final, NoReturn

from cascade.rules.directives import DIRECTIVES, Directives
from cascade.rules.expr import And, Expr, Not, Or, Rule, Term
from cascade.rules.fields import Field, find, names
from cascade.rules.terms import Comparison, build_term
from cascade.rules.text import print_rule
from cascade.rules.tokens import DASHES, QUOTES, QueryError, Raw, Scanner

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_VALUES", "QueryError", "parse"]

MAX_LENGTH: Final = 4_000  # characters; what fits a Discord message twice
MAX_DEPTH: Final = 20  # parentheses within parentheses
MAX_VALUES: Final = 100  # values in all terms together

_OPERATORS = frozenset({"and", "or"})
_SIGNS = ("<=", ">=", "<", ">", "=")
_WRONG_SIGNS = {"=<": "<=", "=>": ">=", "<>": "-field:value", "==": "="}


def parse(text: str) -> Rule:
    """Return the rule a query says, or raise QueryError pointing at what is wrong; never guess."""
    if len(text) > MAX_LENGTH:
        problem = f"The query has {len(text):,} characters and the most is {MAX_LENGTH:,}"
        raise QueryError(problem, "Split it into several rules", text, MAX_LENGTH)
    rule = _Parser(text).rule()
    if len(print_rule(rule)) > MAX_LENGTH:
        problem = f"Written out in full the query has more than {MAX_LENGTH:,} characters"
        raise QueryError(problem, "Split it into several rules", text, 0)
    return rule


class _Parser:
    """One reading of one query, from left to right."""

    def __init__(self, text: str) -> None:
        self.scan = Scanner(text)
        self.directives = Directives()
        self.values = 0

    def rule(self) -> Rule:
        where = self.expr(0)
        if self.scan.char:
            raise self.scan.error("This parenthesis closes nothing", "Remove it, or add the opening one")
        if where is not None:
            return self.directives.rule(where)
        raise self.scan.error(*self.directives.nothing_to_test(), 0)

    def expr(self, depth: int) -> Expr | None:
        """Return the conditions up to the end or the closing parenthesis; None where there is none."""
        row = _Row(self.scan)
        while True:
            self.scan.skip_spaces()
            if not self.scan.char or self.scan.char == ")":
                return row.finish()
            start, word = self.scan.position, self.scan.peek_word()
            names_field = self.scan.names_field(word)
            if word.casefold() in _OPERATORS and not names_field:
                self.scan.take_word()
                row.operator(word.casefold(), start)
                continue
            if word.casefold() in DIRECTIVES and names_field:
                row.refuse_operator(word)
                self.directive(word.casefold(), depth, start)
            else:
                row.item(self.item(depth), start)
            self.boundary()

    def boundary(self) -> None:
        """Demand a space between two things, so that nothing reads two ways."""
        char = self.scan.char
        if char == ",":
            raise self.scan.error("There is a comma too many", "Write field:a,b without spaces")
        if char and char != ")" and not char.isspace():
            raise self.scan.error(
                f'"{char}" does not belong here', 'Put a space before it, or quote the text: title:"..."'
            )

    def item(self, depth: int) -> Expr:
        negated = self.negation()
        inner = self.group(depth) if self.scan.char == "(" else self.term()
        return Not(inner) if negated else inner

    def negation(self) -> bool:
        word = self.scan.peek_word()
        if word[:1] in DASHES and word:
            raise self.scan.error(
                f'"{word[0]}" is a dash, not a minus', f"Write -{word[1:]} with the minus key"
            )
        if self.scan.take("-"):
            if not self.scan.char or self.scan.char.isspace():
                raise self.scan.error(
                    "There is no space after a minus", "Write -field:value", self.scan.position - 1
                )
        elif word.casefold() == "not" and not self.scan.names_field(word):
            self.scan.take_word()
            self.scan.skip_spaces()
            if self.scan.char in {"", ")"}:
                raise self.scan.error(
                    "NOT stands before a condition, and there is none", "Write NOT field:value"
                )
        else:
            return False
        second = self.scan.peek_word()
        if second[:1] == "-" or (second.casefold() == "not" and not self.scan.names_field(second)):
            raise self.scan.error("Two negations in a row cancel out", "Remove both, or one")
        return True

    def group(self, depth: int) -> Expr:
        start = self.scan.position
        if depth >= MAX_DEPTH:
            raise self.scan.error(
                f"There are more than {MAX_DEPTH} parentheses within each other", "Write it flatter"
            )
        self.scan.take("(")
        inner = self.expr(depth + 1)
        if not self.scan.take(")"):
            raise self.scan.error("This parenthesis is never closed", "Add ) at its end", start)
        if inner is None:
            raise self.scan.error(
                "There is nothing in these parentheses", "Remove them, or add a condition", start
            )
        return inner

    def term(self) -> Term:
        start = self.scan.position
        word = self.scan.peek_word()
        if not word or not self.scan.names_field(word):
            self.bare_words(start)
        self.scan.take_word()
        if word.casefold() in DIRECTIVES:
            raise self.scan.error(
                f"{word}: is no condition, so it cannot be negated",
                f"Write {word}: without the minus or NOT",
                start,
            )
        field = self.field(word, start)
        comparison = self.comparison(field.name)
        self.values += len(comparison.values)
        if self.values > MAX_VALUES:
            raise self.scan.error(
                f"There are more than {MAX_VALUES} values", "Split it into several rules", start
            )
        return build_term(field, comparison)

    def field(self, word: str, start: int) -> Field:
        if word.endswith("!"):
            raise self.scan.error('"!=" is not in this language', f"Write -{word[:-1]}:value", start)
        field = find(word)
        if field is None:
            near = difflib.get_close_matches(word.casefold(), [*names(), *DIRECTIVES], n=1)
            hint = f"Did you mean {near[0]}" if near else f"The fields are {', '.join(names())}"
            raise self.scan.error(f'There is no field "{word}"', hint, start)
        return field

    def comparison(self, name: str) -> Comparison:
        """Return the sign and the values behind a field's name."""
        self.scan.take(":")
        start = self.scan.position
        sign = self.sign(name)
        values = [self.value(name)]
        while self.scan.take(","):
            values.append(self.value(name))
        return Comparison(sign, tuple(values), start)

    def sign(self, name: str) -> str:
        pair = self.scan.source[self.scan.position : self.scan.position + 2]
        if pair == "!=":
            raise self.scan.error('"!=" is not in this language', f"Write -{name}:value")
        if pair in _WRONG_SIGNS:
            raise self.scan.error(f'"{pair}" is not in this language', f"Write {_WRONG_SIGNS[pair]}")
        sign = next((sign for sign in _SIGNS if pair.startswith(sign)), "")
        self.scan.position += len(sign)
        return sign

    def value(self, name: str) -> Raw:
        scan = self.scan
        start = scan.position
        if scan.char in QUOTES and scan.char:
            return Raw(scan.source, start, scan.take_quoted(), quoted=True)
        word = scan.take_word()
        if word:
            return Raw(scan.source, start, word)
        before = scan.source[start - 1]
        if scan.char.isspace() and scan.source[start:].strip():
            raise scan.error(f'There is no space after "{before}"', f"Write {name}:value in one piece")
        if scan.char and scan.char in ":<>=(":
            raise scan.error(
                f'A value cannot begin with "{scan.char}"', f'Put the value in quotes: {name}:"..."'
            )
        raise scan.error(f'The value after "{before}" is missing', f"Write {name}:value")

    def directive(self, name: str, depth: int, start: int) -> None:
        self.scan.take_word()
        if depth:
            raise self.scan.error(
                f"{name}: stands outside of parentheses",
                f"Move {name}: outside",
                start,
            )
        self.directives.read(name, self.comparison(name), start, self.scan)

    def bare_words(self, start: int) -> NoReturn:
        """Refuse words without a field, offering what was probably meant."""
        if self.scan.char and self.scan.char in QUOTES:
            words = [self.scan.take_quoted()]
        else:
            words = self.loose_words()
        if not words:
            problem = (
                f'"{self.scan.char}" does not belong here' if self.scan.char else "A condition is missing"
            )
            raise self.scan.error(problem, "Write conditions as field:value, such as size:>5GB", start)
        if len(words) == 1 and find(words[0]) is not None:
            hint = f"Write {words[0]}: and a value in one piece"
        else:
            title = " ".join(words).replace('"', '""')
            hint = f'For a title write title:"{title}"'
        raise self.scan.error(f'"{" ".join(words)}" stands without a field', hint, start)

    def loose_words(self) -> list[str]:
        words: list[str] = []
        while True:
            word = self.scan.peek_word()
            if not word or self.scan.names_field(word) or word.casefold() in _OPERATORS:
                break
            words.append(self.scan.take_word())
            self.scan.skip_spaces()
        return words


class _Row:
    """Conditions side by side: joined by AND or by OR, never by both."""

    def __init__(self, scan: Scanner) -> None:
        self.scan = scan
        self.items: list[Expr] = []
        self.joined_by = ""
        self.pending = ""
        self.pending_at = 0
        self.after_directive = False

    def operator(self, name: str, start: int) -> None:
        if self.pending or not self.items or self.after_directive:
            raise self.scan.error(
                f"{name.upper()} joins two conditions, and there is none before it",
                f"Remove {name.upper()}",
                start,
            )
        self.pending, self.pending_at = name, start

    def item(self, item: Expr, start: int) -> None:
        joiner = self.pending or "and"
        if self.items and self.joined_by and joiner != self.joined_by:
            raise self.scan.error(
                "AND and OR are mixed here, which reads two ways",
                "Put parentheses around what belongs together, such as (a:1 OR b:2) c:3",
                self.pending_at if self.pending else start,
            )
        if self.items:
            self.joined_by = joiner
        self.items.append(item)
        self.pending, self.after_directive = "", False

    def refuse_operator(self, word: str) -> None:
        """Note a directive, which AND and OR cannot join."""
        if self.pending:
            raise self.scan.error(
                f"{word}: is no condition, so {self.pending.upper()} cannot join it",
                f"Remove {self.pending.upper()}",
                self.pending_at,
            )
        self.after_directive = True

    def finish(self) -> Expr | None:
        if self.pending:
            name = self.pending.upper()
            raise self.scan.error(
                f"Nothing follows {name}", f"Remove {name}, or add a condition", self.pending_at
            )
        if len(self.items) < 2:
            return self.items[0] if self.items else None
        return Or(tuple(self.items)) if self.joined_by == "or" else And(tuple(self.items))
