"""What was planned, intended, done and proved: the truth about every deletion."""
