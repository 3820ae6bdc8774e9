"""Logs hold numbers and names; texts only where a setting says so; keys never."""

import logging

import pytest
from pydantic import SecretStr

from llm.errors import BadKey, ModelError, Unfit
from llm.provider.endpoint import Endpoint
from playground.model import Mishap, ModelServer, mishaps
from tests.llm.client.calling import KEY, PROPOSED, TURN, WORDS, Caller

TEXTS = (WORDS, "Read what a person says.", "It is noon.", '"movie"', "target")


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


async def test_a_log_line_of_a_call_has_tokens_model_time_and_request(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caller.server.script.add(PROPOSED)
    await caller.ask()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "llm.provider.client"]
    assert "gpt-6-luna" in line
    assert "3200 tokens in (1024 cached, 0 written), 120 out (40 thought)" in line
    assert line.endswith("request req_1")


async def test_no_text_of_anybody_is_in_the_log(caller: Caller, caplog: pytest.LogCaptureFixture) -> None:
    echo = Mishap(400, {"error": {"message": WORDS, "param": WORDS, "code": "bad"}})
    caller.server.script.add(PROPOSED, echo, mishaps.failed(400))
    await caller.ask()
    for _ in range(2):
        with pytest.raises(ModelError):
            await caller.ask()
    log = caplog.text
    assert not [text for text in TEXTS if text in log]
    assert TURN.person not in log
    assert KEY not in log
    assert "Authorization" not in log
    # Libraries that log headers or addresses at DEBUG are kept quiet.
    assert {record.name.split(".")[0] for record in caplog.records} <= {"llm", "asyncio"}


async def test_a_failure_is_logged_with_its_code_and_the_reference_people_see(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caller.server.script.add(mishaps.too_long())
    with pytest.raises(ModelError) as raised:
        await caller.ask()
    assert "(400 context_length_exceeded input)" in caplog.text
    assert f"reference {raised.value.reference}" in caplog.text


async def test_what_a_server_says_breaks_no_log_line(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    code = "oops\nWARNING root: the key is sk-1\x1b[2J" + "x" * 500
    error = {"error": {"message": "no", "code": code, "param": code, "type": code}}
    caller.server.script.add(Mishap(400, error))
    error_told = await caller.fails(Unfit)
    assert "oops" not in error_told.message
    (line,) = [record.getMessage() for record in caplog.records if record.name == "llm.provider.client"]
    assert "\n" not in line
    assert "\x1b" not in line
    assert len(line) < 400


async def test_texts_are_logged_where_a_setting_says_so_and_keys_not_even_then(
    server: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.script.add(PROPOSED)
    caller = Caller(server, log_texts=True)
    async with caller.client:
        await caller.ask()
    assert WORDS in caplog.text
    assert '\\"target\\"' in caplog.text
    assert KEY not in caplog.text


def test_no_key_is_in_what_is_printed_of_a_client_or_its_endpoint() -> None:
    assert KEY not in repr(Endpoint(key=SecretStr(KEY)))
    assert KEY not in repr(Endpoint(key=SecretStr(KEY)).key)


@pytest.mark.parametrize("key", ["", "sk pretend", "sk-\npretend", "ключ", "sk-“pretend”"])
def test_a_key_that_no_header_can_hold_is_refused_at_once(key: str) -> None:
    with pytest.raises(BadKey) as raised:
        Endpoint(key=SecretStr(key))
    assert not key or key not in raised.value.message


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:11434",
        "ftp://localhost/v1",
        "http://",
        "http://me:hunter2@localhost/v1",
        "http://localhost/v1?key=hunter2",
        "http://localhost/v1#hunter2",
        "http://[bad/v1",
        "http://localhost:port/v1",
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(Unfit) as raised:
        Endpoint(base_url=address)
    assert "OPENAI_BASE_URL" in raised.value.message
    assert "hunter2" not in raised.value.message


async def test_a_proxy_of_this_machine_never_sees_a_key_that_goes_by_plain_http(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = ModelServer()
    await proxy.start()
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    server.script.add(PROPOSED)
    caller = Caller(server)
    async with caller.client:
        assert (await caller.ask()).calls
    await proxy.stop()
    assert proxy.log.calls == []
