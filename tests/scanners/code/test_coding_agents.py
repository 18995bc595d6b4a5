"""Agents of Claude's SDK: what they bring along is no component, and tools of a server are that server."""

from __future__ import annotations

from aibom.model.kinds import Kind

AGENT = """from claude_agent_sdk import ClaudeAgentOptions, tool
options = ClaudeAgentOptions(
    model="claude-sonnet-4-5",
    allowed_tools=["Read", "Bash", "mcp__harbour__find_berth", "mcp__harbour__list_ships", "look_up_tide"],
)
"""


def test_tools_of_servers_are_the_server_and_those_of_the_client_none(scan):
    found = scan({"agent.py": AGENT})
    assert found.names(Kind.TOOL) == ["harbour", "look_up_tide"]
    assert ("options", "has-tool", "harbour") in found.links
    assert found.one(Kind.TOOL, "harbour").facts["tool_type"] == "mcp-server"
