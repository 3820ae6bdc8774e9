"""The household in a process of its own: `python -m bench.serving ENV_FILE ITEMS FILES [JELLYFIN]`."""

import asyncio
import sys
from pathlib import Path

from playground.household import serve

if __name__ == "__main__":
    _, env_file, items, files, *jellyfin = sys.argv
    version = jellyfin[0] if jellyfin else None
    asyncio.run(serve(Path(env_file), items=int(items), files=files == "files", jellyfin=version))
