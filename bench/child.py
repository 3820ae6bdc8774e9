"""Runs one measurement in a process of its own, which prints what it measured as JSON."""

import json
import subprocess
import sys
from pathlib import Path


def child(module: str, *arguments: Path):  # type: ignore[no-untyped-def] # JSON
    """Run a module to its end and return what it printed."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
