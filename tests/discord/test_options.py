"""/clean by its plain options, and finding plans again, as somebody with a phone does it."""

from typing import Any

import pytest

from playground.discord.seen import Seen
from tests.discord.flow import labels, plan_id, plan_of
from tests.discord.home import Home


async def query_of(home: Home, **options: Any) -> str:
    """Ask by options and give the query of the plan that came of it."""
    said = await home.sam.slash("clean", {"kind": "movie", **options})
    assert "is here" in said.text, said.text
    message = await home.sam.until(lambda view: next((m for m in view if "PLAN" in m.text), None))
    return (await home.bot.cascade.plan(plan_id(message))).query


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({"rating_below": 7.5}, "type:movie rating:<7.5 sort:-size"),
        (
            {"unwatched_for": "2 years", "larger_than": "5 GB"},
            "type:movie unwatched:>2y size:>5GB sort:-size",
        ),
        ({"unwatched_for": "3 yrs"}, "type:movie unwatched:>3y sort:-size"),
        ({"older_than": "18 months", "limit": 3}, "type:movie age:>18mo sort:-size limit:3"),
        ({"older_than": "1w", "sort": "worst rated first"}, "type:movie age:>1w sort:rating"),
        ({"larger_than": "1GB", "reclaim": "20 GB"}, "type:movie size:>1GB sort:-size reclaim:20GB"),
    ],
)
async def test_plain_options_are_one_query(home: Home, options: dict[str, Any], query: str) -> None:
    assert await query_of(home, **options) == query


@pytest.mark.parametrize(
    ("option", "field", "term"),
    [
        ("library", "library", "library:"),
        ("genre", "genre", "genre:"),
        ("requested_by", "requested-by", "requested-by:"),
        ("keep_genre", "genre", "-genre:"),
        ("keep_tag", "tag", "-tag:"),
        ("keep_requested_by", "requested-by", "-requested-by:"),
    ],
)
async def test_names_are_offered_and_a_misspelt_one_is_refused(
    home: Home, option: str, field: str, term: str
) -> None:
    offered = await home.sam.autocomplete("clean", option, "")
    assert offered, f"the household has no {field}"
    wrong = await home.sam.slash("clean", {"kind": "movie", "larger_than": "1GB", option: "Horrror"})
    assert "Nothing here has" in wrong.text
    assert str(offered[0].value) in wrong.text
    assert f" {term}" in await query_of(home, larger_than="1GB", **{option: offered[0].value})


async def test_a_plan_of_nothing_says_so_and_has_nothing_to_press_but_why(home: Home) -> None:
    message = await plan_of(home, query="rating:<0.5")
    assert "nothing to delete" in message.text
    assert "0 bytes" not in message.text
    assert list(labels(message)) == ["Why left out?", "Refresh", "Cancel"]


async def test_a_plan_names_the_disk_before_and_after(home: Home) -> None:
    assert " free → ~" in (await plan_of(home)).text


@pytest.mark.parametrize("command", ["plan show", "plan cancel", "why"])
async def test_plans_are_offered_while_somebody_types(home: Home, command: str) -> None:
    made = plan_id(await plan_of(home))
    assert [one.value for one in await home.sam.autocomplete(command, "plan", made[:2].upper())] == [made]
    assert await home.sam.autocomplete(command, "plan", "zzzzz") == []


async def test_an_old_plan_is_posted_again_and_its_buttons_work(home: Home) -> None:
    first = await plan_of(home)
    await home.sam.slash("plan show", plan=plan_id(first))
    again: Seen = await home.sam.until(
        lambda view: next((m for m in view if m.id > first.id and "PLAN" in m.text and m.buttons), None)
    )
    await home.sam.click(again, "Cancel")
    assert (await home.bot.cascade.plan(plan_id(first))).state.value == "cancelled"


async def test_a_protected_title_is_listed_by_its_name(home: Home) -> None:
    (offered, *_) = await home.sam.autocomplete("protect add", "title", "the")
    named = offered.name.split(" · ")[0]
    assert named in (await home.sam.slash("protect add", title=offered.value)).text
    assert named in (await home.sam.slash("protect list")).text
    (choice,) = await home.sam.autocomplete("protect remove", "protection", named[:6])
    assert named in (await home.sam.slash("protect remove", protection=choice.value)).text
