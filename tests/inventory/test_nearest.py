from hypothesis import given
from hypothesis import strategies as st

from aibom.inventory.identity import Identity
from aibom.inventory.merge import distance
from aibom.inventory.nearest import Nearest
from aibom.model.kinds import Kind

FOLDERS = st.lists(st.sampled_from(["app", "api", "docs"]), max_size=4)
PATHS = FOLDERS.map(lambda parts: "/".join([*parts, "main.py"]))
VERSIONS = st.sampled_from(["1.0", "2.0", "3.1", None])


def _library(version: str | None) -> Identity:
    return Identity(kind=Kind.LIBRARY, origin="pypi", scope="", name="openai", variant=version)


@given(st.lists(st.tuples(VERSIONS.map(_library), PATHS), min_size=1, max_size=12), PATHS)
def test_the_nearest_is_found_as_by_looking_at_every_sighting(seen: list[tuple[Identity, str]], path: str) -> None:
    least = min(distance(place, path) for _, place in seen)
    closest = {identity for identity, place in seen if distance(place, path) == least}

    assert Nearest(seen).of(path) == max(closest, key=lambda one: one.variant or "")


def test_nothing_seen_gives_none() -> None:
    assert Nearest([]).of("app/main.py") is None
