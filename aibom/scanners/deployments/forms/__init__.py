"""Readers of one form of deployment file each, to records."""
