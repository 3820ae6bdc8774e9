"""The model client against a local server, with the real SDK."""
