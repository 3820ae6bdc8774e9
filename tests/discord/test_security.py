"""The security rules, from both sides: what is allowed works, what is not leaves all as it was."""

from pathlib import Path
from typing import Any

import discord
import pytest

from bot.access import Who
from bot.commands.all import DYNAMIC_ITEMS
from bot.controls import Control
from bot.plan_control import PlanControl
from bot.plan_deleting import Delete
from playground.discord.client import Unanswered
from playground.discord.faults import Fault
from playground.discord.picker import Leaf, leaves
from playground.discord.registered import OptionType
from playground.discord.seen import Seen
from tests.discord.flow import button, plan_id, plan_of, press_delete
from tests.discord.home import Home, bot_at_home
from tests.kitchen import kitchen

OPEN = {"help", "ask"}  # what everybody may use
REFUSED = "Only admins may do this"
QUERY = "type:movie genre:Horror"

_SAMPLES: dict[int, object] = {
    OptionType.STRING: "something",
    OptionType.INTEGER: 1,
    OptionType.NUMBER: 1.0,
    OptionType.BOOLEAN: True,
    OptionType.USER: "tom",
}


def required(leaf: Leaf) -> dict[str, object]:
    """Something for every option that must be given."""
    given: dict[str, object] = {}
    for option in leaf.options:
        if option.get("required"):
            choices = option.get("choices") or []
            given[option["name"]] = choices[0]["value"] if choices else _SAMPLES[option["type"]]
    return given


# Rule 1: every interaction is authorised, by configured roles or Manage Server.


async def test_a_guest_is_refused_every_command_but_those_that_only_tell(home: Home) -> None:
    commands = leaves(home.discord.state)
    assert len(commands) > 10
    for leaf in commands:
        said = await home.tom.slash(leaf.name, required(leaf))
        assert (REFUSED not in said.text) == (leaf.name in OPEN), leaf.name
        assert said.message.ephemeral


async def test_a_guest_is_offered_nothing_by_any_autocomplete(home: Home) -> None:
    await home.kitchen.cascade.protect(query=QUERY, reason="ours", by="Sam")
    found: dict[str, int] = {}
    for leaf in leaves(home.discord.state):
        for option in leaf.options:
            if option.get("autocomplete"):
                name = option["name"]
                assert await home.tom.autocomplete(leaf.name, name, "") == [], leaf.name
                found[f"{leaf.name} {name}"] = len(await home.sam.autocomplete(leaf.name, name, ""))
    assert found["protect remove protection"] == 1


ENTITIES = {discord.ComponentType.role_select: "Friends", discord.ComponentType.channel_select: "friends"}


@pytest.mark.parametrize("kind", DYNAMIC_ITEMS, ids=lambda kind: kind.__name__)
async def test_a_guest_is_refused_every_control(home: Home, kind: type[Control]) -> None:
    known = getattr(kind, "known", None)
    ref = next(iter(known)) if known else "abcde"
    control = kind(ref)
    if control.item.type is discord.ComponentType.string_select and not control.item.options:
        control.item.add_option(label="1", value="1")
    message = await put(home, control)
    before = await home.kitchen.rows("SELECT count(*) FROM activity_log")
    if control.item.type is discord.ComponentType.button:
        said = await home.tom.click(message, control.custom_id)
    else:
        options = message.controls[0].component.get("options") or [{"value": ""}]
        chosen = ENTITIES.get(control.item.type, options[0]["value"])
        said = await home.tom.select(message, control.custom_id, [chosen])
    # What guests may press answers questions; a strange reference is refused there, too.
    assert (REFUSED if kind.who is not Who.EVERYONE else "I do not know that button") in said.text
    assert said.message.ephemeral
    assert await home.kitchen.rows("SELECT count(*) FROM activity_log") == before


async def test_who_somebody_is_counts_at_the_time_of_the_click(home: Home) -> None:
    plan = await plan_of(home)
    home.discord.people["sam"].roles.clear()
    assert REFUSED in (await home.sam.click(plan, button(plan, "Delete"))).text
    assert REFUSED in (await home.sam.click(plan, button(plan, "Cancel"))).text
    assert (await home.kitchen.cascade.plan(plan_id(plan))).state.value == "proposed"


async def test_a_modal_is_authorised_again_when_it_is_sent(home: Home) -> None:
    plan = await plan_of(home)
    opened = await home.sam.click(plan, button(plan, "Delete"))
    home.discord.people["sam"].roles.clear()
    for number in ("4", "3"):  # not even that a number is wrong is told
        said = await home.sam.submit(opened, {opened.modal.fields[0].custom_id: number})
        assert REFUSED in said.text
    assert home.kitchen.destructive() == []
    assert (await home.kitchen.cascade.plan(plan_id(plan))).state.value == "proposed"


# Rule 2: the author confirms, or any admin where that is allowed.


async def test_another_admin_confirms_only_where_any_admin_may(home: Home) -> None:
    plan = await plan_of(home)
    refused = await home.kim.click(plan, button(plan, "Delete"))
    assert "Only the one who made this plan" in refused.text
    await home.prefer(any_admin_may_confirm=True)
    assert (await home.kim.click(plan, button(plan, "Delete"))).modal


# Rule 6: a replay is passed over, and nothing is done when the acknowledgement failed.


async def test_an_interaction_that_comes_twice_is_carried_out_once(home: Home) -> None:
    await home.sam.slash("protect add", query=QUERY)
    (asked,) = home.discord.state.interactions.values()
    calls = len(home.discord.calls)
    for session in home.discord.gateway.sessions:
        session.dispatch("INTERACTION_CREATE", asked.event)
    await home.sam.slash("help")  # handled after it
    assert len(await home.kitchen.cascade.protections()) == 1
    assert all(asked.token not in call.path for call in home.discord.calls[calls:])


async def test_what_discord_no_longer_waits_for_is_not_done(home: Home) -> None:
    home.discord.faults.add(Fault.LATE_ACK, path="callback")
    with pytest.raises(Unanswered):
        await home.sam.slash("protect add", query=QUERY)
    assert await home.kitchen.cascade.protections() == ()
    plan = await plan_of(home)
    home.discord.faults.add(Fault.LATE_ACK, path="callback")
    with pytest.raises(Unanswered):
        await home.sam.click(plan, button(plan, "Cancel"))
    assert (await home.kitchen.cascade.plan(plan_id(plan))).state.value == "proposed"


# Rule 8: what comes back in a custom_id is parsed strictly and looked up.


@pytest.mark.parametrize(
    "forged",
    [
        "cancel",
        "cancel:{plan}",
        "cancel:{plan}:0 ",
        "cancel:{plan}:0\n",
        "cancel:{plan}:٣",
        "CANCEL:{plan}:0",
    ],
)
async def test_a_custom_id_that_is_no_whole_match_is_not_heard(hasty: Home, forged: str) -> None:
    plan = await plan_of(hasty)
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(label="Go")
    button.custom_id = forged.format(plan=plan_id(plan))
    message = await put(hasty, button)
    with pytest.raises(Unanswered):
        await hasty.sam.click(message, "Go")
    assert (await hasty.kitchen.cascade.plan(plan_id(plan))).state.value == "proposed"


@pytest.mark.parametrize("kind", [one for one in DYNAMIC_ITEMS if issubclass(one, PlanControl)])
async def test_a_plan_that_is_not_there_is_answered_with_one_private_line(
    home: Home, kind: type[Control]
) -> None:
    control = kind("zzzzz")
    if isinstance(control.item, discord.ui.Select):
        control.item.add_option(label="1", value="1")
    message = await put(home, control)
    if isinstance(control.item, discord.ui.Select):
        said = await home.sam.select(message, control.custom_id, ["1"])
    else:
        said = await home.sam.click(message, control.custom_id)
    assert said.message.ephemeral
    assert "zzzzz" in said.text
    assert "\n" not in said.text


# Rule 9: caps, a brake between items, and practice after installation.


async def test_a_plan_over_a_cap_cannot_be_confirmed(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path, MAX_ITEMS="2") as home:
        plan = await plan_of(home)
        assert not any(label.startswith("Delete") for label in plan.buttons)
        message = await put(home, Delete(plan_id(plan)))
        opened = await home.sam.click(message, button(message, "Delete"))
        said = (
            await home.sam.submit(opened, {opened.modal.fields[0].custom_id: "3"})
            if opened.opened
            else opened
        )
        assert "cap" in said.text
        assert home.kitchen.destructive() == []


async def test_a_new_installation_practises(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=10, shows=1, synced=False) as family:
        assert (await family.cascade.preferences.read()).practice


async def test_in_practice_nothing_is_deleted(home: Home) -> None:
    await home.prefer(practice=True)
    before = home.kitchen.on_disk()
    plan = await plan_of(home)
    await press_delete(home.sam, plan, 3)
    await home.kitchen.home.settle()
    assert home.kitchen.on_disk() == before
    assert home.kitchen.destructive() == []


# Rule 10: one server, no direct messages, no mentions.


async def test_direct_messages_are_refused(home: Home) -> None:
    said = await home.sam.slash("stop", channel=home.sam.direct)
    assert "in the server only" in said.text


async def test_another_server_is_refused(home: Home) -> None:
    plan = await plan_of(home)
    said = await home.sam.forge(plan, f"cancel:{plan_id(plan)}:0", guild_id=424242424242424242)
    assert "does not serve this server" in said.text
    assert (await home.kitchen.cascade.plan(plan_id(plan))).state.value == "proposed"


async def test_no_message_of_the_bot_notifies_anybody_it_was_not_meant_for(home: Home) -> None:
    for text in ("@everyone", "<@{}>".format(home.discord.people["kim"].id), "<@&1>"):
        await home.sam.slash("protect add", query=QUERY, reason=text)
    await home.sam.slash("protect list")
    assert home.discord.pings == []


async def put(home: Home, item: discord.ui.Item[Any]) -> Seen:
    """Let the bot post a control, as an older message of it may hold."""
    view = discord.ui.View(timeout=None)
    view.add_item(item)
    channel = home.bot.get_partial_messageable(home.discord.channels["cleanup"].id)
    posted = await channel.send("Here it is.", view=view)
    return next(message for message in home.shown() if message.id == posted.id)
