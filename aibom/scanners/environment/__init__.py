"""The installed Python environment: what `--env` names is read as files, and its Python is never run."""

from aibom.scanners.environment.reading import Wanted, environment_sightings

__all__ = ["Wanted", "environment_sightings"]
