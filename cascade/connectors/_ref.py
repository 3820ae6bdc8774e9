"""A server's number for one thing, checked before it becomes a part of a path."""

from cascade.errors import Unexpected


def item_number(ref: str, server: str) -> int:
    """Return the number a ref stands for; Unexpected, before any call, for all but a positive integer.

    Servers take lists ("1,2") and words ("all") in the same place, so nothing else may get there.
    """
    if ref.isascii() and ref.isdigit() and not ref.startswith("0") and len(ref) <= 18:
        return int(ref)
    raise Unexpected(
        f"“{ref[:40]}” is no single item of {server}; nothing was asked of it. Sync, then plan again.",
        server=server,
    )
