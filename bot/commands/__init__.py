"""Slash commands: one cog per topic, thin."""
