"""Turns sightings into components: identity, merge, relations; each decided here and nowhere else."""
