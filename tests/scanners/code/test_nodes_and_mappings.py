"""Who uses what by a detour: nodes of a graph, mappings that are filled later, texts chosen by a condition."""

from __future__ import annotations

import pytest

GRAPH = """from langgraph.graph import StateGraph
from weather.lookup import ask_perplexity
def research(state):
    return {"found": ask_perplexity(state.question)}
builder = StateGraph(dict)
builder.add_node("research", research)
forecaster = builder.compile()
"""
LOOKUP = """import requests
def ask_perplexity(question):
    body = {"model": "sonar-pro", "messages": [{"role": "user", "content": question}]}
    return requests.post("https://api.perplexity.ai/chat/completions", json=body).json()
"""


def test_a_graph_uses_what_a_request_in_a_function_of_another_module_names(scan):
    found = scan({"weather/graph.py": GRAPH, "weather/lookup.py": LOOKUP})
    assert ("forecaster", "uses-model", "sonar-pro") in found.links
    assert ("forecaster", "calls-service", "Perplexity") in found.links


TEAM = """from smolagents import CodeAgent, ToolCallingAgent
agents = {}
def prepare():
    agents["routes"] = ToolCallingAgent(tools=[], model=None, name="route_planner")
    agents["hotels"] = ToolCallingAgent(tools=[], model=None, name="hotel_finder")
def manage():
    return CodeAgent(tools=[], model=None, name="travel_desk", managed_agents=MANAGED)
"""


@pytest.mark.parametrize("managed", ["list(agents.values())", "[*agents.values()]"])
def test_agents_kept_in_a_mapping_are_all_handed_over(scan, managed):
    found = scan({"desk.py": TEAM.replace("MANAGED", managed)})
    managed_by = {target for source, _, target in found.links if source == "travel_desk"}
    assert {"route_planner", "hotel_finder"} <= managed_by


def test_what_another_mapping_of_the_same_name_holds_is_not_handed_over(scan):
    local = TEAM.replace("def prepare():\n", "def prepare():\n    agents = {}\n")
    found = scan({"desk.py": local.replace("MANAGED", "list(agents.values())")})
    assert not [link for link in found.links if link[0] == "travel_desk" and link[2] == "route_planner"]


CHOSEN = """from langchain_openai import ChatOpenAI
from langchain_core.messages import SystemMessage
from langgraph.graph import StateGraph
QUERY_PROMPT = "Write a query for a search in the archive of the town, about {topic}, and keep to the period asked for."
TOOL_INSTRUCTIONS = "Call the tool Query with the words to look for in the archive."
JSON_INSTRUCTIONS = "Answer with JSON that has the one member query, the words to look for."
def write_query(state, config):
    text = QUERY_PROMPT.format(topic=state.topic)
    chosen = TOOL_INSTRUCTIONS if config.tools else JSON_INSTRUCTIONS
    return ChatOpenAI(model="gpt-4o-mini").invoke([SystemMessage(content=SUM)])
builder = StateGraph(dict)
builder.add_node("write_query", write_query)
archivist = builder.compile()
"""


@pytest.mark.parametrize(
    "total",
    [
        "text + (TOOL_INSTRUCTIONS if config.tools else JSON_INSTRUCTIONS)",
        "f'{text}{TOOL_INSTRUCTIONS if config.tools else JSON_INSTRUCTIONS}'",
    ],
)
def test_texts_chosen_by_a_condition_within_a_sum_are_used(scan, total):
    found = scan({"graph.py": CHOSEN.replace("SUM", total)})
    used = {target for source, kind, target in found.links if (source, kind) == ("archivist", "uses-prompt")}
    assert {"QUERY_PROMPT", "TOOL_INSTRUCTIONS", "JSON_INSTRUCTIONS"} <= used


SERVER = """import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { addPrompts } from "./prompts";
const server = new McpServer({ name: "ferry-times", version: "1.0.0" });
addPrompts(server);
"""
PROMPTS = """import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
export function addPrompts(server: McpServer) {
  server.prompt("plan_crossing", "Plan a crossing", {}, async () => ({ messages: [] }));
}
"""
EXA_TOOL = """import Exa from "exa-js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
const server = new McpServer({ name: "ferry-times", version: "1.0.0" });
const makeClient = (key: string) => { const client = new Exa(key); return client; };
server.tool("find_ferry", "Finds a ferry", {}, { readOnlyHint: true }, async ({ query }) => {
  const client = makeClient("");
  return client.search(query);
});
"""


def test_a_server_offers_its_prompts(scan):
    found = scan({"src/index.ts": SERVER, "src/prompts.ts": PROMPTS})
    assert ("ferry-times", "uses-prompt", "plan_crossing") in found.links


def test_a_tool_with_hints_calls_the_service_of_its_handler(scan):
    found = scan({"src/index.ts": EXA_TOOL})
    assert ("find_ferry", "calls-service", "Exa") in found.links


CHAIN = """from langchain.prompts import PromptTemplate
from langchain.chains import RetrievalQA, ConversationalRetrievalChain
from langchain_openai import ChatOpenAI
def library_prompt():
    template = "Answer the question about the library's books from the context alone. {context} {question}"
    return PromptTemplate(template=template, input_variables=["context", "question"])
def make_chain(llm, prompt: str = ""):
    return CALL
chain = make_chain(ChatOpenAI(model="gpt-4o-mini"), prompt=library_prompt())
"""


@pytest.mark.parametrize(
    "call",
    [
        'RetrievalQA.from_chain_type(llm=llm, chain_type="stuff", chain_type_kwargs={"prompt": prompt})',
        'ConversationalRetrievalChain.from_llm(llm, combine_docs_chain_kwargs={"prompt": prompt})',
    ],
)
def test_the_prompt_of_the_chain_within_a_chain_is_sent_to_its_model(scan, call):
    found = scan({"library.py": CHAIN.replace("CALL", call)})
    assert ("gpt-4o-mini", "uses-prompt", "template") in found.links


def test_an_executor_has_the_model_and_the_prompt_of_the_agent_it_runs(scan):
    source = (
        "from langchain.agents import AgentExecutor, OpenAIFunctionsAgent\n"
        "from langchain_openai import ChatOpenAI\n"
        "from langchain_core.messages import SystemMessage\n"
        "LIBRARIAN = SystemMessage(content='You are the librarian of a small town and find books.')\n"
        "def choose():\n"
        "    return OpenAIFunctionsAgent.from_llm_and_tools(ChatOpenAI(model='gpt-4o'), tools=[], system_message=LIBRARIAN)\n"
        "librarian = AgentExecutor.from_agent_and_tools(agent=choose(), tools=[])\n"
    )
    links = scan({"desk.py": source}).links
    assert ("librarian", "uses-model", "gpt-4o") in links
    assert [link for link in links if link[:2] == ("librarian", "uses-prompt")]


SERVER_OF_DOTNET = """using ModelContextProtocol.Server;
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMcpServer().WithStdioServerTransport().WithPromptsFromAssembly();
"""
PROMPTS_OF_DOTNET = """using ModelContextProtocol.Server;
[McpServerPromptType]
public static class FerryPrompts
{
    [McpServerPrompt(Name = "plan_crossing")]
    public static string Plan(string port) => $"Plan a crossing from {port} for a family of four.";
}
"""


def test_prompts_that_a_server_finds_by_itself_are_its_own(scan):
    found = scan({"Ferry/Program.cs": SERVER_OF_DOTNET, "Ferry/FerryPrompts.cs": PROMPTS_OF_DOTNET})
    assert [link for link in found.links if link[1:] == ("uses-prompt", "plan_crossing") and link[0]]


def test_tools_that_a_node_runs_are_the_graph_s(scan):
    text = (
        "from langchain_core.tools import tool\n"
        "from langgraph.graph import StateGraph\n"
        "from langchain_community.tools.tavily_search import TavilySearchResults\n"
        "@tool\n"
        "def find_berth(ship: str) -> str:\n"
        "    '''Find a berth.'''\n"
        "    return ship\n"
        "@tool\n"
        "def moor(ship: str) -> str:\n"
        "    '''Moor a ship.'''\n"
        "    return ship\n"
        "web = TavilySearchResults(max_results=3)\n"
        "def look(state):\n"
        "    return {'found': find_berth.invoke({'ship': state['ship']}), 'news': web.invoke(state['ship'])}\n"
        "graph = StateGraph(dict)\n"
        "graph.add_node('look', look)\n"
        "harbour = graph.compile()\n"
    )
    tools = {link[2] for link in scan({"graph.py": text}).links if link[:2] == ("harbour", "has-tool")}
    assert tools == {"find_berth", "TavilySearchResults"}
