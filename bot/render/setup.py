"""The setup as people read it."""

from collections.abc import Sequence

import discord

from bot.preferring import CHOICES, PAGE_FLAGS, PAGE_NAMES, PAGES, ROLES, ROOMS
from bot.render.words import AMBER, BLUE, GREEN
from cascade.household.preferences import Preferences

_NONE = "nobody yet: whoever may manage the server"


def setup_embed(preferences: Preferences, page: int, lacking: Sequence[str], link: str) -> discord.Embed:
    """One page of the setup: what is set now, what is missing where, and the link that grants it."""
    mode = "🧪 Practice: nothing is deleted" if preferences.practice else "🔴 Live: confirmed plans delete"
    rows = [f"**{mode}**", *(_row(preferences, name) for name in PAGES[page])]
    rows += [_flag(preferences, name) for name in PAGE_FLAGS[page] if name != "practice"]
    embed = discord.Embed(
        title=f"⚙ Setup {page + 1}/{len(PAGES)} · {PAGE_NAMES[page]}",
        description="\n".join(rows),
        colour=AMBER if lacking else GREEN if preferences.set_up else BLUE,
    )
    if lacking:
        embed.add_field(name="Missing", value="\n".join(lacking)[:1000], inline=False)
    said = f"[Let me in with exactly what I need]({link})"
    embed.add_field(name="Permissions", value=said, inline=False)
    return embed


def _row(preferences: Preferences, name: str) -> str:
    value = getattr(preferences, name)
    if name in ROLES:
        ids = value if isinstance(value, tuple) else [value] if value else []
        none = _NONE if name == "admin_role_ids" else "nobody"
        return f"{ROLES[name]} {', '.join(f'<@&{role}>' for role in ids) or none}"
    if name in ROOMS:
        return f"{ROOMS[name]} {f'<#{value}>' if value else 'nowhere'}"
    choice = CHOICES[name]
    return f"{choice.question} **{', '.join(sorted(choice.shown(value))) or value}**"


def _flag(preferences: Preferences, name: str) -> str:
    said = {
        "mention_requester": "Requesters are mentioned where Seerr knows them",
        "finish_external": "What somebody else began to delete is finished without asking",
        "always_ask_when_no_undo": "The number is always typed where there is no undo",
    }
    return f"{said[name]}: {'yes' if getattr(preferences, name) else 'no'}"
