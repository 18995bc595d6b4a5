"""The ai-agents gem: agents in one factory, agents as tools, classes that are named by whoever makes them."""

from __future__ import annotations

from aibom.model.kinds import Kind

FACTORY = """require "agents"
module Shop
  class Factory
    def front_desk
      finder = Agents::Agent.new(name: "Finder", instructions: "You find orders.", model: "gpt-4.1-mini")
      Agents::Agent.new(name: "Front Desk", instructions: "You greet customers.", model: "gpt-4.1-mini",
                        tools: [finder.as_tool(name: "find_records"), CancelTool.new])
    end
  end

  class CancelTool < Agents::Tool
    description "Cancels an order"
    def perform(_context, id:) = id
  end

  class PassedOnTool < Agents::Tool
    def initialize(agent)
      @tool_name = agent.name
    end

    def name
      @tool_name
    end
  end
end
"""


def test_agents_have_their_names_and_tools(scan):
    found = scan({"app/factory.rb": FACTORY})
    assert found.names(Kind.AGENT) == ["Finder", "Front Desk"]
    assert found.names(Kind.TOOL) == ["CancelTool", "find_records"]
    assert {("Front Desk", "has-tool", "CancelTool"), ("Front Desk", "has-tool", "find_records")} <= found.links
    assert ("find_records", "contains", "Finder") in found.links


SWARM = """require "swarm_sdk"
swarm = SwarmSDK.build do
  lead(:boss)
  agent(:boss) do
    model("gpt-5-nano")
    system_prompt("You coordinate work and delegate to the worker.")
    mcp_server(:filesystem, type: :stdio, command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem"])
  end
  agent(:worker) do
    model("gpt-5-mini")
  end
end
"""


def test_blocks_of_swarm_sdk_define_agents(scan):
    found = scan({"team.rb": SWARM})
    assert found.names(Kind.AGENT) == ["boss", "worker"]
    assert found.names(Kind.TOOL) == ["filesystem"]
    assert {("boss", "uses-model", "gpt-5-nano"), ("worker", "uses-model", "gpt-5-mini")} <= found.links
    assert ("boss", "uses-model", "gpt-5-mini") not in found.links
