"""What the bot says first to somebody who tries it in the demo."""

from typing import Final

GREETING: Final = """
👋 **Welcome. Everything around you is pretend, except me.** You are Sam, an admin of a household with five \
servers. Their films are real files on this machine (of holes: they take no room), and what you confirm is \
really deleted. Three things to try:

**1** Write here: `get rid of films nobody has watched in two years, biggest first, at most 8`
Change your mind if you like: `no, keep the horror`. Read the plan, press **Delete**, type the number. Watch \
the progress here, and <#{feed}> fill.
**2** `/space`, or ask: `what takes most space?`
What fills the disk, who requested it, what nobody watches.
**3** Take **Radarr** down in **The household**, then `/clean kind:Films unwatched_for:2y limit:3`
I say what that means and offer to go on without it. Bring it back and press **Retry**.

Then be **Tom**, a guest, and try to press my buttons. `/help` lists the rest.
""".strip()


def greeting(feed_channel_id: int) -> str:
    """The first message in #cleanup."""
    return GREETING.format(feed=feed_channel_id)
