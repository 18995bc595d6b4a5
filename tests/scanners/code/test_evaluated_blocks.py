"""Blocks of Ruby that are evaluated in an object, classes that say in their bodies what they are, files evaluated in a class."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

BUILDER = """require "openai"
class DeskBuilder
  def initialize(key)
    @key = key
    @tools = []
  end
  def model(value) = @model = value
  def instructions(value) = @instructions = value
  def tool(name, description, &block)
    @tools << { type: "function", function: { name: name, description: description } }
  end
  def ask(question)
    OpenAI::Client.new.chat(parameters: { model: @model, tools: @tools,
      messages: [{ role: "system", content: @instructions }, { role: "user", content: question }] })
  end
end
"""
DESKS = """Desks.define :clerk do
  model "gpt-4.1"
  instructions "You help visitors of a library. Be brief."
  tool :find_book, "Looks a title up" do |args|
    Catalogue.find(args[:title])
  end
end
Desks.define :porter do
  model "gpt-4.1-nano"
  tool :open_door, "Opens a door"
end
"""
EVALUATED = "    DeskBuilder.new(key).tap { |one| one }\n    builder = DeskBuilder.new(key)\n    builder.instance_eval(&block)\n"
HANDED_ON = "    run(key, &block)\n  end\n  def self.run(key, &block)\n    desk = DeskBuilder.new(key)\n    desk.instance_exec(key, &block)\n"


def _project(body):
    module = f"module Desks\n  def self.define(key, &block)\n{body}  end\nend\n"
    return {"lib/builder.rb": BUILDER, "lib/desks.rb": module, "config/desks.rb": DESKS}


@pytest.mark.parametrize("body", [EVALUATED, HANDED_ON], ids=["evaluated", "handed-on"])
def test_calls_in_a_block_are_methods_of_what_it_is_evaluated_in(scan, body):
    found = scan(_project(body))
    assert found.names(Kind.MODEL) == ["gpt-4.1", "gpt-4.1-nano"]
    assert found.names(Kind.TOOL) == ["find_book", "open_door"]
    assert {("DeskBuilder", "uses-model", one) for one in ("gpt-4.1", "gpt-4.1-nano")} <= found.links
    assert any(one.endswith("prompt") for one in found.names(Kind.PROMPT))


def test_a_block_that_is_only_called_is_evaluated_in_nothing(scan):
    assert scan(_project("    block.call\n")).names(Kind.TOOL) == []


ROAST = """#: self as Roast::Workflow
config do
  agent do
    model "haiku"
  end
end
execute do
  agent(:reviewer) do
    "Review these changes for mistakes in the handling of errors."
  end
end
"""


def test_a_file_says_what_it_is_evaluated_in(scan):
    found = scan({"review.rb": ROAST})
    assert (found.names(Kind.AGENT), found.names(Kind.MODEL)) == (["reviewer"], ["haiku"])
    assert ("reviewer", "uses-prompt", "reviewer system prompt") in found.links
    assert scan({"review.rb": ROAST.partition("\n")[2]}).names(Kind.AGENT) == []


def test_what_a_configuration_is_given_by_a_chain_is_read(scan):
    found = scan({"a.rb": 'require "sublayer"\nSublayer.configuration.ai_model = "claude-3-5-sonnet-20241022"\n'})
    assert found.names(Kind.MODEL) == ["claude-3-5-sonnet-20241022"]


LARAGENT = """<?php
namespace App\\AiAgents;
use LarAgent\\Agent;
class WeatherAgent extends Agent
{
    protected $model = 'gpt-4o-mini';
    protected $tools = [\\App\\AgentTools\\WindTool::class];
}
"""
WIND = """<?php
namespace App\\AgentTools;
use LarAgent\\Tool;
class WindTool extends Tool
{
    protected string $name = 'wind';
    protected string $description = 'Gives the wind at a place';
}
class TideTool extends Tool
{
    public function definition(): array { return ['name' => 'tide', 'description' => 'Says when the sea is high']; }
}
"""


def test_an_agent_has_the_tools_that_its_class_lists(scan):
    found = scan({"app/AiAgents/WeatherAgent.php": LARAGENT, "app/AgentTools/WindTool.php": WIND})
    assert ("WeatherAgent", "has-tool", "wind") in found.links
    assert ("WeatherAgent", "has-tool", "tide") not in found.links
    assert found.names(Kind.TOOL) == ["tide", "wind"]


PERSONA = """module Desk
  class %s < Persona
    def tools
      [Tools::Search]
    end
    def system_prompt
      "You are %s. Answer with what the house knows only."
    end
  end
end
"""
DESK = {
    "lib/persona.rb": "module Desk\n  class Persona\n    def tools = []\n    def system_prompt = raise(NotImplementedError)\n"
    "    def reply(question)\n      OpenAI::Client.new.chat(parameters: { model: 'gpt-4o', tools: tools.map(&:signature),"
    " messages: [{ role: 'system', content: system_prompt }] })\n    end\n  end\nend\n",
    "lib/clerk.rb": PERSONA % ("Clerk", "a clerk"),
    "lib/porter.rb": PERSONA % ("Porter", "a porter"),
    "lib/tools/tool.rb": "module Desk\n  module Tools\n    class Tool\n    end\n  end\nend\n",
    "lib/tools/search.rb": """module Desk
  module Tools
    class Search < Tool
      def self.signature
        { name: name, description: "Searches the archive for deeds and letters" }
      end
      def self.name
        "search_archive"
      end
      def custom_system_message
        "You were asked to search. Say what you found."
      end
    end
  end
end
""",
}


def test_personas_have_the_tools_that_their_methods_list(scan):
    found = scan(DESK)
    assert found.names(Kind.TOOL) == ["search_archive"]
    assert {"Clerk", "Porter"} <= set(found.names(Kind.AGENT))
    assert "Search" not in found.names(Kind.AGENT)
    assert {(one, "has-tool", "search_archive") for one in ("Clerk", "Porter")} <= found.links
