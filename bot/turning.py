"""The buttons that turn the pages of a list."""

from bot.controls import Control


def turning(kind: type[Control], ref: str, page: int, pages: int) -> tuple[Control, ...]:
    """Lay out the ways from one page (counted from 0) to others: one on, one back, and both ends.

    Each leads somewhere else: Discord takes no message with the same id on two controls.
    """
    last = pages - 1
    ways = (
        ("⏮ First", 0, page > 1),
        ("◀ Back", page - 1, page > 0),
        ("Next ▶", page + 1, page < last),
        ("Last ⏭", last, page < last - 1),
    )
    return tuple(_way(kind, ref, label, to) for label, to, offered in ways if offered)


def _way(kind: type[Control], ref: str, label: str, to: int) -> Control:
    control = kind(ref, to)
    control.item.label = label
    return control
