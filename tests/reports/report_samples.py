"""A judgement of the support chatbot (tests/bom/bom_samples.py) with a finding of every shape."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.model.finding import Excepted, Finding, FindingKind, Judgement, Location, RuleInfo, Suppression
from aibom.model.kinds import Severity

UNSAFE_LOADING = RuleInfo(
    id="AIB102",
    name="trust-remote-code",
    severity=Severity.CRITICAL,
    confidence="high",
    audience="developer",
    tags=("model", "S2.3", "CWE-94", "AML.T0010"),
    why="Loading the model runs Python code from its repository.",
    fix="Leave out `trust_remote_code=True`, or pin the revision and review the code.",
    refs=("https://huggingface.co/docs/transformers/custom_models",),
)
PLAIN_HTTP = RuleInfo(
    id="AIB301",
    name="plain-http-endpoint",
    severity=Severity.MEDIUM,
    confidence="high",
    audience="developer",
    tags=("service", "CWE-319"),
    why="Whoever sits on the way reads and changes what is sent.",
    fix="Use https.",
    refs=(),
)
MCP_AUTO = RuleInfo(
    id="AIB204",
    name="mcp-approves-everything",
    severity=Severity.HIGH,
    confidence="medium",
    audience="developer",
    tags=("tool",),
    why="A tool that runs without asking does what injected text tells it to.",
    fix="List the tools that may run without asking.",
    refs=("https://modelcontextprotocol.io/specification",),
)
OWNERLESS = RuleInfo(
    id="AIB900",
    name="no-owner",
    severity=Severity.INFO,
    confidence="low",
    audience="auditor",
    tags=(),
    why="Nobody is named who answers for it.",
    fix="Name an owner in aibom.yaml.",
    refs=(),
)


def finding(rule: RuleInfo, ref: str, message: str, *places: Location, **more: object) -> Finding:
    """A finding of a rule at places, worst case failing."""
    values: dict[str, object] = {
        "rule": rule.id,
        "severity": rule.severity,
        "kind": FindingKind.FAIL,
        "message": message,
        "component": ref.partition(":")[2],
        "identity": ref,
        "ref": ref,
        "fingerprint": hashlib.sha256(f"{rule.id}|{ref}".encode()).hexdigest(),
        "locations": places,
    }
    return Finding(**(values | more))  # type: ignore[arg-type]


FINDINGS = (
    finding(
        UNSAFE_LOADING,
        "model:hf/BAAI/bge-small-en-v1.5",
        "Model 'BAAI/bge-small-en-v1.5' is loaded with trust_remote_code=True.",
        Location(path="bot/index.py", line=14),
        Location(path="bot/re index#1.py", line=3),
    ),
    finding(
        MCP_AUTO,
        "tool:mcp/browser",
        "MCP server 'browser' may run every tool without asking.",
        Location(path=".mcp.json", line=4),
        witness=("application:support-bot", "tool:mcp/browser"),
    ),
    finding(
        PLAIN_HTTP,
        "tool:mcp/search",
        "[Endpoint](http://evil.example) 'http://search.internal:8080/mcp' of 'search' is not encrypted",
        Location(path=".mcp.json", line=9),
    ),
    finding(
        OWNERLESS,
        "service:openai",
        "Whether 'OpenAI' has an owner cannot be told.",
        Location(path="", line=42, in_bom=True),
        kind=FindingKind.REVIEW,
    ),
)

JUDGEMENT = Judgement(
    packs=("baseline@1.0.0",),
    rules=(UNSAFE_LOADING, PLAIN_HTTP, MCP_AUTO, OWNERLESS),
    findings=FINDINGS,
    components=9,
    warnings=("The exception EXC-7 matches nothing",),
    excepted=(
        Excepted(
            finding=finding(
                PLAIN_HTTP,
                "service:ollama",
                "Endpoint 'http://localhost:11434' is not encrypted.",
                Location(path="compose.yaml", line=12),
            ),
            suppression=Suppression(
                id="EXC-3", reason="same host", owner="platform", expires="2026-12-01", ticket="SEC-11"
            ),
        ),
    ),
)
EMPTY = Judgement(packs=("baseline@1.0.0",), rules=(UNSAFE_LOADING,), findings=(), components=9)


@cache
def facts() -> BomFacts:
    """The facts of the BOM that the findings speak of: the golden file of tests/bom."""
    return facts_of(load_document(Path(__file__).parent.parent / "bom" / "data" / "support-bot-1.6.cdx.json"))
