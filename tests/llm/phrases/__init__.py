"""The phrase reader: sentences and the rules they say."""
