"""Plans as people see them, within Discord's limits whatever is on them."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import discord
import pytest

from bot.plan_deleting import CountForm
from bot.plan_message import plan_view
from bot.render.plan import (
    closed_line,
    delete_label,
    left_out_embed,
    needs_count,
    page_count,
    page_embed,
    plan_embed,
)
from cascade.plan import LeftOut, PlanState
from tests.bot.render.plans import HOSTILE, NOW, item, passed_over, plan

ZONE = ZoneInfo("Europe/Berlin")


def fits(embed: discord.Embed) -> bool:
    """Whether Discord takes the embed."""
    return len(embed.title or "") <= 256 and len(embed.description or "") <= 4096 and len(embed) <= 6000


def test_a_plan_says_what_goes_what_comes_back_and_how_long_it_holds() -> None:
    shown = plan_embed(plan([item(1, "Troy"), item(2, "Ben-Hur")]), ZONE, practice=False)
    text = shown.description or ""
    assert shown.title == "🟠 PLAN k7f2x · 2 films"
    assert "**10 GB** of files → **10 GB** really comes back" in text
    assert "last 4 Jun 2024, Anna" in text
    assert "no play on record" in text
    assert "No undo" in text
    assert f"<t:{int((NOW + timedelta(hours=24)).timestamp())}:R>" in text


def test_what_a_plan_rests_on_grows_older_while_its_message_stands() -> None:
    stale = NOW - timedelta(hours=3)
    read_at = {"media": NOW, "watch": NOW + timedelta(seconds=20), "requests": stale}
    text = plan_embed(plan([item(1)], read_at=read_at), ZONE, practice=False).description or ""
    stamps = [f"<t:{int(moment.timestamp())}:R>" for moment in (NOW, stale)]
    assert f"-# Library, Plays {stamps[0]} · Requests {stamps[1]}" in text


def test_each_reason_for_leaving_items_out_is_counted() -> None:
    left = LeftOut(
        unknown=104, protected=2, unclear=0, items=(), reasons=(("Tautulli starts Sep 2024", 104),)
    )
    text = plan_embed(plan([item(1)], left_out=left), ZONE, practice=False).description or ""
    assert "⏭ Left out: 104 unknown · 2 protected\n-# 104 items: Tautulli starts Sep 2024" in text


def test_practice_mode_is_said_first() -> None:
    text = plan_embed(plan([item(1)]), ZONE, practice=True).description or ""
    assert text.startswith("🧪 **Practice mode")


@pytest.mark.parametrize("count", [0, 1, 9, 200, 5_000])
@pytest.mark.parametrize("title", ["Film", *HOSTILE])
def test_every_plan_fits(count: int, title: str) -> None:
    shown = plan([item(number, title) for number in range(count)], left_out=passed_over(500, title))
    assert fits(plan_embed(shown, ZONE, practice=True))
    assert fits(page_embed(shown, 0, ZONE))
    assert fits(page_embed(shown, 10**6, ZONE))
    assert fits(left_out_embed(shown))


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_stays_one_line_of_plain_text(title: str) -> None:
    text = page_embed(plan([item(1, title)]), 0, ZONE).description or ""
    row = text.split("\n")[0]
    assert not re.search(r"(?<!\\)<[@#]|@everyone|@here", row.replace("\u200b", "|"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", text.replace("@\u200b", "@"))
    assert len(text.split("\n")) == 2
    assert not re.search(r"(?<!\\)(\*\*bold|_under_|~~gone|`code`|``` |\|\|spoiler|\[click\])", row)


def test_a_long_title_is_cut_and_says_so() -> None:
    row = (page_embed(plan([item(1, "word " * 60)]), 0, ZONE).description or "").split("\n")[0]
    assert "word…" in row
    assert len(row) < 140


def test_every_item_is_on_exactly_one_page() -> None:
    shown = plan([item(number, f"Film {number:04}") for number in range(1, 5_001)])
    pages = "".join(page_embed(shown, page, ZONE).description or "" for page in range(page_count(shown)))
    assert len(re.findall(r"Film \d{4}", pages)) == 5_000
    assert len(set(re.findall(r"Film \d{4}", pages))) == 5_000


def test_deleting_stands_alone_in_the_last_row() -> None:
    view = plan_view(plan([item(1), item(2)]))
    rows = [[button.label for button in row] for row in _rows(view)]
    assert rows[-1] == ["Delete 2 films…"]
    assert "Cancel" in rows[0]


def test_a_plan_over_a_cap_has_no_button_that_deletes() -> None:
    over = plan([item(1)], over_caps=("300 items > 200; add limit:200",))
    assert "add limit:200" in (plan_embed(over, ZONE, practice=False).description or "")
    assert not any("Delete" in (button.label or "") for row in _rows(plan_view(over)) for button in row)


@pytest.mark.parametrize("state", [state for state in PlanState if state is not PlanState.PROPOSED])
def test_a_closed_plan_can_only_be_read(state: PlanState) -> None:
    labels = {button.label for row in _rows(plan_view(plan([item(1)], state=state))) for button in row}
    assert labels == {"See all", "Why left out?"}
    assert closed_line(plan([item(1)], state=state), None).startswith("Plan k7f2x ")


def test_a_replaced_plan_names_its_successor() -> None:
    assert "plan m3n4p" in closed_line(plan([item(1)], state=PlanState.CANCELLED), "m3n4p")


def test_the_number_is_asked_for_when_files_go_for_good_or_many_go() -> None:
    few = plan([item(1)])
    assert needs_count(few, 25, always=True)
    assert not needs_count(few, 25, always=False)
    assert needs_count(plan([item(n) for n in range(26)]), 25, always=False)
    assert not needs_count(plan([item(1)], warnings=()), 25, always=True)


@pytest.mark.parametrize("count", [1, 42, 5_000])
def test_labels_and_the_modal_fit(count: int) -> None:
    shown = plan([item(number, HOSTILE[0], size=10**12) for number in range(count)])
    assert len(delete_label(shown)) <= 80
    form = CountForm(shown)
    assert len(form.title) <= 45
    assert all(len(label.text) <= 45 for label in form.children if isinstance(label, discord.ui.Label))


def _rows(view: discord.ui.View) -> list[list[discord.ui.Button[discord.ui.View]]]:
    rows: dict[int, list[discord.ui.Button[discord.ui.View]]] = {}
    for child in view.children:
        inner = child.item if isinstance(child, discord.ui.DynamicItem) else child
        if isinstance(inner, discord.ui.Button):
            rows.setdefault(child.row or 0, []).append(inner)
    return [rows[number] for number in sorted(rows)]
