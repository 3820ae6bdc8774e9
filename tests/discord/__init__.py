"""The whole bot in a local Discord, as people use it."""
