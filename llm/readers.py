"""Two readers behind one: the model where it can be asked, the phrase reader where it cannot."""

from dataclasses import dataclass, replace

from llm.errors import ModelError
from llm.reading import Asker, Conversation, Reader, Reading


@dataclass(frozen=True, slots=True)
class Fallback:
    """Asks the first reader; where that fails, or there is none, the second reads the same message.

    `without` is what people are told where there is no model at all; None: nothing.
    """

    model: Reader | None
    phrase: Reader
    without: str | None = None

    async def read(self, conversation: Conversation, asker: Asker) -> Reading:
        """Return the reading, which says why the model did not read it."""
        if self.model is None:
            return replace(await self.phrase.read(conversation, asker), instead=self.without)
        try:
            return await self.model.read(conversation, asker)
        except ModelError as error:
            return replace(await self.phrase.read(conversation, asker), instead=error.message)
