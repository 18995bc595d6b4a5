"""Pages of a folder that code reads are that folder."""

from __future__ import annotations

from inventory.test_build import build

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject


def data(name: str, path: str, line: int = 1) -> Observation:
    subject = Subject(kind=Kind.DATASET, origin="file", name=name)
    return Observation(subject=subject, evidence=Evidence(path=path, line=line), facts={})


def names(*sightings: Observation) -> list[str]:
    return [one.name for one in build(*sightings).components]


def test_pages_below_a_folder_that_code_reads_are_no_entries() -> None:
    pages = [data(f"data/kb/{name}", f"data/kb/{name}") for name in ("index.md", "deploy/faq.md")]
    assert names(data("./data", "app.py", 21), *pages) == ["data"]


def test_pages_elsewhere_tables_and_pages_that_code_names_are() -> None:
    page, table, other = (data(one, one) for one in ("data/faq.md", "data/prices.csv", "database/faq.md"))
    assert names(page, other) == ["data/faq.md", "database/faq.md"]
    assert names(data("data", "app.py"), data("data/faq.md", "faq.py"), page, table, other) == [
        "data",
        "data/faq.md",
        "data/prices.csv",
        "database/faq.md",
    ]


def file_of(kind: Kind, confidence: float, name: str = "weights/berths.pt") -> Observation:
    evidence = Evidence(path="detect.py", line=3, confidence=confidence)
    return Observation(subject=Subject(kind=kind, origin="file", name=name), evidence=evidence, facts={})


def test_what_is_loaded_as_a_model_is_no_data_although_its_folder_is_listed() -> None:
    def kinds(*sightings: Observation) -> list[Kind]:
        return [one.kind for one in build(*sightings).components]

    assert kinds(file_of(Kind.MODEL, 0.9), file_of(Kind.DATASET, 0.6)) == [Kind.MODEL]
    assert len(kinds(file_of(Kind.MODEL, 0.9), file_of(Kind.DATASET, 0.9))) == 2
    assert len(kinds(file_of(Kind.MODEL, 0.9), file_of(Kind.DATASET, 0.6, "images/berths"))) == 2
