"""The messages of a run: one that is edited while it goes on, and a new one when it has ended.

Both are the bot's own messages: a run outlasts the 15 minutes of an interaction, and restarts.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.access import Who
from bot.controls import Control, bot_of, view_of
from bot.kinds import PROGRESS, RESULT, RUN
from bot.mistakes import answer
from bot.render.run import ended_embed, progress_embed, result_embed
from cascade.errors import CascadeError
from cascade.ledger.standing import RunStatus

if TYPE_CHECKING:
    from bot.client import CascadeBot

_log = logging.getLogger(__name__)
TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError, CascadeError)
EVERY = 3.0  # seconds between two edits at the least


class StopAfterThis(Control):
    """Asks a run to stop before its next item."""

    action = "stoprun"

    def face(self) -> Any:
        """A quiet button: stopping is always allowed."""
        return discord.ui.Button(label="Stop after this one", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Ask; the progress message shows it."""
        bot = bot_of(interaction)
        member = await bot.access.admit(interaction, Who.ADMIN)
        await bot.cascade.stop(by=member.name, run_id=self.ref)
        await answer(interaction, "It stops after the items at hand.")


class Retry(Control):
    """Tries at once what was postponed."""

    action = "retryrun"

    def face(self) -> Any:
        """The way on."""
        return discord.ui.Button(label="Retry", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Let everything open be due, and go on."""
        bot = bot_of(interaction)
        member = await bot.access.admit(interaction, Who.ADMIN)
        status = await bot.cascade.run_state(self.ref)
        if status.finished:
            await answer(interaction, "This run has ended; there is nothing left to retry.")
        elif start_run(bot, self.ref, retried_by=member.name):
            await answer(interaction, "Trying again now.")
        else:
            await answer(interaction, "It is being worked on already.")


CONTROLS: tuple[type[Control], ...] = (StopAfterThis, Retry)


def start_run(bot: "CascadeBot", run_id: str, *, retried_by: str | None = None) -> bool:
    """Work on a run in the background; False when that happens already."""
    return bot.runs.start(run_id, retried_by=retried_by)


@asynccontextmanager
async def shown(bot: "CascadeBot", run_id: str) -> AsyncIterator[None]:
    """Keep the message of a run up to date while it is worked on; a failing message never stops the run."""
    watcher = asyncio.create_task(_watch(bot, run_id), name=f"watch:{run_id}")
    try:
        yield
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
    await _finish(bot, run_id)


async def _watch(bot: "CascadeBot", run_id: str) -> None:
    while True:
        try:
            await _show(bot, run_id)
        except TROUBLE as error:
            _log.warning("the progress of run %s could not be shown: %s", run_id, error)
        await asyncio.sleep(EVERY)


async def _show(bot: "CascadeBot", run_id: str) -> None:
    """Edit the progress message, or post it where there is none yet or somebody removed it."""
    status = await bot.cascade.run_state(run_id)
    embed = progress_embed(status, bot.now())
    view = view_of((StopAfterThis(run_id),))
    post = await bot.cascade.posts.find(PROGRESS, run_id)
    if post is not None:
        try:
            await _room(bot, post.room_id).get_partial_message(post.message_id).edit(embed=embed, view=view)
        except discord.NotFound:
            await bot.cascade.posts.forget(PROGRESS, run_id)
        else:
            return
    room = await _room_of(bot, run_id)
    if room is not None:
        message = await room.send(embed=embed, view=view)
        await bot.cascade.posts.put(PROGRESS, run_id, room.id, message.id)


async def _finish(bot: "CascadeBot", run_id: str) -> None:
    """Close the progress message and tell the one who confirmed, in a new message: edits notify nobody."""
    status = await bot.cascade.run_state(run_id)
    for tell in (_close_progress, _tell_result):
        try:
            await tell(bot, run_id, status)
        except TROUBLE as error:
            _log.warning("the end of run %s could not be shown: %s", run_id, error)


async def _close_progress(bot: "CascadeBot", run_id: str, status: RunStatus) -> None:
    post = await bot.cascade.posts.find(PROGRESS, run_id)
    if post is not None:
        message = _room(bot, post.room_id).get_partial_message(post.message_id)
        await message.edit(embed=ended_embed(status), view=None)


async def _tell_result(bot: "CascadeBot", run_id: str, status: RunStatus) -> None:
    room = await _room_of(bot, run_id)
    if room is None:
        return
    run_post = await bot.cascade.posts.find(RUN, run_id)
    person = run_post.person_id if run_post is not None else None
    embed = result_embed(status, await bot.cascade.report(run_id))
    message = await room.send(
        None if person is None else f"<@{person}>",
        embed=embed,
        view=discord.ui.View() if status.finished else view_of((Retry(run_id),)),
        allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(person))] if person else False),
    )
    before = await bot.cascade.posts.find(RESULT, run_id)
    await bot.cascade.posts.put(RESULT, run_id, room.id, message.id)
    if before is not None:  # what it said and offered no longer holds
        old = _room(bot, before.room_id).get_partial_message(before.message_id)
        with suppress(discord.NotFound):
            await old.edit(embed=ended_embed(status), view=None)


async def _room_of(bot: "CascadeBot", run_id: str) -> discord.PartialMessageable | None:
    """Where a run is told of: where it was confirmed, else the admin channel."""
    post = await bot.cascade.posts.find(RUN, run_id)
    if post is not None and post.room_id:
        return _room(bot, post.room_id)
    channel = (await bot.cascade.preferences.read()).admin_channel_id
    return None if channel is None else _room(bot, channel)


def _room(bot: "CascadeBot", room_id: int) -> discord.PartialMessageable:
    return bot.get_partial_messageable(room_id, guild_id=bot.guild_id)
