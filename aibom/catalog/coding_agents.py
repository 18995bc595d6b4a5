"""What coding agents bring along, and how they name the tools of MCP servers (code.claude.com/docs/en/settings)."""

from __future__ import annotations

from aibom.core import re

# The tools of Claude Code, spelt as it spells them; they belong to the client and are nobody's component.
BROUGHT_ALONG = frozenset(
    "Read Write Edit MultiEdit Bash BashOutput KillBash KillShell Glob Grep LS WebFetch TodoWrite TodoRead NotebookEdit"
    " NotebookRead ExitPlanMode SlashCommand".split()
)
MCP_TOOL = re.compile(r"mcp__(?P<server>.+?)(?:__.+)?\Z")


def server_of(tool: str) -> str:
    """The MCP server that a tool is of: "jira" of `mcp__jira__search`; "" for any other tool."""
    match = MCP_TOOL.match(tool)
    return match["server"] if match is not None else ""
