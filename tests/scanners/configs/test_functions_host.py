"""Azure Functions' `host.json`: the app is an MCP server."""

from __future__ import annotations

from configured import configured, places

from aibom.model.kinds import Kind

NAMED = '{\n  "version": "2.0",\n  "extensions": {\n    "mcp": {\n      "serverName": "Order desk"\n    }\n  }\n}\n'
NAMELESS = '{"version": "2.0",\n "extensions": {"mcp": {"system": {}}}}\n'
OTHER = '{"version": "2.0", "extensions": {"http": {"routePrefix": "mcp"}}}\n'


def test_the_server_has_the_name_that_it_is_given_or_that_of_its_folder() -> None:
    seen = configured({"src/Orders/host.json": NAMED, "src/Desk/host.json": NAMELESS, "src/Web/host.json": OTHER})
    assert places(seen, Kind.TOOL) == {("Order desk", 5), ("Desk", 2)}
