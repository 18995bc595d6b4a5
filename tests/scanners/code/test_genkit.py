"""Genkit in Go and scripts: plug-ins, stores with their embedders, calls that are handed tools, servers of MCP."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind

PLUGINS = """import { defineFirestoreRetriever } from '@genkit-ai/firebase';
import googleAI, { textEmbedding004 } from '@genkit-ai/googleai';
import { genkit } from 'genkit';
export const ai = genkit({ plugins: [googleAI()], model: googleAI.model('gemini-2.0-flash') });
export const books = defineFirestoreRetriever(ai, { name: 'books', firestore, collection: 'books', embedder: textEmbedding004 });
"""


def test_plugins_and_stores_are_services(scan) -> None:
    found = scan({"src/genkit.ts": PLUGINS})
    assert found.names(Kind.SERVICE) == ["Firestore", "Google Gemini"]
    assert ("gemini-2.0-flash", RelationKind.SERVED_BY.value, "Google Gemini") in found.links
    assert "text-embedding-004" in found.names(Kind.MODEL)


AGENT = """package main

import (
	"github.com/firebase/genkit/go/ai"
	"github.com/firebase/genkit/go/genkit"
)

func answer(ctx context.Context, question string) string {
	g := genkit.Init(ctx, genkit.WithDefaultModel("googleai/gemini-2.5-flash"))
	readFile := genkit.DefineTool(g, "read_file", "Read a file", ReadFile)
	listFiles := genkit.DefineTool(g, "list_files", "List the files", ListFiles)
	resp, _ := genkit.Generate(ctx, g, ai.WithPrompt(question)GIVEN)
	return resp.Text()
}
"""


@pytest.mark.parametrize(("given", "agents"), [(", ai.WithTools(readFile, listFiles)", ["answer"]), ("", [])])
def test_a_call_that_is_handed_tools_makes_its_function_an_agent(scan, given: str, agents: list[str]) -> None:
    found = scan({"main.go": AGENT.replace("GIVEN", given)})
    assert found.names(Kind.AGENT) == agents
    tools = {target for source, kind, target in found.links if kind == RelationKind.HAS_TOOL.value and source in agents}
    assert tools == ({"read_file", "list_files"} if agents else set())


SERVER = """package main

import (
	"github.com/firebase/genkit/go/genkit"
	"github.com/firebase/genkit/go/plugins/mcp"
)

func main() {
	g := genkit.Init(ctx)
	genkit.DefineTool(g, "get_time", "Get the time of a server", getTime)
	mcp.NewMCPServer(g, mcp.MCPServerOptions{Name: "clock"}).ServeStdio()
}
"""
ELSEWHERE = """package lights

import "github.com/firebase/genkit/go/genkit"

func Define(g *genkit.Genkit) { genkit.DefineTool(g, "set_light", "Set a light of the house", setLight) }
"""


def test_a_server_offers_the_tools_of_its_program(scan) -> None:
    found = scan({"clock/main.go": SERVER, "lights/lights.go": ELSEWHERE})
    assert found.names(Kind.TOOL, "mcp") == ["clock"]
    assert {target for source, _, target in found.links if source == "clock"} == {"get_time"}


STORE = """package main

import (
	"github.com/firebase/genkit/go/plugins/googlegenai"
	"github.com/firebase/genkit/go/plugins/weaviate"
)

func main() {
	google := &googlegenai.GoogleAI{}
	embedder, _ := google.DefineEmbedder(g, "gemini-embedding-001", nil)
	weaviate.DefineRetriever(ctx, g, weaviate.ClassConfig{Class: "Document", Embedder: embedder}, nil)
}
"""


def test_a_store_knows_the_embedder_that_it_is_made_with(scan) -> None:
    links = scan({"main.go": STORE}).links
    assert {"Weaviate", "gemini-embedding-001"} in [{source, target} for source, _, target in links]
