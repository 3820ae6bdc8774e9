"""Preferences: typed, kept over a restart, and every change is remembered with who made it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.wiring import open_cascade
from cascade.errors import BadInput
from cascade.household.preferences import Preferences
from tests.kitchen import Kitchen, kitchen


async def logged(k: Kitchen) -> list[tuple[object, ...]]:
    return await k.rows("select by, detail from activity_log where action = 'preference' order by id")


async def test_a_new_household_practises(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        assert await k.cascade.preferences.read() == Preferences()
        assert Preferences().practice


async def test_what_was_changed_is_kept_over_a_restart_and_nothing_else_moves(tmp_path: Path) -> None:
    changes = {
        "practice": False,
        "admin_role_ids": (100000000000000123, 5),
        "feed_channel_id": 2**62,
        "feed_kinds": frozenset({"failed"}),
        "second_admin_bytes": 10**13,
    }
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        after = await k.cascade.preferences.change(by="kim", **changes)
        assert after == replace(Preferences(), **changes)  # type: ignore[arg-type]
        async with open_cascade(k.settings) as restarted:
            assert await restarted.preferences.read() == after
        cleared = await k.cascade.preferences.change(by="kim", feed_channel_id=None)
        assert cleared == replace(after, feed_channel_id=None)


async def test_each_change_is_remembered_with_who_made_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        await k.cascade.preferences.change(by="kim", practice=False, count_modal_items=25)
        await k.cascade.preferences.change(by="sam", practice=True)
        assert await logged(k) == [("kim", "practice: True -> False"), ("sam", "practice: False -> True")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("practice", "no"),
        ("practice", 0),
        ("practice", None),
        ("admin_channel_id", "general"),
        ("admin_role_ids", ("admins",)),
        ("count_modal_items", 2.5),
        ("feed_kinds", frozenset({3})),
        ("nonsense", True),
    ],
)
async def test_a_value_of_another_type_is_refused_and_nothing_changes(
    name: str, value: object, tmp_path: Path
) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        with pytest.raises(BadInput, match=name):
            await k.cascade.preferences.change(by="kim", digest_above=3, **{name: value})
        assert await k.cascade.preferences.read() == Preferences()
        assert await logged(k) == []


async def test_a_preference_of_a_newer_version_is_passed_over(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=0, synced=False) as k:
        async with k.cascade._db.write() as conn:
            await conn.exec_driver_sql("insert into preferences values ('later', '1', 'kim', 0)")
        assert await k.cascade.preferences.read() == Preferences()
