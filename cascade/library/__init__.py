"""The local copy of all facts."""
