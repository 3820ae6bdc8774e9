"""The household in a process of its own: `python -m bench.serving ENV_FILE ITEMS FILES`."""

import asyncio
import sys
from pathlib import Path

from playground.household import serve

if __name__ == "__main__":
    _, env_file, items, files = sys.argv
    asyncio.run(serve(Path(env_file), items=int(items), files=files == "files"))
