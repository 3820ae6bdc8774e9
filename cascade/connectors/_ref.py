"""The one check that every id passes before it becomes part of a path."""

import re

from cascade.errors import Unexpected

_WHOLE = re.compile(r"[1-9][0-9]{0,17}")


def whole_number(ref: str, name: str) -> int:
    """Return the id as a number; Unexpected for "", "all", "1,2", "../" and all else.

    Some servers take lists or words where an id stands, and would delete more than one thing.
    """
    if not _WHOLE.fullmatch(ref):
        raise Unexpected(
            f"“{ref[:40]}” is no id of {name}; nothing was sent. Sync and plan again.", server=name
        )
    return int(ref)
