"""Who is let in, by which door, and what they are told."""

from tests.discord.home import Home


async def test_help_answers_the_one_who_asks_and_nobody_else(home: Home) -> None:
    said = await home.tom.slash("help")
    assert said.message.ephemeral
    assert "Making room" in said.text
    assert home.shown(to="sam") == []
