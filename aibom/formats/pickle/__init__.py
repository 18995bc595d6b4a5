"""Pickles, read by an abstract machine that follows names and calls and builds nothing."""
