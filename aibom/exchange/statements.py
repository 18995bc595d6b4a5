"""in-toto statements (github.com/in-toto/attestation, Statement v1): a BOM, or the verdict on one, about artifacts.

A verdict is a Simple Verification Result (SVR 0.2): `properties` lists the packs that passed and is empty when the
verdict is negative, so that a reader who knows nothing of `aibom` cannot take a failure for a pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from aibom.core import re
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import Json, parse_json

STATEMENT = "https://in-toto.io/Statement/v1"
BOM_PREDICATE = "https://cyclonedx.org/bom"
SVR_PREDICATE = "https://in-toto.io/attestation/svr/v0.2"
VERIFIER = "pkg:pypi/aibom"
MAX_SUBJECTS = 10_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


class RefutedError(Exception):
    """A statement that does not say what was expected; the text is a clause for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An artifact by name (for people) and SHA-256 (what counts)."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a signer says of its subjects."""

    subjects: tuple[Subject, ...]
    predicate_type: str
    predicate: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The part of `aibom check --json` that says what was judged by what, and how it ended."""

    bom_sha256: str
    packs: tuple[tuple[str, str, str], ...]  # id, version, SHA-256
    fail_on: str
    passed: bool
    changed_by: tuple[str, ...]
    findings: Mapping[str, int]


def write_statement(statement: Statement) -> bytes:
    """The statement as JSON, the payload that is signed. Raises UsageError for subjects that cannot be told apart."""
    names = [one.name for one in statement.subjects]
    if not names:
        raise UsageError("A statement wants a subject; name the artifact that the BOM is of.")
    if len(set(names)) < len(names):
        raise UsageError("Two subjects have one name; name the artifacts so that they can be told apart.")
    document = {
        "_type": STATEMENT,
        "subject": [
            {"name": one.name, "digest": {"sha256": one.sha256}}
            for one in sorted(statement.subjects, key=lambda one: (one.name, one.sha256))
        ],
        "predicateType": statement.predicate_type,
        "predicate": statement.predicate,
    }
    return orjson.dumps(document)


def read_statement(payload: bytes, path: str) -> Statement:
    """The statement in signed bytes. Raises RefutedError when it is none: somebody signed something else."""
    try:
        content = parse_json(payload, path)
    except UnreadableError as error:
        raise RefutedError(f"the signed content is {error.why}") from None
    if not isinstance(content, Mapping) or content.get("_type") != STATEMENT:
        raise RefutedError("the signed content is no in-toto statement v1")
    subjects, predicate = content.get("subject"), content.get("predicate")
    if not isinstance(subjects, list) or not 0 < len(subjects) <= MAX_SUBJECTS:
        raise RefutedError(f"the signed statement wants 1 to {MAX_SUBJECTS} subjects")
    if not isinstance(predicate, Mapping):
        raise RefutedError("the signed statement has no predicate")
    return Statement(
        subjects=tuple(one for one in map(_subject, subjects) if one is not None),
        predicate_type=str(content.get("predicateType")),
        predicate=predicate,
    )


def _subject(value: Json) -> Subject | None:
    """A subject with a SHA-256; one that is named by other digests only can never match."""
    digests = value.get("digest") if isinstance(value, Mapping) else None
    digest = digests.get("sha256") if isinstance(digests, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(digest, str) or not _SHA256.fullmatch(digest.lower()):
        return None
    return Subject(name=str(value.get("name") or ""), sha256=digest.lower())


def check_subjects(statement: Statement, expected: Sequence[Subject]) -> None:
    """Every expected artifact must be a subject, by its digest. Raises RefutedError that names one that is none."""
    known = {one.sha256 for one in statement.subjects}
    for one in expected:
        if one.sha256 not in known:
            raise RefutedError(f"{one.name} (sha256:{one.sha256}) is not a subject of the attestation")


def check_bom(statement: Statement, bom: Mapping[str, Any] | None) -> None:
    """The predicate must be a CycloneDX BOM, and the given one. Raises RefutedError."""
    kind = statement.predicate_type
    if kind != BOM_PREDICATE and not kind.startswith(f"{BOM_PREDICATE}/v"):
        raise RefutedError(f"the attestation is about {kind}, not a CycloneDX BOM")
    if bom is not None and canonical(statement.predicate) != canonical(bom):
        raise RefutedError("the attested BOM is not the given one")


def canonical(document: Mapping[str, Any]) -> bytes:
    """The same bytes for the same JSON, whatever its spacing and order of keys."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def verdict_statement(verdict: Verdict, subjects: Sequence[Subject], *, version: str, time: str) -> Statement:
    """The verdict on a BOM, about the artifacts that the BOM is of; `time` in ISO 8601 with a Z."""
    policies = [
        {"name": name, "digest": {"sha256": digest}, "annotations": {"version": number}}
        for name, number, digest in verdict.packs
    ]
    passed = [f"AIBOM_POLICY_PASSED:{name}@{number}" for name, number, _ in verdict.packs]
    predicate = {
        "verifier": {"id": f"{VERIFIER}@{version}", "policies": policies},
        "timeCreated": time,
        "properties": passed if verdict.passed else [],
        "result": "PASSED" if verdict.passed else "FAILED",
        "failOn": verdict.fail_on,
        "changedBy": list(verdict.changed_by),
        "findings": dict(verdict.findings),
        "inputs": [{"name": "bom", "digest": {"sha256": verdict.bom_sha256}}],
    }
    return Statement(subjects=tuple(subjects), predicate_type=SVR_PREDICATE, predicate=predicate)


def read_verdict(data: bytes, path: str) -> Verdict:
    """The verdict in a file of `aibom check --json`. Raises UnreadableError."""
    content = parse_json(data, path)
    summary = content.get("summary") if isinstance(content, Mapping) else None
    basis = summary.get("basis") if isinstance(summary, Mapping) else None
    if not isinstance(summary, Mapping) or not isinstance(basis, Mapping):
        raise UnreadableError(path, "no result of `aibom check --json` that says what was judged by what")
    try:
        return Verdict(
            bom_sha256=str(basis["bom_sha256"]),
            packs=tuple((str(one["id"]), str(one["version"]), str(one["sha256"])) for one in basis["packs"]),  # type: ignore[index, union-attr, call-overload]
            fail_on=str(basis["fail_on"]),
            passed=basis["passed"] is True,
            changed_by=tuple(map(str, basis["changed_by"])),  # type: ignore[arg-type]
            findings={str(name): int(count) for name, count in summary["findings"].items()},  # type: ignore[union-attr, arg-type]
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        raise UnreadableError(path, "a result of `aibom check --json` with parts missing") from None


def check_verdict(statement: Statement, pack_digest: str, bom_sha256: str | None) -> None:
    """The verdict must be one by this pack, on this BOM, and a pass. Raises RefutedError."""
    if statement.predicate_type != SVR_PREDICATE:
        raise RefutedError(f"the attestation is about {statement.predicate_type}, not a verdict (SVR 0.2)")
    verifier = statement.predicate.get("verifier")
    policies = verifier.get("policies") if isinstance(verifier, Mapping) else None
    if pack_digest not in _digests(policies):
        raise RefutedError("the verdict was made by another policy than the given one")
    if bom_sha256 is not None and bom_sha256 not in _digests(statement.predicate.get("inputs")):
        raise RefutedError("the verdict is about another BOM than the given one")
    if statement.predicate.get("result") != "PASSED" or not statement.predicate.get("properties"):
        raise RefutedError("the verdict is that the BOM failed the policy")


def _digests(value: Any) -> set[str]:
    listed = value if isinstance(value, list) else []
    digests = [one.get("digest") for one in listed if isinstance(one, Mapping)]
    return {str(one.get("sha256")) for one in digests if isinstance(one, Mapping)}
