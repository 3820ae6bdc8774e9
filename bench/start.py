"""How long the command takes to come up, and what it loads on the way."""

import statistics
import subprocess
import sys
import time

from bench.measured import Measured

_ROUNDS = 7
_SLOW = ("discord", "openai", "plexapi", "sqlalchemy.ext.asyncio", "httpx")


def measure() -> list[Measured]:
    """Time `python -m bot --help` against a Python that does nothing; medians."""
    ours = _time("-m", "bot", "--help")
    base = _time("-c", "pass")
    loaded = subprocess.run(
        [sys.executable, "-c", f"import bot.cli, sys; print(*(set({_SLOW}) & set(sys.modules)))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    early = f", loads {', '.join(sorted(loaded))}" if loaded else ""
    return [
        Measured(
            f"python -m bot --help{early}",
            f"{ours * 1000:.0f} ms",
            f"{base * 1000:.0f} ms for a bare Python",
            ours / base,
            None,
        )
    ]


def _time(*arguments: str) -> float:
    took = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)
