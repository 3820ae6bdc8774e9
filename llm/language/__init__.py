"""Amounts and dates as people write them, the same to both readers."""
