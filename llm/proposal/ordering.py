"""The order a person named: "biggest first", "oldest first", "worst rated"."""

from typing import Final

from cascade.rules.directives import DEFAULT_SORT, sortable
from cascade.rules.expr import Rule, Sort
from cascade.rules.fields import find
from llm.proposal.clause import BadDraft
from llm.proposal.draft import Order
from llm.proposal.prose import Said, holds, keys_of

_AGES: Final = ("added", "released", "year", "last-aired")
_SPANS: Final = ("age", "released-age", "aired-age")

_ORDERS: Final[tuple[tuple[tuple[str, ...], frozenset[tuple[str, bool]]], ...]] = (
    (("biggest", "largest", "heaviest", "fattest", "most space"), frozenset({("size", True)})),
    (("smallest", "lightest", "tiniest"), frozenset({("size", False)})),
    (
        ("oldest", "earliest"),
        frozenset({*((name, False) for name in _AGES), *((name, True) for name in _SPANS)}),
    ),
    (
        ("newest", "latest", "youngest", "most recent"),
        frozenset({*((name, True) for name in _AGES), *((name, False) for name in _SPANS)}),
    ),
    (
        ("worst", "lowest rated", "lowest rating", "worst rated", "lowest score"),
        frozenset({("rating", False), ("critic-rating", False)}),
    ),
    (
        ("best", "highest rated", "highest rating", "best rated"),
        frozenset({("rating", True), ("critic-rating", True)}),
    ),
    (
        ("least watched", "least played", "fewest plays"),
        frozenset({("plays", False), ("viewers", False)}),
    ),
    (("most watched", "most played", "most plays"), frozenset({("plays", True), ("viewers", True)})),
    (
        ("longest unwatched", "least recently watched", "longest ago", "longest not watched"),
        frozenset({("watched", False), ("unwatched", True)}),
    ),
    (("alphabetical", "alphabetically", "by title", "by name"), frozenset({("title", False)})),
)
"""What people say, and which orders that may be."""


def read_order(order: Order, base: Rule | None) -> Sort:
    """Return the order of a draft, else that of the rule at hand, else the default; raises BadDraft."""
    if order.field is None:
        return base.sort if base else DEFAULT_SORT
    field = find(order.field)
    if field is None or not sortable(field):
        raise BadDraft(f'There is no order by "{order.field}".')
    return Sort(field.name, order.descending)


def order_supported(sort: Sort, order: Order, said: Said, base: Rule | None) -> bool:
    """Whether the person named this order; what nobody named is the default."""
    standing = sort == DEFAULT_SORT or (base is not None and sort == base.sort)
    return standing or order_named(sort, order, said)


def order_named(sort: Sort, order: Order, said: Said) -> bool:
    """Whether the words given for an order say it."""
    quoted = keys_of(order.from_words) if said.find(order.from_words) else ()
    return any(
        (sort.field, sort.descending) in sorts and any(holds(quoted, keys_of(words)) for words in spellings)
        for spellings, sorts in _ORDERS
    )
