"""Programs of Python's agent frameworks: what comes of one that uses a framework's parts together."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind


def edges(found, kind):
    return {(source, target) for source, relation, target in found.links if relation == kind}


def origins(found, kind):
    return {(one.subject.origin, one.subject.name) for one in found.observations if one.subject.kind == kind}


def test_agno_s_team_with_knowledge_and_toolkits(scan):
    found = scan(
        {
            "desk.py": "from agno.agent import Agent\n"
            "from agno.team import Team\n"
            "from agno.workflow import Step, Workflow\n"
            "from agno.models.fireworks import Fireworks\n"
            "from agno.models.litellm import LiteLLM\n"
            "from agno.knowledge.knowledge import Knowledge\n"
            "from agno.knowledge.embedder.cohere import CohereEmbedder\n"
            "from agno.vectordb.lancedb import LanceDb\n"
            "from agno.tools import Toolkit\n"
            "class Prices(Toolkit):\n"
            "    def __init__(self):\n"
            "        super().__init__(name='prices', tools=[self.quote])\n"
            "    def quote(self, ship):\n"
            "        return ship\n"
            "books = Knowledge(vector_db=LanceDb(uri='db', embedder=CohereEmbedder(id='embed-v4.0')))\n"
            "books.add_content(url='https://example.org/handbook.pdf')\n"
            "clerk = Agent(name='Clerk', model=Fireworks(id='accounts/fireworks/models/llama-v3p1-8b-instruct'),\n"
            "              tools=[Prices()], knowledge=books)\n"
            "guide = Agent(name='Guide', model=LiteLLM(id='gemini/gemini-2.0-flash'))\n"
            "desk = Team(name='Desk', members=[clerk, guide])\n"
            "flow = Workflow(name='Report', steps=[Step(name='ask', team=desk)])\n"
        }
    )
    assert origins(found, Kind.MODEL) == {
        ("fireworks", "accounts/fireworks/models/llama-v3p1-8b-instruct"),
        ("cohere", "embed-v4.0"),
        ("google", "gemini-2.0-flash"),
    }
    assert edges(found, RelationKind.HAS_TOOL) == {("Clerk", "Prices")}
    assert edges(found, RelationKind.CONTAINS) == {("Desk", "Clerk"), ("Desk", "Guide"), ("Report", "Desk")}
    assert ("https://example.org/handbook.pdf", "LanceDB") in edges(found, RelationKind.STORES_IN)


def test_pydantic_ai_takes_the_provider_from_its_object_and_tools_from_toolsets(scan):
    found = scan(
        {
            "pilot.py": "from pydantic_ai import Agent, RunContext, WebSearchTool\n"
            "from pydantic_ai.models.openai import OpenAIChatModel\n"
            "from pydantic_ai.providers.openrouter import OpenRouterProvider\n"
            "from pydantic_ai.providers.ollama import OllamaProvider\n"
            "from pydantic_ai.mcp import MCPServerStdio\n"
            "from pydantic_ai.toolsets import FunctionToolset\n"
            "def tide(port): return port\n"
            "def depth(port): return port\n"
            "hosted = OpenAIChatModel('anthropic/claude-3.5-sonnet', provider=OpenRouterProvider())\n"
            "local = OpenAIChatModel('llama3.2', provider=OllamaProvider(base_url='http://localhost:11434/v1'))\n"
            "pilot = Agent(hosted, tools=[tide], builtin_tools=[WebSearchTool()], toolsets=[FunctionToolset(tools=[depth])])\n"
            "mate = Agent(local, toolsets=[MCPServerStdio('uvx', args=['mcp-server-fetch'])])\n"
            "@mate.system_prompt\n"
            "def greet(ctx: RunContext[str]) -> str:\n"
            "    return f'You are the mate of the pilot and serve the captain {ctx.deps}.'\n"
        }
    )
    assert edges(found, RelationKind.SERVED_BY) == {
        ("anthropic/claude-3.5-sonnet", "OpenRouter"),
        ("llama3.2", "Ollama"),
    }
    assert edges(found, RelationKind.HAS_TOOL) == {
        ("pilot", "tide"),
        ("pilot", "WebSearchTool"),
        ("pilot", "depth"),
        ("mate", "mcp-server-fetch"),
    }
    assert edges(found, RelationKind.USES_PROMPT) == {("mate", "greet")}


def test_an_mcp_client_of_strands_starts_its_server_in_a_function_written_in_place(scan):
    found = scan(
        {
            "docs.py": "from strands import Agent\n"
            "from strands.tools.mcp import MCPClient\n"
            "from strands_tools import calculator\n"
            "from mcp import stdio_client, StdioServerParameters\n"
            "client = MCPClient(lambda: stdio_client(StdioServerParameters(command='uvx', args=['mcp-server-git'])))\n"
            "with client:\n"
            "    docs = Agent(tools=client.list_tools_sync() + [calculator])\n"
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) == {("docs", "mcp-server-git"), ("docs", "calculator")}
    assert not found.unknowns


def test_autogen_s_model_stands_in_a_list_of_settings(scan):
    found = scan(
        {
            "crew.py": "from autogen import AssistantAgent\n"
            "settings = {'config_list': [{'model': 'gpt-4o-mini', 'api_key': ''}], 'temperature': 0}\n"
            "engineer = AssistantAgent(name='engineer', llm_config=settings)\n"
        }
    )
    assert edges(found, RelationKind.USES_MODEL) == {("engineer", "gpt-4o-mini")}


def test_voice_pipelines_of_openai_have_the_models_of_their_defaults(scan):
    found = scan(
        {
            "voice.py": "from agents.voice import SingleAgentVoiceWorkflow, VoicePipeline\n"
            "from agents.realtime import RealtimeAgent, RealtimeRunner\n"
            "desk = RealtimeAgent(name='Desk')\n"
            "runner = RealtimeRunner(desk, config={'model_settings': {'model_name': 'gpt-realtime-mini'}})\n"
            "spoken = VoicePipeline(workflow=SingleAgentVoiceWorkflow(desk))\n"
        }
    )
    assert {name for _, name in origins(found, Kind.MODEL)} == {
        "gpt-4o-transcribe",
        "gpt-4o-mini-tts",
        "gpt-realtime-mini",
    }
    assert ("Desk", "gpt-realtime-mini") in edges(found, RelationKind.USES_MODEL)


def test_google_s_agents_run_code_and_search_stores(scan):
    found = scan(
        {
            "agent.py": "from google.adk.agents import BaseAgent, LlmAgent\n"
            "from google.adk.agents.remote_a2a_agent import RemoteA2aAgent\n"
            "from google.adk.code_executors import BuiltInCodeExecutor\n"
            "from google.adk.tools import VertexAiSearchTool\n"
            "coder = LlmAgent(name='coder', model='gemini-2.5-pro', code_executor=BuiltInCodeExecutor(),\n"
            "                 tools=[VertexAiSearchTool(data_store_id='projects/p/dataStores/harbour')])\n"
            "remote = RemoteA2aAgent(name='remote', agent_card='http://localhost:8001/.well-known/agent.json')\n"
            "master = LlmAgent(name='master', model='gemini-2.5-flash', sub_agents=[coder, remote])\n"
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) == {("coder", "BuiltInCodeExecutor"), ("coder", "VertexAiSearchTool")}
    assert edges(found, RelationKind.CONTAINS) == {("master", "coder"), ("master", "remote")}


def test_connections_of_a_haystack_pipeline_join_its_parts(scan):
    found = scan(
        {
            "rag.py": "from haystack import Pipeline\n"
            "from haystack.components.builders import ChatPromptBuilder\n"
            "from haystack.components.embedders import SentenceTransformersTextEmbedder\n"
            "from haystack.components.generators.chat import OpenAIChatGenerator\n"
            "from haystack_integrations.document_stores.qdrant import QdrantDocumentStore\n"
            "from haystack_integrations.components.retrievers.qdrant import QdrantEmbeddingRetriever\n"
            "RULES = 'Answer the pilot of the harbour from these documents: {{documents}} {{question}}'\n"
            "rag = Pipeline()\n"
            "rag.add_component('embedder', SentenceTransformersTextEmbedder(model='BAAI/bge-small-en-v1.5'))\n"
            "rag.add_component('retriever', QdrantEmbeddingRetriever(document_store=QdrantDocumentStore()))\n"
            "rag.add_component('prompt', ChatPromptBuilder(template=RULES))\n"
            "rag.add_component('llm', OpenAIChatGenerator(model='gpt-4o-mini'))\n"
            "rag.connect('embedder.embedding', 'retriever.query_embedding')\n"
            "rag.connect('prompt', 'llm')\n"
        }
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("gpt-4o-mini", "RULES")}
    assert edges(found, RelationKind.USES_MODEL) == {("Qdrant", "BAAI/bge-small-en-v1.5")}


OLDER_HAYSTACK = """\
from haystack.document_stores import FAISSDocumentStore
from haystack.nodes import DensePassageRetriever, PromptNode, PromptTemplate
from haystack.utils import convert_files_to_docs
store = FAISSDocumentStore(faiss_index_factory_str="Flat")
store.write_documents(convert_files_to_docs(dir_path="data/pilot-books"))
retriever = DensePassageRetriever(document_store=store, query_embedding_model="acme/harbour-question-encoder")
reader = PromptNode("google/flan-t5-large", default_prompt_template=PromptTemplate("Answer the pilot: {query}"))
"""


def test_a_store_of_haystack_1_has_both_encoders_and_the_documents_written_to_it(scan):
    found = scan({"pilot.py": OLDER_HAYSTACK})
    encoders = {"acme/harbour-question-encoder", "facebook/dpr-ctx_encoder-single-nq-base"}
    assert edges(found, RelationKind.USES_MODEL) == {("FAISS", one) for one in encoders}
    assert edges(found, RelationKind.READS_DATA) == {("FAISS", "data/pilot-books")}
    assert {source for source, _ in edges(found, RelationKind.USES_PROMPT)} == {"google/flan-t5-large"}


def test_documents_that_no_store_is_given_belong_to_none(scan):
    found = scan({"pilot.py": OLDER_HAYSTACK.replace("store.write_documents", "print")})
    assert edges(found, RelationKind.READS_DATA) == set()


def test_a_router_s_models_are_those_of_its_list_and_not_their_nicknames(scan):
    found = scan(
        {
            "route.py": "from litellm import Router\n"
            "router = Router(model_list=[\n"
            "    {'model_name': 'fast', 'litellm_params': {'model': 'azure/gpt-4o-eu'}},\n"
            "    {'model_name': 'smart', 'litellm_params': {'model': 'bedrock/anthropic.claude-3-haiku-20240307-v1:0'}},\n"
            "])\n"
            "answer = router.completion(model='fast', messages=[])\n"
        }
    )
    assert edges(found, RelationKind.SERVED_BY) == {
        ("gpt-4o-eu", "Azure OpenAI"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "Amazon Bedrock"),
    }
    assert "fast" not in {name for _, name in origins(found, Kind.MODEL)}


def test_agents_of_llama_index_take_the_model_of_the_settings(scan):
    found = scan(
        {
            "pilot.py": "from llama_index.core import Settings\n"
            "from llama_index.core.agent.workflow import FunctionAgent\n"
            "from llama_index.llms.openai import OpenAI\n"
            "Settings.llm = OpenAI(model='gpt-4o-mini')\n"
            "pilot = FunctionAgent(name='pilot', tools=[])\n"
        }
    )
    assert edges(found, RelationKind.USES_MODEL) == {("pilot", "gpt-4o-mini")}


def test_settings_by_provider_and_models_as_tools(scan):
    found = scan(
        {
            "desk.py": "from mem0 import Memory\n"
            "from openai import OpenAI, pydantic_function_tool\n"
            "from pydantic import BaseModel\n"
            "memory = Memory.from_config({\n"
            "    'vector_store': {'provider': 'qdrant', 'config': {'host': 'localhost'}},\n"
            "    'embedder': {'provider': 'ollama', 'config': {'model': 'mxbai-embed-large'}},\n"
            "})\n"
            "class SendMail(BaseModel):\n"
            "    '''Send a mail.'''\n"
            "    to: str\n"
            "def ask(messages):\n"
            "    tools = [pydantic_function_tool(SendMail)]\n"
            "    return OpenAI().chat.completions.create(model='gpt-4o', messages=messages, tools=tools)\n"
        }
    )
    assert origins(found, Kind.MODEL) == {("openai", "gpt-4o"), ("ollama", "mxbai-embed-large")}
    assert {name for _, name in origins(found, Kind.SERVICE)} == {"Mem0", "OpenAI", "Ollama", "Qdrant"}
    assert ("mxbai-embed-large", "Ollama") in edges(found, RelationKind.SERVED_BY)
    assert ("ask", "SendMail") in edges(found, RelationKind.HAS_TOOL)


def test_settings_by_provider_whose_values_stand_elsewhere(scan):
    config = (
        "from pydantic_settings import BaseSettings\n"
        "class Settings(BaseSettings):\n"
        "    ROUTER_MODEL: str = 'openai/gpt-oss-20b'\n"
        "    EMBEDDER: str = 'fastembed'\n"
        "    EMBEDDER_MODEL: str = 'BAAI/bge-small-en-v1.5'\n"
        "settings = Settings()\n"
    )
    memory = (
        "from mem0 import Memory\n"
        "from config import settings\n"
        "memory = Memory.from_config({\n"
        "    'llm': {'provider': 'groq', 'config': {'model': settings.ROUTER_MODEL, 'temperature': 0.1}},\n"
        "    'embedder': {'provider': settings.EMBEDDER, 'config': {'model': settings.EMBEDDER_MODEL, 'max_tokens': 9}},\n"
        "})\n"
    )
    found = scan({"config.py": config, "memory.py": memory})
    assert ("hf", "BAAI/bge-small-en-v1.5") in origins(found, Kind.MODEL)
    assert ("groq", "BAAI/bge-small-en-v1.5") not in origins(found, Kind.MODEL)
    assert edges(found, RelationKind.SERVED_BY) == {("openai/gpt-oss-20b", "Groq")}
    assert {("Mem0", "openai/gpt-oss-20b"), ("Mem0", "BAAI/bge-small-en-v1.5")} <= edges(found, RelationKind.USES_MODEL)
    hosted = [o for o in found.observations if (o.subject.origin, o.subject.name) == ("groq", "openai/gpt-oss-20b")]
    assert max(one.evidence.confidence for one in hosted) > 0.6  # surer than the key, which makes it one of the hub


def test_who_chooses_in_a_graph_and_kernels_with_services(scan):
    found = scan(
        {
            "graph.py": "from langchain_openai import ChatOpenAI\n"
            "from langgraph.graph import StateGraph\n"
            "judge = ChatOpenAI(model='gpt-4.1-mini')\n"
            "def grade(state):\n"
            "    return judge.invoke(state['text']).content\n"
            "flow = StateGraph(dict)\n"
            "flow.add_node('find', lambda state: state)\n"
            "flow.add_conditional_edges('find', grade, {'yes': 'find', 'no': '__end__'})\n"
            "desk = flow.compile()\n",
            "kernel.py": "from semantic_kernel import Kernel\n"
            "from semantic_kernel.agents import ChatCompletionAgent\n"
            "from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion\n"
            "kernel = Kernel()\n"
            "kernel.add_service(OpenAIChatCompletion(ai_model_id='gpt-4o'))\n"
            "host = ChatCompletionAgent(kernel=kernel, name='Host', instructions='Answer questions about the menu.')\n",
        }
    )
    assert edges(found, RelationKind.USES_MODEL) == {("desk", "gpt-4.1-mini"), ("Host", "gpt-4o")}


def test_options_of_the_command_line_as_a_mapping(scan):
    found = scan(
        {
            "hear.py": "import argparse\nimport whisper\n"
            "parser = argparse.ArgumentParser()\n"
            "parser.add_argument('--model', default='base')\n"
            "parser.add_argument('--other', default='distil-large-v3')\n"
            "args = vars(parser.parse_args())\n"
            "ear = whisper.load_model(args['model'])\n"
            "given = parser.parse_args().__dict__\n"
            "name = given.pop('other')\n"
            "second = whisper.load_model(name)\n"
        }
    )
    assert {name for _, name in origins(found, Kind.MODEL)} == {"whisper-base", "distil-large-v3"}


def test_the_decorator_of_tools_is_none_itself(scan):
    found = scan(
        {
            "desk.py": "from strands import Agent, tool\n"
            "from langchain_core.tools import tool as make_tool\n"
            "from strands_tools import calculator\n"
            "desk = Agent(tools=[calculator, tool, make_tool])\n"
        }
    )
    assert edges(found, RelationKind.HAS_TOOL) == {("desk", "calculator")}


def test_autogen_s_retrieving_proxy_tells_its_documents_embedding_and_store(scan):
    found = scan(
        {
            "desk.py": "import chromadb\n"
            "from autogen.agentchat.contrib.retrieve_user_proxy_agent import RetrieveUserProxyAgent\n"
            "librarian = RetrieveUserProxyAgent(name='librarian', retrieve_config={\n"
            "    'task': 'qa', 'docs_path': 'manuals/pumps.md', 'embedding_model': 'all-mpnet-base-v2',\n"
            "    'client': chromadb.PersistentClient(path='db')})\n"
        }
    )
    assert {one.subject.name for one in found.observations if one.subject.kind is Kind.AGENT} == {"librarian"}
    assert origins(found, Kind.DATASET) == {("file", "manuals/pumps.md")}
    assert {name for _, name in origins(found, Kind.MODEL)} == {"all-mpnet-base-v2"}
    assert ("librarian", "Chroma") in edges(found, RelationKind.STORES_IN)


def test_google_s_general_client_is_the_service_it_is_built_for(scan):
    found = scan(
        {
            "predict.py": "from googleapiclient import discovery\n"
            "def predict(name, rows):\n"
            "    service = discovery.build('ml', 'v1')\n"
            "    return service.projects().predict(name=name, body={'instances': rows}).execute()\n"
            "drive = discovery.build('drive', 'v3')\n"
        }
    )
    assert {name for _, name in origins(found, Kind.SERVICE)} == {"Google AI Platform"}


def test_a_client_of_its_maker_asks_it_whoever_serves_the_model_that_settings_name(scan):
    found = scan(
        {
            "counter.py": "import os\nfrom pydantic_ai import Agent\nfrom pydantic_ai.models.google import GoogleModel\n"
            "from pydantic_ai.providers.google import GoogleProvider\n"
            "model = GoogleModel(os.getenv('MODEL_NAME', 'llama3.2:latest'), provider=GoogleProvider(api_key=os.getenv('API_KEY')))\n"
            "agent = Agent(model=model, system_prompt='You help customers and count for them.')\n",
        }
    )
    assert "Google Gemini" in found.names(Kind.SERVICE)


_MEMORY = {
    "python": (
        "memory.py",
        "from mem0 import Memory\nmemory = Memory.from_config({\n"
        "    'llm': {'provider': 'openai', 'config': {'model': 'gpt-4.1-nano'}},\n"
        "    'graph_store': {'provider': 'memgraph', 'config': {'url': 'bolt://localhost:7687'},\n"
        "                    'llm': {'provider': 'openai', 'config': {'model': 'gpt-4o-mini'}}},\n"
        "    'reranker': {'provider': 'cohere', 'config': {'model': 'rerank-english-v3.0', 'top_k': 5}},\n"
        "})\n",
        {"gpt-4.1-nano", "gpt-4o-mini", "rerank-english-v3.0"},
        {"Mem0", "Memgraph", "OpenAI", "Cohere"},
    ),
    "script": (
        "memory.ts",
        "import { Memory } from 'mem0ai/oss';\nconst memory = new Memory({\n"
        "  embedder: { provider: 'openai', config: { model: 'text-embedding-3-small' } },\n"
        "  graphStore: { provider: 'neo4j', config: { url: process.env.NEO4J_URL },\n"
        "    llm: { provider: 'groq', config: { model: 'llama-3.1-8b-instant' } } },\n"
        "});\n",
        {"text-embedding-3-small", "llama-3.1-8b-instant"},
        {"Mem0", "Neo4j", "OpenAI", "Groq"},
    ),
}


@pytest.mark.parametrize("language", sorted(_MEMORY))
def test_graph_stores_and_rerankers_of_mem0(scan, language):
    path, source, models, services = _MEMORY[language]
    found = scan({path: source})
    assert {name for _, name in origins(found, Kind.SERVICE)} == services
    assert {target for owner, target in edges(found, RelationKind.USES_MODEL) if owner == "Mem0"} == models


def test_a_pipeline_of_pipecat_is_the_agent_that_hears_answers_and_speaks(scan):
    code = """from pipecat.pipeline.pipeline import Pipeline
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
def run(transport):
    stt = DeepgramSTTService(api_key=key)
    llm = OpenAILLMService(api_key=key, model="gpt-4.1-mini")
    context = LLMContext()
    user, assistant = LLMContextAggregatorPair(context)
    pipeline = Pipeline([transport.input(), stt, user, llm, transport.output(), assistant])
"""
    links = {one for one in scan({"bot.py": code}).links if one[0] == "pipeline"}
    assert links == {
        ("pipeline", "uses-model", "gpt-4.1-mini"),
        ("pipeline", "calls-service", "Deepgram"),
    }
    plain = code.replace("from pipecat.pipeline.pipeline", "from sklearn.pipeline")
    assert not [one for one in scan({"bot.py": plain}).links if one[0] == "pipeline"]


REGISTERED = """\
from pydantic_ai import Agent
import torch
from tools import prepare_transfer, get_balance


def create():
    agent = Agent("openai:gpt-4o")
    agent.tool(prepare_transfer)
    agent.tool_plain(get_balance)

    @agent.tool(retries=2)
    def cancel(ctx):
        return ""

    return agent


depth = torch.hub.load("intel-isl/MiDaS", "MiDaS_small")
scaled = torch.hub.load("intel-isl/MiDaS", "transforms")
"""


def test_tools_that_an_agent_of_pydantic_ai_is_given_by_calls(scan):
    tools = "def prepare_transfer(ctx, amount): return ''\ndef get_balance(): return ''\n"
    found = scan({"agent.py": REGISTERED, "tools.py": tools})
    given = {target for source, kind, target in found.links if kind == "has-tool" and source == "agent"}
    assert given == {"prepare_transfer", "get_balance", "cancel"}
    assert found.names(Kind.MODEL) == ["MiDaS_small", "gpt-4o"]
