"""Agents of the project's own making that act on the tools of a registry, which a container or provider fills."""

from __future__ import annotations

from pathlib import Path

import pytest

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

SETTINGS = "llm:\n  base-url: https://api.openai.com/v1\n  model: gpt-4o-mini\n"
TOOL = """package x.tool;
public interface DeskTool {
    String name();
    String description();
    java.util.Map<String, Object> parameters();
    String execute(java.util.Map<String, Object> given);
}
"""
BERTH = """package x.tool;
import org.springframework.stereotype.Component;
@Component
public class BerthTool implements DeskTool {
    @Override public String name() { return "find_berth"; }
    @Override public String description() { return "Finds a free berth in the harbour."; }
    @Override public java.util.Map<String, Object> parameters() { return java.util.Map.of("type", "object"); }
    @Override public String execute(java.util.Map<String, Object> given) { return "B4"; }
}
"""
REGISTRY = """package x.tool;
import java.util.*;
public class ToolRegistry {
    private final Map<String, DeskTool> tools = new LinkedHashMap<>();
    public ToolRegistry(List<DeskTool> all) { all.forEach(one -> tools.put(one.name(), one)); }
    public DeskTool get(String name) { return tools.get(name); }
    public List<Object> schemas() { return new ArrayList<>(tools.values()); }
}
"""
CLIENT = """package x;
import java.util.*;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.client.RestTemplate;
public class LlmClient {
    @Value("${llm.base-url}") private String baseUrl;
    @Value("${llm.model}") private String model;
    private final RestTemplate rest = new RestTemplate();
    public Map<String, Object> chat(List<Object> messages, List<Object> tools) {
        Map<String, Object> body = Map.of("model", model, "messages", messages, "tools", tools);
        return rest.postForObject(baseUrl + "/chat/completions", body, Map.class);
    }
}
"""
SERVICE = """package x;
import java.util.*;
import x.tool.ToolRegistry;
public class %s {
    private static final String SYSTEM_PROMPT = "You are the desk of a harbour. Use tools for facts.";
    private final LlmClient llm;
    private final ToolRegistry registry;
    public String run(List<Object> messages) {
        messages.add(Map.of("role", "system", "content", SYSTEM_PROMPT));
        Map<String, Object> reply = llm.chat(messages, registry.schemas());
        Map<String, Object> call = (Map<String, Object>) reply.get(%s);
        return registry.get((String) call.get("name")).execute(call);
    }
}
"""


def _tree(root: Path, name: str = "DeskService", asked: str = '"tool_calls"') -> set[tuple[str, str, str]]:
    files = {
        "src/main/resources/application.yml": SETTINGS,
        "src/main/java/x/tool/DeskTool.java": TOOL,
        "src/main/java/x/tool/BerthTool.java": BERTH,
        "src/main/java/x/tool/ToolRegistry.java": REGISTRY,
        "src/main/java/x/LlmClient.java": CLIENT,
        f"src/main/java/x/{name}.java": SERVICE % (name, asked),
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    found = scan_tree(root)
    names = {one.ref: one.name for one in found.components}
    return {(names.get(one.source, ""), one.kind, names.get(one.target, "")) for one in found.relations}


def test_a_service_that_runs_the_tools_a_model_chose_is_an_agent_with_those_of_its_registry(tmp_path):
    assert {
        ("DeskService", "has-tool", "find_berth"),
        ("DeskService", "uses-model", "gpt-4o-mini"),
        ("DeskService", "uses-prompt", "SYSTEM_PROMPT"),
    } <= _tree(tmp_path)


def test_a_service_that_reads_no_choice_from_the_answer_is_none(tmp_path):
    assert not {one for one in _tree(tmp_path, asked='"content"') if one[:2] == ("DeskService", "has-tool")}


def test_what_stands_before_a_provider_is_none(tmp_path):
    assert not {one for one in _tree(tmp_path, name="DeskProvider") if one[:2] == ("DeskProvider", "has-tool")}


BASE = """<?php
namespace App\\Tools;
abstract class BaseTool
{
    abstract public function name(): string;
    abstract public function description(): string;
    abstract public function execute(array $given): array;
    public function toDefinition(): array { return ['name' => $this->name(), 'description' => $this->description()]; }
}
"""
FIND = """<?php
namespace App\\Tools;
class BerthTool extends BaseTool
{
    public function name(): string { return 'find_berth'; }
    public function description(): string { return 'Finds a free berth in the harbour.'; }
    public function execute(array $given): array { return ['berth' => 'B4']; }
}
"""
KEPT = """<?php
namespace App\\Tools;
class ToolRegistry
{
    private array $tools = [];
    public function register(BaseTool $tool): void { $this->tools[$tool->name()] = $tool; }
    public function definitions(): array { return array_map(fn (BaseTool $one) => $one->toDefinition(), $this->tools); }
}
"""
LOOP = """<?php
namespace App;
use App\\Tools\\ToolRegistry;
class Orchestrator
{
    public function __construct(private readonly Manager $manager, private readonly ToolRegistry $registry) {}
    public function run(array $history): array
    {
        $result = $this->manager->provider()->chat($history, ['tools' => $this->registry->definitions()]);
        foreach ($result['tool_calls'] as $one) { $history[] = $this->registry->get($one['name'])->execute($one); }
        return $history;
    }
}
"""


def test_a_loop_of_php_has_the_tools_of_its_registry_though_its_model_is_not_known(scan):
    found = scan(
        {
            "app/Tools/BaseTool.php": BASE,
            "app/Tools/BerthTool.php": FIND,
            "app/Tools/ToolRegistry.php": KEPT,
            "app/Orchestrator.php": LOOP,
        }
    )
    assert found.names(Kind.AGENT) == ["Orchestrator"]
    assert ("Orchestrator", "has-tool", "find_berth") in found.links


SET_ON_THE_CLASS = """require_relative "base"
module Tools
  class Berth < Base
    self.tool_name = "find_berth"
    self.tool_description = "Finds a free berth in the harbour."
    self.tool_parameters = { type: "object" }
    def call(args) = "7"
  end
end
"""
IN_A_RECORD = """require_relative "base"
module Tools
  class Berth < Base
    def self.definition
      { type: "function", function: { name: "find_berth", description: "Finds a free berth.", parameters: {} } }
    end
    def call(args) = "7"
  end
end
"""
RUBY_BASE = """module Tools
  class Base
    def definition
      { type: "function", function: { name: self.class.tool_name, description: self.class.tool_description } }
    end
  end
end
"""
RUBY_KEPT = """require_relative "tools/berth"
class ToolRegistry
  TOOLS = [Tools::Berth].freeze
  def definitions = TOOLS.map(&:new).map(&:definition)
  def call(name, args) = @tools.fetch(name).call(args)
end
"""
RUBY_LOOP = """require_relative "tool_registry"
class Desk
  def initialize(client: LlmClient.new, registry: ToolRegistry.new)
    @client = client
    @registry = registry
  end
  def run(question)
    reply = @client.chat(messages: [{ role: "user", content: question }], tools: @registry.definitions)
    calls = reply.dig("choices", 0, "message", "tool_calls")
    calls.map { |one| @registry.call(one["name"], one["arguments"]) }
  end
end
"""


@pytest.mark.parametrize("tool", [SET_ON_THE_CLASS, IN_A_RECORD], ids=["set on the class", "in a record"])
def test_a_loop_of_ruby_has_tools_that_their_classes_describe(scan, tool):
    found = scan(
        {
            "lib/tools/base.rb": RUBY_BASE,
            "lib/tools/berth.rb": tool,
            "lib/tool_registry.rb": RUBY_KEPT,
            "lib/desk.rb": RUBY_LOOP,
        }
    )
    assert ("Desk", "has-tool", "find_berth") in found.links
