"""From the red button to the last yes."""

from typing import Any

import discord

from bot.access import Who, needs_second
from bot.confirming import confirm, rehearse
from bot.controls import Control, Form, bot_of
from bot.kinds import FIRST_YES
from bot.limits import cut
from bot.mistakes import answer
from bot.plan_control import PlanControl
from bot.render.plan import needs_count
from bot.render.words import counted, size
from cascade.errors import Refused
from cascade.plan import Plan, PlanState


class Delete(PlanControl):
    """The one button that deletes; asks for the number of items where many go, or for good."""

    action = "delete"
    defers = False  # a modal must be the first answer

    def face(self) -> Any:
        """The only red button."""
        return discord.ui.Button(label="Delete…", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Ask for the number, or go on at once."""
        bot = bot_of(interaction)
        plan = await self.plan(interaction)
        if plan.state is not PlanState.PROPOSED:
            await interaction.response.defer()
            await self.open_plan(interaction)
        await bot.access.confirmer(interaction, plan.by_id)
        preferences = await bot.cascade.preferences.read()
        if needs_count(plan, preferences.count_modal_items, always=preferences.always_ask_when_no_undo):
            await interaction.response.send_modal(CountForm(plan, interaction.id))
            return
        await interaction.response.defer()
        await agreed(interaction, plan)


class SecondYes(PlanControl):
    """The agreement of another admin than the one who said yes first."""

    action = "secondyes"

    def face(self) -> Any:
        """A red button: it deletes."""
        return discord.ui.Button(label="Second admin: delete", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Confirm, if this is somebody else."""
        bot = bot_of(interaction)
        plan = await self.open_plan(interaction)
        member = await bot.access.admit(interaction, Who.ADMIN)
        first = await bot.cascade.posts.find(FIRST_YES, plan.id)
        if first is None or first.person_id == str(member.id):
            raise Refused("You said yes already; another admin has to agree.")
        await confirm(interaction, plan, member)


class CountForm(Form):
    """Asks for the number of items, as a brake before something that cannot be undone.

    `opened_by` is the interaction that opens it: discord.py answers one modal of an id, so each has its own.
    """

    def __init__(self, plan: Plan, opened_by: int) -> None:
        super().__init__(f"Delete {counted(plan.totals.items, 'item')}?", f"count:{plan.id}:{opened_by}")
        self.plan = plan
        self.number: discord.ui.TextInput[Any] = discord.ui.TextInput(
            placeholder=str(plan.totals.items), min_length=1, max_length=6
        )
        asked = f"Type {plan.totals.items} to delete {size(plan.totals.size_bytes)} for good"
        self.add_item(discord.ui.Label(text=cut(asked, 45), component=self.number))

    async def act(self, interaction: discord.Interaction) -> None:
        """Go on only with the right number."""
        if self.number.value.strip() != str(self.plan.totals.items):
            raise Refused(f"That is not {self.plan.totals.items}; nothing was deleted.")
        await agreed(interaction, self.plan)


async def agreed(interaction: discord.Interaction, plan: Plan) -> None:
    """Carry a yes on: to a rehearsal in practice, to a second admin where one is needed, else to the run."""
    bot = bot_of(interaction)
    member = await bot.access.confirmer(interaction, plan.by_id)
    preferences = await bot.cascade.preferences.read()
    if preferences.practice:
        await rehearse(interaction, plan)
    elif needs_second(plan.totals.items, plan.totals.size_bytes, preferences):
        await bot.cascade.posts.put(FIRST_YES, plan.id, 0, 0, str(member.id))
        await bot.plan_messages.refresh(await bot.cascade.plan(plan.id))
        await answer(interaction, "Noted. A plan of this size needs a second admin to say yes.")
    else:
        await confirm(interaction, plan, member)


CONTROLS: tuple[type[Control], ...] = (Delete, SecondYes)
