"""Text of others on its way to a terminal: titles and names come from servers and are not to be trusted."""


def clean(text: str) -> str:
    """Return a text that can only be read: control and escape characters become spaces, newlines too."""
    return "".join(char if char.isprintable() else " " for char in text)
