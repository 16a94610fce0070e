"""The Plan to somewhere: each sink sees only the Plan."""
