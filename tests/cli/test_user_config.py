"""`--user-config`: what MCP clients are given in the home folder, on every platform, and nothing of its secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runner import aibom

SERVER = {
    "command": "npx",
    "args": ["-y", "@acme/docs-mcp@1.4.0"],
    "env": {"DOCS_TOKEN": "sk-live-4f9a8b7c6d5e4f3a2b1c"},
}
JSON_FILES = {
    ".claude.json": ("claude-code", "mcpServers"),
    ".config/Claude/claude_desktop_config.json": ("claude-desktop", "mcpServers"),
    "Library/Application Support/Claude/claude_desktop_config.json": ("claude-desktop", "mcpServers"),
    "AppData/Roaming/Claude/claude_desktop_config.json": ("claude-desktop", "mcpServers"),
    ".cursor/mcp.json": ("cursor", "mcpServers"),
    ".config/Code/User/mcp.json": ("vscode", "servers"),
    "Library/Application Support/Code - Insiders/User/mcp.json": ("vscode", "servers"),
    ".codeium/windsurf/mcp_config.json": ("windsurf", "mcpServers"),
    ".config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json": ("cline", "mcpServers"),
    ".config/zed/settings.json": ("zed", "context_servers"),
    ".gemini/settings.json": ("gemini-cli", "mcpServers"),
    ".kiro/settings/mcp.json": ("kiro", "mcpServers"),
    ".lmstudio/mcp.json": ("lm-studio", "mcpServers"),
    ".copilot/mcp-config.json": ("copilot-cli", "mcpServers"),
    ".config/amp/settings.json": ("amp", "amp.mcpServers"),
    ".cline/data/settings/cline_mcp_settings.json": ("cline", "mcpServers"),
    ".claude/plugins/cache/market/desk/1.0.0/.claude-plugin/plugin.json": ("claude-plugin", "mcpServers"),
    ".claude/plugins/cache/market/desk/1.0.0/.mcp.json": ("claude-code", "mcpServers"),
}
OTHER_FILES = {
    ".codex/config.toml": ("codex", '[mcp_servers.docs-codex]\ncommand = "npx"\nargs = ["@acme/docs-mcp@1.4.0"]\n'),
    ".vibe/config.toml": (
        "vibe",
        '[[mcp_servers]]\nname = "docs-vibe"\ncommand = "npx"\nargs = ["@acme/docs-mcp@1.4.0"]\n',
    ),
    ".config/goose/config.yaml": (
        "goose",
        "extensions:\n  docs-goose: {type: stdio, cmd: npx, args: ['@acme/docs-mcp@1.4.0']}\n",
    ),
    ".continue/config.yaml": (
        "continue",
        "mcpServers:\n- {name: docs-continue, command: npx, args: ['@acme/docs-mcp@1.4.0']}\n",
    ),
    ".config/opencode/opencode.json": (
        "opencode",
        '{"mcp": {"docs-opencode": {"type": "local", "command": ["npx", "@acme/docs-mcp@1.4.0"]}}} // JSONC',
    ),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "server.js").write_text("")
    return folder


def write(home: Path, path: str, text: str) -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    (home / path).write_text(text)


def bom(tree: Path, *options: str) -> dict[str, Any]:
    result = aibom("scan", tree, "-o", tree.parent / "bom.json", *options)
    assert result.code == 0, result.err
    document: dict[str, Any] = json.loads((tree.parent / "bom.json").read_bytes())
    return document


def places(document: dict[str, Any]) -> dict[str, set[str]]:
    """Client -> the files in which its servers were seen."""
    found: dict[str, set[str]] = {}
    for one in document["components"]:
        pairs = [(p["name"], p["value"]) for p in one.get("properties", ())]
        for client in (value for name, value in pairs if name == "aibom:clients"):
            found.setdefault(client, set()).update(at["location"] for at in one["evidence"]["occurrences"])
    return found


@pytest.mark.parametrize("path", JSON_FILES)
def test_every_client_of_every_platform(home: Path, tree: Path, path: str) -> None:
    client, key = JSON_FILES[path]
    write(home, path, json.dumps({key: {"docs": SERVER}}))
    assert places(bom(tree)) == {}
    document = bom(tree, "--user-config")
    assert places(document) == {client: {f"~/{path}"}}
    text = json.dumps(document)
    assert "sk-live" not in text
    assert str(home) not in text
    assert "DOCS_TOKEN" in text


@pytest.mark.parametrize("path", OTHER_FILES)
def test_clients_with_forms_of_their_own(home: Path, tree: Path, path: str) -> None:
    client, text = OTHER_FILES[path]
    write(home, path, text)
    assert places(bom(tree, "--user-config")) == {client: {f"~/{path}"}}


def test_grants_of_the_user_meet_the_servers_of_the_tree(home: Path, tree: Path) -> None:
    (tree / ".mcp.json").write_text(json.dumps({"mcpServers": {"docs": SERVER}}))
    write(home, ".claude/settings.json", json.dumps({"permissions": {"allow": ["mcp__docs__search"]}}))
    (tool,) = [one for one in bom(tree, "--user-config")["components"] if one["name"] == "docs"]
    assert {"name": "aibom:auto_approve", "value": "search"} in tool["properties"]


def test_a_relative_path_of_the_user_is_no_file_of_the_tree(home: Path, tree: Path) -> None:
    write(home, ".cursor/mcp.json", json.dumps({"mcpServers": {"own": {"command": "node", "args": ["server.js"]}}}))
    (tool,) = [one for one in bom(tree, "--user-config")["components"] if one["name"] == "own"]
    assert not any("server.js" in p["value"] for p in tool["properties"] if p["name"] == "aibom:source")


def test_what_the_user_configured_is_no_part_of_the_application(home: Path, tree: Path) -> None:
    write(home, ".cursor/mcp.json", json.dumps({"mcpServers": {"docs": SERVER}}))
    document = bom(tree, "--user-config")
    root = document["metadata"]["component"]["bom-ref"]
    assert not any(node.get("dependsOn") for node in document["dependencies"] if node["ref"] == root)


def test_broken_and_missing_files(home: Path, tree: Path) -> None:
    write(home, ".cursor/mcp.json", '{"mcpServers": {"docs": ')
    document = bom(tree, "--user-config")
    told = [json.loads(p["value"]) for p in document["metadata"]["properties"] if p["name"] == "aibom:unknown"]
    assert [one["path"] for one in told] == ["~/.cursor/mcp.json"]


def test_findings_and_the_cache(home: Path, tree: Path) -> None:
    write(
        home, ".cursor/mcp.json", json.dumps({"mcpServers": {"docs": {"command": "npx", "args": ["@acme/docs-mcp"]}}})
    )
    for _ in range(2):
        result = aibom("audit", tree, "--out", tree.parent / "out", "--user-config", "--fail-on", "never")
        assert "~/.cursor/mcp.json:1" in result.out
    assert "~/.cursor" not in aibom("audit", tree, "--out", tree.parent / "out", "--fail-on", "never").out
