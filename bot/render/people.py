"""People as people read them: who is who."""

from collections.abc import Sequence

import discord

from bot.limits import DESCRIPTION, lines, safe
from bot.render.words import BLUE
from cascade.household.people import Person


def person_line(person: Person) -> str:
    """One person under all their names."""
    names = [("Plex", person.plex), ("Seerr", person.seerr), ("Jellyfin", person.jellyfin)]
    known = [f"{server} {safe(name, 32)}" for server, name in names if name]
    if person.discord_id:
        known.append(f"<@{person.discord_id}>")
    return f"**{safe(person.name, 32)}** · {' · '.join(known)}"


def people_embed(linked: Sequence[Person], guessed: Sequence[Person]) -> discord.Embed:
    """Everybody who is linked, and who is still guessed."""
    rows = [f"{person.id} {person_line(person)}" for person in linked] or ["Nobody is linked yet."]
    if guessed:
        rows += ["", "Not linked yet:", *map(person_line, guessed)]
    return discord.Embed(title="👥 Who is who", description=lines(rows, DESCRIPTION - 100), colour=BLUE)
