"""Agents and tools that a program makes without any framework: classes of its own called `Tool` and `Agent`."""

from __future__ import annotations

from aibom.model.kinds import Kind

TOOL = (
    "class Tool:\n"
    "    def __init__(self, name, description, func):\n"
    "        self.name, self.description, self.func = name, description, func\n"
)
AGENT = (
    "import openai\n"
    "class Agent:\n"
    "    def __init__(self, tools, model='gpt-4o'):\n"
    "        self.tools, self.model = tools, model\n"
    "    def run(self, question):\n"
    "        return openai.OpenAI().chat.completions.create(\n"
    "            model=self.model, messages=[{'role': 'user', 'content': question}],\n"
    "            tools=[one.schema for one in self.tools])\n"
)


def test_tools_of_a_class_of_ones_own_and_the_agent_that_has_them(scan):
    found = scan(
        {
            "tool.py": TOOL,
            "agent.py": AGENT,
            "main.py": "from agent import Agent\n"
            "from tool import Tool\n"
            "def search(question): ...\n"
            "agent = Agent([Tool('search', 'Search the catalogue of the museum', search),\n"
            "               Tool(name='hours', description='Tell when the museum is open', func=print)])\n",
        }
    )
    assert found.names(Kind.TOOL) == ["hours", "search"]
    assert found.names(Kind.AGENT) == ["Agent"]
    assert ("Agent", "uses-model", "gpt-4o") in found.links


def test_a_tool_of_a_workshop_is_none(scan):
    found = scan(
        {"tool.py": TOOL, "shop.py": "from tool import Tool\nDRILL = Tool('drill', 'Makes holes in walls', print)\n"}
    )
    assert found.names(Kind.TOOL) == []


def test_the_address_of_a_server_is_no_model(scan):
    found = scan(
        {
            "embed.py": "import os\n"
            "from langchain_huggingface import HuggingFaceEndpointEmbeddings, HuggingFaceEmbeddings\n"
            "name = os.getenv('EMBEDDINGS_MODEL', 'http://text-embeddings:3000')\n"
            "HuggingFaceEndpointEmbeddings(model=name)\n"
            "HuggingFaceEmbeddings(model_name=name)\n"
        }
    )
    assert found.names(Kind.MODEL) == []


def test_any_of_the_choices_of_chance_is_used(scan):
    found = scan(
        {
            "pick.py": "import os, random\n"
            "def pick():\n"
            "    models = ([] + (['openai:gpt-4o'] if os.environ.get('OPENAI_API_KEY') else [])\n"
            "              + (['claude-3-5-haiku-latest'] if os.environ.get('ANTHROPIC_API_KEY') else []))\n"
            "    return os.environ['AI_MODEL'] if os.environ.get('AI_MODEL') else random.choice(models)\n",
            "main.py": "from pydantic_ai import Agent\n"
            "from pick import pick\n"
            "MODEL = pick()\n"
            "planner = Agent(MODEL, system_prompt='Plan the work of the day.')\n",
        }
    )
    assert found.names(Kind.MODEL) == ["claude-3-5-haiku-latest", "gpt-4o"]


def test_services_of_searching_and_models_of_an_enumeration(scan):
    found = scan(
        {
            "search.py": "from kagiapi import KagiClient\n"
            "from haystack.components.websearch import SerperDevWebSearch\n"
            "from langchain_community.retrievers import KayAiRetriever\n"
            "from pipecat.services.whisper.stt import MLXModel, WhisperSTTServiceMLX\n"
            "kagi = KagiClient()\n"
            "web = SerperDevWebSearch(top_k=3)\n"
            "filings = KayAiRetriever.create(dataset_id='company', data_types=['10-K'])\n"
            "speech = WhisperSTTServiceMLX(model=MLXModel.LARGE_V3_TURBO_Q4)\n"
        }
    )
    assert found.names(Kind.SERVICE) == ["Kagi", "Kay.ai", "Serper"]
    assert found.names(Kind.MODEL) == ["whisper-large-v3-turbo-q4"]


def test_an_agent_whose_client_and_text_are_handed_over_without_names(scan):
    found = scan(
        {
            "agent.py": "from groq import Groq\n"
            "SYSTEM = 'You run in a loop of Thought, Action, PAUSE and Observation until you know the answer.'\n"
            "class Agent:\n"
            "    def __init__(self, client, system):\n"
            "        self.client = client\n"
            "        self.messages = [{'role': 'system', 'content': system}]\n"
            "    def __call__(self, message):\n"
            "        self.messages.append({'role': 'user', 'content': message})\n"
            "        return self.client.chat.completions.create(model='llama3-70b-8192', messages=self.messages)\n"
            "bot = Agent(Groq(), SYSTEM)\n"
        }
    )
    assert found.names(Kind.AGENT) == ["Agent"]
    assert ("Agent", "uses-model", "llama3-70b-8192") in found.links
    assert ("Agent", "uses-prompt", "SYSTEM") in found.links


_REGISTRY = (
    "TOOLS = {}\n"
    "def register(purpose):\n"
    "    def wrap(func):\n"
    "        TOOLS[func.__name__] = {'func': func, 'schema': {'name': func.__name__, 'description': purpose}}\n"
    "        return func\n"
    "    return wrap\n"
)
_TOUR = (
    "from openai import OpenAI\n"
    "from registry import TOOLS, register\n"
    "@register('Get the weather of a town')\n"
    "def get_weather(town):\n"
    "    return town\n"
    "class TourAgent:\n"
    "    def run(self, messages):\n"
    "        return OpenAI().chat.completions.create(\n"
    "            model='gpt-4.1', messages=messages, tools=[one['schema'] for one in TOOLS.values()])\n"
)


def test_a_decorator_that_describes_functions_makes_tools_of_them(scan):
    found = scan({"registry.py": _REGISTRY, "tour.py": _TOUR})
    assert found.names(Kind.TOOL) == ["get_weather"]


def test_a_decorator_that_only_keeps_functions_makes_no_tools(scan):
    plain = _REGISTRY.replace("'description': purpose", "'route': purpose")
    assert scan({"registry.py": plain, "tour.py": _TOUR}).names(Kind.TOOL) == []


_HANDED = (
    "from openai import OpenAI\n"
    "def tool(function):\n"
    "    '''Makes a tool of a function.'''\n"
    "    return Tool(name=function.__name__, description=function.__doc__, function=function)\n"
    "@tool\n"
    "def find_berth(ship: str) -> str:\n"
    "    '''Find a berth for a ship.'''\n"
    "    return ship\n"
    "@tool\n"
    "def call_pilot(ship: str) -> str:\n"
    "    '''Call the pilot of a ship.'''\n"
    "    return ship\n"
    "class HarbourAgent:\n"
    "    def __init__(self, tools, model='gpt-4o'):\n"
    "        self.tools, self.model, self.client = tools, model, OpenAI()\n"
    "    def run(self, text):\n"
    "        return self.client.chat.completions.create(model=self.model, messages=[{'role': 'user', 'content': text}])\n"
    "agent = HarbourAgent(%s)\n"
)


def test_an_agent_has_the_tools_that_it_is_made_with(scan):
    links = scan({"harbour.py": _HANDED % "tools=[find_berth, call_pilot]"}).links
    assert {link for link in links if link[1] == "has-tool"} == {
        ("HarbourAgent", "has-tool", "find_berth"),
        ("HarbourAgent", "has-tool", "call_pilot"),
    }


def test_an_agent_has_no_tools_that_it_is_not_made_with(scan):
    links = scan({"harbour.py": _HANDED % "tools=[find_berth]"}).links
    assert ("HarbourAgent", "has-tool", "call_pilot") not in links
    assert ("HarbourAgent", "has-tool", "find_berth") in links


def test_what_an_agent_reaches_does_not_depend_on_who_reached_it_before(scan):
    """The function that asks is four calls away from the first class that comes to it, and one from the last."""
    steps = "".join(f"def step_{n}(text):\n    return step_{n + 1}(text)\n" for n in range(1, 3))
    found = scan(
        {
            "ask.py": "import openai\n"
            "def step_3(text):\n"
            "    return call_model(text)\n"
            "def call_model(text):\n"
            "    return complete(text)\n"
            "def complete(text):\n"
            "    return openai.OpenAI().chat.completions.create(\n"
            "        model='gpt-4o', messages=[{'role': 'user', 'content': text}])\n" + steps,
            "agents.py": "from ask import call_model, step_1\n"
            "class EditorAgent:\n    def plan(self, text):\n        return step_1(text)\n"
            "class WriterAgent:\n    def write(self, text):\n        return call_model(text)\n",
        }
    )
    assert ("WriterAgent", "uses-model", "gpt-4o") in found.links
