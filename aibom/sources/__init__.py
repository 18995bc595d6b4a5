"""What is looked at: the listing of a tree and bounded reading of its files."""
