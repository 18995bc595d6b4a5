"""Hostile input: any bytes as a policy give a DocumentError or a policy; any facts can be judged."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from policy_samples import bom, relations

from aibom.bom.facts import ComponentFacts
from aibom.core.errors import DocumentError
from aibom.core.resources import data_root
from aibom.core.text import printable
from aibom.model.vocabulary import FACT_BY_NAME
from aibom.policy.approvals import read_approvals
from aibom.policy.evaluate import judge
from aibom.policy.exceptions import read_exceptions
from aibom.policy.explain import explain
from aibom.policy.load import Library, load_policy, shipped_library
from aibom.policy.pack import PackSource, resolve
from aibom.policy.rule import bind

SHIPPED = [(data_root() / source.path).read_bytes() for _, source in sorted(shipped_library().rules.items())]
STRICT = load_policy(["strict"])
PIECES = ["$x", "{any: {}}", "[]", "null", "\t", "&a", "*a", "!!x", "'", "${", "{not: {is: a}}", "when:", "- ", "9e999"]


def read(data: bytes) -> None:
    """Read as everything that a user may hand in; only DocumentError may come of it."""
    library = Library()
    with suppress(DocumentError):
        added = library.add(data, "x.yaml")
        if isinstance(added, PackSource):
            resolve(added, library.packs, library.rules)
        else:
            bind(added)
    for reader in (read_exceptions, read_approvals):
        with suppress(DocumentError):
            reader(data, "x.yaml")


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes(data: bytes) -> None:
    read(data)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_mutated_rules(seed: int) -> None:
    chance = random.Random(seed)
    lines = chance.choice(SHIPPED).decode().split("\n")
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(lines))
        action = chance.randrange(4)
        if action == 0:
            del lines[place]
        elif action == 1:
            lines.insert(place, chance.choice(lines))
        elif action == 2:
            cut = chance.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:cut] + chance.choice(PIECES) + lines[place][cut + chance.randrange(3) :]
        else:
            lines[place] = lines[place].replace(chance.choice(["{", "}", ":", "[", ","]), chance.choice(PIECES), 1)
        lines = lines or [""]
    read("\n".join(lines).encode())


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(["model", "tool", "library", "service", "pickle", "hf:a/b", "mcp-server", "2026-01-01", "*"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["unresolved", "path", "line", "symbol", "args", "id", "cvss", "topic"]), inner
        )
    ),
    max_leaves=8,
)
NAMES = sorted(FACT_BY_NAME)
KINDS = ["model", "dataset", "library", "service", "tool", "agent", "container", "file", "odd"]


@st.composite
def components(draw: Any) -> list[ComponentFacts]:
    found = []
    for number in range(draw(st.integers(0, 4))):
        values = draw(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=12))
        kind = draw(st.sampled_from(KINDS))
        values |= {"ref": f"r{number}", "kind": kind, "name": draw(st.text(max_size=8))}
        found.append(
            ComponentFacts(
                ref=f"r{number}", kind=kind, name=values["name"], identity=f"{kind}:{values['name']}", values=values
            )
        )
    return found


@given(components(), st.dictionaries(st.sampled_from(["unknowns", "timestamp", "authors", "components"]), JSON))
@settings(max_examples=150, deadline=None)
def test_any_facts_can_be_judged(found: list[ComponentFacts], document: dict[str, Any]) -> None:
    edges = relations(("r0", "contains", "r1"), ("r1", "depends-on", "r0"), ("r1", "uses-model", "gone"))
    facts = bom(*found, edges=edges, document=document, incomplete=[("r0", "uses"), ("r1", "dependencies")])
    judgement = judge(facts, STRICT, as_of=date(2026, 6, 1))
    fingerprints = [finding.fingerprint for finding in judgement.findings]
    assert len(set(fingerprints)) == len(fingerprints)
    for finding in judgement.findings:
        assert finding.locations
        assert printable(finding.message) == finding.message
    again = judge(
        bom(*found[::-1], edges=edges[::-1], document=document, incomplete=facts.incomplete),
        STRICT,
        as_of=date(2026, 6, 1),
    )
    assert sorted(finding.fingerprint for finding in again.findings) == sorted(fingerprints)
    for component in found[:1]:
        for rule in STRICT.rules[:6]:
            explain(facts, rule, component, as_of=date(2026, 6, 1))
