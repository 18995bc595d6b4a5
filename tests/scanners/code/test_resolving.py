"""A model's name is followed to its value over the whole project."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CALL = "client.chat.completions.create(model={expr}, messages=[])"


def app(expression: str, before: str = "", head: str = "") -> str:
    lines = ["from openai import OpenAI", head, "client = OpenAI()", before, CALL.format(expr=expression)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("expression", "before", "head"),
    [
        ("'gpt-4o-mini'", "", ""),
        ("MODEL", "MODEL = 'gpt-4o-mini'", ""),
        ("MODELS['small']", "MODELS = {'small': 'gpt-4o-mini', 'large': 'gpt-4o'}", ""),
        ("MODELS.get('small', 'gpt-4o')", "MODELS = {'small': 'gpt-4o-mini'}", ""),
        ("os.getenv('MODEL', 'gpt-4o-mini')", "", "import os"),
        ("os.environ.get('MODEL') or 'gpt-4o-mini'", "", "import os"),
        ("f'{family}-4o-{size}'", "family, size = 'gpt', 'mini'", ""),
        ("family + '-mini'", "family = 'gpt-4o'", ""),
        ("Model.SMALL.value", "class Model(Enum):\n    SMALL = 'gpt-4o-mini'", "from enum import Enum"),
        ("Settings().model", "class Settings(BaseSettings):\n    model: str = 'gpt-4o-mini'", "from pydantic_settings import BaseSettings"),
        ("Settings().model", "class Settings(BaseModel):\n    model: str = Field(default='gpt-4o-mini')", "from pydantic import BaseModel, Field"),
        ("Cfg().model", "@dataclass\nclass Cfg:\n    model: str = field(default='gpt-4o-mini')", "from dataclasses import dataclass, field"),
        ("Cfg('gpt-4o-mini').model", "@dataclass\nclass Cfg:\n    model: str", "from dataclasses import dataclass"),
        ("Cfg(model='gpt-4o-mini').model", "@dataclass\nclass Cfg:\n    other: str\n    model: str", "from dataclasses import dataclass"),
        ("args.model_name", "p = argparse.ArgumentParser()\np.add_argument('--model-name', default='gpt-4o-mini')\nargs = p.parse_args()", "import argparse"),
        ("pick()", "def pick():\n    return 'gpt-4o-mini'", ""),
        ("state['model']", "state['model'] = 'gpt-4o-mini'", "from streamlit import session_state as state"),
        ("name.strip()", "name = ' gpt-4o-mini'.strip()", ""),
        ("'gpt-4o-mini' if fast else 'gpt-4o-mini'", "", ""),
    ],
)  # fmt: skip
def test_the_name_is_followed_to_its_value(scan, expression, before, head):
    found = scan({"app.py": app(expression, before, head)})
    assert "gpt-4o-mini" in found.names(Kind.MODEL, "openai")
    assert found.unknowns == []


def test_the_evidence_has_the_use_and_the_definition(scan):
    found = scan(
        {
            "src/shop/config.py": "import os\n\nCHAT_MODEL = 'gpt-4o-mini'\n",
            "src/shop/app.py": "from openai import OpenAI\nfrom shop.config import CHAT_MODEL\n\nOpenAI().chat.completions.create(\n    model=CHAT_MODEL,\n)\n",
        }
    )
    assert found.places(Kind.MODEL, "gpt-4o-mini") == {"src/shop/app.py:4", "src/shop/config.py:3"}


@pytest.mark.parametrize(
    "files",
    [
        {"app/__init__.py": "", "app/conf.py": "MODEL = 'gpt-4o-mini'", "app/main.py": "from .conf import MODEL"},
        {"app/__init__.py": "from .conf import MODEL", "app/conf.py": "MODEL = 'gpt-4o-mini'", "app/main.py": "from app import MODEL"},
        {"conf.py": "MODEL = 'gpt-4o-mini'", "app/main.py": "from conf import *"},
        {"app/conf.py": "MODEL = 'gpt-4o-mini'", "app/main.py": "import app.conf\nMODEL = app.conf.MODEL"},
        {"svc/src/acme/conf.py": "MODEL = 'gpt-4o-mini'", "svc/src/acme/__init__.py": "", "app/main.py": "from acme.conf import MODEL as MODEL"},
    ],
)  # fmt: skip
def test_names_are_found_through_the_project_s_own_imports(scan, files):
    files["app/main.py"] += "\nfrom openai import OpenAI\nOpenAI().chat.completions.create(model=MODEL)\n"
    assert scan(files).names(Kind.MODEL) == ["gpt-4o-mini"]


def test_parameters_take_the_values_of_their_callers_and_their_default(scan):
    found = scan(
        {
            "llm.py": "from openai import OpenAI\n\ndef ask(prompt, model='gpt-4o'):\n    return OpenAI().chat.completions.create(model=model)\n",
            "main.py": "from llm import ask\n\nask('hello', model='gpt-4o-mini')\nask('hello', 'o3-mini')\n",
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini", "o3-mini"]


def test_callers_in_tests_do_not_count(scan):
    found = scan(
        {
            "llm.py": "from openai import OpenAI\n\ndef ask(model):\n    return OpenAI().chat.completions.create(model=model)\n",
            "tests/test_llm.py": "from llm import ask\n\ndef test_ask():\n    ask('fake-model')\n",
        }
    )
    assert found.names(Kind.MODEL) == []
    assert [u.expression for u in found.unknowns] == ["model"]


def test_attributes_carry_what_the_constructor_was_given(scan):
    source = """
from anthropic import Anthropic

class Writer:
    def __init__(self, model="claude-3-5-haiku-latest"):
        self.model = model
        self.client = Anthropic()

    def write(self):
        return self.client.messages.create(model=self.model, max_tokens=9, messages=[])

writer = Writer("claude-3-5-sonnet-20241022")
"""
    found = scan({"writer.py": source})
    assert found.names(Kind.MODEL, "anthropic") == ["claude-3-5-haiku-latest", "claude-3-5-sonnet-20241022"]


def test_a_client_is_known_by_the_annotation_of_a_parameter(scan):
    source = """
from openai import AsyncOpenAI

async def ask(api: AsyncOpenAI):
    return await api.responses.create(model="gpt-4.1", input="...")
"""
    assert scan({"ask.py": source}).names(Kind.MODEL) == ["gpt-4.1"]


def test_a_subclass_and_its_super_call_stand_for_the_base(scan):
    source = """
from langchain_openai import ChatOpenAI

class House(ChatOpenAI):
    def __init__(self, **kwargs):
        super().__init__(model="gpt-4o-mini", **kwargs)

llm = House()
"""
    assert "gpt-4o-mini" in scan({"house.py": source}).names(Kind.MODEL)


def test_the_last_certain_assignment_counts_and_branches_keep_both(scan):
    source = """
from openai import OpenAI
name = "gpt-3.5-turbo"
name = "gpt-4o"
OpenAI().chat.completions.create(model=name)
if fast:
    name = "gpt-4o-mini"
OpenAI().responses.create(model=name)
"""
    found = scan({"order.py": source})
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


def test_unpacked_settings_are_looked_into(scan):
    source = """
from langchain_openai import ChatOpenAI
settings = {"model": "gpt-4o-mini", "temperature": 0}
llm = ChatOpenAI(**settings)
"""
    assert scan({"unpacked.py": source}).names(Kind.MODEL) == ["gpt-4o-mini"]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [("load_settings().model", "load_settings().model"), ("os.environ['MODEL']", "os.environ['MODEL']"), ("f'gpt-{version}'", "gpt-{version}")],
)  # fmt: skip
def test_what_cannot_be_told_is_an_unknown_with_its_expression(scan, expression, shown):
    found = scan({"app.py": app(expression, head="import os\nfrom somewhere import load_settings, version")})
    assert found.names(Kind.MODEL) == []
    assert [(u.topic, u.line) for u in found.unknowns] == [("model", 6)]
    assert found.unknowns[0].expression == shown


def test_cycles_end(scan):
    source = """
from openai import OpenAI
from b import NAME as OTHER
NAME = OTHER
state = {**state, "x": 1}

class Node(Node):
    value = property(lambda self: self.value)

def one(x): return two(x)
def two(x): return one(x)

model = one(model or NAME)
OpenAI().chat.completions.create(model=model or state["x"] or Node().value)
"""
    found = scan({"a.py": source, "b.py": "from a import NAME\n"})
    assert found.names(Kind.MODEL) == []


def test_a_module_of_the_tree_hides_the_package_of_that_name_when_it_has_the_name(scan):
    mine = {
        "agents/__init__.py": "class Agent:\n    pass\n",
        "main.py": "from agents import Agent\na = Agent(name='x', model='gpt-4o')\n",
    }
    theirs = {"agents/tools.py": "", "main.py": "from agents import Agent\na = Agent(name='helper', model='gpt-4o')\n"}
    assert scan(mine).names(Kind.AGENT) == []
    assert scan(theirs).names(Kind.AGENT) == ["helper"]
    assert scan(theirs).names(Kind.LIBRARY) == ["openai-agents"]


def test_a_comment_names_what_cannot_be_read(scan):
    source = """
import os
from langchain_openai import ChatOpenAI
llm = ChatOpenAI(
    model=os.environ["CHAT_MODEL"],  # aibom: name=gpt-4o
)
"""
    found = scan({"named.py": source})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert found.unknowns == []


def test_a_comment_behind_a_call_names_nothing_of_the_next_one(scan):
    source = """
from openai import OpenAI
client = OpenAI()
client.chat.completions.create(model=pick(), messages=[])  # aibom: name=gpt-4o
client.chat.completions.create(model=other(), messages=[])
# aibom: name=o3
client.chat.completions.create(model=third(), messages=[])
"""
    found = scan({"named.py": source})
    assert sorted(found.names(Kind.MODEL)) == ["gpt-4o", "o3"]
    assert [one.line for one in found.unknowns] == [5]


def test_a_spread_of_nothing_that_can_be_read_is_no_defect(scan):
    source = """
import { openai } from "@ai-sdk/openai";
import { generateText } from "ai";
function pick() {}
const settings = { ...pick(), model: openai("gpt-4o") };
generateText({ ...pick(), ...settings });
"""
    found = scan({"chat.ts": source})
    assert "gpt-4o" in found.names(Kind.MODEL)


def test_imports_by_the_name_of_the_scanned_folder_itself(scan):
    texts = 'INSTRUCTIONS = "You compose an assistant from what somebody says of their work."\n'
    agent = (
        "from agno.agent import Agent\nfrom agents.builder.texts import INSTRUCTIONS\n"
        "builder = Agent(name='Builder', model='openai:gpt-4o', instructions=INSTRUCTIONS)\n"
    )
    found = scan({"builder/texts.py": texts, "builder/agent.py": agent})
    assert ("Builder", "uses-prompt", "INSTRUCTIONS") in found.links
    other = agent.replace("agents.builder.texts", "agnokit.builder.texts")
    assert ("Builder", "uses-prompt", "INSTRUCTIONS") in scan(
        {"builder/texts.py": texts, "builder/agent.py": other}
    ).links
    foreign = agent.replace("agents.builder.texts", "langchain.builder.texts")
    assert ("Builder", "uses-prompt", "INSTRUCTIONS") not in scan(
        {"builder/texts.py": texts, "builder/agent.py": foreign}
    ).links


@pytest.mark.parametrize(
    "made",
    [
        "            cls._one = super().__new__(cls)\n            cls._one._load(name)\n",
        "            cls._one = super(Ranker, cls).__new__(cls)\n            cls._one._load(name)\n",
        "            one = object.__new__(cls)\n            one._load(name)\n            cls._one = one\n",
    ],
)
def test_the_one_object_of_a_class_that_makes_it_itself(scan, made):
    text = (
        "from sentence_transformers import CrossEncoder\n"
        "class Ranker:\n"
        "    _one = None\n"
        "    def __new__(cls, name: str = 'harbour/ranker'):\n"
        "        if cls._one is None:\n"
        f"{made}"
        "        return cls._one\n"
        "    def _load(self, name: str):\n"
        "        self.model = CrossEncoder(name)\n"
    )
    found = scan({"ranker.py": text})
    assert found.places(Kind.MODEL, "harbour/ranker") == {"ranker.py:4", f"ranker.py:{text.count(chr(10))}"}
    assert not found.unknowns
