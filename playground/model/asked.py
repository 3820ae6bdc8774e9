"""One request that reached the pretend model, as a script and a test look at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import cast


class Spoken(StrEnum):
    """Which API a request came by."""

    RESPONSES = "responses"
    CHAT = "chat"


Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. Its headers hold no key: "Bearer [key]" in its place."""

    n: int
    api: Spoken
    headers: Mapping[str, str]
    body: Row

    @property
    def model(self) -> str:
        """The model that is asked."""
        return str(self.body.get("model", ""))

    @property
    def effort(self) -> str | None:
        """How hard it shall think; None: not said."""
        reasoning = self.body.get("reasoning")
        said = reasoning.get("effort") if isinstance(reasoning, dict) else self.body.get("reasoning_effort")
        return None if said is None else str(said)

    @property
    def instructions(self) -> str:
        """The instructions, or the system message."""
        if self.api is Spoken.RESPONSES:
            return str(self.body.get("instructions") or "")
        return "\n".join(str(row["content"]) for row in self.rows if row.get("role") == "system")

    @property
    def rows(self) -> list[Row]:
        """The items of the input, or the messages."""
        rows = self.body.get("input" if self.api is Spoken.RESPONSES else "messages")
        if isinstance(rows, str):
            return [{"role": "user", "content": rows}]
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    @property
    def texts(self) -> list[str]:
        """What the user said, message by message."""
        return [str(row.get("content")) for row in self.rows if row.get("role") == "user"]

    @property
    def tools(self) -> list[Row]:
        """The functions it may call, without the wrapping that Chat Completions has."""
        tools = self.body.get("tools")
        rows = [tool for tool in tools if isinstance(tool, dict)] if isinstance(tools, list) else []
        return [cast("Row", tool.get("function", tool)) for tool in rows]

    @property
    def allowed(self) -> list[str]:
        """The names of the functions this request may call."""
        choice = self.body.get("tool_choice")
        if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
            inner = choice.get("allowed_tools", choice)
            return [str(tool.get("name") or tool["function"]["name"]) for tool in inner["tools"]]
        return [str(tool.get("name")) for tool in self.tools]

    @property
    def outputs(self) -> list[str]:
        """What calls of earlier rounds were answered."""
        key, value = ("type", "function_call_output")
        if self.api is Spoken.CHAT:
            key, value = ("role", "tool")
        return [str(row.get("output", row.get("content"))) for row in self.rows if row.get(key) == value]
