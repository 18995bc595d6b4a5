"""Methods of a base class that run on objects of its subclasses: each has the parts of its own class."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

TOOLS = (
    "from langchain_core.tools import tool\n"
    "@tool\n"
    "def find_policy(topic: str) -> str:\n    '''Find a policy.'''\n    return topic\n"
    "@tool\n"
    "def reset_password(person: str) -> str:\n    '''Reset a password.'''\n    return person\n"
    "def policy_tools():\n    return [find_policy]\n"
)
BASE = (
    "from crewai import Agent, LLM\n"
    "class AgentBase:\n"
    "    role = ''\n"
    "    tools = []\n"
    "    _llm = None\n"
    "    def get_llm(self):\n"
    "        if self._llm is None:\n"
    "            self._llm = LLM(model='openai/gpt-4o')\n"
    "        return self._llm\n"
    "    def make(self):\n"
    "        return Agent(role=self.role, backstory=self.backstory, llm=self.get_llm(), tools=self.tools)\n"
)
HEIRS = (
    "from base import AgentBase\n"
    "from tools import policy_tools, reset_password\n"
    "class Hr(AgentBase):\n"
    "    role = 'Officer of the personnel'\n"
    "    backstory = 'You know every rule about leave and pay.'\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        self.tools = policy_tools() + []\n"
    "class It(AgentBase):\n"
    "    role = 'Help desk'\n"
    "    backstory = 'You help people back into their accounts.'\n"
    "    def __init__(self):\n"
    "        self.tools = [reset_password]\n"
)


def linked(found, relation):
    return {(source, target) for source, kind, target in found.links if kind == relation}


def test_each_subclass_is_an_agent_with_its_own_tools_and_the_model_of_the_base(scan):
    found = scan({"base.py": BASE, "heirs.py": HEIRS, "tools.py": TOOLS})
    assert {"Officer of the personnel", "Help desk"} <= set(found.names(Kind.AGENT))
    assert linked(found, "has-tool") == {("Officer of the personnel", "find_policy"), ("Help desk", "reset_password")}
    models = {("Officer of the personnel", "openai/gpt-4o"), ("Help desk", "openai/gpt-4o")}
    assert {(agent, name if "/" in name else f"openai/{name}") for agent, name in linked(found, "uses-model")} == models


def test_an_object_of_another_class_has_its_own_parts_whoever_asks(scan):
    other = "class Rota:\n    tools = [1, 2]\n    def make(self): return Agent(role='Clerk', tools=self.tools)\n"
    found = scan({"base.py": BASE + other, "heirs.py": HEIRS, "tools.py": TOOLS})
    assert not {pair for pair in linked(found, "has-tool") if pair[0] == "Clerk"}


@pytest.mark.parametrize("name", ["tools", "_tools"])
def test_a_base_that_asks_for_tools_is_answered_by_each_subclass(scan, name):
    base = (
        "from openai import OpenAI\n"
        "class DeskAgent:\n"
        f"    def __init__(self):\n        self.{name} = self.get_tools()\n        self.client = OpenAI()\n"
        "    def ask(self, text):\n"
        "        return self.client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}])\n"
        "    def get_tools(self): raise NotImplementedError\n"
    )
    heirs = (
        "from base import DeskAgent\nfrom tools import find_policy, reset_password\n"
        "class HrAgent(DeskAgent):\n    def get_tools(self): return [find_policy]\n"
        "class ItAgent(DeskAgent):\n    def get_tools(self): return [reset_password]\n"
    )
    found = scan({"base.py": base, "heirs.py": heirs, "tools.py": TOOLS})
    assert linked(found, "has-tool") == {("HrAgent", "find_policy"), ("ItAgent", "reset_password")}


def test_tools_that_a_client_of_unknown_make_is_called_with_are_the_agent_s(scan):
    agent = (
        "from autogen_core import RoutedAgent\nfrom tools import find_policy, reset_password\n"
        "class Clerk(RoutedAgent):\n"
        "    def __init__(self, client): self._client = client\n"
        "    async def reply(self, text):\n"
        "        tools = [find_policy]\n"
        "        return await self._client.create([text], tools=tools)\n"
        "    async def close(self): return reset_password\n"
    )
    found = scan({"clerk.py": agent, "tools.py": TOOLS})
    assert linked(found, "has-tool") == {("Clerk", "find_policy")}
