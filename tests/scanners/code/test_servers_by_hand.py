"""Servers of MCP that programs are by their own hand, without an SDK."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.code.gate import gate_of

GO = """package main

type Tool struct {
	Name        string
	Description string
	InputSchema interface{}
}

var all = []Tool{{Name: "add_note", Description: "Adds a note to the book", InputSchema: map[string]any{"type": "object"}}}

func handle(method string) any {
	switch method {
	case "initialize":
		return InitializeResult{ProtocolVersion: "2024-11-05", ServerInfo: ServerInfo{Name: "notes", Version: "0.1"}}
	case "tools/list":
		return map[string]any{"tools": all}
	}
	return nil
}
"""
GO_INTERFACE = """package tools

type AddNote struct{ book *Book }

func (t *AddNote) Name() string { return "add_note" }
func (t *AddNote) Description() string { return "Adds a note to the book" }
func (t *AddNote) InputSchema() map[string]interface{} { return map[string]interface{}{"type": "object"} }
func (t *AddNote) Execute(args map[string]interface{}) (string, error) { return "", nil }
"""
RUST = """use serde_json::{json, Value};
fn tools() -> Value {
    json!({"tools": [{"name": "add_note", "description": "Adds a note to the book", "inputSchema": {"type": "object"}}]})
}
fn answer(method: &str, id: Value) -> Value {
    match method {
        "initialize" => json!({"id": id, "result": {"protocolVersion": "2024-11-05", "serverInfo": {"name": "notes"}}}),
        _ => tools(),
    }
}
"""
CSHARP = """public class Server
{
    private object Handle(string method) => method switch
    {
        "initialize" => new { protocolVersion = "2024-11-05", serverInfo = new { name = "notes", version = "1.0" } },
        "tools/list" => new { tools = new object[] {
            new { name = "add_note", description = "Adds a note to the book", inputSchema = new { type = "object" } } } },
        _ => throw new Exception()
    };
}
"""
PHP = """<?php
class McpController
{
    public function handle($method)
    {
        return match ($method) {
            'initialize' => ['protocolVersion' => '2024-11-05', 'serverInfo' => ['name' => 'notes', 'version' => '1']],
            'tools/list' => ['tools' => [['name' => 'add_note', 'description' => 'Adds a note to the book',
                'inputSchema' => ['type' => 'object']]]],
        };
    }
}
"""
SCRIPT = """const TOOLS = [{ name: "add_note", description: "Adds a note to the book", inputSchema: { type: "object" } }];
const SERVER_INFO = { name: "notes", version: "1.0.0" };
export default {
  async fetch(request) {
    const { method, id } = await request.json();
    if (method === "initialize") return Response.json({ id, result: { protocolVersion: "2025-03-26", serverInfo: SERVER_INFO } });
    return Response.json({ id, result: { tools: TOOLS } });
  },
};
"""


@pytest.mark.parametrize(
    ("path", "source"),
    [("main.go", GO), ("main.rs", RUST), ("Server.cs", CSHARP), ("McpController.php", PHP), ("src/index.js", SCRIPT)],
)
def test_a_server_that_answers_by_hand_has_the_tools_that_it_lists(scan, path: str, source: str) -> None:
    found = scan({path: source})
    assert found.names(Kind.TOOL, "mcp") == ["notes"]
    assert ("notes", RelationKind.CONTAINS.value, "add_note") in found.links


def test_types_that_describe_themselves_are_the_tools_of_a_server_by_hand(scan) -> None:
    found = scan({"cmd/main.go": GO.replace('"add_note", D', '"list_notes", D'), "internal/tools/add.go": GO_INTERFACE})
    assert ("notes", RelationKind.CONTAINS.value, "add_note") in found.links
    assert not scan({"internal/tools/add.go": GO_INTERFACE}).names(Kind.TOOL)


@pytest.mark.parametrize(
    "said",
    [
        "{ capabilities: {}, serverInfo: { name: 'ruby-lsp' } }",
        "{ protocolVersion: '1', clientInfo: { name: 'desk' } }",
    ],
)
def test_a_language_server_and_a_client_are_no_servers(scan, said: str) -> None:
    assert not scan({"src/index.js": f"export const answer = () => ({said});\n"}).names(Kind.TOOL)


@pytest.mark.parametrize("group", ["go", "rust", "dotnet", "php", "ruby", "jvm", "javascript", "python"])
def test_a_file_that_answers_for_tools_is_read(group: str) -> None:
    assert gate_of(group)(b'case "tools/list":')
    assert not gate_of(group)(b'path = "tools/lists/all.txt"')


BUILT = """fn initialize() -> Value {
    json!({"protocolVersion": "2025-06-18", "serverInfo": {"name": env!("CARGO_PKG_NAME"), "version": "1"}})
}
"""


def test_a_server_by_hand_that_the_build_names_is_called_after_its_crate(scan) -> None:
    found = scan({"src/mcp.rs": BUILT}, documents={"Cargo.toml": '[package]\nname = "outline-mcp"\n'})
    assert found.names(Kind.TOOL, "mcp") == ["outline-mcp"]
    assert not scan({"src/mcp.rs": BUILT}).names(Kind.TOOL)


def test_a_server_that_others_name_is_not_called_after_its_crate(scan) -> None:
    source = BUILT.replace('env!("CARGO_PKG_NAME")', "self.name")
    assert not scan({"src/mcp.rs": source}, documents={"Cargo.toml": '[package]\nname = "mcp-sdk"\n'}).names(Kind.TOOL)
