"""Agents and tools of frameworks that the catalogue does not list; servers and hosted tools that are named only."""

from __future__ import annotations

from aibom.model.kinds import Kind

TEXT = "You plan journeys for visitors of the museum and answer in three short sentences."


def test_an_agent_and_tools_of_a_framework_that_nobody_listed(scan):
    found = scan(
        {
            "desk.py": "from hyperagents.core import Agent, App\n"
            "from hyperagents.tools import BaseTool\n"
            "app = App()\n"
            "class TicketTool(BaseTool):\n"
            "    '''Sell a ticket.'''\n"
            "    def run(self, count): ...\n"
            "@app.tool\n"
            "def opening_hours(day: str):\n"
            "    '''Tell when the museum is open.'''\n"
            f"desk = Agent(name='front desk', instructions='{TEXT}', tools=[opening_hours, TicketTool()])\n"
        }
    )
    assert found.names(Kind.AGENT) == ["front desk"]
    assert found.names(Kind.TOOL) == ["TicketTool", "opening_hours"]
    assert {("front desk", "has-tool", "opening_hours"), ("front desk", "has-tool", "TicketTool")} <= found.links
    assert [relation for source, relation, _ in found.links if source == "front desk"].count("uses-prompt") == 1


def test_what_only_shares_the_name_of_an_agent_is_none(scan):
    found = scan(
        {
            "web.py": "import openai\n"
            "from fake_useragent import UserAgent\n"
            "from estate import Agent\n"
            "agent = UserAgent(browsers=['chrome'])\n"
            "seller = Agent(name='Smith', phone='030')\n"
        }
    )
    assert found.names(Kind.AGENT) == []


def test_servers_by_name_and_servers_among_hosted_tools(scan):
    found = scan(
        {
            "main.py": "from mcp_agent.agents.agent import Agent\n"
            f"finder = Agent(name='finder', instruction='{TEXT}', server_names=['fetch'])\n",
            "search.py": "from openai import OpenAI\n"
            "tools = [{'type': 'mcp', 'server_label': 'tavily', 'server_url': 'https://mcp.tavily.com/mcp/'}]\n"
            "OpenAI().responses.create(model='gpt-4.1', input='Hi', tools=tools)\n",
        }
    )
    assert ("finder", "has-tool", "fetch") in found.links
    assert ("gpt-4.1", "has-tool", "tavily") in found.links
    assert found.names(Kind.TOOL, "mcp") == ["fetch", "tavily"]


def test_actions_of_composio_are_named_by_their_constants(scan):
    found = scan(
        {
            "mail.py": "from composio_langgraph import Action, ComposioToolSet\n"
            "toolset = ComposioToolSet()\n"
            "tools = toolset.get_tools(actions=[Action.GMAIL_SEND_EMAIL])\n"
        }
    )
    assert found.names(Kind.TOOL) == ["GMAIL_SEND_EMAIL"]
    assert found.names(Kind.SERVICE) == ["Composio"]
