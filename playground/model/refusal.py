"""A refusal in the shape of OpenAI's errors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """What a request is answered that the API does not take."""

    message: str
    param: str | None = None
    code: str | None = None
    status: int = 400
    type: str = "invalid_request_error"

    @property
    def body(self) -> dict[str, object]:
        """The JSON of it."""
        error = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": error}
