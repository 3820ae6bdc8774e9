"""The domain: what to delete, why, and the proof that it is gone."""
