"""The list of planted bugs: what is changed, and which tests must notice."""

from tests.mutations.bot_bugs import BOT_BUGS
from tests.mutations.bug import Bug

BUGS: tuple[Bug, ...] = (*BOT_BUGS,)
