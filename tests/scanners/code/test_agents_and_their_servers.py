"""Agents over a project's own base class, settings that are validated, clients of Vertex, MCP servers at computed addresses."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

RULES = "You match candidates with the requirements of a position and explain the score in three sentences."


def test_a_family_of_own_agents_and_who_makes_whom(scan):
    found = scan(
        {
            "agents.py": "from mistralai import Mistral\n"
            "client = Mistral()\n"
            "class Agent:\n"
            "    pass\n"
            "class ReadingAgent(Agent):\n"
            "    def process(self, path):\n"
            "        return client.ocr.process(model='mistral-ocr-latest', document=path)\n"
            "class MatchingAgent(Agent):\n"
            "    def process(self, text):\n"
            f"        messages = [{{'role': 'system', 'content': '{RULES}'}}]\n"
            "        return client.chat.complete(model='mistral-small-latest', messages=messages)\n"
            "class ChiefAgent(Agent):\n"
            "    def __init__(self):\n"
            "        self.reader = ReadingAgent()\n"
            "        self.matcher = MatchingAgent()\n"
        }
    )
    assert found.names(Kind.AGENT) == ["ChiefAgent", "MatchingAgent", "ReadingAgent"]
    assert ("ReadingAgent", "uses-model", "mistral-ocr-latest") in found.links
    assert ("ChiefAgent", "contains", "MatchingAgent") in found.links


def test_settings_that_pydantic_validates_and_a_client_of_vertex(scan):
    found = scan(
        {
            "settings.py": "from pydantic import BaseModel\n"
            "class ChatConfig(BaseModel):\n"
            "    name_of_chat: str = 'gemini-2.5-flash'\n",
            "chat.py": "from google import genai\n"
            "from settings import ChatConfig\n"
            "def ask(raw):\n"
            "    config = ChatConfig.model_validate(raw)\n"
            "    client = genai.Client(vertexai=True)\n"
            "    return client.models.generate_content(model=config.name_of_chat, contents='Hi')\n",
            "plain.py": "from google import genai\n"
            "genai.Client().models.generate_content(model='gemini-2.5-pro', contents='Hi')\n",
        }
    )
    assert found.names(Kind.MODEL, "vertex") == ["gemini-2.5-flash"]
    assert found.names(Kind.MODEL, "google") == ["gemini-2.5-pro"]


def test_an_mcp_server_at_a_computed_address_is_named_by_its_client(scan):
    found = scan(
        {
            "desk.py": "from mcp.client.streamable_http import streamablehttp_client\n"
            "from strands import Agent\n"
            "from strands.tools.mcp import MCPClient\n"
            "def desk(config):\n"
            "    gateway_client = MCPClient(lambda: streamablehttp_client(f\"{config['url']}\"))\n"
            "    return Agent(tools=gateway_client.list_tools_sync(), system_prompt='You help.')\n"
        }
    )
    assert "gateway" in found.names(Kind.TOOL, "mcp")
    assert any(one.topic == "tool" for one in found.unknowns)


def test_texts_that_one_function_is_given_in_one_file_are_all_told(scan):
    found = scan(
        {
            "nodes.py": "from openai import OpenAI\n"
            "def node(system_prompt):\n"
            "    return OpenAI().responses.create(model='gpt-4.1', instructions=system_prompt, input='Hi')\n",
            "main.py": "from nodes import node\n"
            "sales = node(system_prompt='You answer questions about prices and delivery.')\n"
            "service = node(system_prompt='You answer questions about returns and repairs.')\n",
        }
    )
    assert "main.py:2" in found.places(Kind.PROMPT, "system_prompt")
    assert "main.py:3" in found.places(Kind.PROMPT, "system_prompt 2")


def test_tools_of_partner_packages(scan):
    found = scan(
        {
            "desk.py": "from langchain_community.tools.tavily_search import TavilySearchResults\n"
            "from langchain_sandbox import PyodideSandboxTool\n"
            "from langchain_openai import ChatOpenAI\n"
            "from langgraph.prebuilt import create_react_agent\n"
            "tools = [TavilySearchResults(max_results=1), PyodideSandboxTool()]\n"
            "desk = create_react_agent(ChatOpenAI(model='gpt-4.1'), tools)\n"
        }
    )
    assert found.names(Kind.TOOL) == ["PyodideSandboxTool", "TavilySearchResults"]
    assert ("desk", "has-tool", "TavilySearchResults") in found.links
    assert "Tavily" in found.names(Kind.SERVICE)


def test_a_server_that_anything_may_become_is_named_once(scan):
    agents = "".join(f"Agent('desk {number}').serve()\n" for number in range(9))
    found = scan(
        {
            "agent.py": "from fastmcp import FastMCP\n"
            "class Agent:\n"
            "    def __init__(self, name):\n"
            "        self.name = name\n"
            "    def serve(self):\n"
            "        server = FastMCP(self.name)\n"
            "        return server\n",
            "main.py": "from agent import Agent\n" + agents,
        }
    )
    assert found.names(Kind.TOOL, "mcp") == ["server"]


def test_what_a_task_of_crewai_describes_is_a_prompt_of_its_agent(scan):
    found = scan(
        {
            "crew.py": "from textwrap import dedent\n"
            "from crewai import Agent, Crew, Task\n"
            "clerk = Agent(role='Clerk', goal='Sort letters', backstory='Knows every street.')\n"
            "sorting = Task(description=dedent('''\n"
            "    Sort the letters of the day by street and number, and say which are missing.\n"
            "    '''), expected_output='A list', agent=clerk)\n"
            "crew = Crew(agents=[clerk], tasks=[sorting])\n"
        }
    )
    assert ("Clerk", "uses-prompt", "sorting") in found.links


def test_a_function_that_gives_tools_is_none(scan):
    found = scan(
        {
            "desk.py": "from langgraph.prebuilt import create_react_agent\n"
            "from langchain_openai import ChatOpenAI\n"
            "def get_cached_tools(path): ...\n"
            "def get_price(item): ...\n"
            "desk = create_react_agent(ChatOpenAI(model='gpt-4.1'), [get_cached_tools, get_price])\n"
        }
    )
    assert found.names(Kind.TOOL) == ["get_price"]


REGISTERED = "def register_tools(mcp):\n    @mcp.tool()\n    async def {0}(name: str) -> dict:\n        return {{}}\n"
RENAMING = "from .{0} import register_tools as register_{0}_tools\n"


@pytest.mark.parametrize(
    ("package", "calls"),
    [
        (RENAMING.format("players") + RENAMING.format("weeks"), ("register_players_tools", "register_weeks_tools")),
        (
            "from . import players, weeks\ndef register_all(mcp):\n"
            "    players.register_tools(mcp)\n    weeks.register_tools(mcp)\n",
            ("register_all",),
        ),
        (
            "from . import players, weeks\ndef register_all(mcp):\n"
            "    for module in (players, weeks):\n        module.register_tools(mcp)\n",
            ("register_all",),
        ),
    ],
    ids=["renamed by the package", "modules of the package", "a loop over modules"],
)
def test_tools_that_functions_of_a_package_register_at_a_server(scan, package, calls):
    main = "from mcp.server.fastmcp import FastMCP\nfrom league.tools import {0}\nmcp = FastMCP('League')\n"
    main = main.format(", ".join(calls)) + "".join(f"{call}(mcp)\n" for call in calls)
    found = scan(
        {
            "league/server.py": main,
            "league/__init__.py": "",
            "league/tools/__init__.py": package,
            "league/tools/players.py": REGISTERED.format("get_player"),
            "league/tools/weeks.py": REGISTERED.format("get_week"),
        }
    )
    assert found.names(Kind.TOOL) == ["League", "get_player", "get_week"]


def test_registering_functions_of_one_name_in_many_modules(scan):
    names = [f"part{number}" for number in range(80)]
    files = {f"league/{name}.py": REGISTERED.format(f"get_{name}") for name in names}
    imports = "".join(
        f"from .{name} import register_tools as register_{name}\nregister_{name}(mcp)\n" for name in names
    )
    files["league/server.py"] = "from mcp.server.fastmcp import FastMCP\nmcp = FastMCP('League')\n" + imports
    files["league/__init__.py"] = ""
    assert len(scan(files).names(Kind.TOOL)) == 81


def test_servers_of_a_client_made_of_a_mapping(scan):
    source = (
        "from mcp_use import MCPAgent, MCPClient\n"
        "from igptai import IGPT\n"
        "settings = {'mcpServers': {'google-calendar': {'command': 'node', 'args': ['calendar.js']}}}\n"
        "agent = MCPAgent(llm=None, client=MCPClient.from_dict(settings))\n"
        "memory = IGPT(user='desk')\n"
    )
    seen = scan({"prepare.py": source})
    assert "prepare.py:3" in seen.places(Kind.TOOL, "google-calendar")
    assert ("agent", "has-tool", "google-calendar") in seen.links
    assert seen.names(Kind.SERVICE) == ["iGPT"]


PLAIN_CLIENTS = """import os
from fastmcp import Client, FastMCP
from mcp import ClientSession
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamablehttp_client
SERVERS = {"mcpServers": {"tides": {"url": "https://tides.example.net/mcp"}}}
own = FastMCP("harbour")
class Ferries:
    def __init__(self, url: str | None = None):
        self.url = url or os.getenv("FERRY_MCP_URL", "https://ferries.example.org/mcp")
    async def ask(self, berth):
        async with streamablehttp_client(self.url) as (read, write, _):
            async with ClientSession(read, write) as session:
                return await session.call_tool("next_ferry", {"berth": berth})
async def others():
    async with sse_client("https://weather.example.org/sse") as (read, write):
        pass
    async with sse_client("http://localhost:8000/sse") as (read, write):
        pass
    async with Client(SERVERS) as client, Client("https://fish.example.net/mcp") as market, Client(own) as mine:
        pass
"""


def test_plain_clients_of_mcp_are_told_by_the_host_that_they_go_to(scan):
    servers = scan({"harbour.py": PLAIN_CLIENTS}).names(Kind.TOOL, "mcp")
    assert sorted(servers) == ["ferries.example.org", "fish.example.net", "harbour", "tides", "weather.example.org"]
