"""Classes whose methods a host offers as tools."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

METHODS = """
    def __init__(self):
        self.count = 0

    def free_berths(self, length: int{more}) -> str:
        '''Tell which berths are free.'''
        return self._ask(length)

    def _ask(self, length):
        '''Ask the harbour.'''
        return "B4"

    def helper(self):
        return self.count
"""


def indented(text):
    return text.replace("\n", "\n    ")


@pytest.mark.parametrize(
    "source",
    [
        "class Tools:\n    class Valves:\n        base: str = ''\n" + METHODS.format(more=""),
        "class Tools:\n" + METHODS.format(more=", __event_emitter__=None"),
        "class Pipeline:\n    class Valves:\n        base: str = ''\n    class Tools:\n        "
        + indented(METHODS.format(more="")),
    ],
)
def test_documented_methods_are_the_tools_of_a_host(scan, source):
    found = scan({"harbour.py": source})
    assert found.names(Kind.TOOL) == ["free_berths"]
    assert found.one(Kind.TOOL, "free_berths").facts["description"] == "Tell which berths are free."


@pytest.mark.parametrize("name", ["Tools", "Helpers"])
def test_a_class_of_helpers_is_none(scan, name):
    valves = "    class Valves:\n        base: str = ''\n" if name != "Tools" else ""
    assert scan({"harbour.py": f"class {name}:\n{valves}" + METHODS.format(more="")}).names(Kind.TOOL) == []


def test_a_package_that_is_called_agents_makes_no_agents_of_its_parts(scan):
    asks = (
        "    def run(self, text):\n        return OpenAI().chat.completions.create(model='gpt-4o',"
        " messages=[{'role': 'user', 'content': text}])\n"
    )
    part = "from openai import OpenAI\nclass Trainer:\n" + asks
    member = "from openai import OpenAI\nclass Planner:\n" + asks
    found = scan({"src/agents/optimization/trainer.py": part, "src/agents/agents/planner.py": member})
    assert found.names(Kind.AGENT) == ["Planner"]
    assert scan({"src/agents/trainer.py": part}).names(Kind.AGENT) == ["Trainer"]


def test_a_vendor_that_has_only_its_own_models_serves_no_others(scan):
    found = scan(
        {
            "llm.py": "import litellm\n"
            "MODELS = {'fast': 'gemini-2.0-flash', 'deep': 'claude-3-7-sonnet-latest'}\n"
            "def ask(choice):\n    return litellm.completion(model='anthropic/' + MODELS[choice], messages=[])\n"
        }
    )
    assert found.names(Kind.MODEL, "anthropic") == ["claude-3-7-sonnet-latest"]


CAPABILITY = """
import abc
class Capability(abc.ABC):
    @abc.abstractmethod
    def describe(self) -> str:
        pass
    @abc.abstractmethod
    def __call__(self, *args):
        pass
"""


def test_capabilities_of_the_project_are_tools(scan):
    heir = (
        "from base import Capability\n"
        "class RunCommand(Capability):\n"
        "    def describe(self):\n        return 'give a command and get what the terminal says'\n"
        "    def get_name(self):\n        return 'exec_command'\n"
        "    def __call__(self, command):\n        return command\n"
        "class Silent(Capability):\n    def __call__(self, command):\n        return command\n"
    )
    assert scan({"base.py": CAPABILITY, "run.py": heir}).names(Kind.TOOL) == ["exec_command"]


def test_a_name_of_the_hub_is_no_model_of_a_vendor_that_has_only_its_own(scan):
    found = scan(
        {
            "rerank.py": "from google import genai\nfrom openai import OpenAI\n"
            "def gemini(name):\n    return genai.Client().models.generate_content(model=name, contents='x')\n"
            "def served(name):\n    return OpenAI(base_url=URL).chat.completions.create(model=name, messages=[])\n"
            "gemini('harbour/pilot-7b')\ngemini('models/gemini-2.0-flash')\nserved('harbour/pilot-7b')\n"
        }
    )
    assert found.names(Kind.MODEL, "google") == ["models/gemini-2.0-flash"]
    assert "harbour/pilot-7b" in found.names(Kind.MODEL)


def test_options_and_measures_are_no_files_of_data(scan):
    code = "import pandas as pd\nfrom sklearn.svm import SVC\nfor one in ['-l2', 'ndcg_cut.10', 'runs.csv']:\n    SVC().fit(pd.read_csv(one))\n"
    assert scan({"measure.py": code}).names(Kind.DATASET) == ["runs.csv"]


WRAPPER = "def toolwrapper(name=None):\n    def wrap(func):\n        return func\n    return wrap\n"
WRAPPED = """
from register import toolwrapper, cached
from openai import OpenAI

client = OpenAI()

@toolwrapper()
class Files:
    '''The files of the harbour.'''
    def read_file(self, path: str):
        '''Read a file.'''
        return path
    def _open(self, path):
        '''Open it.'''

@toolwrapper()
def run_shell(command: str):
    '''Run a command.'''
    return command

@cached()
def look_up(term: str):
    '''Look a term up.'''
    return term
"""


def test_what_stands_under_a_decorator_for_tools(scan):
    found = scan({"register.py": WRAPPER + WRAPPER.replace("toolwrapper", "cached"), "tools.py": WRAPPED})
    assert set(found.names(Kind.TOOL)) - {"Files"} == {"read_file", "run_shell"}


def test_what_a_loop_copies_stands_under_its_own_key(scan):
    code = (
        "import litellm\ndef ask(model, schemas):\n"
        "    given = {'model': model, 'tools': schemas, 'stop': 'pilot'}\n    kept = {}\n"
        "    for name, value in given.items():\n        if value is not None:\n            kept[name] = value\n"
        "    more = kept.copy()\n    more['tools'] = kept['tools']\n    return litellm.completion(**more, messages=[])\n"
        "ask('harbour-pilot', [{'type': 'function', 'function': {'name': 'tide', 'parameters': {}}}])\n"
    )
    found = scan({"ask.py": code})
    assert found.names(Kind.TOOL) == ["tide"]


def test_heirs_of_an_agent_that_asks_are_agents(scan):
    base = (
        "from openai import OpenAI\nfrom llm import generator\nclass BaseAgent:\n    def generate(self, messages):\n"
        "        return generator.chatcompletion(messages=messages)\n"
    )
    heirs = (
        "from base import BaseAgent\nclass Planner(BaseAgent):\n    def plan(self):\n        return self.generate([])\n"
    )
    quiet = "class BaseAgent:\n    def generate(self, messages):\n        return messages\n"
    generator = "class Generator:\n    def chatcompletion(self, messages):\n        return POOL[0](messages)\ngenerator = Generator()\n"
    assert scan({"base.py": base, "plan.py": heirs, "llm.py": generator}).names(Kind.AGENT) == ["Planner"]
    assert scan({"base.py": quiet, "plan.py": heirs, "llm.py": generator}).names(Kind.AGENT) == []
