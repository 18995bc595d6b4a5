"""One component of the inventory as a CycloneDX service: AI APIs, vector stores, inference servers, and MCP
servers that are reached over the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aibom.bom.draft import Draft, add_identity, add_licences, add_references, finish, start_draft
from aibom.bom.evidence import evidence_pairs
from aibom.bom.references import is_url
from aibom.core.json import Json
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind

# What comes back for a prompt; told by its being sent, so it is no fact of its own.
ANSWERS = "completions"
# Zones that are reached across a boundary.
_BEYOND = frozenset({"internal", "third-party"})
_REMOTE_TRANSPORTS = frozenset({"http", "sse", "streamable-http", "websocket"})


def is_service(component: Component) -> bool:
    """Whether it stands under `services`: every service, and an MCP server that is reached over the network."""
    if component.kind is Kind.SERVICE:
        return True
    facts = component.facts
    is_server = component.kind is Kind.TOOL and facts.get("tool_type") == "mcp-server"
    return is_server and not facts.get("command") and str(facts.get("transport")) in _REMOTE_TRANSPORTS


def service_object(component: Component, relations: Sequence[Relation], spec_version: str) -> dict[str, Any]:
    """The CycloneDX service; `relations` are those that start at it."""
    draft = start_draft(component, relations, spec_version, {})
    add_identity(draft, "provider")
    _add_endpoints(draft)
    _add_access(draft)
    _add_flows(draft)
    add_licences(draft)
    if component.purl is not None:
        draft.left["purl"] = component.purl
    add_references(draft)
    draft.pairs.extend(evidence_pairs(component.evidence))
    return finish(draft)


def _add_endpoints(draft: Draft) -> None:
    endpoints = draft.texts("endpoints")
    urls = [url for url in endpoints if is_url(url)]
    if urls:
        draft.fields["endpoints"] = urls
    if urls and len(urls) == len(endpoints):
        del draft.left["endpoints"]


def _add_access(draft: Draft) -> None:
    """Authentication, the trust zone, and whether using it crosses a boundary: leaving what the tree deploys and the
    machine that it runs on does."""
    if isinstance(draft.left.get("authenticated"), bool):
        draft.fields["authenticated"] = draft.left.pop("authenticated")
    zone = draft.left.get("trust_zone")
    if isinstance(zone, str) and zone:
        draft.fields["x-trust-boundary"] = zone in _BEYOND
        draft.fields["trustZone"] = draft.left.pop("trust_zone")
    elif isinstance(draft.left.get("self_hosted"), bool):
        draft.fields["x-trust-boundary"] = not draft.left["self_hosted"]


def _add_flows(draft: Draft) -> None:
    """What is sent to a service flows into it, and back out of a store; what a model makes of a prompt flows out. The
    kind of data is the classification, which is required."""
    flows = draft.texts("data_flows")
    if not flows or not all(flows):
        return
    is_store = draft.component.facts.get("service_type") == "vector-store"
    objects = [{"flow": "bi-directional" if is_store else "inbound", "classification": kind} for kind in flows]
    if "prompts" in flows and not is_store:
        objects.append({"flow": "outbound", "classification": ANSWERS})
    draft.fields["data"] = objects
    del draft.left["data_flows"]


def read_service(raw: Mapping[str, Any]) -> dict[str, Json]:
    """Endpoints, authentication, data flows and provider as the standard fields tell them."""
    facts: dict[str, Json] = {}
    endpoints = raw.get("endpoints")
    if isinstance(endpoints, list):
        facts["endpoints"] = sorted({url for url in endpoints if isinstance(url, str)})
    if isinstance(raw.get("authenticated"), bool):
        facts["authenticated"] = raw["authenticated"]
    if isinstance(raw.get("trustZone"), str) and raw["trustZone"]:
        facts["trust_zone"] = raw["trustZone"]
    flows = raw.get("data")
    if isinstance(flows, list):
        facts["data_flows"] = sorted({text for flow in flows if isinstance(flow, dict) and (text := _sent(flow))})
    return facts


def _sent(flow: Mapping[str, Any]) -> str:
    """The kind of data of a flow into the service; "" for a flow out of it."""
    if flow.get("flow") == "outbound":
        return ""
    kind = flow.get("classification") or flow.get("name")
    return kind if isinstance(kind, str) else ""
