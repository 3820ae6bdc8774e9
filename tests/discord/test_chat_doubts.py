"""What a model's rule needs a yes for, what that yes is for, and what it may be told of whom."""

from pathlib import Path
from typing import Any

import pytest

from tests.discord.flow import plan_id
from tests.discord.home import Home
from tests.discord.talking import newest_plan, plans, tell
from tests.discord.test_chat_model import UNWATCHED, propose, with_model

TOLD = "films nobody has watched in two years, at most 2"
SIZE = {"field": "size", "op": ">", "values": ["1 GB"], "from_words": "films"}
HORROR = {"field": "genre", "op": "is", "values": ["horror"], "from_words": "keep the horror"}


async def query(home: Home, count: int) -> str:
    """The query of the newest of so many plans."""
    return (await home.bot.cascade.plan(plan_id(await newest_plan(home, count)))).query


async def test_what_was_said_yes_to_is_not_asked_again(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        propose(server, UNWATCHED, SIZE, most="2")
        doubt = await tell(home, home.sam, TOLD)
        await home.sam.click(doubt, "Yes, make that plan")
        assert await query(home, 1) == "type:movie unwatched:>2y size:>1GB sort:-size limit:2"
        propose(
            server, UNWATCHED | {"from_words": ""}, SIZE | {"from_words": ""}, most="2", keep_when=[HORROR]
        )
        said = await tell(home, home.sam, "no, keep the horror")
        assert "I assumed" not in said.text
        assert await query(home, 2) == "type:movie unwatched:>2y size:>1GB -genre:Horror sort:-size limit:2"


async def test_what_was_not_said_yes_to_is_asked_again(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        propose(server, UNWATCHED, SIZE, most="2")
        await tell(home, home.sam, TOLD)
        propose(server, UNWATCHED, SIZE, most="2", keep_when=[HORROR])
        said = await tell(home, home.sam, "and keep the horror")
        assert "I assumed it: `size:>1GB`" in said.text
        assert not plans(home)


async def test_words_no_rule_can_hold_are_named_and_the_rule_beside_them_is_what_a_yes_makes(
    tmp_path: Path,
) -> None:
    async with with_model(tmp_path) as (home, server):
        propose(server, UNWATCHED, most="2", unsupported=["with a sad ending"])
        said = await tell(home, home.sam, f"{TOLD}, with a sad ending")
        assert "No rule can hold this: “with a sad ending”" in said.text
        assert not plans(home)
        await home.sam.click(said, "Yes, make that plan")
        assert await query(home, 1) == "type:movie unwatched:>2y sort:-size limit:2"


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"keep_when": []}, "− `-genre:Horror`"),
        ({"targets": ["movie", "show"]}, "+ `type:show`"),
        ({"stops": []}, "− `limit:2`"),
        ({"order": {"field": "added", "descending": False, "from_words": ""}}, "− `sort:-size`"),
    ],
)
async def test_a_change_that_takes_in_more_wants_a_yes_whatever_was_said(
    tmp_path: Path, change: dict[str, Any], shown: str
) -> None:
    async with with_model(tmp_path) as (home, server):
        propose(server, UNWATCHED, most="2", keep_when=[HORROR])
        await tell(home, home.sam, f"{TOLD}, keep the horror")
        await newest_plan(home, 1)
        propose(server, UNWATCHED | {"from_words": ""}, **{"most": "2", "keep_when": [HORROR]} | change)
        said = await tell(home, home.sam, "no, make it otherwise")
        assert "takes in more" in said.text
        assert shown in said.text
        assert len(plans(home)) == 1


async def test_a_model_that_reads_for_a_guest_is_told_no_names(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        who = (await home.bot.cascade.counted.of("requested-by", 1))[0].name
        server.script.call("library_stats", group_by="requester")
        server.script.call("decline", reason="not_about_media")
        await tell(home, home.tom, "who are you all?", "general")
        assert len(server.journal) == 2
        assert who not in str([asked.body for asked in server.journal])
        server.script.call("decline", reason="not_about_media")
        await tell(home, home.sam, "who are you all?")
        assert who in str(server.journal[-1].body)


async def test_a_whole_request_tells_the_model_nothing_of_the_one_before(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        propose(server, UNWATCHED, most="2")
        await tell(home, home.sam, TOLD)
        propose(server, UNWATCHED, most="1")
        await tell(home, home.sam, "delete films nobody has watched in two years, at most 1")
        texts = server.journal[-1].texts
        assert not any("at most 2" in text or "The current rule" in text for text in texts)


async def test_a_model_that_is_gone_is_not_named_by_its_address(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        await server.stop()
        said = await tell(home, home.sam, TOLD)
        assert "limit:2" in said.text
        assert "read without a model: " in said.text
        assert server.base_url not in said.text


async def test_more_doubts_than_can_be_shown_are_not_said_yes_to_at_once(tmp_path: Path) -> None:
    async with with_model(tmp_path) as (home, server):
        genres = ("horror", "comedy", "drama", "anime", "action", "family", "crime", "war", "music")
        words = [f"{name} that flumoxes" for name in genres]
        propose(server, UNWATCHED, most="2", unsupported=words)
        said = await tell(home, home.sam, f"{TOLD}, {', '.join(words)}")
        assert "Yes, make that plan" not in said.buttons
        assert all(name in said.text for name in words)
        assert not plans(home)
