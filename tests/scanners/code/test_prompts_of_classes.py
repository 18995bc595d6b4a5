"""Texts that classes hold as members of one name."""

from __future__ import annotations

from aibom.model.kinds import Kind

BASE = """
from openai import OpenAI

class Base:
    template = None

    def run(self, text):
        system = {"role": "system", "content": self.template.format(text=text)}
        return OpenAI().chat.completions.create(model="gpt-4o", messages=[system])

class Pairs(Base):
    template = "You write five pairs of questions and answers from the extract {text}."
"""
TRIPLES = """
class Triples(Base):
    template = "You write five triples of questions, answers and sources from the extract {text}."
"""


def test_each_of_several_classes_has_a_prompt_of_its_own(scan):
    assert scan({"make.py": BASE + TRIPLES}).names(Kind.PROMPT) == ["Pairs.template", "Triples.template"]


def test_the_only_one_has_the_name_of_the_member(scan):
    assert scan({"make.py": BASE.replace("template", "pairs_template")}).names(Kind.PROMPT) == ["pairs_template"]


AGENTS = """
from dataclasses import dataclass, field
from openai import OpenAI

def look_up(term: str) -> str:
    '''Looks a term up in the register of ships.'''
    return term

def hidden(term):
    return term

@dataclass
class Agent:
    model: str = "gpt-4o"
    instructions: str = "You are a helpful agent for all the harbours."
    tools: list = field(default_factory=list)

    def run(self, question):
        system = {"role": "system", "content": self.instructions}
        return OpenAI().chat.completions.create(model=self.model, messages=[system])

@dataclass
class Registrar(Agent):
    instructions: str = "You keep the register of ships and answer what is asked about it."
    tools: list = field(default_factory=lambda: [look_up])
"""


def test_fields_of_an_agents_class_are_its_tools_and_prompts(scan):
    found = scan({"agents.py": AGENTS + "print(Registrar().run('Which ships came in?'))\n"})
    assert found.names(Kind.AGENT) == ["Registrar"]
    assert found.names(Kind.TOOL) == ["look_up"]
    assert found.places(Kind.TOOL, "look_up") == {"agents.py:5"}
    assert found.names(Kind.PROMPT) == ["Agent.instructions", "Registrar.instructions"]


def test_texts_of_one_name_in_several_functions_are_told_apart(scan):
    told = (
        "    system_prompt = 'You are the clerk of harbour {} and answer in one sentence.'\n    keep(system_prompt)\n"
    )
    code = "import anthropic\nKEPT = []\nkeep = KEPT.append\n"
    for number in (1, 2):
        code += f"def desk_{number}():\n" + told.format(number)
    assert scan({"desks.py": code}).names(Kind.PROMPT) == ["system_prompt", "system_prompt 2"]
