"""docs/bom.md against the code: its tables name what is written, and nothing else."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aibom.bom import properties, vdr, vex, vulnerabilities, write
from aibom.catalog.commands import commands
from aibom.exchange import merge, spdx3_words
from aibom.inventory import trust
from aibom.inventory.inferred import rules_table
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import TOPICS
from aibom.model.vocabulary import FACT_BY_NAME

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "bom.md").read_text()


def rows(header: str) -> list[list[str]]:
    """The cells of the table under a header row."""
    body = PAGE.split(f"\n{header}\n", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in body]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_inferred_edges_are_the_rules() -> None:
    assert [tuple(row) for row in rows("| alone | joined to no | partner | edge |")] == rules_table()


def test_kinds_of_relations() -> None:
    told = PAGE.split("Kinds, each read", 1)[1].split("\n\n", 1)[0]
    assert quoted(told) == [str(kind) for kind in RelationKind]


def test_kinds_of_components() -> None:
    named = {kind for row in rows("| kind (`aibom:kind`) | CycloneDX |") for kind in re.split(", ", row[0])}
    assert {kind for kind in named if "MCP" not in kind and "if it" not in kind} == {str(kind) for kind in Kind}


def test_facts_in_standard_fields_are_facts() -> None:
    beside = {"card.*", "evidence", "owner of data", "vulnerabilities", "registry"}
    named = {one for row in rows("| fact | standard field |") for one in row[0].split(", ")}
    known = {*FACT_BY_NAME, *(str(kind) for kind in RelationKind)}
    assert {one for one in named - known if one not in beside} == set()


def test_trust_zones() -> None:
    zones = {trust.APPLICATION, trust.LOCAL, trust.INTERNAL, trust.THIRD_PARTY, trust.USER_MACHINE}
    head = "| `trustZone` | what it is told by | `x-trust-boundary` |"
    assert {quoted(row[0])[0] for row in rows(head)} == zones


def test_topics_of_unknowns() -> None:
    assert {quoted(row[0])[0]: row[1] for row in rows("| topic of an unknown | what was not seen |")} == dict(TOPICS)


def topics(path: Path) -> Iterator[str]:
    """The topics that a file of code writes, in `Unknown(topic=...)` and in the helpers that take one."""
    for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = [word.value for word in call.keywords if name == "Unknown" and word.arg == "topic"]
        given += call.args[:3] if name in ("unknown", "report", "_unknown") else []
        texts = (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
        yield from (text for text in texts if re.fullmatch(r"[a-z]+", text))


def signature_kinds() -> set[str]:
    catalogue = json.loads((ROOT / "aibom" / "catalog" / "catalogue.json").read_bytes())
    return {one["kind"] for one in catalogue["signatures"] if one.get("kind")}


def test_every_unknown_has_one_of_the_topics() -> None:
    written = {topic for path in (ROOT / "aibom").rglob("*.py") for topic in topics(path)}
    kinds = signature_kinds() | {one.kind for one in commands().commands}
    assert written | kinds == set(TOPICS)


FIXED = (properties.KIND, properties.ORIGIN, properties.USE, properties.EVIDENCE, properties.EVIDENCE_LOCATION)


def test_properties_of_components() -> None:
    named = [name for row in rows("| property | value |") for name in quoted(row[0])]
    families = (properties.PREFIX, properties.JSON_PREFIX)
    ends = (properties.RELATION_PREFIX, properties.INFERRED_PREFIX)
    expected = {*FIXED, *(f"{one}<fact>" for one in families), *(f"{one}<kind>" for one in ends)}
    assert sorted(named) == sorted(expected)


def names_in(module: object, prefix: str) -> set[str]:
    """What a module writes behind a prefix that it names by a constant."""
    text = Path(str(module.__file__)).read_text()  # type: ignore[attr-defined]
    return set(re.findall(r"\{" + prefix + r"\}([a-z][a-z_-]*)\"", text))


def test_what_was_not_seen() -> None:
    (scan,) = [row[1] for row in rows("| where | what |") if "aibom:scan:*" in row[0]]
    assert set(quoted(scan)) == names_in(write, "SCAN_NAMESPACE")
    told = {name for row in rows("| where | what |") for name in quoted(row[0]) if name.startswith("aibom:")}
    assert told == {properties.UNKNOWN, properties.REMARK, f"{properties.SCAN_NAMESPACE}*"}


def test_properties_of_other_commands() -> None:
    told = {quoted(row[0])[0]: set(quoted(row[1])) for row in rows("| property | what it holds |")}
    names = {name for row in rows("| property | what it holds |") for name in quoted(row[0])}
    assert names == {
        f"{properties.AUDIT_NAMESPACE}*",
        f"{vulnerabilities.NAMESPACE}*",
        vex.OWNER,
        vex.EXPIRES,
        merge.FROM,
        merge.CONFLICT,
        spdx3_words.CARRIED,
    }
    assert told[f"{properties.AUDIT_NAMESPACE}*"] - {"aibom vulns"} == names_in(vdr, "AUDIT_NAMESPACE")
    flags = {*vulnerabilities._FLAGS, *names_in(vulnerabilities, "NAMESPACE")}
    assert told[f"{vulnerabilities.NAMESPACE}*"] == flags


@pytest.mark.parametrize("name", sorted({*FIXED, properties.UNKNOWN, properties.REMARK}))
def test_no_other_property_is_reserved(name: str) -> None:
    assert name in properties._RESERVED
    assert name.removeprefix(properties.PREFIX) not in FACT_BY_NAME or name == properties.KIND
