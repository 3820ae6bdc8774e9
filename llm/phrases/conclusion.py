"""The pieces of a message to what the reader answers: a rule, questions, or what it could not place."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cascade.media import Kind
from cascade.rules.directives import DEFAULT_KINDS
from cascade.rules.expr import Rule
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.phrases.asking import (
    ALONE,
    EVERYTHING,
    EXAMPLES,
    GROUPS,
    KEPT_ONLY,
    NOT_OURS,
    ONE,
    SAID_ALREADY,
    about_words,
    choices_of,
    which_kinds,
    which_ones,
    which_reading,
)
from llm.phrases.changing import Unfit, begins_anew, changed
from llm.phrases.clauses import Clauses, clauses_of
from llm.phrases.joining import impossible
from llm.phrases.phrase import Role
from llm.phrases.piece import Piece
from llm.phrases.rulemaking import beyond, conditions, kinds_of, rule_of
from llm.phrases.words import Message
from llm.reading import Choice, Question, ReaderName, Reading

_FOREIGN: Final = frozenset(
    [
    "user", "users", "account", "accounts", "server", "servers", "bot", "channel", "channels",
    "message", "messages", "role", "roles", "backup", "backups", "container", "docker", "playlist",
    "playlists", "music", "song", "songs", "album", "albums", "book", "books", "photo", "photos",
    "pictures", "game", "games", "password", "database", "weather",
]
)  # fmt: skip
_SAYS_NOTHING: Final = frozenset({Role.UNPLACED, Role.LIGHT, Role.JOIN, Role.END, Role.MARK, Role.NOT})
_BEFORE_THOSE: Final = frozenset({Role.JOIN, Role.VERB, Role.ADD, Role.LIGHT})
_ARTICLES: Final = frozenset({"a", "an", "the", "this", "that"})
_ONE: Final = frozenset(
    {"film", "movie", "flick", "feature", "show", "season", "title", "item", "thing", "file"}
)
_KINDS: Final = (
    ("films", (Kind.MOVIE,)),
    ("shows", (Kind.SHOW,)),
    ("films and shows", DEFAULT_KINDS),
)


def conclude(message: Message, pieces: tuple[Piece, ...], rule: Rule | None) -> Reading:
    """Answer for a message in pieces; `rule` is the one at hand, which it may change."""
    pieces = _without_no(message, pieces)
    clauses = clauses_of(pieces)
    kinds = kinds_of(clauses)
    loose = [*clauses.loose, *beyond(clauses, kinds)]
    loose += [(piece.start, piece.end) for piece in pieces if _is_hopeless(piece)]
    if loose:
        unsupported = tuple(message.said(start, end) for start, end in _tidy(loose))
        return Reading(ReaderName.PHRASE, unsupported=unsupported, line=_line(clauses))
    if questions := about_words(message, pieces):
        return Reading(ReaderName.PHRASE, questions=questions, line=_line(clauses))
    if clauses.groups:
        question = Question(GROUPS, words=message.said(clauses.groups[0], clauses.main.end))
        return Reading(ReaderName.PHRASE, questions=(question,), line=_line(clauses))
    if rule is not None and not begins_anew(clauses, pieces):
        return _change(message, pieces, clauses, rule)
    return _fresh(clauses, kinds, one=_says_one(message, pieces))


def _fresh(clauses: Clauses, kinds: tuple[Kind, ...], *, one: bool) -> Reading:
    """Answer for a message that says a rule by itself; `one` says that it may mean one item only."""
    wheres = conditions(clauses)
    if doubled := _kept_but(clauses):
        return doubled
    if not wheres:
        return _nothing_to_test(clauses, kinds)
    if not (clauses.main.items or clauses.main.kinds or clauses.main.anything):
        return Reading(ReaderName.PHRASE, questions=(Question(KEPT_ONLY),), line=_line(clauses))
    if not kinds and clauses.main.kinds:
        return Reading(ReaderName.PHRASE, declined="Then nothing would be left to delete.")
    if not kinds:
        named = [(label, rule_of(each, wheres[0], clauses.directives)) for label, each in _KINDS]
        if len(wheres) == 1:
            return _ask(which_kinds(named))
        kinds = DEFAULT_KINDS
    rules = [rule_of(kinds, where, clauses.directives) for where in wheres]
    return _one_of([rule for rule in rules if rule], clauses, one=one)


def _one_of(rules: Sequence[Rule], clauses: Clauses, *, one: bool) -> Reading:
    unique = list(dict.fromkeys(rules))
    if not unique:
        return Reading(ReaderName.PHRASE, declined="That makes no rule: an amount in it is out of reach.")
    if all(impossible(rule.where) for rule in unique):
        return _ask(Question(GROUPS))
    if len(unique) > 1:
        return _ask(which_reading(unique))
    if one and unique[0].limit is None:
        return _ask(Question(ONE, choices_of([replace(unique[0], limit=1), *unique]), rewrites=True))
    if clauses.main.titles and not clauses.verb and not clauses.main.kinds and not clauses.kept:
        return _ask(Question(ALONE, choices_of(unique), rewrites=True))
    return Reading(ReaderName.PHRASE, rule=unique[0])


def _kept_but(clauses: Clauses) -> Reading | None:
    """Ask about "keep everything except horror": it deletes, though it says "keep"."""
    if len(clauses.kept) < 2 or clauses.main.items or clauses.main.kinds:
        return None
    outer, inner = clauses.kept[0], clauses.kept[1]
    if outer.items or not (outer.anything or outer.kinds) or not inner.items or not inner.inside:
        return None
    main = replace(clauses.main, items=inner.items)
    kinds = tuple(kind for kind in Kind if kind in (outer.kinds or DEFAULT_KINDS))
    wheres = conditions(replace(clauses, main=main, kept=clauses.kept[2:]))
    rules = [made for where in wheres if (made := rule_of(kinds, where, clauses.directives))]
    return _ask(Question("Should just those be deleted?", choices_of(rules), rewrites=True))


def _nothing_to_test(clauses: Clauses, kinds: tuple[Kind, ...]) -> Reading:
    """Answer where nothing says which ones: that is asked about, or declined where it is everything."""
    kinds_left = bool(kinds) or not clauses.main.kinds
    asks = clauses.directives or (clauses.verb and clauses.main.kinds)
    if asks and kinds_left and (made := _examples(kinds or DEFAULT_KINDS, clauses)):
        return _ask(which_ones(made))
    if clauses.kept and not clauses.verb:
        return _ask(Question(KEPT_ONLY))
    return Reading(ReaderName.PHRASE, declined=EVERYTHING)


def _examples(kinds: tuple[Kind, ...], clauses: Clauses) -> list[Rule]:
    wheres = [parse(example).where for example in EXAMPLES]
    return [made for where in wheres if (made := rule_of(kinds, where, clauses.directives))]


def _change(message: Message, pieces: Sequence[Piece], clauses: Clauses, rule: Rule) -> Reading:
    """Answer for a message that changes the rule at hand."""
    nouns = any(piece.role is Role.NOUN for piece in pieces)
    goes_on = not nouns and pieces[0].says == "and" and message.words[0].text != "plus"
    made = changed(rule, clauses, goes_on=goes_on)
    if isinstance(made, Unfit):
        if made.words:
            return Reading(ReaderName.PHRASE, unsupported=(message.said(*made.words),), line=print_rule(rule))
        begin = next((piece for piece in pieces if piece.role not in _BEFORE_THOSE), pieces[0])
        said = message.source[message.words[begin.start].start :]
        choices = tuple(Choice(f"{way} those", f"{way} {said}") for way in made.ways)
        return Reading(
            ReaderName.PHRASE,
            questions=(Question(made.says, choices, message.source, rewrites=True),),
            line=print_rule(rule),
        )
    if set(made) == {rule} and not (clauses.directives or clauses.changes):
        return Reading(ReaderName.PHRASE, declined=SAID_ALREADY if clauses.kept or clauses.only else NOT_OURS)
    if len(made) > 1:
        return _ask(which_reading(made))
    return Reading(ReaderName.PHRASE, rule=made[0])


def _says_one(message: Message, pieces: Sequence[Piece]) -> bool:
    """Whether a message speaks of one item without naming it: "delete a horror film nobody watched"."""
    if any(piece.says.startswith("title:") for piece in pieces):
        return False
    words: list[str] = []  # from an article on
    for piece in pieces:
        said = [word.text for word in message.words[piece.start : piece.end]]
        if piece.role is Role.KEEP:
            return False
        if piece.role is Role.NOUN and words and said[-1] in _ONE:
            return True
        if piece.role in {Role.LIGHT, Role.MARK} and said[-1] in _ARTICLES:
            words = said
        elif words and piece.role not in {Role.NAME, Role.CONDITION, Role.NOT}:
            words = []
    return False


def _ask(question: Question) -> Reading:
    return Reading(ReaderName.PHRASE, questions=(question,))


def _line(clauses: Clauses) -> str | None:
    """Return what was understood as a query to edit."""
    wheres = conditions(clauses)
    if not wheres:
        return None
    made = rule_of(kinds_of(clauses) or DEFAULT_KINDS, wheres[0], clauses.directives)
    return print_rule(made) if made else None


def _without_no(message: Message, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Take "no, ..." at the beginning for an answer, not for a negation."""
    if not pieces or pieces[0].role is not Role.NOT or message.words[0].text not in {"no", "nope", "nah"}:
        return pieces
    behind = pieces[1].role if len(pieces) > 1 else None
    if behind in {Role.JOIN, Role.KEEP, Role.ONLY, Role.CHANGE, Role.DIRECTIVE, Role.VERB, Role.END}:
        return pieces[2:] if behind in {Role.JOIN, Role.END} else pieces[1:]
    return pieces


def is_not_ours(message: Message, pieces: Sequence[Piece]) -> bool:
    """Whether nothing of a message is known here, or what it is about is no part of a media library."""
    if all(piece.role in _SAYS_NOTHING for piece in pieces):
        return True
    unplaced = (piece for piece in pieces if piece.role is Role.UNPLACED)
    return any(
        message.words[at].text in _FOREIGN and not message.words[at].quoted
        for piece in unplaced
        for at in range(piece.start, piece.end)
    )


def _is_hopeless(piece: Piece) -> bool:
    return any(not unclear.choices for unclear in piece.unclear)


def _tidy(loose: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put stretches of words in order and join those that touch."""
    tidy: list[tuple[int, int]] = []
    for start, end in sorted(set(loose)):
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = tidy[-1][0], max(end, tidy[-1][1])
        else:
            tidy.append((start, end))
    return tidy
