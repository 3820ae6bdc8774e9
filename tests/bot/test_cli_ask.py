"""`cascadarr ask`: plain words at the terminal, and how it ends."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import cli
from playground.model import ModelServer
from tests.bot.house import House, running

SENTENCE = "get rid of films nobody has watched in two years, biggest first, at most 3"
RULE = "type:movie unwatched:>2y sort:-size limit:3"


@dataclass
class Said:
    """How it ended; the document of --json."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(tmp_path_factory.mktemp("asked")) as house:
        assert run("sync", "--env-file", str(house.settings())).code == 0
        yield house


@pytest.fixture
def ask(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Said]]:
    monkeypatch.chdir(tmp_path)
    handlers = logging.getLogger().handlers[:]

    def call(*words: str, **settings: str) -> Said:
        return run("ask", *words, "--env-file", str(house.settings(**settings)))

    yield call
    logging.getLogger().handlers[:] = handlers


def run(*words: str) -> Said:
    result = CliRunner().invoke(cli, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


def test_a_sentence_becomes_a_rule_and_a_plan(ask: Callable[..., Said], house: House) -> None:
    said = ask(SENTENCE, "--json")
    assert said.code == 0
    document = said.document
    assert document["reader"] == "phrase"
    assert document["rule"] == RULE
    assert document["sentence"].startswith("Films nobody has watched for more than 2 years")
    assert document["questions"] == document["assumed"] == document["unsupported"] == []
    shown = run("plan", RULE, "--json", "--env-file", str(house.settings())).document
    assert document["plan_id"]
    assert document["plan_id"] != shown["plan_id"]
    assert house.destructive() == []


def test_what_is_vague_is_asked_about(ask: Callable[..., Said]) -> None:
    said = ask("delete old films", "--json")
    assert said.code == 6
    assert said.document["rule"] is None
    assert said.document["plan_id"] is None
    assert len(said.document["questions"][0]["choices"]) >= 2


def test_what_cannot_be_placed_is_named_with_a_query_to_finish(ask: Callable[..., Said]) -> None:
    said = ask("delete films nobody watched for 2 years that flumox", "--json")
    assert said.code == 6
    assert said.document["rule"] is None
    assert "flumox" in " ".join(said.document["unsupported"])
    assert "unwatched:>2y" in said.document["line"]


def test_a_terminal_is_not_commanded_by_what_is_told_on_it(ask: Callable[..., Said]) -> None:
    said = ask("delete films nobody watched for 2 years flu\x1b[31m\x07mox")
    assert "mox" in said.out
    assert "\x1b" not in said.out
    assert "\x07" not in said.out


def test_other_business_is_declined(ask: Callable[..., Said]) -> None:
    said = ask("what is the weather like tomorrow?", "--json")
    assert said.code == 2
    assert said.document["rule"] is None
    assert said.document["declined"]


def test_people_read_sentences(ask: Callable[..., Said]) -> None:
    said = ask(SENTENCE)
    assert RULE in said.out
    assert "cascadarr execute" in said.out
    assert "What is" in ask("delete old films").out


def test_the_model_reads_where_one_is_set(ask: Callable[..., Said], house: House) -> None:
    server = ModelServer()
    house.do(lambda _: server.start())
    try:
        unwatched = {
            "field": "unwatched",
            "op": ">",
            "values": ["two years"],
            "from_words": "nobody has watched in two years",
        }
        server.script.call(
            "propose_rule",
            targets=["movie"],
            delete_when=[{"match": "all", "conditions": [unwatched]}],
            keep_when=[],
            order={"field": "size", "descending": True, "from_words": "biggest first"},
            stops=[{"kind": "items", "amount": "3", "from_words": "at most 3"}],
            unsupported=[],
        )
        said = ask(
            SENTENCE,
            "--json",
            "--reader",
            "model",
            OPENAI_API_KEY="sk-pretend-model",
            OPENAI_BASE_URL=server.base_url,
        )
        assert said.code == 0, said
        assert said.document["reader"] == "model"
        assert said.document["rule"] == RULE
    finally:
        house.do(lambda _: server.stop())


def test_asking_for_a_model_that_is_not_set_says_what_to_set(ask: Callable[..., Said]) -> None:
    said = ask(SENTENCE, "--reader", "model")
    assert said.code == 2
    assert "set OPENAI_API_KEY or OPENAI_BASE_URL" in said.err


def test_a_model_that_cannot_be_reached_is_an_error_only_where_it_was_asked_for(
    ask: Callable[..., Said],
) -> None:
    nowhere = {"OPENAI_API_KEY": "sk-x", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    said = ask(SENTENCE, "--json", **nowhere)
    assert said.code == 0
    assert said.document["reader"] == "phrase"
    assert "cannot be reached" in said.document["instead"]
    said = ask(SENTENCE, "--reader", "model", **nowhere)
    assert said.code == 5
    assert "cannot be reached" in said.err
    assert "sk-x" not in said.err


def test_a_wrong_address_is_one_sentence(ask: Callable[..., Said]) -> None:
    said = ask(SENTENCE, OPENAI_BASE_URL="nonsense")
    assert said.code == 2
    assert "OPENAI_BASE_URL" in said.err
