"""MCP servers that scripts register with coding agents."""

from __future__ import annotations

import pytest
from deployed import deployed

from aibom.model.kinds import Kind
from aibom.model.sighting import Observation


def servers(script: str) -> dict[str, Observation]:
    seen = deployed({"install.sh": f"#!/bin/sh\n{script}\n"})
    return {one.subject.name: one for one in seen.observations if one.subject.kind is Kind.TOOL}


@pytest.mark.parametrize(
    ("line", "name", "command"),
    [
        ("claude mcp add context7 -- npx -y @upstash/context7-mcp", "context7", "npx -y @upstash/context7-mcp"),
        ("claude mcp add -s user -e KEY=abc docs npx -y docs-mcp --port 80", "docs", "npx -y docs-mcp --port 80"),
        ("codex mcp add db -- uvx postgres-mcp", "db", "uvx postgres-mcp"),
        ("gemini mcp add files node server.js", "files", "node server.js"),
        ('code --add-mcp \'{"name":"web","command":"uvx","args":["fetch"]}\'', "web", "uvx fetch"),
    ],
)
def test_a_server_is_registered_with_its_command(line: str, name: str, command: str) -> None:
    found = servers(line)
    assert set(found) == {name}
    assert found[name].facts["command"] == command
    assert found[name].evidence.line == 2


@pytest.mark.parametrize(
    "line",
    [
        "claude mcp add --transport http linear https://mcp.linear.app/mcp",
        'claude mcp add-json linear \'{"type":"http","url":"https://mcp.linear.app/mcp"}\'',
        "codex mcp add linear --url https://mcp.linear.app/mcp",
    ],
)
def test_a_server_that_is_reached_by_its_address_is_a_service_as_well(line: str) -> None:
    seen = deployed({"install.sh": f"{line}\n"})
    kinds = {(one.subject.kind, one.subject.name) for one in seen.observations}
    assert {(Kind.TOOL, "linear"), (Kind.SERVICE, "linear")} <= kinds


@pytest.mark.parametrize(
    "line",
    [
        "claude mcp list",
        "claude mcp remove context7",
        'claude mcp add "$NAME" -- "$COMMAND"',
        "other mcp add x -- npx y",
        "claude mcp add-json docs '[[['",
    ],
)
def test_other_commands_register_nothing(line: str) -> None:
    assert not servers(line)


def test_secrets_of_a_registered_server_are_not_told() -> None:
    found = servers('claude mcp add-json x \'{"url":"https://a.test/mcp?token=sk-abcdef0123456789abcdef"}\'')
    assert "abcdef0123456789" not in str(found["x"])
