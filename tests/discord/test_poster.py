"""The poster of a plan of one item: a file of the message, never an address of the media server."""

from playground.discord.seen import Seen
from playground.faults import FaultKind
from tests.discord.flow import button, now, plan_of, press_delete, result
from tests.discord.home import Home

ONE = "unwatched:>2y size:>1GB sort:-size limit:1"
JPEG = b"\xff\xd8\xff"


def posters(message: Seen) -> list[str]:
    return [file.filename for file in message.attachments if file.filename.startswith("poster")]


async def test_a_plan_of_one_item_shows_its_poster(home: Home) -> None:
    message = await plan_of(home, query=ONE)
    assert posters(message) == ["poster.jpg"]
    assert message.embeds[0]["thumbnail"]["url"].endswith("/poster.jpg")
    assert message.file("poster.jpg").startswith(JPEG)


async def test_a_plan_of_several_items_shows_none(home: Home) -> None:
    message = await plan_of(home)
    assert posters(message) == []
    assert "thumbnail" not in message.embeds[0]


async def test_a_plan_that_shrinks_to_one_item_shows_its_poster(home: Home) -> None:
    message = await plan_of(home, query=ONE.replace("limit:1", "limit:2"))
    opened = await home.sam.click(message, button(message, "Drop / keep"))
    select = next(c for c in opened.message.controls if c.custom_id.startswith("drop:"))
    await home.sam.select(opened, select.custom_id, [select.component["options"][0]["value"]])
    assert posters(await now(home, message)) == ["poster.jpg"]


async def test_no_address_of_the_media_server_and_no_key_reach_discord(home: Home) -> None:
    message = await plan_of(home, query=ONE)
    await press_delete(home.sam, message, 1)
    await result(home)
    said = "\n".join(f"{call.path} {call.body}" for call in home.discord.calls)
    assert home.kitchen.home.world.shelf.token not in said
    assert home.kitchen.home.plex.url not in said


async def test_a_media_server_that_has_no_poster_now_keeps_nobody_from_the_plan(home: Home) -> None:
    home.kitchen.home.faults["plex"].add(FaultKind.STATUS, path="/thumb/")
    message = await plan_of(home, query=ONE)
    assert posters(message) == []
    assert "thumbnail" not in message.embeds[0]
    assert any(label.startswith("Delete") for label in message.buttons)
