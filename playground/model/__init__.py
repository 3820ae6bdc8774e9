"""A pretend language model behind OpenAI's two APIs, for the demo and the tests."""

from playground.model.asked import Asked, Spoken
from playground.model.manners import COMPATIBLE, OPENAI, Manners
from playground.model.script import Called, Delivered, Delivery, Ending, Mishap, Odd, Said, Script, Tokens
from playground.model.server import ModelServer
from playground.model.strictness import complaints

__all__ = [
    "COMPATIBLE",
    "OPENAI",
    "Asked",
    "Called",
    "Delivered",
    "Delivery",
    "Ending",
    "Manners",
    "Mishap",
    "ModelServer",
    "Odd",
    "Said",
    "Script",
    "Spoken",
    "Tokens",
    "complaints",
]
