"""/setup: from a new installation to a household that deletes."""

from pathlib import Path

import pytest

from playground.discord.permissions import Permission
from tests.discord.home import Home, bot_at_home

ADMINS = "Who are the admins? (roles)"
PLANS = "Where do plans and progress go?"


async def test_a_manager_sets_everything_up_by_selects(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, set_up=False, live=False) as home:
        page = await home.olga.slash("setup")
        assert "Practice" in page.text
        page = await home.olga.select(page, ADMINS, ["Media admins"])
        page = await home.olga.select(page, PLANS, ["cleanup"])
        page = await home.olga.click(page, "Go live: really delete")
        assert "Live" in page.text
        found = await home.kitchen.cascade.preferences.read()
        assert found.admin_role_ids == (home.discord.roles["Media admins"].id,)
        assert found.admin_channel_id == home.discord.channels["cleanup"].id
        assert found.set_up
        assert not found.practice


async def test_until_a_role_is_named_only_those_who_manage_the_server_count(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, set_up=False) as home:
        assert "Only admins" in (await home.sam.slash("setup")).text
        assert "Only admins" in (await home.sam.slash("health")).text
        assert "server" in (await home.olga.slash("health")).text


async def test_with_a_role_named_its_members_set_up_and_guests_do_not(home: Home) -> None:
    assert "Setup" in (await home.sam.slash("setup")).text
    assert "Only admins" in (await home.tom.slash("setup")).text


async def test_everybody_cannot_be_made_admin(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, set_up=False) as home:
        page = await home.olga.slash("setup")
        refused = await home.olga.select(page, ADMINS, ["@everyone"])
        assert "@everyone would let every guest delete" in refused.text
        assert (await home.kitchen.cascade.preferences.read()).admin_role_ids == ()


async def test_setup_says_what_the_bot_may_not_do_where_and_gives_the_link_that_grants_it(home: Home) -> None:
    bot = home.discord.people["bot"]
    home.discord.permit("deletions", bot, deny=Permission.SEND_MESSAGES)
    page = await home.sam.slash("setup")
    assert "I lack: Send Messages" in page.text
    assert "permissions=117760" in page.text
    assert "scope=bot+applications.commands" in page.text


@pytest.mark.parametrize(
    ("page", "select", "answer", "name", "value"),
    [
        ("Confirming", "Who confirms a plan?", "Any admin", "any_admin_may_confirm", True),
        (
            "Confirming",
            "From how many items on must two admins agree?",
            "More than 25 items",
            "second_admin_items",
            25,
        ),
        ("Confirming", "When must the number be typed?", "Type it however few", "count_modal_items", 0),
        (
            "Telling",
            "What does the feed tell?",
            "Left behind somewhere",
            "feed_kinds",
            frozenset({"partial"}),
        ),
        (
            "What others delete",
            "What does the feed tell of what others did?",
            "Outages",
            "elsewhere_kinds",
            frozenset({"outages"}),
        ),
        ("Telling", "From how many events on are they summed up?", "More than 5 at once", "digest_above", 5),
    ],
)
async def test_every_choice_can_be_made(
    home: Home, page: str, select: str, answer: str, name: str, value: object
) -> None:
    shown = await home.sam.click(await home.sam.slash("setup"), page)
    await home.sam.select(shown, select, [answer])
    assert getattr(await home.kitchen.cascade.preferences.read(), name) == value


async def test_the_controls_of_setup_work_after_a_restart(home: Home) -> None:
    page = await home.sam.slash("setup")
    await home.restart()
    await home.sam.click(page, "Back to practice")
    assert (await home.kitchen.cascade.preferences.read()).practice


async def test_whether_what_others_delete_is_finished_by_itself_can_be_set(home: Home) -> None:
    page = await home.sam.click(await home.sam.slash("setup"), "What others delete")
    assert "is finished without asking: no" in page.text
    await home.sam.click(page, "Finish deletions by others")
    assert (await home.kitchen.cascade.preferences.read()).finish_external
