"""What every test gets: a cache of its own, so that none writes into the user's; and properties that are bounded by
their examples, not by the clock, so that a busy machine fails no test."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("aibom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("aibom")


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point AIBOM_CACHE_DIR, also for child processes, to a temporary folder."""
    import os

    os.environ["AIBOM_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
