"""Questions about the Library and its history, which change nothing: what takes most space, who deleted Dune."""

# ruff: noqa: E501 - a row of the grammar reads best on one line

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from cascade.media import Kind
from llm.phrases.pattern import Filling, Pattern
from llm.phrases.words import Message
from llm.reading import Inquiry, Topic

ASKING: Final = frozenset(
    [
    "who", "what", "whats", "when", "why", "how", "where", "which", "has", "have", "did", "does",
    "is", "are", "was",
]
)  # fmt: skip
"""The words with which a question begins."""

PRONOUNS: Final = frozenset(["it", "this", "that", "them", "they", "these", "those", "he", "she"])

_KINDS: Final = {
    **dict.fromkeys(("film", "films", "movie", "movies"), Kind.MOVIE),
    **dict.fromkeys(("show", "shows", "series", "tv"), Kind.SHOW),
    **dict.fromkeys(("season", "seasons"), Kind.SEASON),
}
_LISTED: Final = (
    "(on (the|this|your) (list|plan)|in (the|this|your) (list|plan)|listed|included|selected|in there|on there|on it"
    "|marked|up for deletion|being deleted|to be deleted|going|chosen|there)"
)
_ALL: Final = "(on|of|in) (the|my|our|this) (server|disk|drive|plex|library|nas|space|storage)"

_ROWS: Final = (
    (Topic.BIGGEST, f"(what|which [of the] {{kind}}) (takes|take|uses|use|eats|eat|is taking|are taking|is using|is eating|takes up|take up|is taking up|eats up|is eating up|hogs|fills) [up] [the] [most|all|so much] [of] [the|our|my] (space|room|disk|disk space|storage) [{_ALL}]"),
    (Topic.BIGGEST, f"what (is|are) the (biggest|largest|heaviest) [{{n}}] ({{kind}}|things|thing|files|file|items|item|title|titles|ones) [{_ALL}]"),
    (Topic.BIGGEST, f"what (is|are) the [{{n}}] (biggest|largest|heaviest) ({{kind}}|things|thing|files|file|items|item|title|titles|ones) [{_ALL}]"),
    (Topic.BIGGEST, f"which ({{kind}}|things|files|items|titles) (are|is) [the] (biggest|largest|heaviest) [{_ALL}]"),
    (Topic.BIGGEST, "what (is|are) (using|filling|eating|taking) [up] [all] [the|our|my] (space|disk|disk space|storage|room)"),
    (Topic.SPACE, "how is [the|our|my] (space|disk|storage|disk space) (shared|used|divided|split|distributed) [out|up]"),
    (Topic.SPACE, "how much (space|room|disk space|storage) (do|does|are|is) ({kind}|everything|each library|the libraries) (take|use|need|taking|using) [up]"),
    (Topic.SPACE, "how much (space|room|disk space|storage) (is|has been) used"),
    (Topic.SPACE, "(who|what|which library|which genre) (takes|uses|has) how much (space|room|disk space|storage)"),
    (Topic.SPACE, "where (did|does|has) [all] [the|our|my] (space|disk space|storage|room) (go|gone)"),
    (Topic.DELETED, "who (deleted|removed|binned|purged|killed|got rid of) {title} [and (why|when)]"),
    (Topic.DELETED, "(why|when) (was|were|has|have|did) {title} [been|get] (deleted|removed|binned|purged|gone|disappear) [and (by whom|who did it|why|when)]"),
    (Topic.DELETED, "(what|whatever) happened to {title}"),
    (Topic.DELETED, "where (did|has|is) {title} (go|gone)"),
    (Topic.DELETED, "(did|has) (somebody|someone|anybody|anyone) (delete|deleted|remove|removed) {title}"),
    (Topic.DELETED, "why is {title} gone"),
    (Topic.WATCHED, "when (was|were|has|did) {title} [been] (last|most recently) (watched|seen|played|viewed) [and by whom|by whom]"),
    (Topic.WATCHED, "when (did|has) (somebody|someone|anybody|anyone|we) last (watch|see|play|watched|seen|played) {title}"),
    (Topic.WATCHED, "(who|who has|has anybody|has anyone|has somebody|did anybody|did anyone|have we|did we) [ever|last] (watched|seen|played|watch|see|saw) {title} [last|and when]"),
    (Topic.WATCHED, "(was|has) {title} [ever|been] (watched|seen|played)"),
    (Topic.LISTED, f"why (is|are|was|were) not {{title}} {_LISTED}"),
    (Topic.LISTED, f"why (is|are|was|were) {{title}} not {_LISTED}"),
    (Topic.LISTED, f"why (is|are|was|were) {{title}} {_LISTED}"),
    (Topic.LISTED, f"(is|are) {{title}} {_LISTED}"),
    (Topic.LISTED, "why (do|would|did|should|will) (you|we|it) (want to|wanna|pick|choose|delete|list|select|include) [delete|remove] {title}"),
    (Topic.LISTED, "why (would|should|does|will|must) {title} (be deleted|go|get deleted)"),
    (Topic.REQUESTED, "(who|who has) (requested|asked for|wished for|wanted|ordered) {title} [and when]"),
    (Topic.REQUESTED, "(when|why) (was|were|has|did) {title} [been] (requested|asked for|ordered)"),
    (Topic.REQUESTED, "(has|did|was) (anybody|anyone|somebody|someone) (requested|request|asked for|ask for) {title}"),
    (Topic.REQUESTED, "whose request (was|is) {title}"),
)  # fmt: skip
_PATTERNS: Final = tuple((topic, Pattern(pattern)) for topic, pattern in _ROWS)


def inquiry(message: Message) -> Inquiry | None:
    """Return the question that a whole message asks; None where it asks none of ours.

    A title is as the person wrote it; "it" stays "it", for the caller knows what was spoken of.
    """
    ends = len(message.words)
    while ends and message.words[ends - 1].text == ".":
        ends -= 1
    words = tuple("\0" if word.quoted else word.text for word in message.words[:ends])
    if not words or words[0] not in ASKING:
        return None
    slots = {
        "title": partial(_titles, message, ends),
        "kind": partial(_kinds, message),
        "n": partial(_counts, message),
    }
    for topic, pattern in _PATTERNS:
        end, filled = pattern.matches(words, 0, slots)
        if end == ends:
            title, kind = _title(filled["title"].text if "title" in filled else "")
            said = filled.get("kind")
            return Inquiry(topic, title or None, _KINDS[said.text] if said else kind)
    return None


def _titles(message: Message, ends: int, at: int) -> Iterator[tuple[int, Filling]]:
    for end in range(at + 1, ends + 1):
        quoted = end == at + 1 and message.words[at].quoted
        yield end, Filling(message.words[at].raw if quoted else message.said(at, end))


def _kinds(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    if at < len(message.words) and message.words[at].text in _KINDS:
        yield at + 1, Filling(message.words[at].text)


def _counts(message: Message, at: int) -> Iterator[tuple[int, Filling]]:
    if at < len(message.words) and message.words[at].text.isdigit():
        yield at + 1, Filling(message.words[at].text)


def _title(said: str) -> tuple[str, Kind | None]:
    """Take "the movie" away from a title, and say what kind that names."""
    found = re.fullmatch(r"(?i)(?:the |that |our )?(film|movie|show|series|season)\s+(.+)", said)
    if found:
        return found[2].strip("\"' "), _KINDS[found[1].casefold()]
    return said.strip("\"' "), None
