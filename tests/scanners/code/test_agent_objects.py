"""Objects of one agent's class that are agents each, and those that are not."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

AGENT = (
    "from langchain_openai import ChatOpenAI\n"
    "from langchain_core.messages import SystemMessage\n"
    "class DebateAgent:\n"
    "    def __init__(self, system_message, model):\n"
    "        self.model, self.history = model, [system_message]\n"
    "    def step(self, text):\n"
    "        self.history.append(text)\n"
    "        return self.model.invoke(self.history)\n"
    "FOR_PROMPT = 'You argue for the motion and give one reason at a time.'\n"
    "AGAINST_PROMPT = 'You argue against the motion and give one reason at a time.'\n"
)
MADE = "{} = DebateAgent(SystemMessage(content={}), ChatOpenAI(model='{}'))\n"


def test_each_object_has_its_own_text_and_model(scan):
    found = scan(
        {
            "debate.py": AGENT
            + MADE.format("proponent", "FOR_PROMPT", "gpt-4o")
            + MADE.format("opponent", "AGAINST_PROMPT", "gpt-4o-mini")
        }
    )
    assert {"proponent", "opponent"} <= set(found.names(Kind.AGENT))
    told = {(source, target) for source, kind, target in found.links if kind == "uses-prompt"}
    assert {("proponent", "FOR_PROMPT"), ("opponent", "AGAINST_PROMPT")} <= told
    assert not {("proponent", "AGAINST_PROMPT"), ("opponent", "FOR_PROMPT"), ("DebateAgent", "FOR_PROMPT")} & told
    assert ("opponent", "uses-model", "gpt-4o-mini") in found.links
    assert ("opponent", "uses-model", "gpt-4o") not in found.links


def test_objects_of_a_script_are_known_by_the_name_they_are_given(scan):
    found = scan(
        {
            "crew.ts": "import OpenAI from 'openai';\n"
            "const openai = new OpenAI();\n"
            "class ShopAgent {\n"
            "  constructor(private name: string, private instructions: string) {}\n"
            "  async run(input: string) {\n"
            "    return openai.chat.completions.create({ model: 'gpt-4o',\n"
            "      messages: [{ role: 'system', content: this.instructions }, { role: 'user', content: input }] });\n"
            "  }\n"
            "}\n"
            "const crew = [\n"
            "  new ShopAgent('buyer', 'You buy bread and fruit for the kitchen of a school.'),\n"
            "  new ShopAgent('cook', 'You write the menu of the week for the kitchen of a school.'),\n"
            "];\n"
        }
    )
    assert {"buyer", "cook"} <= set(found.names(Kind.AGENT))


@pytest.mark.parametrize("second", ["FOR_PROMPT", None])
def test_objects_that_are_told_the_same_are_one_agent(scan, second):
    made = MADE.format("proponent", "FOR_PROMPT", "gpt-4o")
    other = MADE.format("opponent", second, "gpt-4o-mini") if second else ""
    found = scan({"debate.py": AGENT + made + other})
    assert found.names(Kind.AGENT) == ["DebateAgent"]


def test_an_object_of_a_class_called_agent_is_not_told_what_the_others_are(scan):
    found = scan(
        {
            "team.py": "from openai import OpenAI\n"
            "class Agent:\n"
            "    def __init__(self, name, backstory, model='gpt-4o'):\n"
            "        self.name, self.backstory, self.model = name, backstory, model\n"
            "    def run(self, text):\n"
            "        return OpenAI().chat.completions.create(model=self.model, messages=[\n"
            "            {'role': 'system', 'content': self.backstory}, {'role': 'user', 'content': text}])\n"
            "POET_PROMPT = 'You are a poet who writes of the sea in four lines.'\n"
            "PRINTER_PROMPT = 'You set poems for the press and keep to the margins.'\n"
            "poet = Agent('Poet', POET_PROMPT)\n"
            "printer = Agent('Printer', PRINTER_PROMPT)\n"
        }
    )
    told = {(source, target) for source, kind, target in found.links if kind == "uses-prompt" and source != "gpt-4o"}
    assert told == {("Poet", "POET_PROMPT"), ("Printer", "PRINTER_PROMPT")}


LOOP = """
from openai import OpenAI
from pydantic import BaseModel

class Agent(BaseModel):
    name: str = "Agent"
    model: str = "gpt-4o"
    instructions: str = "You are a helpful agent."
    functions: list = []

class Desk:
    def __init__(self):
        self.client = OpenAI()

    def ask(self, agent: Agent, history):
        messages = [{"role": "system", "content": agent.instructions}] + history
        return self.client.chat.completions.create(model=agent.model, messages=messages)
"""
CLERKS = """
from desk import Agent, Desk

letters = Agent(
    name="Letters",
    instructions="You sort the letters of the town hall by their office.",
)
calls = Agent(
    instructions="You answer the telephone of the town hall politely.",
)

def main(history):
    Desk().ask(letters, history)
    Desk().ask(calls, history)
"""


def test_a_text_is_named_for_the_agent_it_is_written_for_and_not_for_the_loop_that_sends_it(scan):
    found = scan({"desk.py": LOOP, "clerks.py": CLERKS})
    assert {"Letters system prompt", "calls system prompt"} <= set(found.names(Kind.PROMPT))
    assert not any(name.startswith("ask") for name in found.names(Kind.PROMPT))


HANDING_ON = """
from desk import Agent, Desk

def to_calls():
    return calls

letters = Agent(name="Letters", instructions="You sort the letters of the town hall.", functions=[to_calls])
calls = Agent(name="Calls", instructions="You answer the telephone of the town hall.")

def main(history):
    Desk().ask(letters, history)
"""


def test_an_agent_whose_functions_a_model_is_given_is_no_part_of_the_model(scan):
    loop = LOOP.replace("create(model=agent.model, messages=messages)", "create(**asked)").replace(
        "        return self",
        "        tools = [as_json(f) for f in agent.functions]\n"
        "        asked = {'model': agent.model, 'messages': messages, 'tools': tools or None}\n        return self",
    )
    loop += "\ndef as_json(f):\n    return {'type': 'function', 'function': {'name': f.__name__, 'description': f.__doc__}}\n"
    found = scan({"desk.py": loop, "hall.py": HANDING_ON})
    assert {"Letters", "Calls"} <= set(found.names(Kind.AGENT))
    assert not [link for link in found.links if link[0] in found.names(Kind.MODEL) and link[1] == "contains"]
