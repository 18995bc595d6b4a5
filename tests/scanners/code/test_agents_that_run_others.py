"""Tools and agents whose bodies run other agents, and what a model answers."""

from __future__ import annotations

from aibom.model.kinds import Kind

_BIRDS = (
    "from openai import OpenAI\n"
    "BIRD_PROMPT = 'You gather facts on birds and name the source of each.'\n"
    "class BirdAgent:\n"
    "    def __init__(self):\n"
    "        self.client = OpenAI()\n"
    "    def research(self, question):\n"
    "        return self.client.responses.create(model='o4-mini', instructions=BIRD_PROMPT, input=question)\n"
    "    def name(self):\n"
    "        return 'birds'\n"
)


def test_a_tool_that_runs_an_agent_of_ones_own(scan):
    found = scan(
        {
            "birds.py": _BIRDS,
            "guide.py": "from langchain_core.tools import tool\n"
            "from langchain_openai import ChatOpenAI\n"
            "from langgraph.prebuilt import create_react_agent\n"
            "from birds import BirdAgent\n"
            "birds = BirdAgent()\n"
            "@tool\n"
            "def ask_for_birds(question: str) -> str:\n"
            "    '''Ask the ornithologist.'''\n"
            "    return birds.research(question)\n"
            "@tool\n"
            "def opening_hours(day: str) -> str:\n"
            "    '''Tell when the marsh is open.'''\n"
            "    return 'nine to five'\n"
            "guide = create_react_agent(ChatOpenAI(model='gpt-4.1'), tools=[ask_for_birds, opening_hours])\n",
        }
    )
    assert ("ask_for_birds", "contains", "BirdAgent") in found.links
    assert ("opening_hours", "contains", "BirdAgent") not in found.links
    assert ("guide", "uses-model", "o4-mini") not in found.links


def test_a_tool_of_one_agent_that_runs_another(scan):
    found = scan(
        {
            "desk.py": "from pydantic_ai import Agent\n"
            "refunds = Agent('openai:gpt-4o', system_prompt='You decide on refunds of concert tickets.')\n"
            "desk = Agent('openai:gpt-4o', system_prompt='You answer the letters of the ticket office.')\n"
            "@desk.tool_plain\n"
            "async def ask_refunds(letter: str) -> str:\n"
            "    return (await refunds.run(letter)).output\n"
        }
    )
    assert ("ask_refunds", "contains", "refunds") in found.links
    assert ("ask_refunds", "contains", "desk") not in found.links


def test_a_workflow_of_steps_runs_the_agent_that_is_injected(scan):
    found = scan(
        {
            "birds.py": _BIRDS,
            "flow.py": "from typing import Annotated\n"
            "from workflows import Workflow, step\n"
            "from workflows.events import StartEvent, StopEvent\n"
            "from workflows.resource import Resource\n"
            "from birds import BirdAgent\n"
            "def get_agent() -> BirdAgent:\n"
            "    return BirdAgent()\n"
            "class MarshWorkflow(Workflow):\n"
            "    @step\n"
            "    async def begin(self, ev: StartEvent, agent: Annotated[BirdAgent, Resource(get_agent)]) -> StopEvent:\n"
            "        return StopEvent(result=agent.research(ev.question))\n",
        }
    )
    assert "MarshWorkflow" in found.names(Kind.AGENT)
    assert ("MarshWorkflow", "contains", "BirdAgent") in found.links


def test_the_answer_of_one_model_is_no_prompt_of_the_next(scan):
    found = scan(
        {
            "menu.ts": "import OpenAI from 'openai';\n"
            "const client = new OpenAI();\n"
            "const readPrompt = 'You are given the photo of a menu. List the name and price of each dish that you see.';\n"
            "export async function read(url: string) {\n"
            "  const seen = await client.chat.completions.create({ model: 'gpt-4o',\n"
            "    messages: [{ role: 'system', content: readPrompt }, { role: 'user', content: url }] });\n"
            "  const menu = seen.choices[0].message.content;\n"
            "  return client.chat.completions.create({ model: 'gpt-4o-mini',\n"
            "    messages: [{ role: 'system', content: 'You turn the text of a menu into JSON.' },\n"
            "               { role: 'user', content: menu }] });\n"
            "}\n"
        }
    )
    assert ("gpt-4o", "uses-prompt", "readPrompt") in found.links
    assert ("gpt-4o-mini", "uses-prompt", "readPrompt") not in found.links


def test_vectors_in_redis_are_a_store_and_a_cache_is_none(scan):
    store = (
        "from redis import Redis\n"
        "from redis.commands.search.query import Query\n"
        "from openai import OpenAI\n"
        "def find(question):\n"
        "    vector = OpenAI().embeddings.create(model='text-embedding-3-large', input=question)\n"
        "    return Redis().ft('notes').search(Query('{}'), {{'vector': pack(vector)}})\n"
    )
    assert "Redis" in scan({"db.py": store.format("*=>[KNN 5 @v $vector AS score]")}).names(Kind.SERVICE)
    assert "Redis" not in scan({"db.py": store.format("@title:tulips")}).names(Kind.SERVICE)


def test_an_agent_has_the_store_that_its_chain_searches(scan):
    found = scan(
        {
            "agent.py": "from langchain.chains import RetrievalQA\n"
            "from langchain.chat_models import ChatOpenAI\n"
            "from langchain.embeddings import OpenAIEmbeddings\n"
            "from langchain.vectorstores import Qdrant\n"
            "from qdrant_client import QdrantClient\n"
            "class Agent:\n"
            "    def __init__(self):\n"
            "        store = Qdrant(QdrantClient(host='qdrant'), 'manuals', OpenAIEmbeddings().embed_query)\n"
            "        self.chain = RetrievalQA.from_chain_type(llm=ChatOpenAI(), retriever=store.as_retriever())\n"
            "    def run(self, question):\n"
            "        return self.chain.run(question)\n"
        }
    )
    assert ("Agent", "reads-data", "Qdrant") in found.links
    assert ("Agent", "reads-data", "OpenAI") not in found.links


def test_a_prompt_that_a_chain_loads_from_a_file_is_its_models(scan):
    found = scan(
        {
            "chain.py": "from langchain_core.prompts import load_prompt\n"
            "from langchain_ollama import ChatOllama\n"
            "prompt = load_prompt('prompts/answer.yaml', encoding='utf-8')\n"
            "chain = prompt | ChatOllama(model='exaone3.5:7.8b')\n",
        },
        also=("prompts/answer.yaml",),
    )
    assert ("exaone3.5:7.8b", "uses-prompt", "prompts/answer.yaml") in found.links


def test_the_tools_of_a_tool_node_are_those_of_the_graph_in_scripts(scan):
    found = scan(
        {
            "graph.ts": "import { StateGraph, MessagesAnnotation } from '@langchain/langgraph';\n"
            "import { ToolNode } from '@langchain/langgraph/prebuilt';\n"
            "import { tool } from '@langchain/core/tools';\n"
            "import { ChatOpenAI } from '@langchain/openai';\n"
            "const mill = tool(async () => '1802', { name: 'mill_history', description: 'Tell of the mill' });\n"
            "const model = new ChatOpenAI({ model: 'gpt-4o' });\n"
            "async function callModel(state) { return { messages: [await model.invoke(state.messages)] }; }\n"
            "const guide = new StateGraph(MessagesAnnotation).addNode('agent', callModel)\n"
            "  .addNode('tools', new ToolNode([mill])).compile();\n"
        }
    )
    assert ("guide", "has-tool", "mill_history") in found.links
