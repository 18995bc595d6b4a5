"""Each bound on rows, entries and calls: what it leaves out is an unknown, and what it keeps is there."""

from __future__ import annotations

import json

import pytest
from memory_tree import run

from aibom.model.kinds import Kind
from aibom.scanners.base import Scanner
from aibom.scanners.code.resolving import modules
from aibom.scanners.code.scanner import CodeScanner
from aibom.scanners.configs.scanner import ConfigScanner
from aibom.scanners.deployments.scanner import DeploymentScanner
from aibom.scanners.manifests import checks
from aibom.scanners.manifests.scanner import ManifestScanner
from aibom.scanners.mcp_configs.scanner import McpConfigScanner

PROMPT = "You are a careful clerk who files the invoices of {number} customers by country and year."
TOOL = {"type": "function", "function": {"name": "find_invoice", "description": "Finds", "parameters": {}}}


def prompts(count: int) -> str:
    rows = (f'PROMPT_{number} = "{PROMPT.format(number=number)}"' for number in range(count))
    return "from openai import OpenAI\n" + "\n".join(rows)


def calls(count: int) -> str:
    return "from openai import OpenAI\n" + "file(1)\n" * count + f'OpenAI().chat("{PROMPT.format(number=2)}")\n'


def nested(count: int) -> str:
    """Mappings in mappings, so few beside one another that they are no register."""
    numbers = [f"r{number}" for number in range(count)]
    tables = {one: {two: {three: {} for three in numbers} for two in numbers} for one in numbers}
    return json.dumps({"model": "gpt-4o", **tables})


def canvas(count: int) -> str:
    nodes = [{"id": f"n{number}", "data": {"name": "chatOpenAI", "inputs": {}}} for number in range(count)]
    return json.dumps({"nodes": nodes, "edges": []})


CONFIG, DEPLOYED, PYTHON = ConfigScanner(), DeploymentScanner(), CodeScanner("python")
JAVASCRIPT = CodeScanner("javascript")
CASES: dict[str, tuple[Scanner, str, str]] = {
    "200 texts that begin as prompts": (PYTHON, "clerk.py", prompts(201)),
    "4,000 calls": (PYTHON, "clerk.py", calls(4_001)),
    "20,000 lines": (CONFIG, ".env", "# none\n" * 20_000 + "OPENAI_MODEL=gpt-4o\n"),
    "5,000 lines": (CONFIG, "Modelfile", "FROM llama3.2\n" + "# none\n" * 5_000),
    "50,000 lines of Bicep": (CONFIG, "main.bicep", "// none\n" * 50_000 + "param model string = 'gpt-4o'\n"),
    "3,000 nodes of the workflow": (CONFIG, "flow.json", canvas(3_001)),
    "5,000 agents": (
        CONFIG,
        "config.yaml",
        "agents:\n" + "".join(f"  clerk_{n}: {{model: gpt-4o}}\n" for n in range(5_001)),
    ),
    "5,000 tools of one list": (
        CONFIG,
        "agent.yaml",
        "model: gpt-4o\ninstructions: Be brief.\ntools:\n" + "".join(f"  - tool_{n}\n" for n in range(5_001)),
    ),
    "20,000 mappings": (
        CONFIG,
        "config.yaml",
        nested(28),
    ),
    "2,000 models": (
        CONFIG,
        "litellm.yaml",
        "model_list:\n"
        + "".join(f"  - {{model_name: m{n}, litellm_params: {{model: openai/gpt-4o}}}}\n" for n in range(2_001)),
    ),
    "2,000 services": (
        DEPLOYED,
        "compose.yaml",
        "services:\n" + "".join(f"  s{n}: {{image: 'ollama/ollama:0.5.{n}'}}\n" for n in range(2_001)),
    ),
    "5,000 instructions": (DEPLOYED, "Dockerfile", "FROM python:3.12\n" + "ENV A=1\n" * 5_000),
    "10,000 commands of one script": (
        DEPLOYED,
        "run.sh",
        "#!/bin/sh\nollama pull llama3.2\n" + "ollama list\n" * 10_001,
    ),
    "1,000 releases": (
        DEPLOYED,
        "helmfile.yaml",
        "releases:\n" + "".join(f"  - name: r{n}\n    chart: qdrant/qdrant\n" for n in range(1_001)),
    ),
    "50,000 lines": (ManifestScanner(), "install.sh", "pip install openai\n" + "true\n" * 50_000),
    "200 scripts of one page": (JAVASCRIPT, "index.html", "<script>\nimport 'openai'\n</script>\n" * 201),
    "100 here-documents": (DEPLOYED, "run.sh", "cat <<EOF\nollama pull llama3.2\nEOF\n" * 101),
    "1,048,576 bytes of a text with front matter": (
        CONFIG,
        ".claude/agents/clerk.md",
        "---\nname: clerk\n" + "description: Files invoices.\n" * 40_000 + "---\nYou file invoices.\n",
    ),
    "500 tools of one server": (
        McpConfigScanner(),
        "manifest.json",
        json.dumps(
            {
                "manifest_version": "0.2",
                "name": "files",
                "server": {"type": "node", "entry_point": "a.js", "mcp_config": {"command": "node", "args": ["a.js"]}},
                "tools": [{"name": f"t{n}"} for n in range(501)],
            }
        ),
    ),
}


@pytest.mark.parametrize("what", CASES)
def test_it_is_told(what: str) -> None:
    scanner, path, text = CASES[what]
    seen = run(scanner, {path: text})
    reasons = {(one.path, one.reason) for one in seen.unknowns}
    assert (path, f"more than {what.removesuffix(' of Bicep')}: only the first {what.split()[0]} were read") in reasons


@pytest.mark.parametrize("what", CASES)
def test_a_little_of_it_is_not(what: str) -> None:
    scanner, path, text = CASES[what]
    assert not run(scanner, {path: "\n".join(text.splitlines()[:4]) if text.count("\n") > 4 else "{}"}).unknowns


def test_more_assignments_of_a_name_than_anybody_writes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "MAX_BOUND", 10)
    lines = "".join(f"name = 'gpt-{number}'\n" for number in range(11))
    seen = run(PYTHON, {"clerk.py": f"from openai import OpenAI\n{lines}OpenAI().responses.create(model=name)\n"})
    assert [one.reason for one in seen.unknowns] == [
        "more than 10 assignments of one name: only the first 10 were read"
    ]


def test_more_packages_than_a_manifest_can_have_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MAX_PACKAGES", 2)
    seen = run(ManifestScanner(), {"requirements.txt": "openai\nfaiss-cpu\ntorch\n"})
    assert set(seen.named(Kind.LIBRARY)) == {"openai", "faiss-cpu"}
    assert [one.reason for one in seen.unknowns] == ["more than 2 packages: only the first 2 were read"]


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        ("rows.json", json.dumps([["north", 1]] * 800_000), True),
        ("rows.json", json.dumps([["north", 1]] * 60_000), False),
        (
            "clerks.json",
            json.dumps(
                {
                    "agents": [{"name": "clerk", "model": "gpt-4o", "instructions": "Be brief."}],
                    "rows": [["north", 1]] * 60_000,
                }
            ),
            True,
        ),
        (
            "clerks.json",
            json.dumps(
                {
                    "agents": [{"name": "clerk", "model": "gpt-4o", "instructions": "Be brief."}],
                    "rows": [["north", 1]] * 10,
                }
            ),
            False,
        ),
    ],
    ids=["over 8 MiB", "over 512 KiB, data", "over 512 KiB, agents", "small"],
)
def test_json_that_is_not_looked_into_is_told(path: str, data: str, told: bool) -> None:
    seen = run(CONFIG, {path: data})
    assert [one.path for one in seen.unknowns] == ([path] if told else [])
    assert bool(told) or path == "rows.json" or seen.one(Kind.AGENT, "clerk")


GO_MAIN = """package main
import ("github.com/metoro-io/mcp-golang"; "example.com/ops/tools")
func main() {
    server := mcp_golang.NewServer(nil)
    for _, tool := range tools.All { server.RegisterTool(tool.Name, tool.Description, tool.Handler) }
}
"""
GO_TABLE = """package tools
type Entry struct { Name string; Description string; Handler any }
var All = []Entry{{Name: "list_hosts", Description: "Lists the hosts of a cluster", Handler: hosts}}
"""


@pytest.mark.parametrize(("beside", "told"), [(100, True), (251, False)])
def test_the_files_of_a_go_package_are_read_or_their_number_is_told(beside: int, told: bool) -> None:
    helpers = {f"tools/helper{n}.go": f"package tools\nfunc help{n}() {{}}\n" for n in range(beside)}
    tree = {"go.mod": "module example.com/ops\n", "main.go": GO_MAIN, "tools/table.go": GO_TABLE, **helpers}
    seen = run(CodeScanner("go"), tree)
    found = {one.subject.name for one in seen.observations if one.subject.kind is Kind.TOOL}
    assert ("list_hosts" in found) is told
    assert [one.path for one in seen.unknowns if "Go package" in one.reason] == ([] if told else ["tools"])
