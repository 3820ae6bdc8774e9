"""Pieces to clauses: what is to go, what is kept, in which order and where to stop."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from cascade.media import Kind
from cascade.rules.expr import Expr, fields_of
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece


@dataclass(frozen=True, slots=True)
class Item:
    """One condition of a clause.

    `joined` is what stood before it: "and", "or", "," or nothing. `marked` says that a noun or "that" ties it
    to what was named just before; `named` that it is a name and no measure, so that a list goes on with it.
    """

    test: Expr
    denied: Expr | None = None
    both: bool = False
    joined: str = ""
    negated: bool = False
    marked: bool = False
    named: bool = False


@dataclass(slots=True)
class Clause:
    """What is to go ("main"), or what is kept ("list", "not", "unless", "all").

    `inside` says that it began within another clause that keeps.
    """

    way: str
    start: int = 0
    end: int = 0
    inside: bool = False
    items: list[Item] = field(default_factory=list)
    kinds: set[Kind] = field(default_factory=set)
    titles: set[Kind] = field(default_factory=set)  # what the titles in it are
    anything: bool = False
    closed: bool = False  # a condition stood behind the noun
    asked: bool = False  # something in it is unclear

    @property
    def empty(self) -> bool:
        """Whether it names nothing to keep."""
        return not (self.items or self.kinds or self.asked)


@dataclass(slots=True)
class Clauses:
    """A message in clauses. `loose` are stretches of words, by number, that no rule can hold."""

    main: Clause = field(default_factory=lambda: Clause("main"))
    kept: list[Clause] = field(default_factory=list)
    directives: dict[str, str] = field(default_factory=dict)
    changes: dict[str, str] = field(default_factory=dict)
    loose: list[tuple[int, int]] = field(default_factory=list)
    groups: tuple[int, int] | None = None  # where a second group of titles begins
    verb: bool = False
    only: bool = False
    adds: bool = False


def clauses_of(pieces: tuple[Piece, ...]) -> Clauses:
    """Put pieces into clauses, from left to right."""
    reader = _Reader()
    for piece in pieces:
        reader.take(piece)
    return reader.finish()


class _Reader:
    """The clause at hand, and what waits for the next condition."""

    def __init__(self) -> None:
        self.found = Clauses()
        self.clause = self.found.main
        self.joined = ""
        self.negated: Piece | None = None
        self.marked = False
        self.parted = False  # a joiner stood behind the last noun
        self.again = False  # a second verb stood behind conditions
        self.limited = False
        self.ended = False  # a sentence that keeps has ended; what follows has to say what it does
        self.last: Piece | None = None
        self.takers: dict[Role, Callable[[Piece], None]] = {
            Role.VERB: self.verb,
            Role.NOUN: self.noun,
            Role.CONDITION: self.item,
            Role.NAME: self.item,
            Role.KEEP: self.keep,
            Role.DIRECTIVE: self.directive,
            Role.CHANGE: self.directive,
            Role.NOT: self.deny,
            Role.JOIN: self.join,
            Role.MARK: self.mark,
            Role.ONLY: self.only,
            Role.ADD: self.add,
            Role.END: self.end,
            Role.UNPLACED: self.leave,
            Role.LIGHT: self.light,
        }

    def take(self, piece: Piece) -> None:
        take = self.takers.get(piece.role)
        if take:
            take(piece)
        if piece.role is not Role.LIGHT:
            self.last = piece
        self.clause.end = max(self.clause.end, piece.end)
        self.clause.asked = self.clause.asked or bool(piece.unclear)

    def finish(self) -> Clauses:
        if self.negated:
            self.found.loose.append((self.negated.start, self.negated.end))
        kept = self.found.kept
        for clause, behind in zip_longest(kept, kept[1:]):
            outer = clause.anything and behind is not None and behind.inside and not self.found.main.items
            if clause.empty and not outer:
                self.found.loose.append((clause.start, clause.start + 1))
        return self.found

    def verb(self, piece: Piece) -> None:
        self.drop_negation()
        self.again = self.found.verb and bool(self.found.main.items) and piece.says != "behind"
        self.found.verb = True
        self.ended = False
        if piece.says == "behind":
            return
        main = self.found.main
        if main.items or main.kinds:
            main.closed, self.joined = True, "and"
        self.clause = main

    def noun(self, piece: Piece) -> None:
        self.marked = True
        if piece.unclear:
            return
        kinds = {Kind(piece.says)} if piece.says in set(Kind) else set()
        clause = self.clause
        if self.ended and piece.says != "those":
            self.found.loose.append((piece.start, piece.end))
        if self.negated and piece.says != "those":
            self.negated_noun(self.negated, piece, kinds)
            return
        those = piece.says == "those" and bool(clause.items and clause.kinds)
        again = clause.way == "main" and (clause.closed or those)
        joined = self.joined in {"and", "or"} if piece.says == "those" else self.joined or self.parted
        other = bool(clause.kinds) and piece.says == "any" and bool(joined)  # "films and anything over 5 GB"
        another = bool(clause.kinds and kinds - clause.kinds)
        within = another and clause.way == "main" and not joined  # "seasons of shows"
        if other or within or (again and (joined or another)):
            self.found.groups = self.found.groups or (piece.start, piece.end)
        self.parted = False
        clause.kinds |= kinds
        clause.anything = clause.anything or piece.says == "any"
        if clause.way == "main" and not clause.items:
            self.joined = ""

    def negated_noun(self, negated: Piece, piece: Piece, kinds: set[Kind]) -> None:
        """Take "but not shows" as a clause that keeps; "not all" and its like fit nowhere."""
        if kinds:
            self.found.kept.append(Clause("list", negated.start, piece.end, kinds=kinds))
        else:
            self.found.loose.append((negated.start, piece.end))
        self.negated, self.joined = None, ""

    def item(self, piece: Piece) -> None:
        if piece.test is None:  # it is asked about
            self.reset()
            return
        if self.ended or (self.negated and self.clause.way != "main"):
            self.found.loose.append((piece.start, piece.end))
        clause = self.clause
        if self.again and clause.way == "main":  # "delete horror. Delete comedies."
            self.found.groups = self.found.groups or (piece.start, piece.end)
        if self.elliptic(piece):
            self.found.loose.append((piece.start, piece.end))
        item = Item(
            piece.test,
            piece.denied,
            piece.both,
            self.joined if clause.items else "",
            self.negated is not None,
            self.marked or not clause.items,
            piece.role is Role.NAME or piece.says.partition(":")[0] in {"genre", "tag", "requested-by"},
        )
        clause.items.append(item)
        field_name, _, value = piece.says.partition(":")
        if field_name == "title" and piece.role is Role.NAME:
            clause.titles.add(Kind(value))
        if field_name == "season":
            clause.kinds.add(Kind.SEASON)
        clause.closed = bool(clause.kinds or clause.anything)
        self.reset()

    def elliptic(self, piece: Piece) -> bool:
        """Whether it does not say by whom: "watched by anna and requested"."""
        before = self.clause.items[-1] if self.clause.items else None
        by_whom = before is not None and any(name.endswith("-by") for name in fields_of(before.test))
        bare = piece.says in {"-watched:never", "-requested:never"} and piece.end - piece.start <= 2
        return by_whom and bare and bool(self.joined) and not self.marked

    def reset(self) -> None:
        self.joined, self.negated, self.marked = "", None, False

    def keep(self, piece: Piece) -> None:
        self.drop_negation()
        inside = self.clause.way != "main" and not self.ended
        if piece.says == "all":
            self.clause.anything = True
        self.clause = Clause(piece.says, piece.start, piece.end, inside)
        self.found.kept.append(self.clause)
        self.ended = False
        self.reset()

    def directive(self, piece: Piece) -> None:
        self.joined = ""
        self.drop_negation()
        if piece.unclear:
            return
        parts = [part for part in piece.says.split() if part != "counted:1"]
        if len(parts) < len(piece.says.split()) and self.clause.way != "main":
            self.leave(piece)  # "except the 10 newest" is no stop
        target = self.found.changes if piece.role is Role.CHANGE else self.found.directives
        for part in parts:
            name, _, value = part.partition(":")
            if name == "type":
                self.counted(piece, Kind(value))
            elif target.setdefault(name, value) != value or (name == "limit" and self.limited):
                self.found.loose.append((piece.start, piece.end))
            self.limited = self.limited or name == "limit"

    def counted(self, piece: Piece, kind: Kind) -> None:
        """Take the noun of "at most 20 films", which may stand anywhere."""
        main = self.found.main
        if main.kinds and kind not in main.kinds:
            self.found.loose.append((piece.start, piece.end))
        main.kinds.add(kind)
        main.closed = main.closed or bool(main.items)

    def deny(self, piece: Piece) -> None:
        self.drop_negation()
        if self.last and self.last.role is Role.VERB and self.last.says != "behind" and piece.says != "non":
            self.keep(replace(piece, says="list"))  # "delete no horror films"
        else:
            self.negated = piece

    def drop_negation(self) -> None:
        """Give up a "not" that stands before nothing it could negate."""
        if self.negated:
            self.found.loose.append((self.negated.start, self.negated.end))
        self.negated = None

    def join(self, piece: Piece) -> None:
        if {self.joined, piece.says} == {"and", "or"}:
            self.found.loose.append((piece.start, piece.end))
        self.parted = self.parted or piece.says != ","
        if self.joined in {"", ","}:
            self.joined = piece.says

    def only(self, piece: Piece) -> None:
        """Allow "only" where it says that the rest restricts: at the beginning, behind a verb or a joiner."""
        before = self.last.role if self.last else None
        named = self.last is not None and (before is Role.NAME or self.last.says.startswith("resolution:"))
        fits = named or before in {None, Role.VERB, Role.JOIN, Role.NOT, Role.ONLY, Role.NOUN, Role.END}
        if self.clause.way != "main" or not fits or self.negated:
            self.found.loose.append((piece.start, piece.end))
        self.found.only = True

    def mark(self, _piece: Piece) -> None:
        self.marked = True

    def add(self, _piece: Piece) -> None:
        self.found.adds = True

    def leave(self, piece: Piece) -> None:
        self.found.loose.append((piece.start, piece.end))

    def light(self, piece: Piece) -> None:
        """Allow "leave the anime alone", and not "watched by Anna alone"."""
        if piece.says == "kept" and self.clause.way == "main":
            self.leave(piece)

    def end(self, _piece: Piece) -> None:
        self.drop_negation()
        self.joined = "and" if self.clause.way == "main" and self.clause.items else ""
        self.marked = False
        self.ended = self.clause.way != "main" or self.ended
        if self.clause.way != "main":
            self.clause = self.found.main
