"""Nets for what is declared in a way that nobody foresaw: families of entries of one shape, beside signs that they must be."""
