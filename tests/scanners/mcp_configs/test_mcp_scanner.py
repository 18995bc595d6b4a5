"""What the scanner says of servers: relations, grants, code in the tree, and never a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_tree import MemoryFile, Seen, run

from aibom.core.errors import UnreadableError
from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.mcp_configs import McpConfigScanner

TOKEN = "ghp_Zq8vN2xL4mK7pR1tW9yB3cD5fG6hJ0kQsT1u"


def scan(files: dict[str, bytes | str], untracked: tuple[str, ...] = ()) -> Seen:
    return run(McpConfigScanner(), files, untracked)


def servers(**entries: dict[str, Any]) -> str:
    return json.dumps({"mcpServers": entries}, indent=1)


def test_a_launched_package_is_what_the_server_depends_on() -> None:
    seen = scan({".mcp.json": servers(docs={"command": "npx", "args": ["-y", "@acme/docs@1.2.3"]})})
    kinds = [(link.kind, link.target.kind, link.target.name, link.target.version) for link in seen.links]
    assert kinds == [
        (RelationKind.HAS_TOOL, Kind.TOOL, "docs", None),
        (RelationKind.DEPENDS_ON, Kind.LIBRARY, "@acme/docs", "1.2.3"),
    ]
    observation = seen.one("tool", "docs")
    assert observation.subject.origin == "mcp"
    assert observation.facts["source"] == "npm:@acme/docs"
    assert observation.uses[0].symbol == "mcp:claude-code"
    assert observation.uses[0].args == {"command": "npx -y @acme/docs@1.2.3"}


def test_an_image_is_a_container() -> None:
    seen = scan({".mcp.json": servers(docs={"command": "docker", "args": ["run", "-i", "mcp/fetch:1.0"]})})
    target = seen.links[1].target
    assert (target.kind, target.origin, target.name, target.version) == (
        "container",
        "docker",
        "docker.io/mcp/fetch",
        "1.0",
    )


def test_a_remote_server_is_a_service_too() -> None:
    entry = {"url": "https://mcp.acme.dev/mcp", "headers": {"X-API-Key": "${ACME_KEY}"}}
    seen = scan({".mcp.json": servers(docs=entry)})
    service = seen.one("service", "docs")
    assert service.facts == {
        "service_type": "mcp-server",
        "endpoints": ["https://mcp.acme.dev/mcp"],
        "authenticated": True,
        "env_names": ["ACME_KEY"],
    }
    assert [link.target.kind for link in seen.links if link.kind is RelationKind.CALLS_SERVICE] == ["service"]


def test_a_server_behind_a_bridge_is_a_service_too() -> None:
    entry = {"command": "npx", "args": ["mcp-remote", "https://mcp.acme.dev/sse"]}
    seen = scan({".mcp.json": servers(docs=entry)})
    assert seen.one("tool", "docs").facts["transport"] == "stdio"
    assert seen.one("service", "docs").facts["endpoints"] == ["https://mcp.acme.dev/sse"]


def test_nothing_is_said_of_access_that_is_not_told() -> None:
    facts = scan({".mcp.json": servers(docs={"url": "https://mcp.acme.dev/mcp"})}).one("tool", "docs").facts
    assert "authenticated" not in facts
    assert "pinned" not in facts


@pytest.mark.parametrize(
    ("config", "entry", "code"),
    [
        (".mcp.json", {"command": "python", "args": ["-m", "docs.server"]}, "src/docs/server.py"),
        (".mcp.json", {"command": "node", "args": ["dist/index.js"]}, "dist/index.js"),
        (".cursor/mcp.json", {"command": "node", "args": ["${workspaceFolder}/dist/index.js"]}, "dist/index.js"),
        (
            ".vscode/mcp.json",
            {"command": "uv", "args": ["run", "--directory", "src", "docs/server.py"]},
            "src/docs/server.py",
        ),
        (".mcp.json", {"command": "python", "args": ["/Users/ada/app/src/docs/server.py"]}, "src/docs/server.py"),
        (".mcp.json", {"command": "python", "args": ["C:\\\\work\\\\src\\\\docs\\\\server.py"]}, "src/docs/server.py"),
        (".mcp.json", {"command": "docs/run.sh", "cwd": "src"}, "src/docs/run.sh"),
        ("src/.mcp.json", {"command": "python", "args": ["docs/server.py"]}, "src/docs/server.py"),
    ],
)
def test_code_in_the_tree_is_found(config: str, entry: dict[str, Any], code: str) -> None:
    tree: dict[str, bytes | str] = {
        "src/docs/server.py": "",
        "dist/index.js": "",
        "src/docs/run.sh": "",
        "other/server.py": "",
    }
    facts = scan({config: servers(docs=entry), **tree}).one("tool", "docs").facts
    assert (facts.get("source"), facts.get("pinned")) == (f"file:{code}", True)


@pytest.mark.parametrize(
    "script", ["/opt/other/server.py", "../outside/server.py", "missing.py", "/server.py", "server.py:mcp"]
)
def test_code_elsewhere_is_not_guessed(script: str) -> None:
    entry = {"command": "python", "args": [script]}
    facts = scan({".mcp.json": servers(docs=entry), "a/server.py": "", "b/server.py": ""}).one("tool", "docs").facts
    assert "source" not in facts
    assert "pinned" not in facts


def test_rules_that_allow_tools_meet_the_servers_of_other_files() -> None:
    settings = {
        "permissions": {"allow": ["Bash(ls)", "mcp__docs__search", "mcp__other-tool"], "deny": ["mcp__docs__drop"]}
    }
    seen = scan(
        {
            ".mcp.json": servers(docs={"command": "docs"}),
            ".claude/settings.json": json.dumps(settings, indent=1),
        }
    )
    granted = [one for one in seen.observations if one.evidence.path == ".claude/settings.json"]
    assert [(one.subject.name, one.facts["auto_approve"], one.facts.get("usage")) for one in granted] == [
        ("docs", ["search"], None),
        ("other-tool", ["*"], None),
    ]
    assert granted[0].evidence.line == 5


@pytest.mark.parametrize(
    ("path", "text", "config"),
    [
        (".claude/settings.local.json", '{"permissions": {"defaultMode": "bypassPermissions"}}', ".mcp.json"),
        (".vscode/settings.json", '{"chat.tools.autoApprove": true}', ".vscode/mcp.json"),
        (".codex/config.toml", 'approval_policy = "never"\n[mcp_servers.docs]\ncommand = "docs"\n', ""),
        (".zed/settings.json", '{"agent": {"always_allow_tool_actions": true}, "context_servers": {"docs": {}}}', ""),
        (
            ".zed/settings.json",
            '{"agent": {"tool_permissions": {"default": "allow"}}, "context_servers": {"docs": {}}}',
            "",
        ),
        (".goose/config.yaml", "GOOSE_MODE: auto\nextensions:\n  docs: {type: stdio, cmd: docs}\n", ""),
        (".amp/settings.json", '{"amp.dangerouslyAllowAll": true, "amp.mcpServers": {"docs": {"command": "d"}}}', ""),
    ],
)
def test_a_client_that_never_asks_approves_all_tools(path: str, text: str, config: str) -> None:
    files: dict[str, bytes | str] = {path: text, **({config: servers(docs={"command": "docs"})} if config else {})}
    approved = [one for one in scan(files).observations if one.facts.get("auto_approve") == ["*"]]
    assert [(one.subject.name, one.evidence.path) for one in approved] == [("docs", path)]


def test_tools_that_are_allowed_one_by_one() -> None:
    zed = {
        "agent": {
            "tool_permissions": {
                "tools": {"mcp:docs:search": {"default": "allow"}, "mcp:docs:drop": {"default": "deny"}}
            }
        },
        "context_servers": {"docs": {"command": "docs"}},
    }
    codex = '[mcp_servers.docs]\ncommand = "docs"\n[mcp_servers.docs.tools.search]\napproval_mode = "approve"\n'
    for path, text in ((".zed/settings.json", json.dumps(zed)), (".codex/config.toml", codex)):
        approved = [one.facts["auto_approve"] for one in scan({path: text}).observations if "auto_approve" in one.facts]
        assert approved == [["search"]], path


def test_a_codex_server_whose_tools_are_all_approved() -> None:
    text = '[mcp_servers.docs]\ncommand = "docs"\ndefault_tools_approval_mode = "approve"\n'
    assert scan({".codex/config.toml": text}).one("tool", "docs").facts["auto_approve"] == ["*"]


def test_a_rule_for_all_servers_that_the_client_skips_grants_nothing() -> None:
    seen = scan(
        {".mcp.json": servers(docs={"command": "d"}), ".claude/settings.json": '{"permissions": {"allow": ["mcp__*"]}}'}
    )
    assert [one.evidence.path for one in seen.observations] == [".mcp.json"]


def test_a_client_that_never_asks_says_nothing_of_another_client() -> None:
    seen = scan(
        {".vscode/settings.json": '{"chat.tools.autoApprove": true}', ".mcp.json": servers(docs={"command": "docs"})}
    )
    assert [one.evidence.path for one in seen.observations] == [".mcp.json"]


def test_servers_that_start_without_asking_are_uses_not_approvals() -> None:
    seen = scan(
        {".mcp.json": servers(docs={"command": "docs"}), ".claude/settings.json": '{"enabledMcpjsonServers": ["docs"]}'}
    )
    granted = next(one for one in seen.observations if one.evidence.path == ".claude/settings.json")
    assert "auto_approve" not in granted.facts
    assert granted.uses[0].args == {"enabledMcpjsonServers": True}


def test_a_plugin_may_leave_out_the_outer_key() -> None:
    text = '{\n "docs": {"command": "npx", "args": ["docs"]},\n "notes": {"about": 1},\n "mcpServers": {}\n}'
    seen = scan({"plugins/docs/.mcp.json": text})
    assert [(one.subject.name, one.evidence.line) for one in seen.observations] == [("docs", 2)]


def test_variables_of_the_client_are_not_given_to_the_server() -> None:
    entry = {"command": "${CLAUDE_PLUGIN_ROOT}/run", "args": ["${ACME_REGION}"]}
    assert scan({".mcp.json": servers(docs=entry)}).one("tool", "docs").facts["env_names"] == ["ACME_REGION"]


@pytest.mark.parametrize(
    "path",
    [
        "examples/mcp.json",
        "docs/.mcp.json",
        "tests/fixtures/.mcp.json",
        "mcp.example.json",
        "claude_desktop_config.sample.json",
    ],
)
def test_examples_are_declared_not_used(path: str) -> None:
    seen = scan({path: servers(docs={"command": "docs"})}).one("tool", "docs")
    assert seen.facts["usage"] == "declared"
    assert seen.evidence.confidence < 0.9


def test_ignored_configurations_are_marked() -> None:
    facts = scan({".mcp.json": servers(docs={"command": "d"})}, untracked=(".mcp.json",)).one("tool", "docs").facts
    assert facts["tracked"] is False


PLACES: list[dict[str, Any]] = [
    {"command": "npx", "args": ["-y", "docs"], "env": {"GITHUB_TOKEN": TOKEN}},
    {"command": "npx", "args": ["-y", "docs", "--token", TOKEN]},
    {"command": "npx", "args": ["-y", "docs", f"--token={TOKEN}"]},
    {"command": "npx", "args": ["-y", "docs", TOKEN]},
    {"command": f"npx -y docs {TOKEN}"},
    {"command": f"env GITHUB_TOKEN={TOKEN} npx docs"},
    {"command": "sh", "args": ["-c", f"GITHUB_TOKEN={TOKEN} docs"]},
    {"command": "docker", "args": ["run", "-e", f"GITHUB_TOKEN={TOKEN}", "acme/docs"]},
    {"url": f"https://mcp.acme.dev/mcp?token={TOKEN}"},
    {"url": f"https://mcp.acme.dev/{TOKEN}/mcp"},
    {"url": f"https://ada:{TOKEN}@mcp.acme.dev/mcp"},
    {"url": "https://mcp.acme.dev/mcp", "headers": {"Authorization": f"Bearer {TOKEN}"}},
    {"url": "https://mcp.acme.dev/mcp", "bearer_token": TOKEN},
    {"command": "npx", "args": ["mcp-remote", "https://mcp.acme.dev", "--header", f"Authorization: Bearer {TOKEN}"]},
]


@pytest.mark.parametrize("entry", PLACES, ids=[json.dumps(one).replace(TOKEN, "T") for one in PLACES])
def test_a_secret_is_told_by_name_and_never_shown(entry: dict[str, Any]) -> None:
    seen = scan({".mcp.json": servers(docs=entry)})
    facts = seen.one("tool", "docs").facts
    assert facts["literal_secrets"]
    assert TOKEN not in repr(seen)
    record = McpConfigScanner().read(MemoryFile(".mcp.json", servers(docs=entry).encode()))
    assert TOKEN not in repr(record)


def test_references_are_no_secrets() -> None:
    entry = {
        "command": "npx",
        "args": ["docs", "--token", "${GITHUB_TOKEN}"],
        "env": {
            "GITHUB_TOKEN": "${input:token}",
            "B_API_KEY": "<your-key>",
            "C_TOKEN": "",
            "D_SECRET": "{env:D_SECRET}",
        },
    }
    assert "literal_secrets" not in scan({".mcp.json": servers(docs=entry)}).one("tool", "docs").facts


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["command", "args", "env", "url", "headers", "type", "disabled", "autoApprove", "trust", "cwd", "name", "oauth"]


@given(
    st.dictionaries(st.sampled_from(_KEYS), _ODD),
    st.sampled_from([".mcp.json", "opencode.json", ".gemini/settings.json"]),
)
def test_settings_of_odd_types_never_fail(entry: dict[str, Any], path: str) -> None:
    scan({path: json.dumps({"mcpServers": {"docs": entry}, "mcp": {"docs": entry}})})
    scan({path: json.dumps({"mcpServers": [entry]})})


@given(_ODD)
def test_documents_of_odd_types_never_fail(value: Any) -> None:
    body = json.dumps({"mcpServers": value, "packages": value, "name": "x", "modelcontextprotocol": 1, "server": value})
    for path in (".mcp.json", "server.json", "manifest.json", ".claude/settings.json", ".continue/config.yaml"):
        scan({path: body})


@given(st.binary(max_size=80))
def test_damaged_files_are_unreadable_at_worst(data: bytes) -> None:
    for path in (".mcp.json", ".codex/config.toml", ".continue/config.yaml", ".github/agents/a.md"):
        try:
            McpConfigScanner().read(MemoryFile(path, b"mcpServers: mcp_servers mcp-servers" + data))
        except UnreadableError:
            continue


def test_very_many_servers_rules_and_long_words_cost_little() -> None:
    many = {f"server-{number}": {"command": "npx", "args": ["x"]} for number in range(2_500)}
    rules = {"permissions": {"allow": [f"mcp__server-{number}__read" for number in range(3_000)]}}
    long = {"command": "python", "args": ["/" + "a/" * 200_000 + "server.py"]}
    seen = scan(
        {
            ".mcp.json": json.dumps({"mcpServers": many}),
            ".claude/settings.json": json.dumps(rules),
            ".cursor/mcp.json": servers(docs=long),
        }
    )
    granted = [one for one in seen.observations if one.evidence.path == ".claude/settings.json"]
    assert len([one for one in granted if "usage" not in one.facts]) == 3_000
    assert len(str(seen.one("tool", "docs").facts["command"])) <= 2_000


def test_servers_in_a_folder_of_their_own() -> None:
    text = '{\n  "ledger": {"command": "npx", "args": ["-y", "@acme/ledger-mcp@1.2.0"]}\n}\n'
    seen = run(McpConfigScanner(), {"plugins/books/mcp/configs/ledger.json": text, "mcp/none.json": '{"a": {"b": 1}}'})
    assert [(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind == "tool"] == [
        ("ledger", 2)
    ]


def test_the_manifest_of_a_package_called_mcp_configures_no_server() -> None:
    text = '{"name": "@acme/mcp", "bugs": {"url": "https://git.acme.example/issues"}, "repository": {"url": "git+x"}}'
    assert run(McpConfigScanner(), {"packages/mcp/package.json": text}).observations == []


def test_models_in_arguments_and_variables_are_used_by_the_server():
    text = """{
  "mcpServers": {
    "ask": {
      "command": "uv",
      "args": ["run", "ask", "--default-models",
               "openai:gpt-5:high,gemini:gemini-2.5-pro", "--port", "8080"],
      "env": {"EMBEDDING_MODEL": "text-embedding-3-small", "MODEL_DIR": "gpt-4o"}
    }
  }
}
"""
    seen = run(McpConfigScanner(), {".mcp.json": text})
    models = {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind == "model"}
    assert models == {("gpt-5", 6), ("gemini-2.5-pro", 6), ("text-embedding-3-small", 7)}
    assert {link.target.name for link in seen.links if link.kind == "uses-model"} == {name for name, _ in models}


def test_a_plugin_may_bring_its_server_as_a_bundle() -> None:
    plugin = {"name": "genes", "description": "Genes", "mcpServers": "https://genes.test/releases/genes.mcpb"}
    other = {"name": "plain", "mcpServers": "./servers.json"}
    seen = scan(
        {
            "genes/.claude-plugin/plugin.json": json.dumps(plugin),
            "plain/.claude-plugin/plugin.json": json.dumps(other),
        }
    )
    assert seen.named("tool") == ["genes"]
