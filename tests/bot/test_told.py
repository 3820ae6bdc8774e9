"""What the core says, in Discord: no command that only a command line knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.told import in_discord, told

ROOT = Path(__file__).parents[2]
DOCUMENTATION = {"fields.py"}  # its texts are the reference page of the language
SHELL = re.compile(r"`[a-z]+( [^`]*)?`|--[a-z]|\b(?:resume|retry|doctor)\b`")


def sentences() -> Iterator[tuple[str, str]]:
    """Every text of the core that is no documentation and names something in backticks or an option."""
    for path in sorted((ROOT / "cascade").rglob("*.py")):
        if path.name in DOCUMENTATION or "migrations" in path.parts:
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        beside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        beside |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # documentation
        for node in nodes:
            text = "" if id(node) in beside else _text(node)
            if "`" in text or "--" in text:
                yield path.name, text


def _text(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or "plex" for part in parts)
        case _:
            return ""


FOUND = list(sentences())


def test_there_are_sentences_to_look_at() -> None:
    assert len(FOUND) > 8


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_no_sentence_of_the_core_names_a_command_that_discord_has_not(name: str, text: str) -> None:
    assert SHELL.search(in_discord(text)) is None, name


def test_a_command_is_named_as_discord_has_it() -> None:
    said = told("If that is right, run `sync --adopt uhd`.", 300)
    assert said == "If that is right, run /sync server:uhd accept:It really is another server now."
    assert told("run `sync uhd` again", 300) == "run /sync server:uhd again"


def test_a_silent_server_is_told_without_what_only_an_operator_looks_up() -> None:
    silent = "uhd cannot be reached for GET /api/v3/rootfolder; is it running?"
    assert told(f"uhd is not reachable now: {silent}", 300) == "uhd cannot be reached; is it running?"
    assert told(f"uhd: {silent}", 300) == "uhd cannot be reached; is it running?"
