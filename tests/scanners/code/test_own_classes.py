"""Tools and agents of a project's own making: the same shape in every language."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PYTHON = """from anthropic import Anthropic
class TideTable:
    name = "tide_table"
    description = "Tells when the tide is high in a harbour."
    parameters = {"type": "object", "properties": {"harbour": {"type": "string"}}}

    async def execute(self, harbour):
        return Anthropic().messages.create(model="claude-3-5-haiku-latest", max_tokens=9, messages=harbour)
"""
JAVASCRIPT = """export class TideTable {
  name = "tide_table";
  description = "Tells when the tide is high in a harbour.";
  inputSchema = { type: "object", properties: { harbour: { type: "string" } } };

  async execute({ harbour }) { return lookUp(harbour); }
}
"""
JAVA = """package harbour.tools;
import dev.langchain4j.model.chat.ChatModel;
public class TideTable implements HarbourTool {
    public String getName() { return "tide_table"; }
    public String getDescription() { return "Tells when the tide is high in a harbour."; }
    public String getInputSchema() { return "{}"; }
    public String execute(String harbour) { return lookUp(harbour); }
}
"""
KOTLIN = """package harbour.tools
import dev.langchain4j.model.chat.ChatModel
class TideTable : HarbourTool {
    override val name = "tide_table"
    override val description = "Tells when the tide is high in a harbour."
    override val parameters = mapOf("harbour" to "string")
    override fun execute(harbour: String): String = lookUp(harbour)
}
"""
CSHARP = """using Microsoft.Extensions.AI;
namespace Harbour.Tools;
public class TideTable : IHarbourTool
{
    public string Name => "tide_table";
    public string Description => "Tells when the tide is high in a harbour.";
    public string InputSchema => "{}";
    public Task<string> ExecuteAsync(string harbour) => LookUp(harbour);
}
"""
GO = """package tools
import openai "github.com/sashabaranov/go-openai"
type TideTable struct{ client *openai.Client }
func (t *TideTable) Name() string { return "tide_table" }
func (t *TideTable) Description() string { return "Tells when the tide is high in a harbour." }
func (t *TideTable) Parameters() map[string]any { return nil }
func (t *TideTable) Execute(harbour string) (string, error) { return harbour, nil }
"""
RUST = """use async_openai::Client;
pub struct TideTable;
impl HarbourTool for TideTable {
    fn name(&self) -> &str { "tide_table" }
    fn description(&self) -> &str { "Tells when the tide is high in a harbour." }
    fn parameters(&self) -> Value { json!({"type": "object"}) }
    async fn execute(&self, harbour: &str) -> String { look_up(harbour) }
}
"""
PHP = """<?php
namespace App\\Tools;
class TideTable implements HarbourTool {
    public function name(): string { return 'tide_table'; }
    public function description(): string { return 'Tells when the tide is high in a harbour.'; }
    public function parameters(): array { return ['harbour' => 'string']; }
    public function execute(string $harbour): string { return $this->lookUp($harbour); }
}
"""
RUBY = """require "openai"
class TideTable < HarbourTool
  def name = "tide_table"
  def description = "Tells when the tide is high in a harbour."
  def parameters = { harbour: "string" }
  def execute(harbour) = look_up(harbour)
end
"""
WRITTEN = {
    "harbour/tools/tide.py": PYTHON,
    "src/tools/tide.js": 'import OpenAI from "openai";\n' + JAVASCRIPT,
    "src/main/java/harbour/tools/TideTable.java": JAVA,
    "src/main/kotlin/harbour/tools/TideTable.kt": KOTLIN,
    "Harbour/Tools/TideTable.cs": CSHARP,
    "tools/tide.go": GO,
    "src/tools/tide.rs": RUST,
    "app/Tools/TideTable.php": PHP,
    "app/tools/tide_table.rb": RUBY,
}


@pytest.mark.parametrize("path", WRITTEN)
def test_a_class_that_says_what_a_model_is_told_of_a_tool_is_one(scan, path):
    assert scan({path: WRITTEN[path]}).names(Kind.TOOL) == ["tide_table"]


@pytest.mark.parametrize("path", [path for path in WRITTEN if "Name" not in WRITTEN[path]])
def test_a_command_of_the_same_words_that_says_not_what_it_takes_is_none(scan, path):
    lines = [line for line in WRITTEN[path].splitlines(True) if not any(w in line for w in ("arameters", "nputSchema"))]
    plain = (
        "".join(lines)
        .replace("HarbourTool", "HarbourCommand")
        .replace("tools", "commands")
        .replace("Tools", "Commands")
    )
    place = path.replace("tools", "commands").replace("Tools", "Commands")
    assert scan({place: plain}).names(Kind.TOOL) == []


def test_an_own_tool_that_is_handed_to_an_agent_is_the_agents(scan):
    agent = (
        "from agents import Agent\n"
        "from harbour.tools.tide import TideTable\n"
        "pilot = Agent(name='pilot', instructions='Guide ships into the harbour.', tools=[TideTable()])\n"
    )
    links = scan({"harbour/tools/tide.py": PYTHON, "harbour/pilot.py": agent}).links
    assert ("pilot", "has-tool", "tide_table") in links
    assert ("tide_table", "uses-model", "claude-3-5-haiku-latest") in links


def test_a_class_method_of_a_derived_tool_makes_what_the_base_makes(scan):
    found = scan(
        {
            "bank.py": "from llama_index.core.tools import FunctionTool\n"
            "class ContextTool(FunctionTool):\n"
            "    @classmethod\n"
            "    def from_defaults(cls, fn=None, async_fn=None, name=None):\n"
            "        return cls(fn=fn or async_fn, metadata=describe(name))\n"
            "    @classmethod\n"
            "    def cached(cls, fn):\n"
            "        return cls(fn=fn)\n"
            "def find_account(customer: str) -> str:\n"
            "    return customer\n"
            "async def move_money(amount: float) -> str:\n"
            "    return str(amount)\n"
            "def unused(amount: float) -> str:\n"
            "    return str(amount)\n"
            "tools = [ContextTool.from_defaults(fn=find_account), ContextTool.from_defaults(async_fn=move_money)]\n"
        }
    )
    assert {one.subject.name for one in found.observations if one.subject.kind == "tool"} == {
        "find_account",
        "move_money",
    }


def test_an_abstract_base_of_tools_is_no_tool_itself(scan):
    code = """from abc import ABC, abstractmethod
from openai import OpenAI
class Tool(ABC):
    name: str = "base_tool"
    description: str = "Base of the tools of this program"
    @abstractmethod
    def execute(self, query: str) -> str: ...
    def run(self, query: str) -> str:
        return self.execute(query)
class SearchTool(ABC):
    name = "search"
    description = "Searches whatever a program brings for it"
    @abstractmethod
    def execute(self, query: str) -> str: ...
    def run(self, query: str) -> str:
        return self.execute(query)
class Tides(Tool):
    name = "find_tides"
    description = "Find the tides of a harbour"
    def execute(self, query: str) -> str:
        return query
def ask(messages, tools):
    told = [{"type": "function", "function": {"name": t.name, "description": t.description}} for t in tools]
    return OpenAI().chat.completions.create(model="gpt-4o", messages=messages, tools=told)
ask([], [Tides()])
"""
    assert scan({"agents/tools.py": code}).names(Kind.TOOL) == ["find_tides"]
