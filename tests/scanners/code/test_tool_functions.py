"""What tools use by the functions that do their work."""

from __future__ import annotations

from aibom.model.kinds import Kind

SCHEMA = "{ name: 'find_places', description: 'Find places', parameters: { type: 'object', properties: {} } }"


def test_the_function_of_a_tools_name_calls_the_service(scan):
    found = scan(
        {
            "lib/places.ts": "export async function find_places(query: string) {\n"
            "  return fetch('https://google.serper.dev/places', { method: 'POST', body: query });\n"
            "}\n",
            "lib/chat.ts": "import OpenAI from 'openai';\n"
            "const client = new OpenAI();\n"
            "export async function chat(messages) {\n"
            f"  const tools = [{{ type: 'function', function: {SCHEMA} }}];\n"
            "  return client.chat.completions.create({ model: 'gpt-4o', messages, tools });\n"
            "}\n",
        }
    )
    assert ("find_places", "calls-service", "Serper") in found.links


def test_a_client_that_is_made_with_a_key_calls_the_keys_service(scan):
    found = scan(
        {
            "const.py": "ENV_KEY = 'MINIMAX_API_KEY'\n",
            "client.py": "import requests\n"
            "class Client:\n"
            "    def __init__(self, key):\n"
            "        self.key = key\n"
            "    def post(self, path, body):\n"
            "        return requests.post(path, json=body)\n",
            "server.py": "import os\n"
            "from mcp.server.fastmcp import FastMCP\n"
            "from client import Client\n"
            "from const import ENV_KEY\n"
            "api_key = os.getenv(ENV_KEY)\n"
            "mcp = FastMCP('Sound')\n"
            "client = Client(api_key)\n"
            "@mcp.tool()\n"
            "def list_voices():\n"
            "    '''List the voices.'''\n"
            "    return client.post('/v1/voices', {})\n",
        }
    )
    assert found.names(Kind.SERVICE) == ["MiniMax"]
    assert ("list_voices", "calls-service", "MiniMax") in found.links


def test_a_method_that_the_project_wraps_still_adds_tools(scan):
    found = scan(
        {
            "server.ts": "import { FastMCP } from 'fastmcp';\n"
            "const server = new FastMCP({ name: 'library', version: '1.0.0' });\n"
            "const addTool = server.addTool.bind(server);\n"
            "server.addTool = (tool) => { addTool(guarded(tool)); };\n"
            "server.addTool({\n"
            "  name: 'find_book',\n"
            "  annotations: { title: 'Find a book', readOnlyHint: true },\n"
            "  description: 'Find a book by its title',\n"
            "  execute: async (args) => search(args),\n"
            "});\n"
        }
    )
    assert found.names(Kind.TOOL) == ["find_book", "library"]
    assert ("library", "contains", "find_book") in found.links


def test_a_tool_uses_the_model_that_it_is_made_with(scan):
    found = scan(
        {
            "reader.py": "from smolagents import CodeAgent, LiteLLMModel, Tool\n"
            "class PageReader(Tool):\n"
            "    name = 'read_page'\n"
            "    description = 'Answers a question about a page.'\n"
            "    inputs = {'question': {'type': 'string', 'description': 'the question'}}\n"
            "    output_type = 'string'\n"
            "    def __init__(self, model):\n"
            "        self.model = model\n"
            "    def forward(self, question):\n"
            "        return self.model(question).content\n"
            "model = LiteLLMModel(model_id='gpt-4o')\n"
            "agent = CodeAgent(model=model, tools=[PageReader(model)])\n"
        }
    )
    assert ("read_page", "uses-model", "gpt-4o") in found.links


def test_a_step_of_a_chain_is_no_tool(scan):
    found = scan(
        {
            "chain.py": "from langchain_openai import ChatOpenAI, OpenAIEmbeddings\n"
            "from langchain_chroma import Chroma\n"
            "def format_docs(docs):\n"
            "    return ' '.join(doc.page_content for doc in docs)\n"
            "store = Chroma(embedding_function=OpenAIEmbeddings())\n"
            "chain = {'context': store.as_retriever() | format_docs} | ChatOpenAI(model='gpt-4o')\n"
            "def ask(question):\n"
            "    return chain.invoke(question)\n"
        }
    )
    assert found.names(Kind.TOOL) == []
    assert found.names(Kind.AGENT) == []


def test_a_graph_uses_the_prompt_that_a_node_fills_in(scan):
    found = scan(
        {
            "prompts.ts": "import { ChatPromptTemplate } from '@langchain/core/prompts';\n"
            "export const ROUTER_PROMPT = ChatPromptTemplate.fromMessages([\n"
            "  ['system', 'You decide whether a question of a visitor needs a look into the catalogue.'],\n"
            "  ['human', '{query}'],\n"
            "]);\n",
            "graph.ts": "import { StateGraph } from '@langchain/langgraph';\n"
            "import { ROUTER_PROMPT } from './prompts';\n"
            "async function check(state) {\n"
            "  const prompt = ROUTER_PROMPT;\n"
            "  const filled = await prompt.invoke({ query: state.query });\n"
            "  return { filled };\n"
            "}\n"
            "const builder = new StateGraph(State).addNode('check', check);\n"
            "export const desk = builder.compile();\n",
        }
    )
    assert ("desk", "uses-prompt", "ROUTER_PROMPT") in found.links
