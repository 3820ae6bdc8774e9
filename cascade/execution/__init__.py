"""Carrying out a confirmed plan: the one writer."""
