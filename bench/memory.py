"""The most memory this process ever used."""

import resource
import sys
from pathlib import Path


def peak_bytes() -> int:
    """Read the high-water mark of resident memory.

    Linux hands the mark of getrusage on from the parent process; the one in /proc is this program's own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
