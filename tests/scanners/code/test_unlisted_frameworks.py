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


def test_functions_that_make_agents_and_servers_they_are_given(scan):
    found = scan(
        {
            "desk.py": "from managedagents import create_support_agent\n"
            "from managedagents.connectors import define_mcp_servers\n"
            "def refund(order: str):\n"
            "    '''Refund an order.'''\n"
            "desk = create_support_agent(model='openai:gpt-4.1', tools=[refund])\n"
            "servers = define_mcp_servers(mcp_servers={'docs': {'url': 'https://docs.example.com/mcp'}})\n"
        }
    )
    assert found.names(Kind.AGENT) == ["desk"]
    assert {("desk", "has-tool", "refund"), ("desk", "uses-model", "gpt-4.1")} <= found.links
    assert "docs" in found.names(Kind.TOOL, "mcp")


def test_a_wrapper_for_tools_is_no_tool_and_names_those_it_makes(scan):
    found = scan(
        {
            "wrap.py": "from langchain.tools import BaseTool\n"
            "class Tool(BaseTool):\n"
            "    def __init__(self, name, func, description):\n"
            "        super().__init__(name=name, func=func, description=description)\n",
            "main.py": "from wrap import Tool\n"
            "from langchain_community.tools import TavilySearchResults\n"
            "def look(place): ...\n"
            "tools = [Tool(name='search', func=look, description='Looks places up.'), TavilySearchResults()]\n",
        }
    )
    assert found.names(Kind.TOOL) == ["TavilySearchResults", "search"]
    assert ("TavilySearchResults", "calls-service", "Tavily") in found.links


def test_a_function_in_a_chain_is_no_tool(scan):
    found = scan(
        {
            "chain.py": "from langchain_core.runnables import RunnableLambda\n"
            "from langchain_openai import ChatOpenAI\n"
            "def check(message):\n"
            "    return message\n"
            "llm = ChatOpenAI(model='gpt-4.1') | RunnableLambda(check)\n"
            "llm.invoke('Hi')\n"
        }
    )
    assert found.names(Kind.TOOL) == []


def test_objects_of_an_own_record_of_agents_are_agents(scan):
    found = scan(
        {
            "desk.py": "from pydantic import BaseModel\n"
            "from openai import OpenAI\n"
            "class AgentConfig(BaseModel):\n"
            "    name: str\n"
            "    system_prompt: str | None = None\n"
            "    tools: list | None = None\n"
            "class AgentReport(BaseModel):\n"
            "    name: str\n"
            "    tools: list\n"
            "def find_order(number: str) -> str:\n"
            "    return number\n"
            "agents = [\n"
            "    AgentConfig(name='Order Desk', system_prompt='You answer questions about orders.', tools=[find_order]),\n"
            "    AgentConfig(name='Return Desk', system_prompt='You take goods back.', tools=[]),\n"
            "]\n"
            "report = AgentReport(name='Weekly report', tools=[find_order])\n"
        }
    )
    told = {one.subject.name for one in found.observations if one.subject.kind == "agent"}
    assert told == {"Order Desk", "Return Desk"}


def test_what_is_filed_under_a_kind_and_a_name_is_no_tool(scan):
    code = (
        "import openai\n"
        "class Registry:\n"
        "    @classmethod\n"
        "    def register(cls, kind, name=''):\n"
        "        def keep(made):\n            return made\n"
        "        return keep\n"
        "@Registry.register('embedder', 'openai')\n"
        "class Vectors:\n    def embed(self, text):\n        return openai.OpenAI().embeddings.create(model='text-embedding-3-small', input=text)\n"
        "@Registry.register('llm', 'openai')\n"
        "def ask(text):\n    return openai.OpenAI().chat.completions.create(model='gpt-4o', messages=[])\n"
    )
    assert scan({"components.py": code}).names(Kind.TOOL) == []


KIT = """\
from harbourkit.core import Tool
from openai import OpenAI


class Tides:
    def next_tide(self, port: str) -> str:
        return OpenAI().responses.create(model="gpt-4o-mini", input=port).output_text


def make(fn):
    return Tool.from_function(fn, safe=True)


tools = [make(Tides().next_tide), Tool.from_function(len)]
"""


def test_a_tool_that_is_made_of_a_function_has_its_name(scan):
    found = scan({"tools.py": KIT})
    assert "next_tide" in found.names(Kind.TOOL)
    assert ("next_tide", "uses-model", "gpt-4o-mini") in found.links


def test_what_else_is_made_of_a_function_is_none(scan):
    assert scan({"curves.py": KIT.replace("Tool.", "Curve.")}).names(Kind.TOOL) == []
