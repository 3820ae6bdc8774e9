"""Posters: a plain picture for each entry, in a colour of its own."""

import io
from functools import cache

from PIL import Image

_SIZE = (80, 120)


@cache
def poster(key: int) -> bytes:
    """Draw the poster of an entry as a JPEG."""
    colour = (40 + key * 53 % 180, 40 + key * 97 % 180, 40 + key * 31 % 180)
    file = io.BytesIO()
    Image.new("RGB", _SIZE, colour).save(file, "JPEG")
    return file.getvalue()
