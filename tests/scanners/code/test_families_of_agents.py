"""Agents that are told by the base they derive from or the folder they stand in, whatever they are called."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CLIENT = (
    "from openai import OpenAI\n"
    "class LLM:\n"
    "    def inference(self, prompt):\n"
    "        return OpenAI().chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': prompt}])\n"
)


def test_classes_in_a_folder_of_agents_that_ask_a_model_are_agents(scan):
    found = scan(
        {
            "src/llm.py": CLIENT,
            "src/agents/planner.py": "from src.llm import LLM\n"
            "class Planner:\n"
            "    def __init__(self): self.llm = LLM()\n"
            "    def execute(self, task): return self.llm.inference(task)\n"
            "class PlannerConfig:\n"
            "    def execute(self, task): return LLM().inference(task)\n",
            "src/agents/agent.py": "from src.agents.planner import Planner\n"
            "class Agent:\n"
            "    def __init__(self): self.planner = Planner()\n",
            "src/reports/writer.py": "from src.llm import LLM\n"
            "class Writer:\n"
            "    def execute(self, task): return LLM().inference(task)\n",
        }
    )
    assert found.names(Kind.AGENT) == ["Agent", "Planner"]
    assert {("Agent", "contains", "Planner"), ("Planner", "uses-model", "gpt-4o")} <= found.links


def test_members_of_a_family_of_agents_need_no_name_that_says_so(scan):
    found = scan(
        {
            "base.py": "import litellm\nclass BaseAgent:\n    def get_llm(self, name): return self.clients[name]\n",
            "roles.py": "from base import BaseAgent\n"
            "class Architect(BaseAgent):\n"
            "    async def run(self): return await self.get_llm('big')(self.talk)\n"
            "class Librarian(BaseAgent):\n"
            "    async def run(self): return self.shelf\n",
        }
    )
    assert found.names(Kind.AGENT) == ["Architect", "Librarian"]


def test_players_of_games_are_no_agents_of_this_kind(scan):
    found = scan(
        {
            "players.py": "import torch, openai\n"
            "class BaseAgent:\n"
            "    def act(self, state): ...\n"
            "class RandomPlayer(BaseAgent):\n"
            "    def act(self, state): return self.space.sample()\n"
        }
    )
    assert found.names(Kind.AGENT) == []


def test_the_model_beside_the_address_of_its_server(scan):
    found = scan(
        {
            "crew.py": "from autogen import AssistantAgent\n"
            "servers = [{'model': 'museum-desk', 'base_url': 'http://localhost:11434/v1', 'api_key': 'ollama'}]\n"
            "helper = AssistantAgent('helper', llm_config={'config_list': servers})\n",
        }
    )
    assert found.names(Kind.MODEL, "ollama") == ["museum-desk"]


def test_steps_of_a_chain_are_no_tools(scan):
    found = scan(
        {
            "sql.py": "from langchain_core.runnables import RunnablePassthrough\n"
            "from langchain_core.prompts import ChatPromptTemplate\n"
            "from langchain_groq import ChatGroq\n"
            "def get_schema(_): return '...'\n"
            "prompt = ChatPromptTemplate.from_template('Write a query for the schema {schema} and nothing else.')\n"
            "chain = RunnablePassthrough.assign(schema=get_schema) | prompt | ChatGroq(model='mixtral-8x7b-32768')\n"
            "def answer(question): return chain.invoke(question)\n"
        }
    )
    assert found.names(Kind.TOOL) == []
    assert found.names(Kind.AGENT) == []


def test_prompts_that_are_templates_and_constants_of_an_enumeration(scan):
    found = scan(
        {
            "prompts.py": "from string import Template\n"
            "BASE_PROMPT = Template('''\n"
            "You are an expert whose job is to answer the following question, by the context only.\n"
            "$query $chunks''')\n",
            "ask.py": "import dashscope\n"
            "from dashscope import Generation\n"
            "from prompts import BASE_PROMPT\n"
            "Generation.call(Generation.Models.qwen_turbo, messages=[])\n",
        }
    )
    assert found.names(Kind.PROMPT) == ["BASE_PROMPT"]
    assert found.names(Kind.MODEL) == ["qwen-turbo"]


def test_tools_of_a_package_that_is_loaded_as_the_program_runs(scan):
    found = scan(
        {
            "engineer.py": "import anthropic, importlib, pkgutil\n"
            "class Assistant:\n"
            "    def load(self, folder):\n"
            "        return [importlib.import_module(f'tools.{one.name}') for one in pkgutil.iter_modules([folder])]\n"
            "    def ask(self, messages):\n"
            "        self.tools = self.load('tools')\n"
            "        return anthropic.Anthropic().messages.create(\n"
            "            model='claude-sonnet-4-0', tools=self.tools, messages=messages)\n",
            "tools/base.py": "from abc import ABC\nclass BaseTool(ABC):\n    name = ''\n",
            "tools/browser.py": "from tools.base import BaseTool\n"
            "class BrowserTool(BaseTool):\n"
            "    name = 'browser'\n"
            "    description = 'Opens a page in the browser of the machine.'\n"
            "    input_schema = {'type': 'object'}\n"
            "    def execute(self, **given): ...\n",
        }
    )
    assert ("Assistant", "has-tool", "browser") in found.links


def test_data_sets_that_a_service_keeps(scan):
    found = scan(
        {
            "evals.py": "from langsmith import Client, evaluate\n"
            "client = Client()\n"
            "client.create_dataset(dataset_name='Opening hours')\n"
            "evaluate(run, data='Tickets')\n",
            "index.py": "from llama_index.core.embeddings import resolve_embed_model\n"
            "model = resolve_embed_model('local:BAAI/bge-small-en-v1.5')\n",
        }
    )
    assert found.names(Kind.DATASET) == ["Opening hours", "Tickets"]
    assert found.names(Kind.MODEL) == ["BAAI/bge-small-en-v1.5"]


def test_files_beside_a_base_of_tools_are_read_though_nothing_imports_them(tmp_path):
    from aibom.pipeline.scanning import scan_tree

    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "base.py").write_text("from abc import ABC\nclass BaseTool(ABC):\n    name = ''\n")
    (tmp_path / "tools" / "browser.py").write_text(
        "from tools.base import BaseTool\n"
        "class BrowserTool(BaseTool):\n"
        "    name = 'browser'\n"
        "    description = 'Opens a page in the browser of the machine.'\n"
        "    input_schema = {'type': 'object'}\n"
        "    def execute(self, **given): ...\n"
    )
    (tmp_path / "main.py").write_text("import anthropic\nfrom tools.base import BaseTool\nanthropic.Anthropic()\n")
    assert "browser" in {one.name for one in scan_tree(tmp_path).components}


def test_tools_and_records_in_a_folder_of_agents_are_no_agents(scan):
    asks = "    def run(self, task): return LLM().inference(task)\n"
    found = scan(
        {
            "src/llm.py": CLIENT,
            "src/agent/tools/image.py": f"from src.llm import LLM\nclass Image:\n{asks}",
            "src/agent/sketch.py": f"from src.llm import LLM\nfrom kit import SketchTool\nclass Sketch(SketchTool):\n{asks}",
            "src/agent/analysis.py": "from pydantic import BaseModel\nfrom src.llm import LLM\n"
            f"class Arguments(BaseModel):\n    reason: str\nclass Analysis(Arguments):\n{asks}",
            "src/agent/planner.py": f"from src.llm import LLM\nclass Planner:\n{asks}",
        }
    )
    assert found.names(Kind.AGENT) == ["Planner"]


STUDIO = """from langchain_community.llms import Ollama
from langchain_core.messages import HumanMessage, SystemMessage
REASONING, WRITING = "phi3:mini", "gemma2:2b"
def get_llm(alias):
    return Ollama(model=alias)
class LiteAgent:
    def __init__(self, name, system_prompt, model_alias):
        self.name, self.system_prompt = name, system_prompt
        self.llm = get_llm(model_alias)
    def run(self, state):
        return self.llm.invoke([SystemMessage(content=self.system_prompt), HumanMessage(content=str(state))])
class ScoutAgent(LiteAgent):
    def __init__(self):
        super().__init__("Scout", "Explore three paths of research for the topic.", REASONING)
class AuthorAgent(LiteAgent):
    def __init__(self):
        super().__init__("Author", "Write an academic section with an introduction.", WRITING)
def run(state):
    return [one.run(state) for one in (ScoutAgent(), AuthorAgent())]
"""


def test_what_each_class_hands_to_the_constructor_it_inherits_is_its_own(scan):
    found = scan({"studio.py": STUDIO})
    prompts = {one.subject.name: one.evidence.line for one in found.observations if one.subject.kind == Kind.PROMPT}
    assert len(prompts) == 2
    links = {one for one in found.links if one[0] in ("ScoutAgent", "AuthorAgent")}
    assert {one[2] for one in links if one[:2] == ("ScoutAgent", "uses-model")} == {"phi3:mini"}
    assert {one[2] for one in links if one[:2] == ("AuthorAgent", "uses-model")} == {"gemma2:2b"}
    assert {prompts[one[2]] for one in links if one[:2] == ("ScoutAgent", "uses-prompt")} == {14}
    assert {prompts[one[2]] for one in links if one[:2] == ("AuthorAgent", "uses-prompt")} == {17}


MODELS = (
    "import litellm\n"
    "class LiteModel:\n"
    "    def __init__(self, settings):\n        self.settings = settings\n"
    "    def query(self, history):\n"
    "        return litellm.completion(model=self.settings.name, messages=history)\n"
    "def get_model(settings):\n"
    "    return LiteModel(settings)\n"
)
AGENTS = (
    "from models import get_model\n"
    "class AbstractAgent:\n"
    "    def step(self): ...\n"
    "class DefaultAgent(AbstractAgent):\n"
    "    def __init__(self, model):\n        self.model = model\n"
    "    @classmethod\n"
    "    def from_config(cls, settings):\n        return cls(get_model(settings))\n"
    "    def step(self, history):\n        return self.model.query(history)\n"
    "class ShellAgent(DefaultAgent):\n"
    "    def step(self, history):\n        return super().step(history)\n"
)


def test_a_class_that_others_derive_from_is_an_agent_where_it_is_made(scan):
    run = "from agents import {name}\nagent = {name}.from_config(load())\n"
    files = {"models.py": MODELS, "agents.py": AGENTS}
    assert scan({**files, "run.py": run.format(name="DefaultAgent")}).names(Kind.AGENT) == [
        "DefaultAgent",
        "ShellAgent",
    ]
    assert scan({**files, "run.py": run.format(name="ShellAgent")}).names(Kind.AGENT) == ["ShellAgent"]


def test_an_agent_of_a_game_asks_no_language_model(scan):
    code = (
        "import torch, openai\n"
        "class Agent:\n    def act(self): ...\n"
        "class DQNAgent(Agent):\n"
        "    def __init__(self, model):\n        self.model = model\n"
        "    def act(self, state):\n        return self.model.predict(state)\n"
    )
    assert scan({"dqn.py": code}).names(Kind.AGENT) == []


ROLES = (
    "from injector import inject\n"
    "from src.llm import LLM\n"
    "class Role:\n"
    "    def reply(self, memory): ...\n"
    "class Planner(Role):\n"
    "    def __init__(self, llm_api: LLM): self.llm_api = llm_api\n"
    "    def reply(self, memory): return self.llm_api.inference(memory)\n"
    "class Echo(Role):\n"
    "    def reply(self, memory): return memory\n"
)


def test_roles_are_agents_where_one_of_them_asks_a_model(scan):
    assert scan({"src/llm.py": CLIENT, "src/roles.py": ROLES}).names(Kind.AGENT) == ["Echo", "Planner"]


def test_roles_of_people_are_none(scan):
    people = "from sqlalchemy.orm import DeclarativeBase\nclass Role(DeclarativeBase):\n    name: str\nclass Admin(Role):\n    level = 3\n"
    assert scan({"src/llm.py": CLIENT, "src/people.py": people}).names(Kind.AGENT) == []


@pytest.mark.parametrize("path", ["src/utils/agent/text.py", "src/agents/answers.py"])
def test_what_helps_agents_is_none(scan, path):
    helper = "from src.llm import LLM\nclass PythonAgentOut:\n    def parse(self, text): return LLM().inference(text)\n"
    assert scan({"src/llm.py": CLIENT, path: helper}).names(Kind.AGENT) == []


def test_a_class_in_a_folder_of_helpers_for_agents_is_none(scan):
    helper = "from src.llm import LLM\nclass Templates:\n    def fill(self, text): return LLM().inference(text)\n"
    assert scan({"src/llm.py": CLIENT, "src/utils/agent/text.py": helper}).names(Kind.AGENT) == []
    assert scan({"src/llm.py": CLIENT, "src/agent/text.py": helper}).names(Kind.AGENT) == ["Templates"]
