"""Small CycloneDX documents of a help desk's application, and how to compare them."""

from __future__ import annotations

import copy
import json
from collections import Counter
from typing import Any

from aibom.exchange.diff import compare_boms, load_any
from aibom.model.change import Change, Comparison

Json = dict[str, Any]
OLD_HASH, NEW_HASH = "9f86d081884c7d65" * 4, "5feceb66ffc86f38" * 4


def sha(content: str) -> list[Json]:
    return [{"alg": "SHA-256", "content": content}]


def properties(**facts: str) -> list[Json]:
    return [{"name": f"aibom:{name}", "value": value} for name, value in facts.items()]


def library(name: str, version: str, **more: Any) -> Json:
    purl = f"pkg:pypi/{name}@{version}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **more}


MODEL: Json = {
    "type": "machine-learning-model",
    "bom-ref": "model:triage",
    "name": "acme/triage",
    "version": "3f2a9c0d3f2a9c0d3f2a9c0d3f2a9c0d3f2a9c0d",
    "purl": "pkg:huggingface/acme/triage@3f2a9c0d3f2a9c0d3f2a9c0d3f2a9c0d3f2a9c0d",
    "hashes": sha(OLD_HASH),
    "licenses": [{"license": {"id": "Apache-2.0"}}],
    "supplier": {"name": "Acme"},
    "modelCard": {"considerations": {"technicalLimitations": ["English only", "No legal advice"], "users": ["Agents"]}},
}
WEIGHTS: Json = {"type": "file", "bom-ref": "f1", "name": "models/rank.safetensors", "hashes": sha("ab" * 32)}
SERVER: Json = {
    "type": "application",
    "bom-ref": "tool:files",
    "name": "files",
    "properties": [
        *properties(kind="tool", command="npx @acme/files@1.0.0 ./data", package="pkg:npm/%40acme/files@1.0.0"),
        {"name": "aibom:mounts", "value": "./data"},
    ],
}
AGENT: Json = {"type": "application", "bom-ref": "agent:desk", "name": "desk", "properties": properties(kind="agent")}
OPENAI: Json = {"bom-ref": "svc:openai", "name": "OpenAI", "endpoints": ["https://api.openai.com/v1"]}


def bom(
    *components: Json, services: tuple[Json, ...] = (), edges: tuple[tuple[str, str], ...] = (), **more: Any
) -> Json:
    """A document of these components below the application `helpdesk`."""
    wired: dict[str, list[str]] = {}
    for source, target in edges:
        wired.setdefault(source, []).append(target)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-03-01T00:00:00Z",
            "component": {"type": "application", "bom-ref": "root", "name": "helpdesk", "version": "1.0"},
        },
        "components": list(components),
        "services": list(services),
        "dependencies": [{"ref": ref, "dependsOn": targets} for ref, targets in wired.items()],
        **more,
    }


def changed(original: Json, **fields: Any) -> Json:
    """A copy with other fields; None takes one away."""
    document = copy.deepcopy(original) | fields
    return {name: value for name, value in document.items() if value is not None}


BASE = bom(
    library("numpy", "1.26.4"),
    library("requests", "2.32.0"),
    MODEL,
    WEIGHTS,
    SERVER,
    AGENT,
    services=(OPENAI,),
    edges=(("root", "agent:desk"), ("agent:desk", "svc:openai")),
)


def compared(old: Json, new: Json, **more: Any) -> Comparison:
    before, after = load_any(json.dumps(old).encode(), "old.json"), load_any(json.dumps(new).encode(), "new.json")
    return compare_boms(before, after, old_name="old.json", new_name="new.json", **more)


def replaced(document: Json, ref: str, **fields: Any) -> Json:
    """The document with one component or service changed."""
    copied = copy.deepcopy(document)
    for field in ("components", "services"):
        copied[field] = [changed(one, **fields) if one["bom-ref"] == ref else one for one in copied[field]]
    return copied


def classes(comparison: Comparison, *, quiet: bool = False) -> dict[str, int]:
    return dict(Counter(one.cls for one in comparison.changes if quiet or not one.is_quiet))


def only(comparison: Comparison) -> Change:
    """The one change that is shown."""
    (change,) = comparison.shown
    return change
