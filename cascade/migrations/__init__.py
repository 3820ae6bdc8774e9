"""The database's history: one revision per change of the tables, up and down."""
