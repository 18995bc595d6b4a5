"""Agents and tools that typed languages write as records, field by field, with a loop of the project's own."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link
from aibom.scanners.code.matching.literals.data_files import DataFiles

LLM = """package llm

type Message struct { Role, Content string }
type Tool struct { Name, Description string; Parameters map[string]any; Handler func(args string) string }
type Provider interface { Chat(msgs []Message, tools []Tool) string }
"""
BY_HAND = """package llm

import "net/http"

type Ollama struct { BaseURL, Model string }

func NewOllama(model string) *Ollama { return &Ollama{BaseURL: "http://localhost:11434", Model: model} }

func (o *Ollama) Chat(msgs []Message, tools []Tool) string {
	payload := map[string]any{"model": o.Model, "messages": msgs, "tools": tools}
	http.Post(o.BaseURL+"/api/chat", "application/json", encode(payload))
	return ""
}
"""
BY_SDK = """package llm

import openai "github.com/sashabaranov/go-openai"

type Ollama struct { client *openai.Client; Model string }

func NewOllama(model string) *Ollama { return &Ollama{client: openai.NewClient("k"), Model: model} }

func (o *Ollama) Chat(msgs []Message, tools []Tool) string {
	var given []openai.Tool
	for _, t := range tools {
		given = append(given, openai.Tool{Function: &openai.FunctionDefinition{Name: t.Name, Description: t.Description}})
	}
	o.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: o.Model, Tools: given})
	return ""
}
"""
AGENTS = """package agents

import "example.com/ops/llm"

type Agent struct { Name, SystemPrompt string; Provider llm.Provider; Tools []llm.Tool }

func (a *Agent) Run(task string) string {
	return a.Provider.Chat([]llm.Message{{Role: "system", Content: a.SystemPrompt}, {Role: "user", Content: task}}, a.Tools)
}

var readLog = llm.Tool{Name: "read_log", Description: "Read the log of a service", Handler: ReadLog}
var restart = llm.Tool{Name: "restart_service", Description: "Restart a service", Handler: Restart}

func ReadLog(args string) string { return "" }
func Restart(args string) string { return "" }

func NewDiagnoser(p llm.Provider) *Agent {
	return &Agent{Name: "diagnoser", SystemPrompt: "You find out why a service fails. Read its log first.", Provider: p, Tools: []llm.Tool{readLog}}
}
func NewFixer(p llm.Provider) *Agent {
	return &Agent{Name: "fixer", SystemPrompt: "You repair services by restarting them.", Provider: p, Tools: []llm.Tool{restart}}
}
"""
MAIN = """package main

import (
	"example.com/ops/agents"
	"example.com/ops/llm"
)

func main() {
	p := llm.NewOllama("qwen2.5:14b")
	agents.NewFixer(p).Run(agents.NewDiagnoser(p).Run("web"))
}
"""
OPS = {"go.mod": "module example.com/ops\n", "llm/llm.go": LLM, "agents/agents.go": AGENTS, "main.go": MAIN}


@pytest.mark.parametrize("client", [BY_HAND, BY_SDK])
def test_records_of_agents_have_their_own_tools_prompts_and_models(scan, client: str) -> None:
    found = scan(
        {path: text for path, text in OPS.items() if path != "go.mod"} | {"llm/ollama.go": client}, ("go.mod",)
    )
    assert found.names(Kind.AGENT) == ["diagnoser", "fixer"]
    assert found.names(Kind.TOOL) == ["read_log", "restart_service"]
    assert {
        ("diagnoser", RelationKind.HAS_TOOL.value, "read_log"),
        ("fixer", RelationKind.HAS_TOOL.value, "restart_service"),
    } <= found.links
    assert ("fixer", RelationKind.HAS_TOOL.value, "read_log") not in found.links
    assert client == BY_HAND or ("fixer", RelationKind.USES_MODEL.value, "qwen2.5:14b") in found.links


SUPPORT = """use rig::providers::openai;
pub struct AgentConfig { pub name: String, pub system_prompt: String, pub retries: u32 }
pub fn support() -> AgentConfig {
    AgentConfig { name: "support".into(), system_prompt: "You answer questions of customers.".into(), retries: 3 }
}
pub struct UserAgent { pub name: String, pub version: String }
pub fn browser() -> UserAgent { UserAgent { name: "Mozilla".into(), version: "5.0".into() } }
"""


def test_a_record_that_is_called_an_agent_and_is_instructed_is_one(scan) -> None:
    assert scan({"src/agents.rs": SUPPORT}).names(Kind.AGENT) == ["support"]


BASE = """import OpenAI from "openai";
export abstract class BaseAgent {
  abstract readonly name: string;
  abstract readonly description: string;
  protected abstract systemPrompt: string;
  async run(input: string) {
    return new OpenAI().chat.completions.create({
      model: "gpt-4o-mini",
      messages: [{ role: "system", content: this.systemPrompt }, { role: "user", content: input }],
    });
  }
}
"""
OF_BASE = """import {{ BaseAgent }} from "./base";
export class {cls} extends BaseAgent {{
  readonly name = "{name}";
  readonly description = "Checks what comes in";
  protected systemPrompt = "You are somebody who checks every {name} of a report.";
}}
"""


def test_agents_that_give_themselves_names_are_told_once(scan) -> None:
    legal, finance = OF_BASE.format(cls="LegalAgent", name="clause"), OF_BASE.format(cls="FinanceAgent", name="number")
    found = scan({"src/base.ts": BASE, "src/legal.ts": legal, "src/finance.ts": finance})
    assert found.names(Kind.AGENT) == ["clause", "number"]


RUNNER = """import OpenAI from "openai";
import { agents } from "./agents";
export async function run(name: string, input: string) {
  const agent = agents.find((one) => one.name === name)!;
  return new OpenAI().chat.completions.create({
    model: agent.model,
    messages: [{ role: "system", content: agent.instructions }, { role: "user", content: input }],
    tools: agent.tools.map((tool) => ({ type: "function", function: tool })),
  });
}
"""
LISTED = """export const agents = [
  { name: "support", instructions: "You answer questions of customers.", model: "gpt-4o", tools: [searchDocs] },
];
const searchDocs = { name: "search_docs", description: "Search the documentation", parameters: {} };
"""


def test_who_runs_the_agents_of_a_list_is_none(scan) -> None:
    found = scan({"src/agents.ts": LISTED, "src/runner.ts": RUNNER})
    assert found.names(Kind.AGENT) == ["support"]
    assert scan({"src/runner.ts": RUNNER}).names(Kind.AGENT) == ["run"]


LOOP = """package main

import "net/http"

func (a *Assistant) Step(messages []map[string]any) {
	body := map[string]any{"model": "claude-sonnet-4-20250514", "messages": messages, "tools": GIVEN}
	http.Post("https://api.anthropic.com/v1/messages", "application/json", encode(body))
}
func ask(messages []map[string]any, tools []any) {
	body := map[string]any{"model": "claude-3-5-haiku-20241022", "messages": messages, "tools": tools}
	http.Post("https://api.anthropic.com/v1/messages", "application/json", encode(body))
}
type Assistant struct { session *Session }
"""


@pytest.mark.parametrize(("given", "agents"), [("a.session.ListTools()", ["Assistant"]), ("nil", [])])
def test_a_request_with_tools_that_only_the_run_knows_makes_an_agent(scan, given: str, agents: list[str]) -> None:
    found = scan({"main.go": LOOP.replace("GIVEN", given)})
    assert found.names(Kind.AGENT) == agents
    assert not agents or ("Assistant", RelationKind.USES_MODEL.value, "claude-sonnet-4-20250514") in found.links


def test_a_mapping_of_a_model_and_tools_that_asks_nothing_makes_no_agent(scan) -> None:
    assert not scan({"main.go": LOOP.replace("GIVEN", "a.tools()").replace('"messages": messages, ', "")}).names(
        Kind.AGENT
    )


OWN_CLIENT = """package agent

import "example.com/desk/llm"

type assistant struct { client llm.Client; registry *Registry }

func (a *assistant) Query(question string) {
	known := a.registry.Schemas()
	request := &llm.ChatRequest{Model: a.model(), Messages: a.messages(), Tools: known}
	a.client.Chat(request)
}
"""
ASKED_ELSEWHERE = """package openai

import "net/http"

func (c *Client) Chat(request *llm.ChatRequest) {
	body := map[string]any{"model": "gpt-4o", "messages": request.Messages, "tools": request.Tools}
	http.Post("https://api.openai.com/v1/chat/completions", "application/json", encode(body))
}
"""


def test_a_request_with_tools_for_a_client_of_another_file_makes_an_agent(scan) -> None:
    assert scan({"agent/agent.go": OWN_CLIENT, "openai/client.go": ASKED_ELSEWHERE}).names(Kind.AGENT) == ["assistant"]
    assert not scan({"agent/agent.go": OWN_CLIENT}).names(Kind.AGENT)  # in a tree that speaks to no model


EMBEDDING = """package tools

import "github.com/sashabaranov/go-openai"

type Tool interface { Name() string; Description() string; Parameters() any; Execute(args string) string }
type BaseTool struct { ToolName, ToolDesc string }

func (b *BaseTool) Name() string { return b.ToolName }
func (b *BaseTool) Description() string { return b.ToolDesc }

type BashTool struct { BaseTool }

func (t *BashTool) Parameters() any { return nil }
func (t *BashTool) Execute(args string) string { return "" }
type GrepTool struct { BaseTool }

func (t *GrepTool) Parameters() any { return nil }
func (t *GrepTool) Execute(args string) string { return "" }
func NewGrep() Tool { return &GrepTool{BaseTool: BaseTool{ToolName: "grep", ToolDesc: "Search files for a pattern"}} }
func NewBash() Tool { return &BashTool{BaseTool: BaseTool{ToolName: "bash", ToolDesc: "Run a command in a shell"}} }
"""


def test_a_type_of_go_is_called_as_what_it_embeds_is_made_with(scan) -> None:
    assert scan({"tools/bash.go": EMBEDDING}).names(Kind.TOOL) == ["bash", "grep"]


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("settings/desk.json", "config/config.go", False),
        ("settings/desk.json", "load.py", True),
        ("rows.csv", "config/config.go", True),
    ],
)
def test_bytes_that_are_called_data_are_no_data_set(text: str, path: str, told: bool) -> None:
    files = DataFiles(set(), lambda named, _near: named)
    assert (files.of("data", text, path) is not None) is told


TEAM = """export const AGENTS = {
  planner: { role: "Planner", model: "gpt-4o", systemPrompt: "You plan sprints for a team of five.", tools: ["jira"] },
  coder: { role: "Coder", model: "gpt-4.1", systemPrompt: "You write code that passes the tests.", tools: ["shell"] },
};
"""
TOOLS = """import { tool } from "@langchain/core/tools";
export const allTools = {
  jira: tool(async ({ q }) => q, { name: "jira", description: "Search Jira", schema: z.object({ q: z.string() }) }),
  shell: tool(async ({ cmd }) => cmd, { name: "shell", description: "Run a command", schema: z.object({}) }),
};
"""


def test_tools_that_agents_name_are_those_that_another_file_makes(scan) -> None:
    found = scan({"src/agents.ts": TEAM, "src/tools.ts": TOOLS})
    assert ("planner", RelationKind.HAS_TOOL.value, "jira") in found.links
    assert ("planner", RelationKind.HAS_TOOL.value, "shell") not in found.links
    linked = {one.target.scope for one in found.sightings if isinstance(one, Link) and one.target.name == "jira"}
    assert linked == {"src/tools.ts"}
