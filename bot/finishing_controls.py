"""The buttons under a deletion by somebody else: finish the cascade, or protect what is left."""

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.access import Member, member_of
from bot.confirming import SOURCE, rehearse
from bot.controls import Control, bot_of, view_of
from bot.kinds import RUN
from bot.mistakes import answer
from bot.plan_control import open_plan
from bot.render.elsewhere import left_embed, rest_embed
from bot.run_message import start_run
from bot.systems import Systems
from cascade.errors import Refused
from cascade.plan import Plan
from cascade.successor import external_id

if TYPE_CHECKING:
    from bot.client import CascadeBot
    from cascade.ledger.events import DeletionEvent

KEPT: Final = "protected from Discord after somebody else deleted it"


class FinishCascade(Control):
    """Shows what is left of a deletion and asks whether it is to go."""

    action = "finishrest"

    def face(self) -> Any:
        """What it says; it deletes nothing yet."""
        return discord.ui.Button(label="Finish the cascade…", style=discord.ButtonStyle.primary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Make the plan of what is left and show it."""
        bot, member = bot_of(interaction), member_of(interaction)
        plan = await bot.cascade.finish(self.ref, by=member.name, by_id=str(member.id))
        await offer(interaction, plan)


class FinishNow(Control):
    """Confirms the plan of what is left, as it was shown."""

    action = "finishnow"

    def face(self) -> Any:
        """A red button: it removes entries."""
        return discord.ui.Button(label="Remove these entries", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Confirm and begin; in practice only say what would be done."""
        bot = bot_of(interaction)
        plan = await open_plan(interaction, self.ref)
        member = await bot.access.confirmer(interaction, plan.by_id)
        if (await bot.cascade.preferences.read()).practice:
            await rehearse(interaction, plan)
            return
        await begin(bot, plan, member=member, room=interaction.channel_id, source=SOURCE)
        for item in plan.items:
            await bot.cascade.findings.settle_drift(item.item_id, "finished", by=member.name)
        await bot.elsewhere.freshen()
        await interaction.edit_original_response(content="It is being removed.", embed=None, view=None)


class ProtectRest(Control):
    """Keeps what is left, and what may come back, from being deleted."""

    action = "protectrest"

    def face(self) -> Any:
        """A quiet button."""
        return discord.ui.Button(label="Protect", style=discord.ButtonStyle.secondary)

    async def act(self, interaction: discord.Interaction) -> None:
        """Protect the title, and say so under the entry."""
        bot, member = bot_of(interaction), member_of(interaction)
        event = await bot.cascade.event(self.ref)
        await protect(bot, event, by=member.name)
        systems = Systems.of(bot.settings.instances)
        embed = left_embed(event, systems)
        embed.set_footer(text=f"Protected by {member.name}")
        await interaction.edit_original_response(embed=embed, view=view_of((FinishCascade(self.ref),)))
        await answer(interaction, "🛡 Protected: nothing of it is deleted. /protect list shows it.")


async def offer(interaction: discord.Interaction, plan: Plan) -> None:
    """Show the plan of what is left to whoever asked, with the one button that confirms it."""
    embed = rest_embed(plan, Systems.of(bot_of(interaction).settings.instances))
    if plan.over_caps:
        raise Refused(f"This is over a cap: {'; '.join(plan.over_caps)}")
    await answer(interaction, embed=embed, view=view_of((FinishNow(plan.id),)))


async def begin(
    bot: "CascadeBot", plan: Plan, *, member: Member | None, room: int | None, source: str
) -> None:
    """Confirm the plan of what is left and let its run be told of in the admin channel."""
    by = plan.by if member is None else member.name
    run_id = await bot.cascade.confirm(plan.id, plan.digest, by=by, source=source)
    told_in = (await bot.cascade.preferences.read()).admin_channel_id or room or 0
    person = None if member is None else str(member.id)
    await bot.cascade.posts.put(RUN, run_id, told_in, 0, person)
    start_run(bot, run_id)


async def protect(bot: "CascadeBot", event: "DeletionEvent", *, by: str) -> None:
    """Protect the title of a deletion; BadInput where there is nothing it could be known by."""
    external = external_id(event.kind, event.ids)
    if external is not None:
        await bot.cascade.protect(external_id=external, reason=KEPT, by=by)
    elif event.item_id is not None:
        await bot.cascade.protect_item(event.item_id, reason=KEPT, by=by)
    else:
        raise Refused("Nothing names this title for good; use /protect add with a query.")


CONTROLS: tuple[type[Control], ...] = (FinishCascade, FinishNow, ProtectRest)
