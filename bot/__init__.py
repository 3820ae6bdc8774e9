"""Discord and the terminal: interactions in, messages out."""

__version__ = "0.1.0"
