"""Properties of comparing: nothing against itself, blind to order and bom-refs, and the same seen from both sides."""

from __future__ import annotations

import contextlib
import copy
from collections import Counter
from typing import Any

from diff_samples import Json, bom, compared, library, properties, sha
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import UsageError
from aibom.exchange.diff import load_any
from aibom.model.change import Comparison
from aibom.model.change_classes import CHANGE_CLASSES

_NAMES = st.sampled_from(["numpy", "torch", "transformers", "langchain"])
_VERSIONS = st.sampled_from(["1.0", "1.0.0", "2.0", "2.0rc1", "nightly"])
_HASHES = st.sampled_from([None, sha("a" * 64), sha("b" * 64), [*sha("a" * 64), *sha("c" * 64)]])
_LICENCES = st.sampled_from([None, [{"license": {"id": "MIT"}}], [{"license": {"id": "Apache-2.0"}}]])


def _given(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


_LIBRARIES = st.builds(
    lambda name, version, hashes, licences: {**library(name, version), **_given(hashes=hashes, licenses=licences)},
    _NAMES, _VERSIONS, _HASHES, _LICENCES,
)  # fmt: skip
_MODELS = st.builds(
    lambda name, source, hashes, facts: {
        "type": "machine-learning-model",
        "name": name,
        **_given(hashes=hashes),
        "properties": properties(kind="model", source=source, **facts),
    },
    st.sampled_from(["acme/triage", "acme/rank"]),
    st.sampled_from(["hf:acme/triage", "hf:acme/rank", "modelscope:acme/rank"]),
    _HASHES,
    st.fixed_dictionaries(
        {},
        optional={
            "pinned": st.sampled_from(["true", "false"]),
            "signature.state": st.sampled_from(["verified", "unsigned", "invalid"]),
            "scan.verdict": st.sampled_from(["clean", "malicious"]),
            "retirement.date": st.sampled_from(["2026-01-01", "2027-01-01"]),
        },
    ),
)
_TOOLS = st.builds(
    lambda name, mounts, disabled: {
        "type": "application",
        "name": name,
        "properties": [
            *properties(kind="tool", disabled=disabled),
            *({"name": "aibom:mounts", "value": mount} for mount in mounts),
        ],
    },
    st.sampled_from(["files", "mail"]),
    st.lists(st.sampled_from(["/", "/data", "/data/in"]), unique=True, max_size=2),
    st.sampled_from(["true", "false"]),
)
_AGENTS = st.builds(
    lambda name: {"type": "application", "name": name, "properties": properties(kind="agent")},
    st.sampled_from(["desk", "helper"]),
)
_SERVICES = st.builds(
    lambda name, url, flows: {
        "name": name,
        "endpoints": [url],
        "data": [{"flow": "inbound", "classification": one} for one in flows],
    },
    st.sampled_from(["OpenAI", "Cohere"]),
    st.sampled_from(["https://api.openai.com", "https://api.cohere.com", "http://localhost:1"]),
    st.lists(st.sampled_from(["prompts", "documents"]), unique=True),
)


@st.composite
def documents(draw: st.DrawFn) -> Json:
    components = draw(st.lists(st.one_of(_LIBRARIES, _MODELS, _TOOLS, _AGENTS), max_size=6))
    services = draw(st.lists(_SERVICES, max_size=2))
    refs = []
    for number, one in enumerate([*components, *services]):
        refs.append(f"ref-{number}")
        one["bom-ref"] = refs[-1]
    ends = st.sampled_from(["root", *refs])
    edges = draw(st.lists(st.tuples(ends, ends), max_size=6, unique=True))
    return bom(*map(copy.deepcopy, components), services=tuple(map(copy.deepcopy, services)), edges=tuple(edges))


def _with_other_refs(document: Json, random: Any) -> Json:
    things = [*document["components"], *document["services"]]
    names = [f"urn:{number}" for number in range(len(things))]
    random.shuffle(names)
    refs = {"root": "urn:root"} | {one["bom-ref"]: name for one, name in zip(things, names, strict=True)}
    for one in (*things, document["metadata"]["component"]):
        one["bom-ref"] = refs[one["bom-ref"]]
    for edge in document["dependencies"]:
        edge["ref"], edge["dependsOn"] = refs[edge["ref"]], [refs[one] for one in edge["dependsOn"]]
    return document


def told(comparison: Comparison) -> Counter[tuple[Any, ...]]:
    """Every change without its bom-refs and places."""
    found: Counter[tuple[Any, ...]] = Counter()
    for change in comparison.changes:
        sides = tuple((one.name, one.version, one.hashes) if one else None for one in (change.old, change.new))
        path = tuple(step.name for step in change.path)
        facts = tuple((fact.name, repr(fact.old), repr(fact.new), fact.lost, fact.gained) for fact in change.facts)
        found[(change.cls, sides, change.tier, change.confidence, facts, path)] += 1
    return found


def mirrored(comparison: Comparison) -> Counter[tuple[Any, ...]]:
    """The same seen from the other side."""
    found: Counter[tuple[Any, ...]] = Counter()
    for (cls, sides, tier, confidence, facts, path), count in told(comparison).items():
        turned = tuple((name, new, old, gained, lost) for name, old, new, lost, gained in facts)
        found[(CHANGE_CLASSES[cls].mirror, sides[::-1], tier, confidence, turned, path)] += count
    return found


@settings(deadline=None, max_examples=60)
@given(documents())
def test_a_document_does_not_differ_from_itself(document: Json) -> None:
    assert compared(document, document).changes == ()


@settings(deadline=None, max_examples=60)
@given(documents(), documents())
def test_both_sides_tell_the_same(old: Json, new: Json) -> None:
    assert mirrored(compared(old, new)) == told(compared(new, old))


@settings(deadline=None, max_examples=60)
@given(documents(), documents(), st.randoms(use_true_random=False))
def test_order_and_bom_refs_do_not_matter(old: Json, new: Json, random: Any) -> None:
    mixed = copy.deepcopy(new)
    for field in ("components", "services", "dependencies"):
        random.shuffle(mixed[field])
    mixed = _with_other_refs(mixed, random)
    assert told(compared(old, mixed)) == told(compared(old, new))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_document_or_a_plain_error(data: bytes) -> None:
    with contextlib.suppress(UsageError):
        load_any(data, "x.json")
