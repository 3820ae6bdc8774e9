"""What people see: pure functions from the domain's values to text and embeds."""
