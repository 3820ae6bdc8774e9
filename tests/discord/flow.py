"""The steps of a plan as people take them."""

from playground.discord.actor import Actor, Answer
from playground.discord.seen import Seen
from tests.discord.home import Home

QUERY = "unwatched:>2y size:>1GB sort:-size limit:3"


async def plan_of(home: Home, *, by: Actor | None = None, query: str = QUERY) -> Seen:
    """Ask for a plan and wait for its message in #cleanup."""
    actor = by or home.sam
    before = {message.id for message in home.shown()}
    answered = await actor.slash("clean", kind="movie", query=query)
    assert "is here" in answered.text, answered.text

    def posted(view: list[Seen]) -> Seen | None:
        return next((m for m in view if m.id not in before and "PLAN" in m.text), None)

    return await home.sam.until(posted)


async def now(home: Home, message: Seen) -> Seen:
    """The same message as it stands now."""
    return next(shown for shown in home.shown() if shown.id == message.id)


def button(message: Seen, starts: str) -> str:
    """The custom id of the button whose label starts so."""
    return next(custom_id for label, custom_id in labels(message).items() if label.startswith(starts))


def labels(message: Seen) -> dict[str, str]:
    """Custom ids by label."""
    return {control.label: control.custom_id for control in message.controls}


def plan_id(message: Seen) -> str:
    """The id in a plan's title."""
    title: str = message.embeds[0]["title"]
    return title.split("PLAN ")[1].split(" ", maxsplit=1)[0]


async def press_delete(actor: Actor, message: Seen, number: int) -> Answer:
    """Press the red button and type the number."""
    opened = await actor.click(message, button(message, "Delete"))
    label = opened.modal.fields[0].custom_id
    return await actor.submit(opened, {label: str(number)})


async def result(home: Home) -> Seen:
    """Wait for the message that a run ends with."""
    words = ("gone everywhere", "not finished", "left as")

    def ended(view: list[Seen]) -> Seen | None:
        return next((m for m in view if any(said in m.text for said in words)), None)

    return await home.sam.until(ended, within=60.0)


async def hears(actor: Actor, words: str, channel: str = "cleanup") -> Seen:
    """Wait until a private answer with these words is there."""
    return await actor.until(
        lambda view: next((m for m in reversed(view) if m.ephemeral and words in m.text), None), channel
    )
