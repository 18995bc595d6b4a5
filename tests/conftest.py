"""What every test gets: a cache of its own, so that none writes into the user's."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Point AIBOM_CACHE_DIR, also for child processes, to a temporary folder."""
    import os

    os.environ["AIBOM_CACHE_DIR"] = str(tmp_path_factory.mktemp("cache"))
