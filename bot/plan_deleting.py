"""From the red button to the last yes."""

from typing import Any, Final

import discord

from bot.access import Member, Who, needs_second
from bot.confirming import confirm, rehearse
from bot.controls import Control, bot_of, view_of
from bot.forms import Form
from bot.kinds import FIRST_YES
from bot.limits import BUTTON_LABEL, cut
from bot.mistakes import answer
from bot.plan_control import PlanControl, open_plan, plan_here
from bot.render.plan import needs_count
from bot.render.without import without_label, without_text
from bot.render.words import counted, size
from bot.systems import Systems
from cascade.errors import Refused, Silent
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
        await ask(interaction, await self.plan(interaction))


class SecondYes(PlanControl):
    """The agreement of another admin than the one who said yes first."""

    action = "secondyes"

    def face(self) -> Any:
        """A red button: it deletes."""
        return discord.ui.Button(label="Second admin: delete", style=discord.ButtonStyle.danger)

    async def act(self, interaction: discord.Interaction) -> None:
        """Confirm, if this is somebody else."""
        await agreed_too(interaction, await self.open_plan(interaction))


class GoOnWithout(PlanControl):
    """Agrees to delete although systems do not answer: the items stay partial there. It names the systems."""

    action = "without"
    defers = False

    def __init__(self, ref: str, page: int = 0, item: Any = None) -> None:
        self.plan_id, self.without = without_of(ref)
        super().__init__(ref, page, item)

    def face(self) -> Any:
        """A red button: it deletes."""
        return discord.ui.Button(
            label=cut(without_label(self.without), BUTTON_LABEL), style=discord.ButtonStyle.danger
        )

    async def act(self, interaction: discord.Interaction) -> None:
        """Ask for the number again, or go on as a second yes."""
        bot = bot_of(interaction)
        plan = await plan_here(interaction, self.plan_id)
        if await bot.cascade.posts.find(FIRST_YES, plan.id) is None:
            await ask(interaction, plan, self.without)
        else:
            await interaction.response.defer()
            await agreed_too(interaction, await open_plan(interaction, plan.id), self.without)


class CountForm(Form):
    """Asks for the number of items, as a brake before something that cannot be undone."""

    action = "count"

    def __init__(self, plan: Plan, without: frozenset[str] = frozenset()) -> None:
        number = plan.totals.items
        besides = f" without {', '.join(sorted(without))}" if without else ""
        super().__init__(
            f"Delete {counted(number, 'item')}{besides}?",
            ref_of(plan.id, without),
            f"Type {number} to delete {size(plan.totals.size_bytes)} for good",
            str(number),
        )

    @classmethod
    async def act(cls, interaction: discord.Interaction, ref: str, typed: str) -> None:
        """Go on only with the right number."""
        plan_id, without = without_of(ref)
        plan = await open_plan(interaction, plan_id)
        if typed != str(plan.totals.items):
            raise Refused(f"That is not {plan.totals.items}; nothing was deleted.")
        await agreed(interaction, plan, without)


def ref_of(plan_id: str, without: frozenset[str]) -> str:
    """Write a plan and the systems that are done without as what a control is about."""
    return "_".join([plan_id, *sorted(without)])


def without_of(ref: str) -> tuple[str, frozenset[str]]:
    """Read it back; names of systems hold no underscore."""
    plan_id, *names = ref.split("_")
    return plan_id, frozenset(names)


async def ask(interaction: discord.Interaction, plan: Plan, without: frozenset[str] = frozenset()) -> None:
    """Ask for the number of items where many go, or for good; else take the click for a yes."""
    bot = bot_of(interaction)
    if plan.state is not PlanState.PROPOSED:
        await interaction.response.defer()
        await open_plan(interaction, plan.id)
    await bot.access.confirmer(interaction, plan.by_id)
    preferences = await bot.cascade.preferences.read()
    if needs_count(plan, preferences.count_modal_items, always=preferences.always_ask_when_no_undo):
        await interaction.response.send_modal(CountForm(plan, without))
        return
    await interaction.response.defer()
    await agreed(interaction, plan, without)


async def agreed(interaction: discord.Interaction, plan: Plan, without: frozenset[str]) -> None:
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
        await last_yes(interaction, plan, member, without)


async def agreed_too(
    interaction: discord.Interaction, plan: Plan, without: frozenset[str] = frozenset()
) -> None:
    """Carry the yes of a second admin on; Refused for the one who said the first."""
    bot = bot_of(interaction)
    member = await bot.access.admit(interaction, Who.ADMIN)
    first = await bot.cascade.posts.find(FIRST_YES, plan.id)
    if first is None or first.person_id == str(member.id):
        raise Refused("You said yes already; another admin has to agree.")
    await last_yes(interaction, plan, member, without)


async def last_yes(
    interaction: discord.Interaction, plan: Plan, member: Member, without: frozenset[str]
) -> None:
    """Confirm; where a system is silent that can be done without, offer that instead."""
    try:
        await confirm(interaction, plan, member, without=without)
    except Silent as error:
        if not error.without:
            raise
        said = without_text(plan, error, Systems.of(bot_of(interaction).settings.instances))
        await answer(interaction, said, view=view_of((GoOnWithout(ref_of(plan.id, error.without)),)))


CONTROLS: tuple[type[Control], ...] = (Delete, SecondYes, GoOnWithout)
FORMS: Final[tuple[type[Form], ...]] = (CountForm,)
