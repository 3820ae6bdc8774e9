"""From the red button to the last yes."""

from typing import Any, Final

import discord

from bot.access import Who, needs_second
from bot.confirming import confirm, rehearse
from bot.controls import Control, bot_of
from bot.forms import Form
from bot.kinds import FIRST_YES
from bot.mistakes import answer
from bot.plan_control import PlanControl, open_plan
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
            await interaction.response.send_modal(CountForm(plan))
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
    """Asks for the number of items, as a brake before something that cannot be undone."""

    action = "count"

    def __init__(self, plan: Plan) -> None:
        number = plan.totals.items
        super().__init__(
            f"Delete {counted(number, 'item')}?",
            plan.id,
            f"Type {number} to delete {size(plan.totals.size_bytes)} for good",
            str(number),
        )

    @classmethod
    async def act(cls, interaction: discord.Interaction, ref: str, typed: str) -> None:
        """Go on only with the right number."""
        plan = await open_plan(bot_of(interaction), ref)
        refuse_other_number(plan, typed)
        await agreed(interaction, plan)


def refuse_other_number(plan: Plan, typed: str) -> None:
    """Refuse what is not the number of items."""
    if typed != str(plan.totals.items):
        raise Refused(f"That is not {plan.totals.items}; nothing was deleted.")


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
FORMS: Final[tuple[type[Form], ...]] = (CountForm,)
