"""What an object is as a whole where a component is expected: a tool's schema, a server's settings, a model."""

from __future__ import annotations

from aibom.scanners.code.facts import Map
from aibom.scanners.code.matching.described_models import described_models, describes_model
from aibom.scanners.code.matching.mcp_servers import configured
from aibom.scanners.code.matching.tools import tool_schema
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Data


def whole_of(resolver: Resolver, data: Data, role: str) -> list[Found] | None:
    """The components that a mapping is in a role; None where its members have to be asked."""
    if not isinstance(data.value, Map):
        return None
    if role == "model" and describes_model(data):
        return list(described_models(resolver, data))
    if role == "tools":
        return tool_schema(resolver, data) or None
    return (configured(resolver, data) or None) if role == "servers" else None
