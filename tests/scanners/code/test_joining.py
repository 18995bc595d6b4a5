"""Tools, agents, prompts and how the code joins them."""

from __future__ import annotations

from aibom.model.kinds import Kind

GRAPH = {
    "src/plan/settings.py": "from pydantic import BaseModel, Field\n\nclass Settings(BaseModel):\n    fast: str = Field(default='gemini-2.0-flash')\n\n    @classmethod\n    def load(cls, config):\n        return cls(**config)\n",
    "src/plan/prompts.py": 'QUERY_PROMPT = """You write search queries for {topic}. Answer with one query per line."""\n',
    "src/plan/graph.py": """
from langgraph.graph import StateGraph
from langchain_google_genai import ChatGoogleGenerativeAI
from plan.settings import Settings
from plan.prompts import QUERY_PROMPT


def write_query(state, config):
    settings = Settings.load(config)
    llm = ChatGoogleGenerativeAI(model=settings.fast)
    text = QUERY_PROMPT.format(topic=state["topic"])
    return llm.with_structured_output(dict).invoke(text)


builder = StateGraph(dict)
builder.add_node("write_query", write_query)
graph = builder.compile(name="planner")
""",
}  # fmt: skip


def test_a_graph_reaches_what_its_nodes_use(scan):
    found = scan(GRAPH)
    assert found.names(Kind.AGENT) == ["planner"]
    assert found.places(Kind.PROMPT, "QUERY_PROMPT") == {"src/plan/prompts.py:1", "src/plan/graph.py:12"}
    assert {
        ("planner", "uses-model", "gemini-2.0-flash"),
        ("planner", "uses-prompt", "QUERY_PROMPT"),
        ("gemini-2.0-flash", "served-by", "Google Gemini"),
    } <= found.links


def test_a_prompt_is_known_by_hash_and_its_text_is_not_kept(scan):
    observed = scan(GRAPH).one(Kind.PROMPT, "QUERY_PROMPT")
    assert observed.facts["length"] == 69
    (digest,) = observed.facts["hashes"]
    assert digest.startswith("SHA-256:")
    assert "search queries" not in repr(observed)


def test_an_agent_with_tools_of_every_make(scan):
    source = """
from agents import Agent, Runner, WebSearchTool, function_tool

@function_tool
def lookup(order: str) -> str:
    \"\"\"Look an order up.\"\"\"

def plain(x): ...

billing = Agent(name="Billing", instructions="You settle bills for customers politely.", tools=[lookup, WebSearchTool()])
triage = Agent(name="Triage", model="gpt-4o", handoffs=[billing], tools=[plain])
"""
    found = scan({"desk.py": source})
    assert found.names(Kind.AGENT) == ["Billing", "Triage"]
    assert found.names(Kind.TOOL) == ["WebSearchTool", "lookup", "plain"]
    assert {
        ("Billing", "has-tool", "lookup"),
        ("Billing", "has-tool", "WebSearchTool"),
        ("Billing", "uses-prompt", "Billing system prompt"),
        ("Triage", "uses-model", "gpt-4o"),
        ("Triage", "contains", "Billing"),
        ("Triage", "has-tool", "plain"),
        ("gpt-4o", "served-by", "OpenAI"),
    } <= found.links
    assert found.one(Kind.TOOL, "lookup").facts["description"] == "Look an order up."


def test_tools_written_as_schemas_and_by_name(scan):
    source = """
from anthropic import Anthropic
TOOLS = [
    {"name": "get_weather", "description": "...", "input_schema": {"type": "object"}},
    {"type": "web_search_20250305", "name": "web_search"},
]
Anthropic().messages.create(model="claude-3-5-sonnet-latest", tools=TOOLS, max_tokens=9, messages=[])
"""
    found = scan({"weather.py": source})
    assert found.names(Kind.TOOL) == ["get_weather", "web_search"]


def test_retrieval_is_joined_from_the_folder_to_the_agent(scan):
    source = """
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import FAISS
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from langchain.text_splitter import RecursiveCharacterTextSplitter
from langchain.tools.retriever import create_retriever_tool
from langgraph.prebuilt import create_react_agent

pages = PyPDFLoader("docs/handbook.pdf").load()
chunks = RecursiveCharacterTextSplitter().split_documents(pages)
store = FAISS.from_documents(chunks, OpenAIEmbeddings(model="text-embedding-3-small"))
search = create_retriever_tool(store.as_retriever(), "search_handbook", "Searches the handbook")
helper = create_react_agent(ChatOpenAI(model="gpt-4o").bind_tools([search]), [search])
"""
    found = scan({"rag.py": source})
    assert {
        ("FAISS", "reads-data", "docs/handbook.pdf"),
        ("FAISS", "uses-model", "text-embedding-3-small"),
        ("search_handbook", "calls-service", "FAISS"),
        ("helper", "has-tool", "search_handbook"),
        ("helper", "uses-model", "gpt-4o"),
    } <= found.links


def test_pipes_are_followed(scan):
    source = """
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent
prompt = ChatPromptTemplate.from_messages([("system", "You are a terse and honest assistant."), ("human", "{question}")])
chain = prompt | ChatOpenAI(model="gpt-4o-mini")
agent = create_react_agent(chain, [], prompt=prompt)
"""
    found = scan({"chain.py": source})
    assert ("agent", "uses-model", "gpt-4o-mini") in found.links
    assert ("agent", "uses-prompt", "prompt") in found.links


def test_an_mcp_server_contains_its_tools_and_these_call_services(scan):
    source = """
import httpx
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("Weather Desk")

@mcp.tool()
async def forecast(city: str) -> str:
    \"\"\"Tell the weather.\"\"\"
    return httpx.post("https://api.tavily.com/search").text

@mcp.tool(name="alerts")
def warn(): ...
"""
    found = scan({"server.py": source})
    server = found.one(Kind.TOOL, "Weather Desk")
    assert (server.subject.origin, server.facts["tool_type"]) == ("mcp", "mcp-server")
    assert {
        ("Weather Desk", "contains", "forecast"),
        ("Weather Desk", "contains", "alerts"),
        ("forecast", "calls-service", "Tavily"),
    } <= found.links


def test_mcp_servers_that_an_agent_is_given(scan):
    source = """
import sys
from langchain_mcp_adapters.client import MultiServerMCPClient
from langgraph.prebuilt import create_react_agent

class Client(MultiServerMCPClient):
    pass

async def main(model):
    client = Client({
        "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@1.0.0"], "transport": "stdio"},
        "news": {"url": "https://mcp.example.com/sse", "transport": "sse", "headers": {"Authorization": KEY}},
    })
    tools = await client.get_tools()
    helper = create_react_agent(model, tools)
"""
    found = scan({"client.py": source})
    assert {("helper", "has-tool", "files"), ("helper", "has-tool", "news")} <= found.links
    files = found.one(Kind.TOOL, "files").facts
    assert files["package"] == "pkg:npm/%40modelcontextprotocol/server-filesystem@1.0.0"
    assert files["transport"] == "stdio"
    assert found.one(Kind.TOOL, "news").facts["endpoints"] == ["https://mcp.example.com/sse"]


def test_an_mcp_server_without_a_name_is_named_by_what_is_run(scan):
    source = """
from mcp import StdioServerParameters
params = StdioServerParameters(command="uvx", args=["mcp-server-git", "--repository", "."])
"""
    assert scan({"git.py": source}).names(Kind.TOOL) == ["mcp-server-git"]


def test_training_joins_model_adapter_and_data(scan):
    source = """
from datasets import load_dataset
from peft import PeftModel
from transformers import AutoModelForCausalLM, Trainer

base = AutoModelForCausalLM.from_pretrained("meta-llama/Llama-3.1-8B")
model = PeftModel.from_pretrained(base, "acme/house-style-lora")
data = load_dataset("acme/letters")["train"].shuffle().map(lambda row: row)
Trainer(model=model, train_dataset=data).train()
"""
    found = scan({"train.py": source})
    assert {
        ("acme/house-style-lora", "derived-from", "meta-llama/Llama-3.1-8B"),
        ("acme/house-style-lora", "trained-on", "acme/letters"),
    } <= found.links


def test_vercel_tools_are_named_by_their_keys_and_their_code_is_entered(scan):
    files = {
        "lib/embed.ts": "import { embed } from 'ai';\nimport { openai } from '@ai-sdk/openai';\nconst model = openai.embedding('text-embedding-3-small');\nexport const find = async (q: string) => embed({ model, value: q });\n",
        "app/api/chat/route.ts": """
import { openai } from '@ai-sdk/openai';
import { streamText, tool } from 'ai';
import { find } from '@/lib/embed';

export async function POST(req: Request) {
  return streamText({
    model: openai('gpt-4o'),
    system: 'You are a helpful librarian who knows every book.',
    tools: {
      findBooks: tool({ description: 'x', execute: async ({ q }) => find(q) }),
    },
  });
}
""",
    }  # fmt: skip
    found = scan(files)
    assert found.names(Kind.TOOL) == ["findBooks"]
    assert {
        ("chat POST", "has-tool", "findBooks"),
        ("chat POST", "uses-model", "gpt-4o"),
        ("chat POST", "uses-prompt", "chat POST system prompt"),
        ("findBooks", "uses-model", "text-embedding-3-small"),
    } <= found.links


def test_the_same_input_gives_the_same_sightings(scan):
    assert scan(GRAPH).sightings == scan(dict(reversed(GRAPH.items()))).sightings
