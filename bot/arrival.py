"""What the bot does when it comes up: takes the settings over, goes on with what was cut off, says so."""

import logging
from typing import TYPE_CHECKING

from bot.limits import safe
from bot.rooms import channels_of, missing_somewhere, post
from bot.settings import Settings
from cascade.household.preferences import Preferences
from cascade.ledger.standing import RunStatus

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)


async def take_settings(bot: "CascadeBot") -> None:
    """Let the settings name roles and channels where nobody named any in /setup."""
    changes = unset(await bot.cascade.preferences.read(), bot.settings)
    if changes:
        await bot.cascade.preferences.change(by="settings", **changes)


def unset(preferences: Preferences, settings: Settings) -> dict[str, object]:
    """The preferences that only the settings say something about."""
    said = {
        "admin_role_ids": settings.discord_admin_role_ids,
        "admin_channel_id": settings.discord_admin_channel_id,
        "feed_channel_id": settings.discord_feed_channel_id,
        "friends_channel_id": settings.discord_friends_channel_id,
        "chat_channel_id": settings.discord_chat_channel_id,
    }
    changes: dict[str, object] = {
        name: value for name, value in said.items() if value and not getattr(preferences, name)
    }
    roles = changes.get("admin_role_ids") or preferences.admin_role_ids
    room = changes.get("admin_channel_id") or preferences.admin_channel_id
    if roles and room and not preferences.set_up:
        changes["set_up"] = True
    return changes


async def go_on(bot: "CascadeBot") -> None:
    """Resume every run that was cut off and say so in the admin channel."""
    preferences = await bot.cascade.preferences.read()
    for lacking in filter(None, (missing_somewhere(bot, room) for room in channels_of(preferences))):
        _log.warning("%s", lacking)
    left = [await bot.cascade.run_state(run_id) for run_id in await bot.runs.resume()]
    if left:
        await post(bot, preferences.admin_channel_id, "\n".join(["I am back.", *map(resumed, left)]))


async def warn_of_model(bot: "CascadeBot") -> None:
    """Write into the log what the operator should know of the language model."""
    for warning in await bot.readers.warnings():
        _log.warning("%s", warning)


def resumed(run: RunStatus) -> str:
    """Say with what the bot goes on."""
    open_items = run.left + run.retrying
    plan = f"Plan {safe(run.plan_id)}"
    if run.left:
        return f"{plan}: I go on with {open_items} of {run.total} items; what is in doubt is looked at first."
    return f"{plan}: {open_items} of {run.total} items are partial; I try again."
