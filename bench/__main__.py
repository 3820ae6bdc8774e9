"""`python -m bench [rules] [sync] [reconcile] [run] [discord] [start]`: ratios in one run; all by default."""

import sys

from bench import discord, reconcile, rules, run, start, sync
from bench.measured import Measured, show

NAMES = ("rules", "sync", "reconcile", "run", "discord", "start")


def main() -> None:
    """Measure what was asked for and print it."""
    wanted = sys.argv[1:] or list(NAMES)
    if unknown := set(wanted) - set(NAMES):
        sys.exit(f"There is no benchmark {min(unknown)}; there are {', '.join(NAMES)}.")
    rows: list[Measured] = []
    if {"rules", "sync", "reconcile"} & set(wanted):
        with sync.synced_house() as (house, database):
            if "rules" in wanted:
                rows += rules.measure(house, database)
            if "sync" in wanted:
                rows += sync.measure(house)
            if "reconcile" in wanted:
                rows += reconcile.measure(house, database)
    if "run" in wanted:
        rows += run.measure()
    if "discord" in wanted:
        rows += discord.measure()
    if "start" in wanted:
        rows += start.measure()
    show(rows)


if __name__ == "__main__":
    main()
