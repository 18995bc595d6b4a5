"""The sample projects of this folder, and a readable listing of what was seen in one."""

from __future__ import annotations

from pathlib import Path

from memory_tree import Seen, run

from aibom.model.sighting import Link, Observation, Subject, Unknown
from aibom.scanners.manifests.scanner import ManifestScanner

DATA = Path(__file__).parent / "data"
PROJECTS = sorted(path.name for path in DATA.iterdir() if path.is_dir())


def project(name: str) -> dict[str, bytes | str]:
    """The files of a sample project by path."""
    root = DATA / name
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name != "expected.txt"
    }


def scan(files: dict[str, bytes | str]) -> Seen:
    return run(ManifestScanner(), files)


def listing(seen: Seen) -> bytes:
    """Every sighting on one line: packages with their facts, edges, unknowns."""
    lines = [
        *(_observed(one) for one in seen.observations),
        "",
        *sorted({_edge(one) for one in seen.links}),
        "",
        *(_unknown(one) for one in seen.unknowns),
    ]
    return "\n".join(lines).encode() + b"\n"


def coordinates(subject: Subject | None) -> str:
    if subject is None:
        return "."
    kind = "" if subject.kind == "library" else f"[{subject.kind}] "
    return f"{kind}{subject.origin}:{subject.name}@{subject.version}"


def _observed(one: Observation) -> str:
    told = {key: value for key, value in one.facts.items() if key not in ("declared", "ecosystem", "usage")}
    if "hashes" in told:
        told["hashes"] = [f"{text[:16]}.." for text in told["hashes"]]
    facts = " ".join(f"{key}={value}" for key, value in told.items())
    place = f"{one.evidence.path}:{one.evidence.line}"
    return f"{place} {coordinates(one.subject)} ({one.evidence.confidence}) {facts}".rstrip()


def _edge(one: Link) -> str:
    return f"{coordinates(one.source)} -> {coordinates(one.target)}"


def _unknown(one: Unknown) -> str:
    return f"{one.path}:{one.line} unknown {one.topic}: {one.reason} [{one.expression}]"
