"""Nets for what is declared in a way that nobody foresaw: families of one shape, beside signs that they must be."""
