"""Every way a server can fail ends in the error it should, after as many requests as it should."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from llm.errors import BadKey, Busy, Down, ModelError, Stopped, TooLong, Unfit, Unpaid, Unusable
from llm.provider.endpoint import Api
from llm.turn import Usage
from playground.faults import FaultKind
from playground.model import Delivered, Delivery, Ending, Mishap, ModelServer, Odd, Said, Tokens, mishaps
from playground.model.script import Reply
from tests.llm.client.calling import NOON, PROPOSED, TURN, WORDS, Caller

ONCE = [
    (mishaps.too_long(), TooLong),
    (Mishap(413, "Payload Too Large"), TooLong),
    (mishaps.policy(), Stopped),
    (Mishap(400, {"error": {"code": "content_filter", "message": WORDS}}), Stopped),
    (mishaps.web_page(), Down),
    (Mishap(400, {"error": {"code": "unknown", "message": WORDS}}), Unfit),
    (Mishap(400, "not even JSON"), Unfit),
    (Mishap(400, {"error": [[[]]]}), Unfit),
    (Mishap(403, {"error": {"message": "Country not supported", "code": "unsupported_country"}}), BadKey),
    (Mishap(404, {"error": {"code": "model_not_found", "message": "no such model"}}), Unfit),
    (Mishap(422, {"detail": "The model is unhappy"}), Unfit),
    (mishaps.failed(500, x_should_retry="false"), Down),
    (mishaps.rate_limited(x_should_retry="false"), Busy),
    (mishaps.error_inside("misalignment_policy_violation"), Stopped),
    (mishaps.error_inside(401), BadKey),
    (mishaps.error_inside("insufficient_quota"), Unpaid),
    (mishaps.error_inside(402), Unpaid),
    (Said(ending=Ending.FAILED, error={"code": "misalignment_policy_violation"}), Stopped),
    (Said(ending=Ending.FILTERED), Stopped),
]
PATIENTLY = [
    (mishaps.rate_limited(), Busy),
    (mishaps.slow_down(), Busy),
    (mishaps.overloaded(), Busy),
    (Mishap(529, {"error": {"type": "overloaded_error", "message": "Overloaded"}}), Busy),
    (mishaps.failed(500), Down),
    (mishaps.failed(502), Down),
    (mishaps.web_page(504), Down),
    (Mishap(408, ""), Down),
    (Mishap(409, {"error": {"message": "conflict"}}), Down),
    (mishaps.failed(400, x_should_retry="true"), Unfit),
    (mishaps.error_inside(429), Busy),
    (mishaps.error_inside(503), Busy),
    (mishaps.error_inside(), Down),
    (mishaps.error_inside("server_error"), Down),
    (Mishap(200, {"error": "upstream is gone"}), Down),
    (Said(ending=Ending.FAILED), Down),
    (Said(ending=Ending.FAILED, error={"code": "rate_limit_exceeded", "message": "Slower."}), Busy),
    (Delivered(PROPOSED, Delivery.RESET), Down),
    (Delivered(PROPOSED, Delivery.CUT), Down),
]
TWICE = [
    Said(),
    Said(text=""),
    Said(odd=frozenset({Odd.NO_CHOICES})),
    Said(odd=frozenset({Odd.NULL_CHOICES})),
    Mishap(200, ""),
    Mishap(200, "{"),
    Mishap(200, '{"id": "resp_1", "output": [{"type": "function_call", "na'),
    Mishap(200, "[]"),
    Mishap(200, '"text"'),
    Mishap(200, "null"),
    Mishap(200, "{}"),
    Mishap(200, "data: {}\n\n", content_type="text/event-stream"),
    Mishap(200, '{"output": 7, "choices": 7, "usage": "much", "status": []}'),
    Mishap(200, '{"output": [7, [], {"type": 1}], "choices": [7, [], {"message": 7}]}'),
    Mishap(200, "[" * 100_000),
    mishaps.error_inside("a_code_nobody_knows"),
]


@pytest.mark.parametrize(("said", "kind"), ONCE)
async def test_what_no_repetition_mends_is_asked_once(
    caller: Caller, said: Reply, kind: type[ModelError]
) -> None:
    caller.server.script.add(said, PROPOSED)
    await caller.fails(kind)
    assert (caller.requests, caller.waits) == (1, [])


@pytest.mark.parametrize(("said", "kind"), PATIENTLY)
async def test_what_may_pass_is_asked_four_times_with_growing_waits(
    caller: Caller, said: Reply, kind: type[ModelError]
) -> None:
    caller.server.script.author = lambda _: said
    await caller.fails(kind)
    assert caller.requests == 4
    assert [wait <= most for wait, most in zip(caller.waits, (0.5, 1, 2), strict=True)] == [True] * 3


@pytest.mark.parametrize("said", [said for said, _ in PATIENTLY])
async def test_what_passed_is_as_if_it_had_not_been(caller: Caller, said: Reply) -> None:
    caller.server.script.add(said, said, PROPOSED)
    assert (await caller.ask()).calls
    assert caller.requests == 3


@pytest.mark.parametrize("said", TWICE)
async def test_an_answer_without_use_is_asked_for_once_more_and_not_twice(
    caller: Caller, said: Reply
) -> None:
    caller.server.script.author = lambda _: said
    await caller.fails(Unusable)
    assert caller.requests == 2


async def test_a_second_answer_can_be_of_use_and_both_are_paid_for(caller: Caller) -> None:
    caller.server.script.add(Said(tokens=Tokens(100, 0, 0, 10, 0)), PROPOSED)
    reply = await caller.ask()
    assert reply.calls
    assert (reply.usage.input, reply.usage.output) == (3300, 130)


async def test_what_failed_in_the_end_is_paid_for_as_well(caller: Caller) -> None:
    caller.server.script.author = lambda _: Said(tokens=Tokens(100, 0, 0, 10, 0))
    error = await caller.fails(Unusable)
    assert error.usage == Usage(input=200, output=20)


async def test_an_answer_cut_at_the_limit_of_tokens_has_no_calls(caller: Caller) -> None:
    caller.server.script.add(replace(PROPOSED, ending=Ending.CUT))
    reply = await caller.ask()
    assert (reply.cut, reply.calls, reply.usage.output) == (True, (), 120)
    assert caller.requests == 1


async def test_a_cancelled_answer_is_without_use(server: ModelServer) -> None:
    server.script.author = lambda _: replace(PROPOSED, ending=Ending.CANCELLED)
    caller = Caller(server)
    async with caller.client:
        await caller.fails(Unusable)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after": format_datetime(NOON + timedelta(seconds=30), usegmt=True)}, 30.0),
        ({"retry_after": format_datetime(NOON - timedelta(hours=1), usegmt=True)}, 0.0),
        ({"retry_after": "-3"}, 0.0),
    ],
)
async def test_the_wait_is_the_one_the_server_asks_for(
    caller: Caller, headers: dict[str, str], wait: float
) -> None:
    caller.server.script.add(mishaps.rate_limited(**headers), PROPOSED)
    assert (await caller.ask()).calls
    assert caller.waits == [wait]


@pytest.mark.parametrize("nonsense", ["soon", "nan", "inf", "", "Sat, 99 Nov 2026 99:00:00 GMT"])
async def test_a_wait_that_makes_no_sense_is_our_own(caller: Caller, nonsense: str) -> None:
    caller.server.script.add(mishaps.rate_limited(retry_after=nonsense), PROPOSED)
    await caller.ask()
    (wait,) = caller.waits
    assert wait <= 0.5


async def test_a_wait_longer_than_anybody_has_fails_at_once_and_says_how_long(caller: Caller) -> None:
    caller.server.script.add(mishaps.rate_limited(retry_after="600"), PROPOSED)
    error = await caller.fails(Busy)
    assert (caller.requests, caller.waits, error.seconds) == (1, [], 600.0)
    assert error.message == "The language model is busy; try again in 10 minutes."


async def test_a_failed_server_that_names_a_long_wait_is_not_waited_for(caller: Caller) -> None:
    caller.server.script.add(mishaps.failed(500, retry_after="7200"), PROPOSED)
    error = await caller.fails(Down)
    assert caller.requests == 1
    assert "2 hours" in error.message


@pytest.mark.parametrize("code", mishaps.BILLING_CODES)
@pytest.mark.parametrize("kind", ["insufficient_quota", "requests"])
async def test_want_of_money_is_told_from_haste_by_type_or_code_and_not_repeated(
    caller: Caller, code: str, kind: str
) -> None:
    caller.server.script.add(mishaps.out_of_credit(code, kind=kind), PROPOSED)
    await caller.fails(Unpaid)
    assert (caller.requests, caller.waits) == (1, [])


async def test_want_of_money_is_known_by_its_type_though_the_code_is_new(caller: Caller) -> None:
    caller.server.script.add(mishaps.out_of_credit("a_code_of_next_year"), PROPOSED)
    await caller.fails(Unpaid)
    assert caller.requests == 1


async def test_after_want_of_money_nothing_is_asked_until_the_pause_is_over(caller: Caller) -> None:
    caller.server.script.add(mishaps.payment_required(), PROPOSED)
    await caller.fails(Unpaid)
    caller.now += timedelta(minutes=29)
    error = await caller.fails(Unpaid)
    assert caller.requests == 1
    assert "in 1 minute" in error.message
    assert not error.sent
    caller.now += timedelta(minutes=2)
    assert (await caller.ask()).calls


async def test_the_pause_is_told_while_it_lasts(caller: Caller) -> None:
    states = [caller.client.state]
    caller.server.script.add(mishaps.payment_required(), PROPOSED)
    await caller.fails(Unpaid)
    states.append(caller.client.state)
    caller.now += timedelta(minutes=31)
    states.append(caller.client.state)
    assert [state is None for state in states] == [True, False, True]
    assert "in 30 minutes" in str(states[1])


async def test_other_failures_pause_nothing(caller: Caller) -> None:
    caller.server.script.add(mishaps.too_long(), PROPOSED)
    await caller.fails(TooLong)
    assert caller.client.state is None
    assert (await caller.ask()).calls


async def test_a_wrong_key_is_named_by_its_setting(caller: Caller) -> None:
    caller.server.manners = replace(caller.server.manners, key="another")
    error = await caller.fails(BadKey)
    assert "OPENAI_API_KEY" in error.message
    assert caller.requests == 1


@pytest.mark.parametrize("how", [Delivery.DRIP, Delivery.HANG])
@pytest.mark.parametrize("api", [Api.RESPONSES, Api.CHAT])
async def test_each_call_has_a_deadline_in_all_though_bytes_keep_coming(
    server: ModelServer, api: Api, how: Delivery
) -> None:
    server.manners = replace(server.manners, thinks=False)
    server.script.author = lambda _: Delivered(PROPOSED, how)
    caller = Caller(server, api, call_seconds=0.3, attempts=2)
    async with caller.client:
        await caller.fails(Down)
    assert len(caller.waits) == 1  # on a busy machine a request may come too late to be counted there


async def test_all_attempts_together_have_a_deadline(server: ModelServer) -> None:
    server.script.author = lambda _: Delivered(PROPOSED, Delivery.HANG)
    caller = Caller(server, call_seconds=60, total_seconds=0.3)
    async with caller.client, asyncio.timeout(20):  # well before the call's own deadline
        await caller.fails(Down)
    assert caller.requests == 1


async def test_a_drip_that_is_fast_enough_is_an_answer(server: ModelServer) -> None:
    server.script.add(Delivered(PROPOSED, Delivery.DRIP, seconds=0))
    caller = Caller(server)
    async with caller.client:
        assert (await caller.ask()).calls


async def test_a_server_that_is_not_there_is_down(caller: Caller) -> None:
    await caller.server.stop()
    error = await caller.fails(Down)
    assert "OPENAI_BASE_URL" in error.message
    assert len(caller.waits) == 3


async def test_a_server_that_comes_back_is_asked_again(caller: Caller) -> None:
    caller.server.faults.add(FaultKind.RESET, times=2)
    caller.server.script.add(PROPOSED)
    assert (await caller.ask()).calls


async def test_a_redirect_is_not_followed_as_it_would_take_the_key_along(caller: Caller) -> None:
    other = ModelServer()
    await other.start()
    caller.server.script.add(Mishap(307, "", {"Location": f"{other.base_url}/responses"}))
    error = await caller.fails(Unfit)
    await other.stop()
    assert "OPENAI_BASE_URL" in error.message
    assert other.log.calls == []


async def test_a_body_that_is_not_packed_as_it_says_is_asked_for_again(caller: Caller) -> None:
    caller.server.script.add(Mishap(200, "not gzip", {"Content-Encoding": "gzip"}), PROPOSED)
    assert (await caller.ask()).calls
    assert caller.requests == 2


async def test_a_request_that_cannot_even_be_written_ends_in_our_own_error(caller: Caller) -> None:
    await caller.fails(Unusable, replace(TURN, messages=("half of a pair: \ud83d",)))


async def test_a_failure_of_one_person_is_none_of_another(caller: Caller) -> None:
    caller.server.script.add(mishaps.too_long())
    await caller.fails(TooLong)
    caller.server.script.add(PROPOSED)
    assert (await caller.ask()).calls
