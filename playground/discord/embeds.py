"""Embeds: what Discord accepts of them, and how it gives them back."""

from collections.abc import Callable, Sequence
from typing import Any

from playground.discord.form import Path, count, required, text
from playground.discord.refusal import Json, Problem

MOST_EMBEDS = 10
MOST_FIELDS = 25
# The sum over all embeds of a message of titles, descriptions, fields, footers and authors' names.
MOST_IN_SUM = 6000
_SCHEMES = ("http://", "https://", "attachment://")
_PICTURES = ("image", "thumbnail")


def embed_problems(embeds: Sequence[Json]) -> list[Problem]:
    """Find what is wrong with the embeds of one message."""
    problems = count(("embeds",), embeds, 0, MOST_EMBEDS)
    for at, embed in enumerate(embeds):
        problems += _one(("embeds", at), embed)
    if sum(embed_length(embed) for embed in embeds) > MOST_IN_SUM:
        too_much = f"Embed size exceeds maximum size of {MOST_IN_SUM}"
        problems.append(Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", too_much))
    return problems


def embed_length(embed: Json) -> int:
    """Count the characters of an embed that count for the sum."""
    texts = [
        embed.get("title"),
        embed.get("description"),
        (embed.get("footer") or {}).get("text"),
        (embed.get("author") or {}).get("name"),
    ]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len(value) for value in texts if value)


def shown_embed(embed: Json, place: Callable[[str], str]) -> Json:
    """Give an embed back as Discord does; `place` turns a picture's URL into where it can be had."""
    shown = {key: value for key, value in embed.items() if value is not None}
    shown["type"] = "rich"
    if "fields" in shown:
        shown["fields"] = [{"inline": False, **field} for field in shown["fields"]]
    for name in _PICTURES:
        if name in shown:
            shown[name] = {"url": place(shown[name]["url"])}
    for name in ("author", "footer"):
        if name in shown:
            shown[name] = {key: value for key, value in shown[name].items() if value is not None}
    return shown


def _one(path: Path, embed: Json) -> list[Problem]:
    problems = text((*path, "title"), embed.get("title"), 256)
    problems += text((*path, "description"), embed.get("description"), 4096)
    if "footer" in embed:
        problems += text((*path, "footer", "text"), embed["footer"].get("text"), 2048, needed=True)
    if "author" in embed:
        problems += text((*path, "author", "name"), embed["author"].get("name"), 256, needed=True)
    fields: list[dict[str, Any]] = embed.get("fields") or []
    problems += count((*path, "fields"), fields, 0, MOST_FIELDS)
    for at, field in enumerate(fields):
        problems += text((*path, "fields", at, "name"), field.get("name"), 256, needed=True)
        problems += text((*path, "fields", at, "value"), field.get("value"), 1024, needed=True)
    problems += _links(path, embed)
    if not embed_length(embed) and not any(name in embed for name in _PICTURES):
        problems.append(required((*path, "description")))
    return problems


def _links(path: Path, embed: Json) -> list[Problem]:
    found: list[tuple[Path, object]] = [(("url",), embed.get("url"))]
    found += [((name, "url"), (embed.get(name) or {}).get("url")) for name in _PICTURES]
    return [
        Problem((*path, *where), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        for where, url in found
        if url and not str(url).startswith(_SCHEMES)
    ]
