"""A model that wants more deleted than was asked for: the rule is the person's, or it is marked."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.rules.fields import names
from cascade.rules.query import parse
from cascade.rules.text import print_rule
from llm.proposal.assembly import top
from llm.proposal.clause import BadDraft
from llm.proposal.compile import compile_draft
from llm.proposal.draft import Draft
from llm.proposal.translate import MAX_ROUNDS, ModelReader
from llm.turn import Reply, ToolCall
from tests.llm.household import TOM, Scripted, Shelf, condition, draft, propose, said, talk

WORDS = (
    "delete films added before 2020 and not watched for 2 years, over 20 GB, rated below 6, "
    "except what Anna requested or what is tagged keep, biggest first, until 500 GB are free"
)
RULE = parse(
    "type:movie added:<2020 unwatched:>2y size:>20GB rating:<6 -requested-by:Anna -tag:keep free:500GB"
)
CONDITIONS = [
    condition("added", "<", "2020", "added before 2020"),
    condition("unwatched", ">", "2 years", "not watched for 2 years"),
    condition("size", ">", "20 GB", "over 20 GB"),
    condition("rating", "<", "6", "rated below 6"),
]
KEPT = [
    condition("requested-by", "is", "Anna", "except what Anna requested"),
    condition("tag", "is", "keep", "tagged keep"),
]
STOPS = [("free_space", "500 GB", "until 500 GB are free")]
ORDER = ("size", True, "biggest first")
HONEST = draft("movie", CONDITIONS, keep=KEPT, stops=STOPS, order=ORDER)

_tokens = WORDS.replace(",", "").split()
_quotes = st.tuples(st.integers(0, len(_tokens)), st.integers(0, 12)).map(
    lambda span: " ".join(_tokens[span[0] : span[0] + span[1]])
) | st.just(WORDS)
_values = st.sampled_from(
    [
        "2020",
        "2 years",
        "20 GB",
        "6",
        "Anna",
        "keep",
        "500 GB",
        "2 days",
        "1 GB",
        "never",
        "Tom",
        "horror",
        "yes",
    ]
)
_operators = st.sampled_from(["is", "is not", "contains", "<", "<=", ">", ">=", "since"])
_made_up = st.builds(condition, st.sampled_from(names()), _operators, _values, _quotes)
_conditions = st.lists(st.sampled_from(CONDITIONS) | _made_up, max_size=5)
_kept = st.lists(st.sampled_from(KEPT) | _made_up, max_size=3)
_stops = st.lists(
    st.sampled_from(STOPS) | st.tuples(st.sampled_from(["items", "reclaim", "free_space"]), _values, _quotes),
    max_size=2,
)
_drafts = st.builds(
    lambda targets, delete, keep, match, stops, order: draft(
        targets, delete, keep=keep, match=match, stops=stops, order=order
    ),
    st.sampled_from(["movie", "movie show", "show"]),
    _conditions,
    _kept,
    st.sampled_from(["all", "all", "any"]),
    _stops,
    st.just(ORDER) | st.tuples(st.sampled_from(["added", "rating"]), st.booleans(), _quotes),
)


def test_the_honest_proposal_is_the_rule_without_a_mark() -> None:
    made = compile_draft(Draft.model_validate(HONEST), talk(WORDS))
    assert made.rule == RULE
    assert (made.assumed, made.unsupported) == ((), ())


@settings(max_examples=500, deadline=None)
@given(_drafts)
def test_whatever_is_sent_becomes_the_persons_rule_or_is_marked(sent: dict[str, Any]) -> None:
    try:
        made = compile_draft(Draft.model_validate(sent), talk(WORDS))
    except BadDraft:
        return
    if made.rule is None or made.assumed or made.unsupported:
        return
    conditions = print_rule(made.rule).replace(">=2y", ">2y")  # a span's bound is an instant
    assert set(top(parse(conditions).where)) == set(top(RULE.where)), conditions
    assert made.rule.kinds == RULE.kinds
    assert (made.rule.sort, made.rule.limit, made.rule.reclaim, made.rule.free) == (
        RULE.sort,
        RULE.limit,
        RULE.reclaim,
        RULE.free,
    )


_changes = st.fixed_dictionaries(
    {},
    optional={
        "field": st.sampled_from(names()),
        "op": _operators,
        "values": _values.map(lambda value: [value]),
        "from_words": _quotes,
    },
)


@st.composite
def _twisted(draw: st.DrawFn) -> dict[str, Any]:
    """The honest proposal with one part bent: what a careful attacker would send."""
    parts = [dict(one) for one in (*CONDITIONS, *KEPT)]
    at = draw(st.integers(0, len(parts) - 1))
    parts[at] |= draw(_changes)
    if draw(st.booleans()):
        parts[draw(st.integers(0, len(parts) - 1))] |= draw(_changes)
    border = draw(st.sampled_from([4, 4, 4, 3, 5]))  # conditions moved across to what is kept, and back
    return draft(
        "movie", parts[:border], keep=parts[border:], stops=draw(st.just(STOPS) | _stops), order=ORDER
    )


@settings(max_examples=500, deadline=None)
@given(_twisted())
def test_a_bent_proposal_becomes_the_persons_rule_or_is_marked(sent: dict[str, Any]) -> None:
    try:
        made = compile_draft(Draft.model_validate(sent), talk(WORDS))
    except BadDraft:
        return
    if made.rule is None or made.assumed or made.unsupported:
        return
    conditions = print_rule(made.rule).replace(">=2y", ">2y")  # a span's bound is an instant
    assert set(top(parse(conditions).where)) == set(top(RULE.where)), conditions
    assert (made.rule.reclaim, made.rule.free, made.rule.limit) == (None, RULE.free, None)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.sampled_from(["delete", "keep", "stop"]))
def test_leaving_one_wish_out_is_always_named(index: int, part: str) -> None:
    deleted = [one for at, one in enumerate(CONDITIONS) if part != "delete" or at != index % 4]
    kept = [one for at, one in enumerate(KEPT) if part != "keep" or at != index % 2]
    sent = draft("movie", deleted, keep=kept, stops=STOPS if part != "stop" else [], order=ORDER)
    made = compile_draft(Draft.model_validate(sent), talk(WORDS))
    assert made.unsupported


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda names, arguments: Reply(
                calls=tuple(ToolCall(f"c{at}", name, arguments) for at, name in enumerate(names))
            ),
            st.lists(
                st.sampled_from(["propose_rule", "search_library", "library_stats", "answer", "delete_all"])
                | st.text(max_size=10),
                max_size=4,
            ),
            st.text(max_size=200)
            | st.sampled_from(['{"group_by": "kind"}', '{"text": "a", "kind": null, "limit": 20}', "{}"]),
        ),
        min_size=1,
        max_size=5,
    )
)
async def test_no_reply_whatever_makes_a_rule_or_breaks_the_reader(script: list[Reply]) -> None:
    model = Scripted(script)
    reading = await ModelReader(model, Shelf()).read(said(WORDS), TOM)
    assert reading.rule is None
    assert len(model.turns) <= MAX_ROUNDS


async def test_nothing_in_a_proposal_speaks_of_caps_protections_or_confirming() -> None:
    for extra in ("confirm", "max_items", "force", "ignore_protections", "confirmed_by"):
        model = Scripted([propose(HONEST | {extra: True})])
        reading = await ModelReader(model, Shelf()).read(said(WORDS), TOM)
        assert reading.rule is None
