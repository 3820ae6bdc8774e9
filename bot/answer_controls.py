"""The buttons under an answer that fits several titles: each answers for one of them, for whoever clicks."""

import re
from collections.abc import Sequence
from typing import ClassVar, Final

import discord

from bot.access import Who, is_admin, member_of
from bot.controls import Control, bot_of, view_of
from bot.mistakes import answer
from bot.render.answers import title_label
from cascade.errors import Refused
from cascade.household.titles import TitleHit
from llm.reading import Topic

_ITEM: Final = re.compile(r"\d{1,18}")


def titles_view(
    topic: Topic, hits: Sequence[TitleHit], plan_id: str | None, *, systems: bool
) -> discord.ui.View:
    """One button for each title; `plan_id` is the plan that is asked about, `systems`: they are named."""
    buttons = [
        AboutTitle(
            f"{topic.value}_{hit.item_id}_{plan_id or ''}",
            0,
            discord.ui.Button(label=title_label(hit, systems=systems), style=discord.ButtonStyle.secondary),
        )
        for hit in hits
    ]
    return view_of(*((button,) for button in buttons))


class AboutTitle(Control):
    """Answers a question for one title, privately."""

    action = "about"
    who: ClassVar[Who] = Who.EVERYONE

    async def act(self, interaction: discord.Interaction) -> None:
        """Look it up and answer."""
        from bot.answers import Answers  # noqa: PLC0415 - answers show these buttons, and these answer

        topic, item, plan_id = [*self.ref.split("_"), "", ""][:3]
        if topic not in set(Topic) or not _ITEM.fullmatch(item):
            raise Refused("I do not know that button any more. Ask again.")
        bot = bot_of(interaction)
        admin = is_admin(member_of(interaction), await bot.cascade.preferences.read())
        reply = await Answers(bot, admin=admin).about(Topic(topic), int(item), plan_id or None)
        await answer(interaction, embed=reply.embed)


CONTROLS: Final = (AboutTitle,)
