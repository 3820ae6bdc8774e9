"""The people of a household, what they prefer, and where messages to them stand."""
