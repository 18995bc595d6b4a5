"""Bounds as sentences say them."""

from __future__ import annotations

import pytest

from aibom.core.limits import KIB, MIB, size_of


@pytest.mark.parametrize(("count", "said"), [(10 * MIB, "10 MiB"), (512 * KIB, "512 KiB"), (MIB, "1 MiB")])
def test_a_bound_is_never_said_to_be_nothing(count: int, said: str) -> None:
    assert size_of(count) == said
