"""An operator hears at the start of a model that is not there or soon gone."""

from datetime import date

import pytest

from llm.provider.model_age import warnings
from playground.faults import FaultKind
from playground.model import Manners, ModelServer
from tests.llm.client.calling import Caller


async def warned(server: ModelServer, **models: str | None) -> tuple[str, ...]:
    server.manners = Manners(models={name.replace("_", "-"): end for name, end in models.items()})
    caller = Caller(server, model="luna")
    async with caller.client:
        return await caller.client.warnings()


async def test_a_model_without_an_end_is_no_news(server: ModelServer) -> None:
    assert await warned(server, luna=None, other="2026-12-01") == ()


async def test_an_end_in_90_days_is_told_with_its_date(server: ModelServer) -> None:
    (warning,) = await warned(server, luna="2027-02-19")
    assert warning == "The language model luna shuts down on 2027-02-19; choose another in OPENAI_MODEL."


async def test_an_end_in_91_days_is_not_yet_told(server: ModelServer) -> None:
    assert await warned(server, luna="2027-02-20") == ()


async def test_an_end_that_is_past_is_told_as_past(server: ModelServer) -> None:
    (warning,) = await warned(server, luna="2026-11-20")
    assert "was to shut down on 2026-11-20" in warning


async def test_a_model_the_server_does_not_list_is_told(server: ModelServer) -> None:
    (warning,) = await warned(server, other=None)
    assert "does not list luna" in warning


async def test_a_wrong_key_is_told_at_the_start(server: ModelServer) -> None:
    server.manners = Manners(key="another")
    caller = Caller(server)
    async with caller.client:
        (warning,) = await caller.client.warnings()
    assert "OPENAI_API_KEY" in warning


async def test_a_server_that_is_not_there_is_told_at_the_start(server: ModelServer) -> None:
    caller = Caller(server)
    await server.stop()
    async with caller.client:
        (warning,) = await caller.client.warnings()
    assert "OPENAI_BASE_URL" in warning


async def test_a_server_that_lists_no_models_is_no_news(server: ModelServer) -> None:
    server.faults.add(FaultKind.STATUS, status=404)
    caller = Caller(server)
    async with caller.client:
        assert await caller.client.warnings() == ()


@pytest.mark.parametrize(
    "listing",
    [
        "",
        "[]",
        "<html>",
        "{}",
        '{"data": []}',
        '{"data": 7}',
        '{"data": [{"id": "luna", "shutdown_date": 7}]}',
        '{"data": [{"id": "luna", "shutdown_date": "soon"}]}',
        '{"data": [null, {"id": null}]}',
    ],
)
def test_a_list_nobody_can_read_is_no_news(listing: str) -> None:
    assert warnings("luna", listing, date(2026, 11, 21)) == ()


def test_a_date_with_a_time_is_a_date() -> None:
    listing = '{"data": [{"id": "luna", "shutdown_date": "2026-12-01T00:00:00Z"}]}'
    assert "2026-12-01" in warnings("luna", listing, date(2026, 11, 21))[0]
