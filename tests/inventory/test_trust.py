"""Trust zones of services and tools, and how CycloneDX holds them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from aibom.bom.validate import validate
from aibom.bom.write import build_document
from aibom.core.json import Json
from aibom.inventory.build import build_inventory
from aibom.inventory.trust import zone_of
from aibom.model.component import Component, Inventory, ScanSummary
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject


def thing(kind: Kind, path: str = "app.py", **facts: Json) -> Component:
    return Component(ref="it", kind=kind, name="it", facts=facts, evidence=(Evidence(path=path, line=1),))


@pytest.mark.parametrize(
    ("endpoint", "zone"),
    [
        ("https://api.openai.com/v1", "third-party"),
        ("http://localhost:11434", "local"),
        ("http://127.0.0.1:8000/v1", "local"),
        ("http://[::1]:8000", "local"),
        ("http://host.docker.internal:11434", "local"),
        ("http://10.1.2.3:6333", "internal"),
        ("http://qdrant:6333", "internal"),
        ("http://vllm.models.svc.cluster.local/v1", "internal"),
        ("https://llm.corp.internal", "internal"),
        ("http://8.8.8.8", "third-party"),
        ("https://${HOST}/v1", ""),
        ("http://[bad", ""),
    ],
)
def test_by_address(endpoint: str, zone: str) -> None:
    assert zone_of(thing(Kind.SERVICE, endpoints=[endpoint])) == zone


@pytest.mark.parametrize(
    ("component", "zone"),
    [
        (thing(Kind.SERVICE, service_type="ai-api"), "third-party"),
        (thing(Kind.SERVICE, service_type="vector-store"), ""),
        (thing(Kind.SERVICE, service_type="ai-api", self_hosted=True, endpoints=["http://a.example"]), "application"),
        (thing(Kind.SERVICE, endpoints=["http://localhost:1", "https://a.example"]), "third-party"),
        (thing(Kind.TOOL, tool_type="mcp-server", command="npx x"), "local"),
        (thing(Kind.TOOL, "~/.cursor/mcp.json", tool_type="mcp-server", command="npx x"), "user-machine"),
        (thing(Kind.TOOL, tool_type="mcp-server", endpoints=["https://mcp.example.com"]), "third-party"),
        (thing(Kind.TOOL, tool_type="function"), ""),
        (thing(Kind.MODEL, endpoints=["https://a.example"]), ""),
    ],
)
def test_by_what_is_known(component: Component, zone: str) -> None:
    assert zone_of(component) == zone


def service(inventory: Inventory, spec_version: str) -> dict[str, Any]:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    document = build_document(inventory, spec_version=spec_version, moment=moment, tool_version="1")
    assert validate(document) == []
    (found,) = document["services"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("spec_version", ["1.5", "1.6", "1.7"])
@pytest.mark.parametrize(
    ("facts", "zone", "crosses", "flows"),
    [
        (
            {"service_type": "ai-api", "data_flows": ["prompts"]},
            "third-party",
            True,
            [("inbound", "prompts"), ("outbound", "completions")],
        ),
        (
            {"service_type": "vector-store", "self_hosted": True, "data_flows": ["documents", "embeddings"]},
            "application",
            False,
            [("bi-directional", "documents"), ("bi-directional", "embeddings")],
        ),
    ],
)
def test_zone_boundary_and_flows_in_the_document(
    spec_version: str, facts: dict[str, Json], zone: str, crosses: bool, flows: list[tuple[str, str]]
) -> None:
    seen = Observation(
        subject=Subject(kind=Kind.SERVICE, name="it"), evidence=Evidence(path="a.py", line=1), facts=facts
    )
    inventory = build_inventory([seen], name="app", summary=ScanSummary(listed_by="walk", files=1, files_read=1))
    found = service(inventory, spec_version)
    assert (found["trustZone"], found["x-trust-boundary"]) == (zone, crosses)
    assert [(one["flow"], one["classification"]) for one in found["data"]] == flows
