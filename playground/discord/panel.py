"""The panel on the page where a visitor looks at the household and breaks things."""

from collections.abc import Mapping
from typing import Protocol


class Household(Protocol):
    """What the panel shows and breaks; the demo supplies it."""

    async def state(self) -> Mapping[str, object]:
        """Give its figures and switches, as the page's Household."""

    async def switch(self, switch: str, *, on: bool) -> None:
        """Break or mend something. Raises KeyError for an unknown switch."""
