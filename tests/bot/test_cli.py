"""The command line: what it prints, how it ends, and that what must not change does not."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from cascade.migrate import upgrade_file
from playground.faults import FaultKind
from playground.happenings import restore_plex
from tests.bot.house import House, running
from tests.test_migrate import corrupt, newer

RULE = "type:movie unwatched:>2y size:>2GB sort:-size limit:3"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither a .env of this folder nor the log of one command reaches the next test."""
    monkeypatch.chdir(tmp_path)
    handlers = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = handlers


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with running(tmp_path) as house:
        yield house


@dataclass
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


def run(*words: str, env: dict[str, str] | None = None) -> Said:
    result: Result = CliRunner().invoke(cli, list(words), env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def call(house: House) -> Callable[..., Said]:
    """Run a command with the household's settings."""
    env_file = str(house.settings())
    return lambda *words: run(*words, "--env-file", env_file)


@pytest.fixture
def synced(call: Callable[..., Said]) -> Callable[..., Said]:
    said = call("sync", "--json")
    assert said.code == 0, said
    return call


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A synced household for tests that leave its servers as they are."""
    with running(tmp_path_factory.mktemp("still")) as house:
        assert run("sync", "--env-file", str(house.settings())).code == 0
        yield house


@pytest.fixture(scope="module")
def ask(still: House) -> Callable[..., Said]:
    """Run a command that changes no server."""
    env_file = str(still.settings())
    return lambda *words: run(*words, "--env-file", env_file)


def planned(call: Callable[..., Said], query: str = RULE) -> dict[str, Any]:
    said = call("plan", query, "--json")
    assert said.code == 0, said
    document: dict[str, Any] = said.document
    assert document["items"], "the household has nothing for this rule"
    return document


def one_sentence(said: Said) -> str:
    assert said.out == ""
    first, *rest = said.err.strip().splitlines()
    assert "Traceback" not in said.err
    assert "(reference " in first
    assert len(rest) in {0, 2}  # two more for the query and its caret
    return first


# --- shapes ---


def test_plan_prints_the_document_the_project_promises(ask: Callable[..., Said]) -> None:
    plan = planned(ask)
    assert plan.keys() == {
        "plan_id",
        "digest",
        "rule",
        "expires_at",
        "totals",
        "passed_over",
        "warnings",
        "items",
    }
    assert plan["totals"].keys() == {"items", "size_bytes", "library_share", "by_target"}
    assert plan["passed_over"].keys() == {"unknown", "protected"}
    item = plan["items"][0]
    assert item.keys() == {
        "item_id",
        "kind",
        "title",
        "year",
        "size_bytes",
        "external_ids",
        "reasons",
        "steps",
    }
    assert item["steps"][0].keys() == {"target", "action", "ref"}
    assert plan["totals"]["items"] == len(plan["items"]) == 3
    assert plan["rule"] == RULE


def test_execute_prints_the_document_the_project_promises(synced: Callable[..., Said]) -> None:
    plan = planned(synced)
    said = synced("execute", plan["plan_id"], "--digest", plan["digest"], "--json")
    document = said.document
    assert said.code == 0, said
    assert document.keys() == {"plan_id", "run_id", "dry_run", "results", "cascade_details"}
    assert document["results"] == {
        "total_candidates": 3,
        "deleted": 3,
        "partial": 0,
        "failed": 0,
        "skipped": 0,
        "total_size_mb": pytest.approx(plan["totals"]["size_bytes"] / 10**6, abs=0.1),
    }
    for detail in document["cascade_details"]:
        assert {"event_id", "title", "plex", "sonarr", "radarr", "seerr", "overall_status", "dry_run"} <= set(
            detail
        )
        assert detail["plex"].keys() == {"success", "skipped", "message", "error"}
        assert detail["plex"]["success"]
        assert detail["sonarr"]["skipped"]
        assert detail["overall_status"] == "completed"


def test_a_dry_run_has_the_same_shape_and_changes_no_server(ask: Callable[..., Said], still: House) -> None:
    plan = planned(ask)
    before = still.destructive()
    said = ask("execute", plan["plan_id"], "--digest", plan["digest"], "--dry-run", "--json")
    assert said.code == 0, said
    assert said.document["dry_run"] is True
    assert said.document["run_id"] is None
    assert said.document["cascade_details"][0]["dry_run"] is True
    assert still.destructive() == before


def test_doctor_names_every_server(ask: Callable[..., Said]) -> None:
    document = ask("doctor", "--json").document
    names = {one["name"] for one in document["servers"]}
    assert names == {"plex", "tautulli", "sonarr", "radarr", "uhd", "seerr"}


def test_sync_reports_every_source(call: Callable[..., Said]) -> None:
    sources = call("sync", "--json").document["sources"]
    assert {one["source"]: one["whole"] for one in sources} == dict.fromkeys(
        ["plex", "tautulli", "sonarr", "radarr", "uhd", "seerr"], True
    )


def test_history_shows_what_was_deleted_and_by_whom(synced: Callable[..., Said]) -> None:
    plan = planned(synced)
    synced("execute", plan["plan_id"], "--digest", plan["digest"])
    events = synced("history", "--json").document["events"]
    assert {event["title"] for event in events} == {item["title"] for item in plan["items"]}
    assert all(event["status"] == "completed" and event["source"] == "cli" for event in events)
    assert synced("history", "--title", "no such title", "--json").document == {"events": []}


def test_explain_gives_answer_and_reasons(ask: Callable[..., Said]) -> None:
    item = planned(ask)["items"][0]
    document = ask("explain", RULE, "--item", str(item["item_id"]), "--json").document
    assert document["answer"] == "yes"
    assert document["title"] == item["title"]
    assert {reason["field"] for reason in document["reasons"]} == {"unwatched", "size"}


def test_a_protection_is_added_listed_honoured_and_removed(ask: Callable[..., Said]) -> None:
    first = planned(ask)["items"][0]
    number = f"movie:tmdb:{first['external_ids']['tmdb']}"
    added = ask("protect", "add", "--id", number, "--reason", "a classic", "--until", "2999-12-31", "--json")
    listed = ask("protect", "list", "--json").document["protections"]
    assert listed == [added.document]
    assert first["item_id"] not in {item["item_id"] for item in planned(ask)["items"]}
    ask("protect", "remove", str(added.document["protection_id"]))
    assert ask("protect", "list", "--json").document == {"protections": []}


@pytest.mark.parametrize(
    "words", [("doctor",), ("sync",), ("plan", RULE), ("history",), ("protect", "list"), ("resume",)]
)
def test_every_answer_has_a_form_for_people(ask: Callable[..., Said], words: tuple[str, ...]) -> None:
    said = ask(*words)
    assert said.code == 0, said
    assert said.out.strip()
    assert said.err == ""


def test_the_plan_for_people_holds_the_command_that_executes_it(synced: Callable[..., Said]) -> None:
    out = synced("plan", RULE).out
    (line,) = [line for line in out.splitlines() if line.startswith("cascadarr execute")]
    assert synced(*line.split()[1:4], line.split()[4]).code == 0


def test_plan_as_csv_has_one_line_per_item(ask: Callable[..., Said]) -> None:
    lines = ask("plan", RULE, "--csv").out.splitlines()
    assert lines[0].startswith("item_id,kind,title")
    assert len(lines) == 4


# --- how commands end ---


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "empty"),
        ("colour:red size:>1GB", "no field"),
        ("unwatched:>2m", "minutes or months"),
        ("sort:-size", "condition"),
        ("size:>5", "unit"),
    ],
)
def test_a_query_that_cannot_be_read_ends_with_2_and_a_caret(
    ask: Callable[..., Said], query: str, says: str
) -> None:
    said = ask("plan", query)
    assert said.code == 2
    assert says in one_sentence(said)
    assert said.err.splitlines()[-1].strip() == "^"


def test_a_missing_key_ends_with_2(still: House) -> None:
    said = run("sync", "--env-file", str(still.settings(RADARR_API_KEY=None)))
    assert said.code == 2
    assert "RADARR_API_KEY" in one_sentence(said)


def test_a_wrong_key_ends_with_2_and_is_not_shown(still: House) -> None:
    said = run("sync", "radarr", "--env-file", str(still.settings(RADARR_API_KEY="wr0ng-k3y")))
    assert said.code == 2
    assert "RADARR_API_KEY" in said.out
    assert "wr0ng-k3y" not in said.out + said.err


def test_a_refused_key_uses_up_no_plan(still: House) -> None:
    files = ("--env-file", str(still.settings(RADARR_API_KEY="wr0ng-k3y")))
    plan = run("plan", "type:movie on:radarr -on:uhd size:>0GB limit:1", "--json", *files).document
    assert any("radarr cannot be used now" in warning for warning in plan["warnings"])
    words = ("execute", plan["plan_id"], "--digest", plan["digest"], "--accept-partial", *files)
    before = still.destructive()
    said = run(*words)
    assert said.code == 2
    assert "check RADARR_API_KEY" in one_sentence(said)
    assert still.destructive() == before
    assert run("cancel", plan["plan_id"], *files).code == 0  # nobody may who confirmed it


def test_no_media_server_ends_with_2(still: House) -> None:
    said = run("plan", RULE, "--env-file", str(still.settings(PLEX_URL=None, PLEX_TOKEN=None)))
    assert said.code == 2
    assert "PLEX_URL" in one_sentence(said)


@pytest.mark.parametrize("spoil", [newer, corrupt])
def test_a_database_that_cannot_be_used_ends_with_2_and_stays_as_it_is(
    house: House, spoil: Callable[[Path], None]
) -> None:
    path = house.folder / "cascadarr.db"
    spoil(path)
    before = path.read_bytes()
    said = run("sync", "--env-file", str(house.settings()))
    assert said.code == 2
    assert str(path) in one_sentence(said)
    assert path.read_bytes() == before


def test_an_unknown_plan_ends_with_2(ask: Callable[..., Said]) -> None:
    said = ask("execute", "nosuch", "--digest", "0")
    assert said.code == 2
    assert "nosuch" in one_sentence(said)


def test_a_server_that_is_away_ends_with_5(still: House) -> None:
    said = run("sync", "radarr", "--env-file", str(still.settings(RADARR_URL="http://127.0.0.1:9")))
    assert said.code == 5
    assert "radarr" in said.out


def test_doctor_ends_with_5_when_a_server_is_away(call: Callable[..., Said], house: House) -> None:
    house.do(lambda home: home.stop("sonarr"))
    said = call("doctor")
    assert said.code == 5
    assert "sonarr" in said.out


def test_doctor_ends_with_2_when_a_key_is_wrong(still: House) -> None:
    said = run("doctor", "--env-file", str(still.settings(SONARR_API_KEY="wr0ng-k3y")))
    assert said.code == 2
    assert "SONARR_API_KEY" in said.out
    assert "wr0ng-k3y" not in said.out + said.err


def test_another_server_at_the_same_address_ends_with_4_until_it_is_adopted(
    synced: Callable[..., Said], house: House
) -> None:
    restore_plex(house.home.world)
    said = synced("sync", "plex")
    assert said.code == 4
    assert "--adopt plex" in said.out
    assert synced("sync", "plex", "--adopt", "plex").code == 0


def test_a_listing_that_shrank_ends_with_4_until_it_is_accepted(
    synced: Callable[..., Said], house: House
) -> None:
    house.home.faults["radarr"].add(FaultKind.EMPTY, path="/api/v3/movie")
    said = synced("sync", "radarr")
    assert said.code == 4
    assert "--accept-shrink radarr" in said.out


def test_clocks_that_are_apart_end_with_4(synced: Callable[..., Said], house: House) -> None:
    house.home.wires["radarr"].clock_skew = 600
    said = synced("sync", "radarr")
    assert said.code == 4
    assert "clock" in said.out


def test_executing_twice_ends_with_4(synced: Callable[..., Said], house: House) -> None:
    plan = planned(synced)
    words = ("execute", plan["plan_id"], "--digest", plan["digest"])
    assert synced(*words).code == 0
    before = house.destructive()
    again = synced(*words)
    assert again.code == 4
    one_sentence(again)
    assert house.destructive() == before


def test_a_wrong_digest_ends_with_4_and_deletes_nothing(ask: Callable[..., Said], still: House) -> None:
    plan = planned(ask)
    before = still.destructive()
    said = ask("execute", plan["plan_id"], "--digest", "0" * 64)
    assert said.code == 4
    one_sentence(said)
    assert still.destructive() == before


def test_a_plan_over_a_cap_is_shown_and_ends_with_4_when_executed(
    ask: Callable[..., Said], still: House
) -> None:
    env_file = str(still.settings(MAX_ITEMS="2"))
    plan = run("plan", RULE, "--json", "--env-file", env_file).document
    assert any("limit:2" in warning for warning in plan["warnings"])
    said = run("execute", plan["plan_id"], "--digest", plan["digest"], "--env-file", env_file)
    assert said.code == 4
    assert "limit:2" in one_sentence(said)
    assert ask("history", "--json").document == {"events": []}


def test_an_expired_plan_ends_with_4(ask: Callable[..., Said], still: House) -> None:
    env_file = str(still.settings(PLAN_EXPIRY_HOURS="0.0000001"))
    plan = run("plan", RULE, "--json", "--env-file", env_file).document
    said = ask("execute", plan["plan_id"], "--digest", plan["digest"])
    assert said.code == 4
    one_sentence(said)


def test_a_cancelled_plan_ends_with_4(ask: Callable[..., Said]) -> None:
    plan = planned(ask)
    assert ask("cancel", plan["plan_id"], "--json").document["state"] == "cancelled"
    assert ask("execute", plan["plan_id"], "--digest", plan["digest"]).code == 4


def test_planning_before_any_sync_ends_with_4(call: Callable[..., Said]) -> None:
    said = call("plan", RULE)
    assert said.code == 4
    one_sentence(said)


def test_a_target_that_is_away_ends_with_5_and_with_3_when_partial_is_accepted(
    synced: Callable[..., Said], house: House
) -> None:
    plan = planned(synced)
    words = ("execute", plan["plan_id"], "--digest", plan["digest"])
    house.do(lambda home: home.stop("seerr"))
    before = house.destructive()
    assert synced(*words).code == 5
    assert house.destructive() == before
    partial = synced(*words, "--accept-partial", "--json")
    assert partial.code == 3
    assert partial.document["results"]["partial"] > 0
    house.do(lambda home: home.start("seerr"))
    retried = synced("retry", plan["plan_id"], "--json")
    assert retried.code == 0, retried
    assert retried.document["runs"][0]["results"]["partial"] == 0


def test_an_unknown_command_or_option_ends_with_2() -> None:
    assert run("obliterate").code == 2
    assert run("plan", RULE, "--force").code == 2


def test_a_bug_of_ours_is_a_sentence_with_a_reference(
    ask: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("s3cret")

    monkeypatch.setattr("bot.session.open_cascade", broken)
    said = ask("doctor")
    assert said.code == 3
    assert "s3cret" not in said.err
    assert "KeyError" in one_sentence(said)


def test_at_debug_the_log_holds_the_reference_and_the_traceback_and_no_key(still: House) -> None:
    said = run("execute", "nosuch", "--digest", "0", "--env-file", str(still.settings(LOG_LEVEL="DEBUG")))
    reference = said.err.rpartition("(reference ")[2].partition(")")[0]
    assert f"reference {reference}: " in said.err
    assert "Traceback" in said.err
    for name, value in still.home.env().items():
        assert not name.endswith(("_KEY", "_TOKEN")) or value not in said.err


def test_titles_cannot_write_to_the_terminal(synced: Callable[..., Said], house: House) -> None:
    item = planned(synced)["items"][0]
    house.do(lambda home: _rename(home, item["title"]))
    synced("sync")
    out = synced("plan", RULE).out
    assert "\x1b" not in out
    assert "[red]" in out


async def _rename(home: Any, title: str) -> None:
    for entry in home.world.shelf.entries.values():
        if entry.title == title:
            entry.title = "\x1b[2J[red]Gone"


def test_the_walkthrough_does_the_main_job() -> None:
    said = run("walkthrough", "--films", "60", "--json")
    document = said.document
    assert said.code == 0, said
    assert document.keys() == {"doctor", "sync", "plan", "execute", "again", "history"}
    assert document["execute"]["results"]["deleted"] == len(document["plan"]["items"]) > 0


def test_a_fresh_database_is_made_where_there_is_none(call: Callable[..., Said], house: House) -> None:
    assert call("history", "--json").document == {"events": []}
    upgrade_file(house.folder / "cascadarr.db")  # finds it at its head already
