"""Text to Rule: the language model and the phrase reader."""
