"""What was deleted elsewhere: hints of it, the proof, and what it means."""
