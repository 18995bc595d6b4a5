"""Orders of versions against the examples that the ecosystems publish."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.versions import compare, version_key

# Ascending chains. Sources: semver.org section 11; PEP 440 "Summary of permitted suffixes and relative ordering";
# Gem::Version's documentation; composer's versions article; Maven's Version Order Specification; NuGet versioning.
ASCENDING = {
    "npm": "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.2.0 1.10.0 2.0.0",
    "cargo": "0.1.0-rc10 0.1.0-rc2 0.1.0 0.9.9 0.10.0 1.0.0-0 1.0.0-1 1.0.0-a 1.0.0",
    "golang": "v0.0.0-20180306012644-bacd9c7ef1dd v0.0.0-20190603091049-60506f45cf65 v0.1.0 v1.2.3-pre v1.2.3 v2.0.0+incompatible",
    "pypi": "1.dev0 1.0.dev456 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1 1!0.1",
    "gem": "1.0.a 1.0.a10.0 1.0.b1 1.0.pre 1.0 1.0.1 1.2.a 1.2 1.2.10 1.10 5.a 5.0.1",
    "composer": "1.0.0-dev 1.0.0-alpha 1.0.0-alpha2 1.0.0-beta1-dev 1.0.0-beta1 1.0.0-beta2 1.0.0-RC1 1.0.0 1.0.0-p1 1.0.0-patch2 1.0.1 1.10 2.0.0.1",
    "nuget": "1.0.0-alpha 1.0.0-Beta 1.0.0-beta.2 1.0.0-beta.10 1.0.0-rc.1 1.0.0 1.0.0.1 1.0.1-a 1.0.1 1.10",
    "maven": "1-alpha2 1-alpha-123 1-beta-2 1-beta123 1-m2 1-m11 1-rc 1-cr2 1-rc123 1-SNAPSHOT 1 1-sp 1-sp2 1-sp123 1-abc 1-def 1-pom-1 1-1-snapshot 1-1 1-2 1-123 1.1",
}
EQUAL = {
    "npm": [("1.0.0+build.1", "1.0.0+exp.sha"), ("v1.2.3", "1.2.3")],
    "pypi": [("1.0", "1.0.0"), ("1.0-1", "1.0.post1"), ("1.0ALPHA1", "1.0a1")],
    "gem": [("1.0", "1"), ("1.0.0", "1.0"), ("1.0.a.0", "1.a"), ("1.0-1", "1.0.pre.1")],
    "composer": [("v1.0", "1.0.0.0"), ("1.0.0-stable", "1.0.0"), ("1.0b2", "1.0.0-beta2"), ("1.0.0+build", "1.0.0")],
    "nuget": [("1.0", "1.0.0.0"), ("1.0.0-ALPHA", "1.0.0-alpha"), ("1.01.1", "1.1.1"), ("1.0.7+r3456", "1.0.7")],
    "maven": [
        ("1.ga", "1-ga"), ("1-0", "1.0"), ("1", "1.0.0-ga"), ("1-a1", "1-alpha-1"), ("1-cr1", "1-rc1"), ("1.foo", "1-foo"),
        ("1.0.0-foo.0.0", "1-foo"), ("1.0.0-0.0.0", "1"), ("1.0.final", "1"), ("1.0.release", "1"), ("1x", "1-x"), ("1.0x", "1-x"),
    ],
}  # fmt: skip
# Pairs from the Maven specification, in the order that it gives.
MAVEN_PAIRS = [("1", "1.1"), ("1-snapshot", "1"), ("1", "1-sp"), ("1-foo2", "1-foo10"), ("1.foo", "1-1"), ("1-1", "1.1"),
               ("1-ga", "1-sp"), ("1-ga.1", "1-sp.1"), ("1-sp-1", "1-ga-1"), ("2.0", "2.0.1"), ("2-1", "2.0.1"), ("2.0.1", "2.0.1-123"),
               ("2.0.0.v200706041905-7C78EK9E_EkMNfNOd2d8qq", "2.0.1.v200706041905")]  # fmt: skip


@pytest.mark.parametrize("ecosystem", ASCENDING)
def test_versions_follow_the_published_order(ecosystem: str) -> None:
    chain = ASCENDING[ecosystem].split()
    for lower, higher in pairwise(chain):
        assert compare(lower, higher, ecosystem) == -1, (lower, higher)
        assert compare(higher, lower, ecosystem) == 1, (lower, higher)
    assert sorted(chain, key=lambda text: version_key(text, ecosystem)) == chain


@pytest.mark.parametrize(("ecosystem", "left", "right"), [(e, a, b) for e, pairs in EQUAL.items() for a, b in pairs])
def test_spellings_of_one_version_are_equal(ecosystem: str, left: str, right: str) -> None:
    assert compare(left, right, ecosystem) == 0


@pytest.mark.parametrize(("lower", "higher"), MAVEN_PAIRS)
def test_maven_specification(lower: str, higher: str) -> None:
    assert compare(lower, higher, "maven") == -1
    assert compare(higher, lower, "maven") == 1


@pytest.mark.parametrize(
    ("ecosystem", "text"),
    [("pypi", "1.0-SNAPSHOT-x"), ("npm", "latest"), ("npm", "1.0.0-a..b"), ("composer", "dev-main"), ("composer", "1.x-dev"),
     ("gem", "~> 1.0"), ("nuget", "[1.0,2.0)"), ("cargo", "^1.0"), ("golang", "main"), ("maven", ""), ("npm", "1" * 300)],
)  # fmt: skip
def test_what_is_no_version_has_no_place(ecosystem: str, text: str) -> None:
    assert version_key(text, ecosystem) is None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(alphabet="0123456789abgmrcpx.-_+", max_size=14) | st.text(max_size=6), min_size=3, max_size=3),
    st.sampled_from(sorted(ASCENDING)),
)
def test_every_order_is_total(texts: list[str], ecosystem: str) -> None:
    keys = [key for text in texts if (key := version_key(text, ecosystem)) is not None]
    for left in keys:
        for right in keys:
            assert (left < right) + (left == right) + (left > right) == 1
    ordered = sorted(keys)
    assert all(not later < earlier for earlier, later in pairwise(ordered))
    if len(ordered) == 3:
        assert not ordered[2] < ordered[0]
