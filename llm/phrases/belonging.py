"""Phrases about what something is or where it lies: library, genre, tag, server, resolution, status."""

# ruff: noqa: E501 - a row of the grammar reads best on one line

from collections.abc import Iterator
from typing import Final

from llm.phrases.phrase import Phrase, Role, phrases, vague

_IN: Final = "(in|from|inside|of|under|on|out of|within)"


def _named(field: str, noun: str) -> Iterator[Phrase]:
    """Make the phrases of a field that people name: "the genre horror", "in the collection Alien"."""
    yield from phrases(
        Role.CONDITION,
        [
            (f"[{_IN}|with|having] [THE] {noun} [called|named] {{{field}!}}", f"{field}:{{{field}}}"),
            (f"[{_IN}] THE {{{field}}} {noun}", f"{field}:{{{field}}}"),
            (f"(without|(not|outside) {_IN}) THE {noun} [called|named] {{{field}!}}", f"-{field}:{{{field}}}", f"{field}:{{{field}}}"),
            (f"(outside|outside of) THE {{{field}}} {noun}", f"-{field}:{{{field}}}", f"{field}:{{{field}}}"),
        ],
    )  # fmt: skip


CONDITIONS: Final = (
    *_named("library", "(library|section|libraries|sections)"),
    *_named("genre", "(genre|genres)"),
    *_named("tag", "(tag|tags)"),
    *_named("label", "(label|labels)"),
    *_named("collection", "(collection|collections)"),
    *phrases(Role.CONDITION, [("(in|from) [the] {collection}", "collection:{collection}")]),
    *phrases(
        Role.CONDITION,
        [
            ("(in|from|inside|on|out of|within) [THE] {library}", "library:{library}"),
            ("[BEEN] tagged [as|with] {tag!}", "tag:{tag}"),
            ("[BEEN] (labelled|labeled) [as|with] {label!}", "label:{label}"),
            ("(on|in|held by|from) [THE] {on} [server|instance]", "on:{on}"),
            ("[BEEN] (favourited|favorited|loved|starred) by {fan!}", "favorited-by:{fan}"),
            ("(a|the) (favourite|favorite|favourites|favorites) of {fan!}", "favorited-by:{fan}"),
            ("{fan} 's (favourites|favorites|favourite|favorite) [ones]", "favorited-by:{fan}"),
            ("held by {on!}", "on:{on}"),
            (
                "[in] {resolution} [resolution|quality|version|versions|copy|copies]",
                "resolution:{resolution}",
            ),
            (
                "(ended|that have ended|which have ended|that are over|finished airing)",
                "status:ended",
            ),
            ("(continuing|running|airing|ongoing|that continue)", "status:continuing"),
            ("(unmonitored|not monitored)", "monitored:no"),
            ("monitored", "monitored:yes"),
            ("(in|under|beneath|below|from) [THE] [folder|directory|path] {path}", "path:{path}"),
            ("(called|named|titled|with the title) {text}", "title:={text}"),
            ("with {text} in the (title|name)", "title:{text}"),
        ],
    ),
)

VAGUE: Final = (
    vague("(cancelled|canceled)", "Sonarr knows only whether a show has ended. Is that meant?", "ended"),
    vague("(finished|completed|done)", "What has ended?", "ended", "requester has watched"),
    vague(
        "(my|mine)",
        'What does "my" mean here?',
        "the",
        "requested by me",
        "watched by me",
    ),
)
