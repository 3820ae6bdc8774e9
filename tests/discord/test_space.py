"""/space through the local Discord."""

import io

import aiohttp
from PIL import Image

from tests.discord.home import Home


async def test_an_admin_sees_what_fills_the_disks_as_a_picture_and_in_words(home: Home) -> None:
    answered = (await home.sam.slash("space")).message
    for words in ("free of", "By last watched", "By library", "Movies", "By requester"):
        assert words in answered.text, answered.text
    (attached,) = answered.raw["attachments"]
    async with aiohttp.ClientSession() as session, session.get(attached["url"]) as response:
        picture = await response.read()
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "PNG"


async def test_a_guest_does_not_learn_who_requested_what(home: Home) -> None:
    assert "Only admins" in (await home.tom.slash("space")).text
