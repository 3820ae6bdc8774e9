"""Talking with the bot in plain words."""

from playground.discord.actor import Actor, Room
from playground.discord.seen import Seen
from tests.discord.home import Home


async def tell(home: Home, actor: Actor, text: str, channel: str = "cleanup") -> Seen:
    """Mention the bot and wait for its answer to that, which is no plan."""
    said = await actor.say(channel, f"<@{home.discord.people['bot'].id}> {text}")
    return await answered(actor, said, channel)


async def answered(actor: Actor, said: Seen, channel: Room = "cleanup") -> Seen:
    """Wait for the bot's words after a message."""
    return await actor.until(
        lambda view: next((m for m in view if m.id > said.id and _speaks(m)), None), channel
    )


def _speaks(message: Seen) -> bool:
    """Whether these are words of the bot, and no plan."""
    return message.message.author.bot and not message.loading and "PLAN" not in message.text


def plans(home: Home) -> list[Seen]:
    """The plan messages in #cleanup, oldest first."""
    return [message for message in home.shown() if "PLAN" in message.text]


async def newest_plan(home: Home, count: int) -> Seen:
    """Wait for so many plans and give the last."""
    return await home.sam.until(lambda _: plans(home)[-1] if len(plans(home)) == count else None)
