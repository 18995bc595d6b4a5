"""Every client's configuration, as its own documentation writes it: the server, its line, its launch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from memory_tree import Seen, run
from reached import unreached

from aibom.catalog.mcp import clients_for
from aibom.core.resources import PACKAGE
from aibom.model.vocabulary import FACT_BY_NAME
from aibom.scanners.mcp_configs import McpConfigScanner

STANDARD = """{
  "mcpServers": {
    "docs": {
      "command": "npx",
      "args": ["-y", "@acme/docs-mcp@1.4.0"],
      "env": {"DOCS_TOKEN": "${DOCS_TOKEN}"}
    }
  }
}
"""
PINNED = {"package": "pkg:npm/%40acme/docs-mcp@1.4.0", "pinned": True, "launcher": "npx", "transport": "stdio"}

# Clients whose files have the common form; only where they are differs.
COMMON = {
    ".mcp.json": "claude-code",
    "tools/.mcp.json": "claude-code",
    "managed-mcp.json": "claude-code",
    "claude_desktop_config.json": "claude-desktop",
    ".cursor/mcp.json": "cursor",
    "apps/web/.cursor/mcp.json": "cursor",
    ".vscode/mcp.json": "vscode",
    ".windsurf/mcp_config.json": "windsurf",
    "cline_mcp_settings.json": "cline",
    ".roo/mcp.json": "roo",
    ".kilocode/mcp.json": "kilo-code",
    ".kiro/settings/mcp.json": "kiro",
    ".amazonq/mcp.json": "amazon-q",
    ".lmstudio/mcp.json": "lm-studio",
    ".copilot/mcp-config.json": "copilot-cli",
    ".github/mcp.json": "copilot-cli",
    ".gemini/settings.json": "gemini-cli",
    "gemini-extension.json": "gemini-cli",
    ".qwen/settings.json": "qwen-code",
    ".junie/mcp/mcp.json": "junie",
    ".trae/mcp.json": "trae",
    ".idx/mcp.json": "firebase-studio",
    ".factory/mcp.json": "factory",
    ".augment/settings.json": "augment",
    ".continue/mcpServers/docs.json": "continue",
    ".claude-plugin/plugin.json": "claude-plugin",
    "~/.claude.json": "claude-code",
    "~/.codeium/windsurf/mcp_config.json": "windsurf",
    "~/Library/Application Support/Claude/claude_desktop_config.json": "claude-desktop",
}


def scan(files: dict[str, bytes | str]) -> Seen:
    return run(McpConfigScanner(), files)


def tool(files: dict[str, bytes | str], name: str = "docs") -> tuple[dict[str, Any], int | None]:
    seen = scan(files).one("tool", name)
    return dict(seen.facts), seen.evidence.line


@pytest.mark.parametrize("path", COMMON)
def test_clients_of_the_common_form(path: str) -> None:
    facts, line = tool({path: STANDARD})
    assert facts["clients"] == [COMMON[path]]
    assert line == 3
    assert facts | PINNED == facts
    assert facts["env_names"] == ["DOCS_TOKEN"]


@pytest.mark.parametrize("path", ["config/mcp-servers.json", "mcp.json", "agent/my_mcp_config.json", "MCP.json"])
def test_files_of_no_known_client_are_read_by_their_form(path: str) -> None:
    facts, line = tool({path: STANDARD})
    assert "clients" not in facts
    assert (facts["package"], line) == (PINNED["package"], 3)


OWN_FORMS = yaml.safe_load((Path(__file__).parent / "data/clients.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", OWN_FORMS, ids=[case["path"] for case in OWN_FORMS])
def test_clients_with_a_form_of_their_own(case: dict[str, Any]) -> None:
    observations = [one for one in scan({case["path"]: case["text"]}).observations if one.subject.kind == "tool"]
    found = next(one for one in observations if "command" in one.facts or "endpoints" in one.facts)
    assert found.subject.name == "docs"
    assert found.evidence.line == case["line"]
    assert {name: found.facts.get(name) for name in case["facts"]} == case["facts"]


def test_only_servers_of_a_collection_are_servers() -> None:
    files: dict[str, bytes | str] = {
        ".goose/config.yaml": "extensions:\n  memory:\n    type: builtin\n    enabled: true\n",
        "opencode.json": '{"mcp": {"servers": {}}}',
        "package.json": '{"mcpServers": {"x": {"command": "y"}}}',
        ".vscode/settings.json": '{"servers": {"x": {"command": "y"}}}',
        "recipes/cake.yaml": "extensions:\n  - name: sugar\n",
        "web/manifest.json": '{"name": "app", "server": {"port": 1}}',
        "api/server.json": '{"name": "web", "packages": [{"name": "a"}]}',
        "deploy.sh": "#!/bin/sh\ncat > mcp.yaml <<E\nmcpServers:\n  x:\n    command: y\nE\n",
        "docs/mcp-notes.json": '{"notes": ["mcpServers"]}',
    }
    assert scan(files).observations == []


def test_a_published_server_is_read_from_its_registry_manifest() -> None:
    manifest = {
        "$schema": "https://static.modelcontextprotocol.io/schemas/2025-09-29/server.schema.json",
        "name": "io.github.acme/docs",
        "description": "Searches the docs",
        "version": "1.4.0",
        "packages": [
            {
                "registryType": "npm",
                "identifier": "@acme/docs-mcp",
                "version": "1.4.0",
                "transport": {"type": "stdio"},
                "environmentVariables": [{"name": "DOCS_TOKEN", "isSecret": True}],
            },
            {"registryType": "oci", "identifier": "ghcr.io/acme/docs", "version": "1.4.0"},
        ],
        "remotes": [{"type": "sse", "url": "https://mcp.acme.dev/sse"}],
    }
    seen = scan({"server.json": json.dumps(manifest, indent=1)})
    tools = [one for one in seen.observations if one.subject.kind == "tool"]
    assert [one.subject.name for one in tools] == ["io.github.acme/docs"] * 3
    assert [one.facts.get("package") for one in tools] == [
        "pkg:npm/%40acme/docs-mcp@1.4.0",
        "pkg:docker/acme/docs@1.4.0?repository_url=ghcr.io/acme/docs",
        None,
    ]
    assert {one.evidence.line for one in tools} == {3}, "where the server is named, whatever it is launched by"
    assert tools[0].facts["env_names"] == ["DOCS_TOKEN"]
    assert tools[2].facts["endpoints"] == ["https://mcp.acme.dev/sse"]


def test_a_bundle_manifest_is_one_server() -> None:
    manifest = {
        "manifest_version": "0.2",
        "name": "docs",
        "description": "Searches the docs",
        "server": {
            "type": "node",
            "entry_point": "server/index.js",
            "mcp_config": {
                "command": "node",
                "args": ["${__dirname}/server/index.js"],
                "env": {"KEY": "${user_config.key}"},
            },
        },
    }
    facts, line = tool({"bundle/manifest.json": json.dumps(manifest, indent=1), "bundle/server/index.js": ""})
    assert (facts["source"], facts["clients"], line) == ("file:bundle/server/index.js", ["mcpb"], 3)


def test_broken_files_are_unknown_and_only_where_they_speak_of_servers() -> None:
    seen = scan(
        {".mcp.json": '{"mcpServers": {', ".vscode/settings.json": "{broken", ".codex/config.toml": "mcp_servers = ["}
    )
    assert [(one.path, one.topic) for one in seen.unknowns] == [(".codex/config.toml", "file"), (".mcp.json", "file")]


def test_repeated_keys_are_unknown() -> None:
    seen = scan({".mcp.json": '{"mcpServers": {\n"a": {"command": "x"},\n"a": {"command": "y"}}}'})
    assert seen.one("tool", "a").facts["command"] == "y"
    assert [(one.line, one.reason) for one in seen.unknowns] == [(3, "the key 'a' stands twice; the last one counts")]


def test_utf16_is_read() -> None:
    assert scan({".mcp.json": STANDARD.encode("utf-16")}).named("tool") == ["docs"]


def test_all_facts_are_of_the_vocabulary() -> None:
    files: dict[str, bytes | str] = {case["path"]: case["text"] for case in OWN_FORMS}
    assert {name for one in scan(files).observations for name in one.facts} <= FACT_BY_NAME.keys()


def test_names_of_other_files_are_not_wanted() -> None:
    scanner = McpConfigScanner()
    assert not any(scanner.wants(path) for path in ["src/mcp.py", "package.json", "mcp/index.ts", "a/config.yaml"])


def test_servers_of_agents_have_their_launch_and_what_runs_without_asking() -> None:
    agent = json.loads(STANDARD) | {"name": "writer", "allowedTools": ["fs_read", "@docs/search"]}
    seen = scan({"teams/q/agents/writer.json": json.dumps(agent)}).observations
    assert [one.facts["package"] for one in seen if "package" in one.facts] == ["pkg:npm/%40acme/docs-mcp@1.4.0"]
    assert [one.facts["auto_approve"] for one in seen if "auto_approve" in one.facts] == [["search"]]
    assert not any("clients" in one.facts for one in seen)
    assert not scan({"agents/team.json": '{"name": "team", "tools": ["search"]}'}).observations


def test_a_named_client_wins_over_the_fallback() -> None:
    assert [one.id for one in clients_for(".vscode/mcp.json")] == ["vscode"]
    assert [one.id for one in clients_for("x/mcp.json")] == [""]


SAMPLES: dict[str, str] = dict.fromkeys(COMMON, STANDARD) | {case["path"]: case["text"] for case in OWN_FORMS}
SAMPLES |= dict.fromkeys((".vs/mcp.json", ".agent/mcp_config.json", ".warp/mcp.json", "tools/my-mcp.json"), STANDARD)
SAMPLES["server.json"] = """{"$schema": "https://static.modelcontextprotocol.io/schemas/x.json", "name": "io.acme/docs",
 "packages": [{"registryType": "npm", "identifier": "@acme/docs-mcp", "version": "1.4.0", "transport": {"type": "stdio"}}]}
"""
SAMPLES["bundle/manifest.json"] = """{"manifest_version": "0.2", "name": "docs",
 "server": {"type": "node", "mcp_config": {"command": "node", "args": ["${__dirname}/index.js"]}}}
"""
SAMPLES["src/main/resources/application.properties"] = """# tools of the assistant
quarkus.langchain4j.mcp.files.transport-type=stdio
quarkus.langchain4j.mcp.files.command=npm,exec,@modelcontextprotocol/server-filesystem@2025.11.25,playground
spring.ai.mcp.client.sse.connections.desk.url=https://mcp.example.org
"""
SAMPLES[
    "docker/.mcp.json"
] = """{"mcpServers": {"files": {"command": "docker", "args": ["run", "-i", "--rm", "--privileged",
 "-v", "/home/a:/data:ro", "--mount=type=bind,src=/,dst=/x", "-e", "TOKEN=a", "--network", "host", "mcp/filesystem:1.0", "/data"]}}}
"""
PIECES = (
    b"\0",
    b"\xff",
    b"\xff\xfe",
    b"\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"'",
    b"*a",
    b"&a ",
    b"//",
    b"/*",
    b"- ",
    b"\\",
    b"null,",
    b"1e999",
)


def test_every_reader_is_reached_by_a_sample() -> None:
    assert unreached(("scanners/mcp_configs",), lambda: [scan({path: text}) for path, text in SAMPLES.items()]) == set()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_mutated_configurations_are_read_or_told(path: str, data: st.DataObject) -> None:
    content = SAMPLES[path].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content = content[:start] + data.draw(st.sampled_from(PIECES)) + content[end:]
    for one in scan({path: content}).observations:
        assert one.evidence.path == path
        assert 1 <= (one.evidence.line or 1) <= content.count(b"\n") + content.count(b"\r") + 1
        assert set(one.facts) <= set(FACT_BY_NAME)


def test_servers_of_java_properties() -> None:
    path = "src/main/resources/application.properties"
    seen = scan({path: SAMPLES[path]})
    tools = {one.subject.name: one for one in seen.observations if one.subject.kind == "tool"}
    assert {name: one.evidence.line for name, one in tools.items()} == {"files": 2, "desk": 4}
    assert tools["files"].facts["package"] == "pkg:npm/%40modelcontextprotocol/server-filesystem@2025.11.25"
    assert tools["desk"].facts["endpoints"] == ["https://mcp.example.org"]


def test_every_client_of_the_table_has_a_sample() -> None:
    sampled = {client.id for path in SAMPLES for client in clients_for(path)}
    known = {
        row["id"] for row in json.loads((PACKAGE / "catalog/mcp_clients.json").read_text(encoding="utf-8"))["clients"]
    }
    assert known - sampled == set()
