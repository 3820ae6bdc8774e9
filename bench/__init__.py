"""How fast it is, as ratios within one run; see README.md."""
