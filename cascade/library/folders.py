"""Root folders that Radarr or Sonarr cannot reach: what lay there is not taken for deleted."""

from cascade.errors import CascadeError
from cascade.servers import Servers


async def lost_folders(servers: Servers) -> dict[str, str]:
    """Name each folder that cannot be reached, with who says so. Servers that do not answer say nothing."""
    lost: dict[str, str] = {}
    for arr in (*servers.movies, *servers.shows):
        try:
            roots = await arr.root_folders()
        except CascadeError:
            continue
        lost |= {root.path.rstrip("/"): arr.name for root in roots if not root.accessible}
    return lost
