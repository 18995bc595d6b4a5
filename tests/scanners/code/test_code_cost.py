"""What reading and following code costs, counted in steps rather than seconds, so that a busy machine changes nothing.

The number behind each budget is what was counted when it was set; a change that passes it has to say why, and raise it.
"""

from __future__ import annotations

import functools
from collections import Counter
from pathlib import Path

import pytest

from aibom.model.kinds import Kind
from aibom.scanners.code.resolving import keyed_values, members
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.treesitter.reader import Reader

SAMPLE = Path(__file__).parents[3] / "samples" / "rag-agent"

SETTINGS = """
import os
from dataclasses import dataclass

@dataclass
class Settings:
    chat_model: str = os.getenv("CHAT_MODEL_{n}", "gpt-4o-mini")
    temperature: float = 0.2

SHOP = "the shop of branch {n}"
TONE = f"You speak for {{SHOP}}. {{SHOP}} is friendly."
RULES = f"{{TONE}} Say no more than you know. {{TONE}}"
LIMITS = f"{{RULES}} Refund nothing. {{RULES}}"
SAFETY = f"{{LIMITS}} Ask before you cancel. {{LIMITS}}"
SYSTEM_PROMPT = f"{{SAFETY}} You answer questions about orders. {{SAFETY}}"
"""
TOOLS = """
from langchain_core.tools import tool

@tool
def find_order(number: str) -> str:
    "Finds an order by its number."
    return number

@tool
def cancel_order(number: str) -> str:
    "Cancels an order."
    return number
"""
AGENT = """
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent
from branch{n}.settings import SYSTEM_PROMPT, Settings
from branch{n}.tools import cancel_order, find_order

settings = Settings()

def make_model(name=settings.chat_model):
    return ChatOpenAI(model=name, temperature=settings.temperature)

def build():
    return create_react_agent(make_model(), tools=[find_order, cancel_order], prompt=SYSTEM_PROMPT)
"""
CHAT = """
using Microsoft.SemanticKernel;
namespace Branch{n};
public class Chat
{{
    private const string Model = "gpt-4o";
    public Kernel Build(string key) => Kernel.CreateBuilder().AddOpenAIChatCompletion(Model, key).Build();
}}
"""

# Ordinary code beside AI: what it hands from function to function, in lists and mappings too, is told by no name.
ORDERS = """
from langchain_core.tools import tool
from openai import OpenAI

client = OpenAI()

def rows_of(customer, order, region, rest):
    return [{{"customer": customer, "order": order}}, [region, rest], dict(region=region, rest=[rest, customer])]

def report(customer, order, region, rest):
    rows = rows_of(customer, order, region, rest)
    return store({{"customer": customer, "rows": rows, "place": {{"region": region}}}}, [order, rest], f"{{customer}}-{{order}}")

def store(table, parts, name):
    return keep({{"table": table, "parts": parts}}, [name, table])

def keep(entry, names):
    return merge(entry, names, {{"entry": entry}})

@tool
def north(customer: str, order: str) -> str:
    "Reports on the north."
    return report(customer, order, "north", {{"urgent": order}})

@tool
def south(customer: str, order: str) -> str:
    "Reports on the south."
    return report(customer, order, "south", {{"urgent": order}})

def ask(customer, order):
    said = client.responses.create(model="gpt-4o", input=customer)
    return report(said, order, "all", {{"urgent": north(customer, order), "late": south(customer, order)}})
"""


@pytest.fixture
def steps(monkeypatch):
    """How often values were followed to what they mean, and expressions of syntax trees were read."""
    counted: Counter[str] = Counter()
    counts = (
        ("followed", Resolver, "evaluate"),
        ("exported", Resolver, "exported"),
        ("members of classes", members, "_own_member"),
        ("read", Reader, "value"),
    )
    for name, owner, method in counts:
        monkeypatch.setattr(owner, method, _counting(getattr(owner, method), counted, name))
    return counted


def _counting(function, counted, name):
    @functools.wraps(function)
    def run(*args):
        counted[name] += 1
        return function(*args)

    return run


def _branches(count):
    """An application of several files, `count` times side by side under names of their own."""
    parts = {"settings.py": SETTINGS, "tools.py": TOOLS, "agent.py": AGENT, "Chat.cs": CHAT}
    return {f"branch{n}/{name}": text.format(n=n) for n in range(count) for name, text in parts.items()}


def test_the_sample_stays_within_its_budget(scan, steps):
    files = {
        path.relative_to(SAMPLE).as_posix(): path.read_text() for path in sorted(SAMPLE.rglob("*.py")) if path.is_file()
    }
    scan(files)
    assert 60 < steps["followed"] < 140  # 94


def test_an_application_of_several_files_stays_within_its_budget(scan, steps):
    scan(_branches(10))
    assert 300 < steps["followed"] < 840  # 560; 9,580 when names are not remembered
    assert 30 < steps["read"] < 75  # 50


def test_what_ordinary_code_hands_around_is_hardly_followed(scan, steps):
    scan({f"branch{n}/orders.py": ORDERS.format() for n in range(5)})
    assert 35 < steps["followed"] < 105  # 70; 440 when every name that stands in an argument is followed


def test_twice_as_many_applications_cost_twice_as_much(scan, steps):
    scan(_branches(10))
    once = dict(steps)
    steps.clear()
    scan(_branches(20))
    for name, count in once.items():
        assert steps[name] <= 2.2 * count, name


def test_clients_that_are_kept_by_functions_without_end_are_given_up(scan, steps):
    kept = "".join(
        f"def shop_{n}(branch):\n    clients[branch] = clients[branch] if branch in clients else shop_{n + 1}(branch)\n"
        f'    return clients[branch].chat.completions.create(model="llama-3.1-8b-instant", messages=[])\n'
        for n in range(400)
    )
    scan({"shops.py": f"from groq import Groq\n\nclients = {{}}\n{kept}def shop_400(branch):\n    return Groq()\n"})
    assert steps["followed"] < 650_000  # 429,900; 1,873,540 when each question may use up its steps


def test_properties_that_ask_each_other_have_one_budget_and_leave_others_theirs(scan, steps):
    asked = "".join(
        f"    @property\n    def shop_{n}(self): return self.shop_{(n + 1) % 300} or self.shop_{(3 * n + 1) % 300}\n"
        f"    def ask_{n}(self): return client.chat.completions.create(model=self.shop_{n}, messages=[])\n"
        for n in range(300)
    )
    found = scan(
        {"a/shops.py": f"from openai import OpenAI\n\nclient = OpenAI()\n\nclass Shops:\n{asked}", **_branches(5)}
    )
    assert steps["followed"] < 250_000  # 161,366; 1,205,762 when each question may use up its steps
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]
    assert len({one.line for one in found.unknowns if one.path == "a/shops.py"}) == 300  # none is left out in silence


def test_a_class_is_asked_once_for_a_member_however_often_it_is_derived_from(scan, steps):
    def shops(count):
        derived = "".join(
            f"class Shop{n}(Shop{n - 1}, Store{n - 1}): pass\nclass Store{n}(Store{n - 1}, Shop{n - 1}): pass\n"
            f"client.chat.completions.create(model=Shop{n}().model, user=Store{n}().owner, messages=[])\n"
            for n in range(1, count)
        )
        text = 'class Shop0: model = "gpt-4o"\nclass Store0(Shop0): pass\n'
        scan({"shops.py": f"from openai import OpenAI\n\nclient = OpenAI()\n{text}{derived}"})
        return steps.pop("members of classes")

    once = shops(30)
    assert once < 12_000  # 7,395; 395,122 when each way to a class is gone
    assert shops(60) < 2.8 * once


GATHERED_PY = """
from openai import OpenAI
from models import MODEL_{m}, RETIRED

MODEL_{n} = "gpt-4o"
OpenAI().responses.create(model=RETIRED or MODEL_{m})
"""
GATHERED_TS = """
import OpenAI from "openai";
import {{ MODEL_{m}, RETIRED }} from "./index";

export const MODEL_{n} = "gpt-4o";
new OpenAI().responses.create({{ model: RETIRED || MODEL_{m} }});
"""


@pytest.mark.parametrize(
    ("gathering", "brings", "file", "text"),
    [
        ("models/__init__.py", "from .of_{n} import *\n", "models/of_{n}.py", GATHERED_PY),
        ("models/index.ts", 'export * from "./of_{n}";\n', "models/of_{n}.ts", GATHERED_TS),
    ],
)
def test_what_gathers_all_files_asks_those_that_have_a_name(scan, steps, gathering, brings, file, text):
    files = {file.format(n=n): text.format(n=n, m=(n + 1) % 60) for n in range(60)}
    found = scan({**files, gathering: "".join(brings.format(n=n) for n in range(60))})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert steps["exported"] < 450  # 300; 3,780 when each file is asked for each name


def test_of_many_computed_keys_no_more_are_looked_at_than_values_are_kept(scan, monkeypatch):
    looked_at = []
    computed = keyed_values._computed

    def counted(*asked):
        for key in computed(*asked):
            looked_at.append(key)
            yield key

    monkeypatch.setattr(keyed_values, "_computed", counted)
    put = "".join(f'models[shop.branch_{n}] = "gpt-4o"\n' for n in range(200))
    used = "".join(f'client.chat.completions.create(model=models["north {n}"], messages=[])\n' for n in range(50))
    found = scan({"shops.py": f"from openai import OpenAI\n\nclient = OpenAI()\nmodels = {{}}\n{put}{used}"})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert 0 < len(looked_at) < 6_000  # 4,000; 20,000 when all are looked at


def test_the_classes_of_a_file_are_asked_once_for_their_names_however_many_tools_it_names(scan, steps):
    maker = """
from langchain_core.tools import Tool

def make_tool(name):
    return Tool(name=name, func=find, description="Finds an order.")
"""

    def tools(count):
        made = "".join(f'class Order{n}(Row): pass\nmake_tool("find_order_{n}")\n' for n in range(count))
        orders = f"from makers import make_tool\nfrom rows import Row\n\n{made}"
        found = scan({"makers.py": maker, "orders.py": orders})
        assert "find_order_0" in found.names(Kind.TOOL)
        return steps.pop("members of classes")

    assert tools(20) < 2.5 * tools(10)  # 220 and 110; 60,800 and 15,200 when each tool asks all classes
