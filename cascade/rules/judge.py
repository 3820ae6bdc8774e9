"""The reference meaning of one term: what it says of one item; `rules.term_sql` says it of all at once."""

from datetime import datetime

from cascade.media import text_key
from cascade.rules.answer import Answer, all_of, answer, any_of, opposite
from cascade.rules.bounds import Interval, intervals
from cascade.rules.coverage import believed_added, covers, covers_all
from cascade.rules.expr import Flag, Never, Op, Term, Text
from cascade.rules.facts import ItemFacts
from cascade.rules.fields import Field, FieldKind, Said, field_named
from cascade.rules.knowledge import Knowledge
from cascade.rules.quantities import Threshold, thresholds

_NO, _YES, _UNKNOWN = Answer.NO, Answer.YES, Answer.UNKNOWN


def judge(term: Term, facts: ItemFacts, knowledge: Knowledge) -> Answer:
    """Return what a term says of an item; a source that may not be believed leaves it unknown.

    Stored plays are evidence that stays true: they prove *watched* whatever became of their source.
    """
    return _Judge(term, field_named(term.field), facts, knowledge).answer()


class _Judge:
    """One term held against one item."""

    def __init__(self, term: Term, field: Field, facts: ItemFacts, knowledge: Knowledge) -> None:
        self.term = term
        self.field = field
        self.facts = facts
        self.knowledge = knowledge

    def answer(self) -> Answer:
        match self.field.name:
            case "watched" | "unwatched" | "requested":
                return self.dates()
            case "plays" | "viewers":
                return any_of(all_of(map(self.counted, each)) for each in thresholds(self.term, self.field))
            case "in-progress" | "requester-watched":
                return self.flag(self.evidence_flag())
            case "path":
                return self.path()
            case _:
                return self.plain()

    def believed(self) -> bool:
        return self.knowledge.believes(self.field.said, self.facts.kind)

    def plain(self) -> Answer:
        """Answer for a field whose one source is believed or not."""
        if self.field.kind is FieldKind.SET:
            return self.set()
        if not self.believed():
            return _UNKNOWN
        match self.field.kind:
            case FieldKind.DATE | FieldKind.SPAN:
                return self.dates()
            case FieldKind.NUMBER | FieldKind.SIZE:
                return self.number()
            case FieldKind.FLAG:
                return self.flag(answer(self.facts.flag(self.field.column)))
            case _:
                return self.text()

    def covers(self, at: datetime) -> bool:
        return covers(at, self.facts, self.knowledge)

    def covers_all(self) -> bool:
        return covers_all(self.facts, self.knowledge)

    # Dates

    def dates(self) -> Answer:
        knowledge = self.knowledge
        found = intervals(self.term, knowledge.now, knowledge.zone)
        answers = [all_of((self.since(each), self.until(each))) for each in found]
        if Never() in self.term.values:
            answers.append(self.never())
        return any_of(answers)

    def since(self, interval: Interval) -> Answer:
        """Answer "at or after the low end"."""
        at = interval.low
        if at is None:
            return _YES
        match self.field.name:
            case "watched":
                return self.played_since(at)
            case "unwatched":
                return self.played_or_added_since(at)
            case _:
                return self.instant_since(at)

    def until(self, interval: Interval) -> Answer:
        """Answer "before the high end"; each is the opposite of "at or after" it."""
        at = interval.high
        if at is None:
            return _YES
        return opposite(self.since(Interval(at, None)))

    def instant_since(self, at: datetime) -> Answer:
        value = self.facts.instant(self.field.column)
        if value is None or not self.believed():
            return _UNKNOWN
        return answer(value >= at)

    def played_since(self, at: datetime) -> Answer:
        last = self.facts.instant("last_play_at")
        if last is not None and last >= at:
            return _YES
        if last is None or not self.covers(at):
            return _UNKNOWN  # never is no date
        return _NO

    def played_or_added_since(self, at: datetime) -> Answer:
        """Answer for `unwatched`: nobody can have left a title alone for longer than it has been there."""
        last, added = self.facts.instant("last_play_at"), believed_added(self.facts, self.knowledge)
        if any(instant is not None and instant >= at for instant in (last, added)):
            return _YES
        return _NO if added is not None and self.covers(at) else _UNKNOWN

    def never(self) -> Answer:
        facts = self.facts
        if self.field.name == "watched":
            played = facts.instant("last_play_at") is not None or bool(facts.number("plays"))
            return _NO if played else answer(self.covers_all() or None)
        if facts.instant(self.field.column) is not None:
            return _NO
        return answer(self.believed() or None)

    # Numbers

    def number(self) -> Answer:
        value = self.facts.number(self.field.column)
        if value is None:
            return _UNKNOWN
        return answer(
            any(
                all(threshold.holds(value) for threshold in each)
                for each in thresholds(self.term, self.field)
            )
        )

    def counted(self, threshold: Threshold) -> Answer:
        """Hold a test against a count that is a lower bound until all plays are covered."""
        count = self.facts.number(self.field.column) or 0
        if self.covers_all():
            return answer(threshold.holds(count))
        if threshold.upward:
            return answer(threshold.holds(count) or None)
        return _UNKNOWN if threshold.holds(count) else _NO

    # Texts, sets and flags

    def keys(self) -> list[str]:
        return [text_key(value.text) for value in self.term.values if isinstance(value, Text)]

    def text(self) -> Answer:
        value = self.facts.text(self.field.column)
        if value is None:
            return _UNKNOWN
        if self.field.contains and self.term.op is Op.ANY_OF:
            return answer(any(key in value for key in self.keys()))
        return answer(value in self.keys())

    def set(self) -> Answer:
        outlives = self.field.said in {Said.WATCH, Said.REQUESTS}  # what once was seen stays true
        if not outlives and not self.believed():
            return _UNKNOWN
        if not self.facts.keys(self.field.column).isdisjoint(self.keys()):
            return _YES
        return answer(False if self.complete() else None)

    def complete(self) -> bool:
        """Whether a value that is not among the set's is certainly not in it."""
        match self.field.said:
            case Said.WATCH:
                return self.covers_all()
            case Said.ARR:
                return self.believed() and self.facts.text("arr_match") in {"one", "none"}
            case _:
                return self.believed()

    def evidence_flag(self) -> Answer:
        """Answer "yes" for flags made from plays."""
        on = self.facts.flag(self.field.column)
        if self.field.name == "requester-watched":
            if on is None or not self.believed():
                return _UNKNOWN
            return _YES if on else answer(False if self.covers_all() else None)
        if on:
            return _YES
        return answer(False if self.believed() and not self.facts.watch_doubt else None)

    def flag(self, on: Answer) -> Answer:
        wanted = self.term.values[0] == Flag(on=True)
        return on if wanted else opposite(on)

    def path(self) -> Answer:
        if not self.believed() or not self.facts.paths:
            return _UNKNOWN
        return any_of(self.beneath(key) for key in self.keys())

    def beneath(self, key: str) -> Answer:
        folder = key.rstrip("/") + "/"
        inside = {path.startswith(folder) or path == key.rstrip("/") for path in self.facts.paths}
        return answer(inside.pop() if len(inside) == 1 else None)
