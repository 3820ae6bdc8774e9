"""The rule language: fields, expressions, text, SQL and explanations."""
