"""Bugs planted on purpose: each must make the suite fail. Run with `make mutations`."""
