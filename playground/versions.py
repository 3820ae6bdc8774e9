"""Versions of a film or episode: what a resolution means for the file and for each server's words."""

import random
import re
from dataclasses import dataclass

from playground.shelf import Media, Part, Resolution
from playground.world import World

GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Version:
    """One resolution. `film_gb` and `episode_gb` are the bounds of a file's size."""

    resolution: Resolution
    label: str
    quality: str
    height: int
    width: int
    bitrate: int
    codec: str
    film_gb: tuple[float, float]
    episode_gb: tuple[float, float]


UHD = Version("4k", "2160p", "Bluray-2160p", 2160, 3840, 52_000, "hevc", (24.0, 78.0), (5.0, 12.0))
HD = Version("1080", "1080p", "Bluray-1080p", 1080, 1920, 12_000, "h264", (6.0, 22.0), (1.2, 4.2))
SMALL = Version("720", "720p", "WEBDL-720p", 720, 1280, 4_000, "h264", (1.0, 4.8), (0.3, 1.1))


_LABEL = re.compile(r"\[(\d+p)\]")


def version_of(path: str) -> Version:
    """Tell a file's version from its name."""
    label = _LABEL.search(path)
    return next((version for version in (UHD, HD, SMALL) if label and version.label == label[1]), HD)


def film_size(version: Version, draw: random.Random) -> int:
    """Draw a size in bytes for a film of this version."""
    return int(draw.uniform(*version.film_gb) * GB)


def episode_size(version: Version, draw: random.Random) -> int:
    """Draw a size in bytes for an episode of this version."""
    return int(draw.uniform(*version.episode_gb) * GB)


def media_of(world: World, version: Version, path: str, size: int) -> Media:
    """Give Plex's row of a version with one file."""
    part = Part(world.fresh("part"), path, size)
    number = world.fresh("media")
    v = version
    return Media(number, v.resolution, v.height, v.width, v.bitrate, v.codec, [part])


def place(world: World, path: str, size: int, *, linked: bool) -> None:
    """Put a file on the disk; linked means that it is seeded from the torrents folder, if not from of old."""
    world.disk.write(path, size)
    seeded = f"torrents/{path.rsplit('/', 1)[-1]}"
    if linked and world.disk.size(seeded) is None:
        world.disk.link(path, seeded)
