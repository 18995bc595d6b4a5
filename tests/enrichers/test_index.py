"""Intervals of positions against the OSV schema's own pseudo-code."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.enrichers.vulnerabilities.index import index_package, key_of, position_of
from aibom.enrichers.vulnerabilities.osv import Affected

VERSIONS = ("0.9", "1.0", "1.0.1", "1.1rc1", "1.1", "1.2", "2.0", "2.0.post1", "3.0a1", "3.0")


def affected_by_definition(version: str, affected: Affected) -> bool:
    """The evaluation of the OSV schema, word by word: listed, or in a range whose sorted events leave it affected."""
    key = key_of(version, "PyPI")
    if any(key_of(listed, "PyPI") == key for listed in affected.versions):
        return True
    for events in affected.ranges:
        vulnerable = False
        ordered = sorted(
            (event for event in events),
            key=lambda event: (event[1] != "0", event[1] != "0" and key_of(event[1], "PyPI")),
        )
        for kind, bound in ordered:
            if kind == "introduced" and (bound == "0" or key >= key_of(bound, "PyPI")):
                vulnerable = True
            elif (kind == "fixed" and key >= key_of(bound, "PyPI")) or (
                kind == "last_affected" and key > key_of(bound, "PyPI")
            ):
                vulnerable = False
        if vulnerable:
            return True
    return False


@st.composite
def ranges(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    """A well-formed range: introduced and fixed or last_affected in turn, at rising versions."""
    bounds = sorted(draw(st.sets(st.sampled_from(range(len(VERSIONS))), max_size=6)))
    events = [("introduced", "0")] if draw(st.booleans()) else []
    for place in bounds:
        opens = not events or events[-1][0] != "introduced"
        kind = "introduced" if opens else draw(st.sampled_from(["fixed", "last_affected"]))
        events.append((kind, VERSIONS[place]))
    return tuple(draw(st.permutations(events))) or (("introduced", "0"),)


STATEMENTS = st.builds(
    lambda listed, spans: Affected(ecosystem="PyPI", name="acme", versions=tuple(listed), ranges=tuple(spans)),
    st.lists(st.sampled_from(VERSIONS), max_size=4),
    st.lists(ranges(), max_size=2),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(STATEMENTS, min_size=1, max_size=3),
    st.sampled_from((*VERSIONS, "0.1", "1.0.0.0", "1.5", "2.5.dev1", "9", "2.0+cu121")),
)
def test_positions_agree_with_the_definition(statements: list[Affected], version: str) -> None:
    index = index_package("PyPI", list(enumerate(statements)))
    position = position_of(version, "PyPI", index.boundaries)
    assert position is not None
    for entry, affected in zip(index.entries, statements, strict=True):
        assert entry.covers(position) is affected_by_definition(version, affected)


def statement(*events: tuple[str, str], versions: tuple[str, ...] = (), ecosystem: str = "npm") -> Affected:
    return Affected(ecosystem=ecosystem, name="acme", versions=versions, ranges=(events,) if events else ())


def is_affected(version: str, affected: Affected) -> bool:
    index = index_package(affected.ecosystem, [(1, affected)])
    position = position_of(version, affected.ecosystem, index.boundaries)
    assert position is not None
    return index.entries[0].covers(position)


def test_a_range_that_begins_where_another_ends_goes_on() -> None:
    twice = statement(("introduced", "0"), ("fixed", "2.0.0"), ("introduced", "2.0.0"), ("fixed", "3.0.0"))
    assert is_affected("2.0.0", twice)
    assert not is_affected("3.0.0", twice)


def test_an_empty_range_affects_nothing() -> None:
    assert not is_affected("1.0.0", statement(("introduced", "1.0.0"), ("fixed", "1.0.0")))


def test_last_affected_is_affected_itself() -> None:
    one = statement(("introduced", "1.0.0"), ("last_affected", "1.0.0"))
    assert is_affected("1.0.0", one)
    assert not is_affected("1.0.1", one)


def test_limits_end_a_range() -> None:
    limited = statement(("introduced", "1.0.0"), ("limit", "2.0.0"))
    assert is_affected("1.5.0", limited)
    assert not is_affected("2.0.0", limited)
    assert is_affected("9.0.0", statement(("introduced", "1.0.0"), ("limit", "*")))


def test_pre_releases_come_before_the_fix() -> None:
    assert is_affected("2.0.0-rc.1", statement(("introduced", "0"), ("fixed", "2.0.0")))
    assert is_affected("0.0.0-alpha", statement(("introduced", "0"), ("fixed", "2.0.0")))


def test_a_range_without_upper_end_is_flagged() -> None:
    index = index_package(
        "npm", [(1, statement(("introduced", "1.0.0"))), (2, statement(("introduced", "0"), ("fixed", "3.0.0")))]
    )
    assert [entry.unbounded >= 0 for entry in index.entries] == [True, False]


def test_bounds_that_are_no_versions_are_a_problem_and_not_silence() -> None:
    index = index_package("PyPI", [(1, statement(("introduced", "0"), ("fixed", "next"), ecosystem="PyPI"))])
    assert "next" in index.entries[0].problem


def test_listed_versions_inside_a_range_cost_nothing() -> None:
    listed = tuple(f"1.{minor}" for minor in range(300))
    index = index_package(
        "PyPI", [(1, statement(("introduced", "0"), ("fixed", "2"), versions=listed, ecosystem="PyPI"))]
    )
    assert index.boundaries == ("2",)


def test_listed_versions_without_a_place_are_kept_as_text() -> None:
    index = index_package("PyPI", [(1, statement(versions=("1.0", "2004-x"), ecosystem="PyPI"))])
    assert index.entries[0].texts == ("2004-x",)
