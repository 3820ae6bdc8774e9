"""Who is let in, by which door, and what they are told."""

import re

import pytest
from sqlalchemy import text

from playground.discord.permissions import Permission
from tests.discord.home import Home


async def test_help_answers_the_one_who_asks_and_nobody_else(home: Home) -> None:
    said = await home.tom.slash("help")
    assert said.message.ephemeral
    assert "Making room" in said.text
    assert home.shown(to="sam") == []


async def test_a_channel_the_bot_may_not_write_in_is_said_in_one_sentence(home: Home) -> None:
    home.discord.permit("cleanup", home.discord.people["bot"], deny=Permission.SEND_MESSAGES)
    said = await home.sam.slash("clean", kind="movie", query="size:>1GB limit:2", channel="general")
    assert "/setup shows what I lack where" in said.text
    assert said.message.ephemeral


async def test_an_error_nobody_foresaw_says_nothing_but_a_reference_that_is_in_the_log(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    async with home.kitchen.cascade._db.write() as conn:
        await conn.execute(text("UPDATE preferences SET value = '\"maybe\"' WHERE key = 'practice'"))
    said = await home.sam.slash("people list")
    (reference,) = re.findall(r"look for ([0-9a-f]{6}) in the log\.$", said.text)
    assert reference in caplog.text
    assert "maybe" not in said.text
    assert said.message.ephemeral


async def test_a_server_that_fails_is_in_the_log_with_the_same_reference(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    async with home.kitchen.cascade._db.write() as conn:
        await conn.execute(text("DROP TABLE people"))
    said = (await home.sam.slash("people list")).text
    (reference,) = re.findall(r"\(([0-9a-f]{6})\)$", said)
    assert reference in caplog.text


async def test_a_known_error_is_one_private_sentence_with_its_reference(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot")
    said = await home.sam.slash("protect add")
    (reference,) = re.findall(r"^Give a title or a query, one of both\. \(([0-9a-f]{6})\)$", said.text)
    assert reference in caplog.text
