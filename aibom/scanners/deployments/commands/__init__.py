"""Command lines: split, filled in, followed to what they start."""
