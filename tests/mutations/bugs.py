"""The list of planted bugs: what is changed, and which tests must notice."""

from tests.mutations.bot_bugs import BOT_BUGS
from tests.mutations.bug import Bug
from tests.mutations.chat_bugs import CHAT_BUGS
from tests.mutations.connector_bugs import CONNECTOR_BUGS
from tests.mutations.execution_bugs import EXECUTION_BUGS
from tests.mutations.finishing_bugs import FINISHING_BUGS
from tests.mutations.library_bugs import LIBRARY_BUGS
from tests.mutations.llm_bugs import LLM_BUGS
from tests.mutations.media_server_bugs import MEDIA_SERVER_BUGS
from tests.mutations.planning_bugs import PLANNING_BUGS
from tests.mutations.reconciling_bugs import RECONCILING_BUGS
from tests.mutations.replacing_bugs import REPLACING_BUGS
from tests.mutations.shoko_bugs import SHOKO_BUGS

BUGS: tuple[Bug, ...] = (
    *PLANNING_BUGS,
    *EXECUTION_BUGS,
    *FINISHING_BUGS,
    *RECONCILING_BUGS,
    *REPLACING_BUGS,
    *CONNECTOR_BUGS,
    *LIBRARY_BUGS,
    *MEDIA_SERVER_BUGS,
    *SHOKO_BUGS,
    *BOT_BUGS,
    *LLM_BUGS,
    *CHAT_BUGS,
)
