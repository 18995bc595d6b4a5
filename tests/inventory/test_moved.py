"""Files that a notebook writes beside itself and an application reads in a folder."""

from __future__ import annotations

from inventory.test_build import build, model

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject

MOVIES = Subject(kind=Kind.DATASET, origin="file", name="input/movies.csv")


def written(name: str) -> tuple[Observation, Link]:
    evidence = Evidence(path="movies.ipynb", line=40)
    source = Subject(kind=Kind.DATASET, origin="file", name=name)
    link = Link(source=source, kind=RelationKind.DERIVED_FROM, target=MOVIES, evidence=evidence, tentative=True)
    return Observation(subject=MOVIES, evidence=evidence), link


def derived(*sightings) -> set[tuple[str, str]]:
    inventory = build(*sightings)
    names = {one.ref: one.name for one in inventory.components}
    return {
        (names[one.source], names[one.target]) for one in inventory.relations if one.kind is RelationKind.DERIVED_FROM
    }


def test_what_is_written_is_the_one_file_of_that_name_which_is_read() -> None:
    read = model("model/similarity.pkl", "file", "app.py", 29)
    assert derived(read, *written("similarity.pkl")) == {("model/similarity.pkl", "input/movies.csv")}


def test_of_two_files_of_a_name_it_is_not_known_which_was_written() -> None:
    both = (model("v1/similarity.pkl", "file", "app.py", 29), model("v2/similarity.pkl", "file", "app.py", 30))
    assert derived(*both, *written("similarity.pkl")) == set()


def test_a_file_that_is_written_into_another_folder_is_another() -> None:
    read = model("model/similarity.pkl", "file", "app.py", 29)
    assert derived(read, *written("old/similarity.pkl")) == set()
