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
