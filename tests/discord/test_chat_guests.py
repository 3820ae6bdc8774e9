"""What people may see who are no admins, or who read along: titles and figures, never names and systems."""

from pathlib import Path

import pytest

from cascade.household.people import Person
from playground.discord.seen import Seen
from tests.discord.flow import plan_id, plan_of
from tests.discord.home import Home, bot_at_home
from tests.discord.talking import answered, newest_plan, plans, tell

SENTENCE = "get rid of films nobody has watched in two years, biggest first, at most 3"


async def names(home: Home) -> set[str]:
    """What guests are not told: people, instances, tags, and folders."""
    values = await home.kitchen.rows(
        "SELECT DISTINCT value FROM item_values "
        "WHERE field IN ('watched-by', 'requested-by', 'on', 'tag', 'label')"
    )
    report = await home.bot.cascade.space.report()
    return {value for (value,) in values} | {disk.path for disk in report.disks}


async def requested(home: Home) -> tuple[str, str]:
    """A title that somebody requested, and who that was."""
    [(title, who)] = await home.kitchen.rows(
        "SELECT i.title, v.value FROM items i JOIN item_values v ON v.item_id = i.id "
        "WHERE v.field = 'requested-by' AND i.kind = 'movie' AND i.gone_at IS NULL "
        "AND (SELECT count(*) FROM items o WHERE o.title_key LIKE '%' || i.title_key || '%') = 1 LIMIT 1"
    )
    return title, who


def words(said: Seen) -> str:
    """All that can be read of a message, its buttons too."""
    return " ".join([said.text, *said.buttons]).replace("\\", "")


async def test_a_guest_is_told_figures_without_people_systems_and_folders(home: Home) -> None:
    secret = await names(home)
    assert len(secret) > 5
    for asked in (
        "how is the space used?",
        "what takes most space?",
        "delete films requested by anybody else",
        "delete films tagged kep",
        "delete films on radar",
        "delete films labelled x",
        "delete films watched by a",
    ):
        said = words(await tell(home, home.tom, asked, "general"))
        told = {name for name in secret if len(name) > 3 and name.casefold() in said.casefold()}
        assert told == set(), asked


async def test_a_guest_gets_no_names_to_choose_from_where_an_admin_does(home: Home) -> None:
    _, who = await requested(home)
    asked = f"delete films requested by {who}n"
    admin = await tell(home, home.sam, asked)
    guest = await tell(home, home.tom, asked, "general")
    assert who in words(admin).replace(f"{who}n", "")
    assert who not in words(guest).replace(f"{who}n", "")


async def test_who_requested_it_is_told_to_admins_among_themselves_alone(home: Home) -> None:
    title, who = await requested(home)
    asked = f"who requested {title}?"
    assert who in words(await tell(home, home.sam, asked))
    guest = words(await tell(home, home.tom, asked, "general"))
    assert "it was requested" in guest
    assert who not in guest


async def test_an_admin_is_told_no_names_where_others_read_along(home: Home) -> None:
    title, who = await requested(home)
    asked = f"who requested {title}?"
    said = words(await tell(home, home.sam, asked, "general"))
    assert "it was requested" in said
    assert who not in said
    assert "/ask tells you all, privately" in said
    private = await home.sam.slash("ask", text=asked, channel="general")
    assert private.message.ephemeral
    assert who in private.text
    assert "read along" not in private.text


async def test_an_admin_is_told_names_in_a_direct_message(home: Home) -> None:
    title, who = await requested(home)
    assert who in (await home.sam.ask(home.sam.direct, f"who requested {title}?")).text
    assert who not in (await home.tom.ask(home.tom.direct, f"who requested {title}?")).text


async def test_a_title_button_answers_for_whoever_clicks(home: Home) -> None:
    copies = await home.kitchen.rows(
        "SELECT title, min(id) FROM items WHERE kind = 'movie' AND gone_at IS NULL "
        "GROUP BY title_key HAVING count(*) > 1 LIMIT 1"
    )
    [(title, item)] = copies
    await home.kitchen.cascade.people.link(Person(None, "Ursula", plex="ursula"))
    said = await tell(home, home.sam, f"why is {title} on the list?", "general")
    assert len(said.buttons) >= 2
    assert not any(name in label for label in said.buttons for name in ("radarr", "plex"))
    plan = await plan_of(home, query="watched-by:Nobody size:>1GB")
    forged = f"about:listed_{item}_{plan_id(plan)}:0"
    guest = await home.tom.forge(said, forged)
    assert guest.message.ephemeral
    assert f"on plan {plan_id(plan)}" in guest.text
    assert "Nobody" not in guest.text
    admin = await home.sam.forge(said, forged)
    assert "Nobody" in admin.text


async def test_a_guest_is_told_the_rule_of_a_plan_that_names_nobody(home: Home) -> None:
    plan = await plan_of(home)
    title = (await home.bot.cascade.plan(plan_id(plan))).items[0].title
    said = await tell(home, home.tom, f"why is {title} on the list?", "general")
    if said.buttons:
        said = (await home.tom.click(said, said.buttons[0])).message
    assert "The rule: " in said.text
    assert "nobody has watched" in said.text


async def test_a_strange_item_in_a_button_is_refused(home: Home) -> None:
    said = await tell(home, home.sam, "what takes most space?")
    for ref in (f"watched_{'9' * 40}_", "watched__", "everything_1_"):
        assert "I do not know that button" in (await home.tom.forge(said, f"about:{ref}:0")).text


async def test_a_guest_is_not_told_under_which_name_somebody_is_linked(home: Home) -> None:
    _, who = await requested(home)
    await home.bot.cascade.people.link(Person(None, "Kim", seerr=who, discord_id=str(home.kim.person.id)))
    said = await tell(home, home.tom, f"delete films that <@{home.kim.person.id}> requested", "general")
    assert who not in words(said)


async def test_a_guest_who_was_an_admin_gets_no_plan_by_an_old_button(home: Home) -> None:
    asked = await tell(home, home.sam, "delete old films, at most 2")
    home.discord.people["sam"].roles.clear()
    await home.sam.click(asked, asked.buttons[0])
    assert "Only admins get a plan" in (await answered(home.sam, asked)).text
    assert not plans(home)


async def test_a_stranger_is_told_nothing(home: Home) -> None:
    eve = home.discord.join("eve", "Eve")
    del home.discord.people["eve"]
    said = await eve.ask(eve.direct, "what takes most space?")
    assert "members of my server only" in said.text


@pytest.mark.parametrize("where", ["direct", "general"])
async def test_a_guest_can_go_on_with_what_was_understood(home: Home, where: str) -> None:
    room = home.tom.direct if where == "direct" else "general"
    me = f"<@{home.discord.people['bot'].id}> "
    await home.tom.ask(room, me + SENTENCE)
    said = await home.tom.ask(room, me + "no, at most 1")
    assert "type:movie unwatched:>2y sort:-size limit:1" in said.text
    assert not plans(home)


async def test_in_a_direct_message_answers_are_written_out_and_typed(home: Home) -> None:
    asked = await home.sam.ask(home.sam.direct, "delete old films, at most 2")
    assert not asked.buttons
    choice = next(line[2:] for line in asked.text.splitlines() if line.startswith("• "))
    said = await home.sam.ask(home.sam.direct, choice)
    assert "limit:2" in said.text
    assert "say it in the server" in said.text


async def test_in_a_direct_message_every_copy_is_answered_for(home: Home) -> None:
    [(title, copies)] = await home.kitchen.rows(
        "SELECT title, count(*) FROM items WHERE kind = 'movie' AND gone_at IS NULL "
        "GROUP BY title_key HAVING count(*) > 1 LIMIT 1"
    )
    said = await home.sam.ask(home.sam.direct, f"when was {title} last watched?")
    assert not said.buttons
    assert said.text.replace("\\", "").count(title) == copies


async def test_stop_in_a_direct_message_is_answered(home: Home) -> None:
    assert "/stop there" in (await home.sam.ask(home.sam.direct, "stop")).text


async def test_without_an_admin_channel_names_stay_out_of_every_room(tmp_path: Path) -> None:
    async with bot_at_home(tmp_path) as home:
        await home.prefer(admin_channel_id=None)
        title, who = await requested(home)
        assert who not in words(await tell(home, home.sam, f"who requested {title}?"))
        await tell(home, home.sam, SENTENCE)
        await newest_plan(home, 1)
