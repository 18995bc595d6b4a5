"""A small, realistic inventory of a support chatbot that several tests write, read and judge."""

from __future__ import annotations

from datetime import UTC, datetime

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.bom.write import build_document, to_bytes
from aibom.model.component import Component, Inventory, Relation, ScanSummary
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Unknown, Use, unresolved

MOMENT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
SHA = "SHA-256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

ROOT = Component(
    ref="application:support-bot",
    kind=Kind.APPLICATION,
    name="support-bot",
    evidence=(Evidence(path="pyproject.toml", line=1, technique=Technique.MANIFEST, confidence=1.0),),
)
EMBEDDER = Component(
    ref="model:hf/BAAI/bge-small-en-v1.5",
    kind=Kind.MODEL,
    name="BAAI/bge-small-en-v1.5",
    origin="hf",
    purl="pkg:huggingface/BAAI/bge-small-en-v1.5",
    facts={
        "source": "hf:BAAI/bge-small-en-v1.5",
        "provider": "BAAI",
        "licences": ["MIT"],
        "model_class": "embedding",
        "task": "feature-extraction",
        "hosted": False,
        "pinned": False,
        "revision": None,
        "architecture": "BertModel",
        "base_model": "google-bert/bert-base-uncased",
        "parameters": 33360000,
    },
    evidence=(
        Evidence(path="bot/index.py", line=14, symbol="SentenceTransformer"),
        Evidence(path="bot/settings.py", line=7, symbol="EMBEDDER", confidence=0.7),
    ),
    uses=(
        Use(
            path="bot/index.py",
            line=14,
            symbol="sentence_transformers.SentenceTransformer",
            args={"revision": None, "trust_remote_code": True, "device": unresolved("pick_device()")},
        ),
    ),
)
CHAT = Component(
    ref="model:openai/gpt-4o",
    kind=Kind.MODEL,
    name="gpt-4o",
    origin="openai",
    facts={
        "source": "openai:gpt-4o",
        "provider": "openai",
        "hosted": True,
        "floating_alias": True,
        "model_class": "chat",
        "revision": unresolved("settings.model_date"),
    },
    evidence=(Evidence(path="bot/chat.py", line=31, symbol="client.chat.completions.create"),),
)
OPENAI = Component(
    ref="service:openai",
    kind=Kind.SERVICE,
    name="OpenAI",
    origin="openai",
    facts={
        "provider": "openai",
        "service_type": "ai-api",
        "endpoints": ["https://api.openai.com/v1"],
        "authenticated": True,
        "self_hosted": False,
        "env_names": ["OPENAI_API_KEY"],
        "data_flows": ["documents", "prompts"],
    },
    evidence=(Evidence(path="bot/chat.py", line=9, symbol="openai.OpenAI"),),
)
TICKETS = Component(
    ref="dataset:file/data/tickets.jsonl",
    kind=Kind.DATASET,
    name="data/tickets.jsonl",
    origin="file",
    facts={
        "source": "file:data/tickets.jsonl",
        "role": "knowledge-base",
        "sensitivity": "confidential",
        "owner": "support-team",
        "hashes": [SHA],
        "size": 4821,
    },
    evidence=(Evidence(path="bot/index.py", line=20, symbol="json.loads"),),
)
TORCH = Component(
    ref="library:pypi/torch@2.6.0",
    kind=Kind.LIBRARY,
    name="torch",
    origin="pypi",
    version="2.6.0",
    purl="pkg:pypi/torch@2.6.0",
    facts={
        "ecosystem": "pypi",
        "declared_range": ">=2.4",
        "licences": ["BSD-3-Clause"],
        "ai_role": "framework",
        "scope": "runtime",
        "direct": True,
        "declared": True,
        "pinned": True,
        "vulnerabilities": [
            {"id": "CVE-2025-32434", "cvss": 9.3, "severity": "critical", "vex_state": "not_affected"},
        ],
    },
    evidence=(
        Evidence(path="bot/index.py", line=3, symbol="import torch"),
        Evidence(path="uv.lock", line=812, technique=Technique.MANIFEST, confidence=1.0),
    ),
)
BROWSER = Component(
    ref="tool:mcp/browser",
    kind=Kind.TOOL,
    name="browser",
    origin="mcp",
    facts={
        "tool_type": "mcp-server",
        "transport": "stdio",
        "command": "npx -y @playwright/mcp@latest",
        "package": "pkg:npm/%40playwright/mcp",
        "auto_approve": ["*"],
        "pinned": False,
    },
    evidence=(Evidence(path=".mcp.json", line=4, technique=Technique.MANIFEST),),
)
SEARCH = Component(
    ref="tool:mcp/search",
    kind=Kind.TOOL,
    name="search",
    origin="mcp",
    facts={
        "tool_type": "mcp-server",
        "transport": "streamable-http",
        "endpoints": ["${SEARCH_HOST}/mcp", "http://search.internal:8080/mcp"],
        "authenticated": False,
    },
    evidence=(Evidence(path=".mcp.json", line=9, technique=Technique.MANIFEST),),
)
PROMPT = Component(
    ref="prompt:bot/prompts/system.txt",
    kind=Kind.PROMPT,
    name="bot/prompts/system.txt",
    origin="file",
    facts={"source": "file:bot/prompts/system.txt", "role": "template", "length": 912, "hashes": [SHA]},
    evidence=(Evidence(path="bot/prompts/system.txt", line=1, technique=Technique.FILENAME),),
)

RELATIONS = tuple(
    Relation(source=source.ref, kind=kind, target=target.ref)
    for source, kind, target in (
        (ROOT, RelationKind.USES_MODEL, EMBEDDER),
        (ROOT, RelationKind.USES_MODEL, CHAT),
        (ROOT, RelationKind.HAS_TOOL, BROWSER),
        (ROOT, RelationKind.HAS_TOOL, SEARCH),
        (ROOT, RelationKind.USES_PROMPT, PROMPT),
        (ROOT, RelationKind.READS_DATA, TICKETS),
        (ROOT, RelationKind.DEPENDS_ON, TORCH),
        (CHAT, RelationKind.SERVED_BY, OPENAI),
        (EMBEDDER, RelationKind.DEPENDS_ON, TORCH),
        (EMBEDDER, RelationKind.EVALUATED_ON, TICKETS),
    )
)

UNKNOWNS = (
    Unknown(topic="model", path="bot/chat.py", line=44, reason="no static value", expression="pick_model(user)"),
    Unknown(topic="file", path="bot/broken.py", line=3, reason="not valid Python (invalid syntax)"),
)


def inventory() -> Inventory:
    """The whole sample."""
    components = (EMBEDDER, CHAT, OPENAI, TICKETS, TORCH, BROWSER, SEARCH, PROMPT)
    return Inventory(
        root=ROOT,
        components=tuple(sorted(components, key=lambda component: component.ref)),
        relations=RELATIONS,
        unknowns=UNKNOWNS,
        summary=ScanSummary(listed_by="git", files=61, files_read=38, ignored_files=2, prefix="services/support"),
    )


def of(*components: Component, relations: tuple[Relation, ...] = ()) -> Inventory:
    """An inventory of these components alone."""
    return Inventory(
        root=ROOT,
        components=components,
        relations=relations,
        unknowns=(),
        summary=ScanSummary(listed_by="walk", files=1, files_read=1),
    )


def written(sample: Inventory, spec_version: str = "1.6") -> bytes:
    """The BOM of an inventory."""
    return to_bytes(build_document(sample, spec_version=spec_version, moment=MOMENT, tool_version="0.0.0"))


def read_back(sample: Inventory, spec_version: str = "1.6") -> BomFacts:
    """The facts of an inventory after it was written and read."""
    return facts_of(load_document(written(sample, spec_version), name="bom.cdx.json"))
