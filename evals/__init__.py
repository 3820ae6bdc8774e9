"""How well plain words are read: sentences with what they should select; see README.md."""
