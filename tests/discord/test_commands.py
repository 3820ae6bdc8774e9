"""Commands that no other page of tests is about, as an admin uses them, and a guest does not."""

import pytest

from tests.discord.flow import button, hears, labels, now, plan_id, plan_of, press_delete, result
from tests.discord.home import Home


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({"unwatched_for": "2 years"}, "unwatched:>2y"),
        ({"larger_than": "5 GB"}, "size:>5GB"),
        ({"older_than": "18 months"}, "age:>18mo"),
        ({"rating_below": 6.5}, "rating:<6.5"),
        ({"library": "Movies"}, "library:Movies"),
        ({"genre": "Drama"}, "genre:Drama"),
        ({"requested_by": "anna"}, "requested-by:anna"),
        ({"unwatched_for": "1y", "keep_genre": "Horror"}, "unwatched:>1y -genre:Horror"),
        ({"unwatched_for": "1y", "keep_tag": "keep"}, "unwatched:>1y -tag:keep"),
        ({"unwatched_for": "1y", "keep_requested_by": "anna"}, "unwatched:>1y -requested-by:anna"),
        ({"larger_than": "1GB", "sort": "-unwatched", "limit": 4}, "size:>1GB sort:-unwatched limit:4"),
        ({"larger_than": "1GB", "reclaim": "20 GB"}, "size:>1GB sort:-size reclaim:20GB"),
    ],
)
async def test_an_option_of_clean_is_a_piece_of_the_query(
    home: Home, options: dict[str, object], query: str
) -> None:
    said = await home.sam.slash("clean", {"kind": "movie", **options})
    assert "is here" in said.text, said.text
    (message,) = [shown for shown in home.shown() if "PLAN" in shown.text]
    assert f"`type:movie {query}`" in message.text or f"`type:movie {query} sort:-size" in message.text
    assert (await home.bot.cascade.plan(plan_id(message))).by == "Sam"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "Say what to look for"),
        ({"unwatched_for": "2m"}, "2m"),
        ({"larger_than": "5G"}, "5G"),
        ({"query": "size:>1GB", "genre": "Drama"}, "not both"),
    ],
)
async def test_an_option_that_cannot_be_meant_is_refused_in_a_sentence(
    home: Home, options: dict[str, object], said: str
) -> None:
    answered = await home.sam.slash("clean", {"kind": "movie", **options})
    assert said in answered.text
    assert answered.message.ephemeral
    assert not [message for message in home.shown() if "PLAN" in message.text]


async def test_a_plan_is_posted_again_with_buttons_that_work(home: Home) -> None:
    old = await plan_of(home)
    for command, options in (("plan show", {"plan": plan_id(old).upper()}), ("plan last", {})):
        answered = await home.sam.slash(command, options)
        assert "is here" in answered.text
        newest = [message for message in home.shown() if "PLAN" in message.text][-1]
        assert newest.id > old.id
        assert plan_id(newest) == plan_id(old)
        assert labels(newest) == labels(old)
        assert (await now(home, old)).buttons == []
        old = newest
    await press_delete(home.sam, old, 3)
    assert "all 3 gone everywhere" in (await result(home)).text


async def test_everybody_finds_their_own_plans(home: Home) -> None:
    message = await plan_of(home)
    assert plan_id(message) in (await home.sam.slash("plan mine")).text
    assert "You have made no plan yet" in (await home.kim.slash("plan mine")).text


async def test_a_plan_is_given_up_by_command_but_not_by_another_admin(home: Home) -> None:
    message = await plan_of(home)
    refused = await home.kim.slash("plan cancel", plan=plan_id(message))
    assert "Only the one who made this plan" in refused.text
    assert "is cancelled" in (await home.sam.slash("plan cancel", plan=plan_id(message))).text
    closed = await now(home, message)
    assert not [label for label in labels(closed) if label.startswith(("Delete", "Cancel", "Drop"))]
    await home.sam.forge(closed, button(message, "Delete"))
    await hears(home.sam, "was cancelled")
    assert home.kitchen.destructive() == []


async def test_a_plan_that_is_not_there_is_said_in_one_line(home: Home) -> None:
    for command in ("plan show", "plan cancel"):
        answered = await home.sam.slash(command, plan="zzzzz")
        assert "zzzzz" in answered.text
        assert answered.message.ephemeral


async def test_why_says_what_the_newest_plan_says_of_a_title(home: Home) -> None:
    message = await plan_of(home)
    plan = await home.bot.cascade.plan(plan_id(message))
    item = plan.items[0]
    offered = await home.sam.autocomplete("why", "title", item.title)
    value = next(choice.value for choice in offered if str(choice.value) == f"#{item.item_id}")
    answered = await home.sam.slash("why", title=value)
    assert "The rule wants it" in answered.text
    assert f"It is on plan {plan.id}" in answered.text
    other = await home.sam.slash("why", title=value, query="size:>900GB")
    assert "The rule does not want it" in other.text


async def test_history_is_filtered_by_title_person_status_and_source(home: Home) -> None:
    message = await plan_of(home)
    titles = [item.title for item in (await home.bot.cascade.plan(plan_id(message))).items]
    await press_delete(home.sam, message, 3)
    await result(home)
    found = await home.sam.slash("history", title=titles[0])
    assert titles[0] in found.text
    assert titles[1] not in found.text
    for options, many in (
        ({"person": "Sam"}, 3),
        ({"person": "Kim"}, 0),
        ({"status": "completed"}, 3),
        ({"status": "failed"}, 0),
        ({"source": "discord"}, 3),
        ({"source": "cli"}, 0),
    ):
        assert (await home.sam.slash("history", options)).text.count("✅") == many, options
    offered = await home.sam.autocomplete("history", "person", "s")
    assert [choice.value for choice in offered] == ["Sam"]
