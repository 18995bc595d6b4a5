"""How many unknowns one file may bring."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aibom.inventory.unknowns import MAX_OF_A_FILE, bounded
from aibom.model.sighting import Unknown


def _unknown(line: int, path: str = "requirements.txt", topic: str = "dependencies") -> Unknown:
    return Unknown(topic=topic, path=path, line=line, reason="no requirement", expression=f"!!{line}")


def test_the_unknowns_of_an_ordinary_file_are_told_one_by_one() -> None:
    unknowns = [_unknown(line) for line in range(MAX_OF_A_FILE, 0, -1)]
    assert bounded(unknowns) == tuple(reversed(unknowns))


def test_beyond_the_bound_the_rest_is_counted() -> None:
    told = bounded([_unknown(line) for line in range(1, 20_001)] + [_unknown(7, topic="model")])
    rest = next(one for one in told if "more places" in one.reason)
    assert len(told) == MAX_OF_A_FILE + 2
    assert (rest.line, rest.reason.split()[0]) == (MAX_OF_A_FILE + 1, str(20_000 - MAX_OF_A_FILE))


@given(st.lists(st.tuples(st.sampled_from(["uv.lock", "yarn.lock"]), st.integers(1, 900)), max_size=1200))
def test_no_unknown_is_lost_without_being_counted(places: list[tuple[str, int]]) -> None:
    unknowns = {_unknown(line, path) for path, line in places}
    told = bounded(unknowns)
    counted = sum(int(one.reason.split()[0]) for one in told if "more places" in one.reason)
    assert counted + sum("more places" not in one.reason for one in told) == len(unknowns)
