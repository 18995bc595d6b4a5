"""Habits of Python applications: texts that are put together line by line, tools that decorators describe, documents in
texts, decorators of prompt libraries, addresses that name their model."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASKED = """import json
from openai import OpenAI

def lines(name):
    parts = []
    parts.append(f"You are {name}, who answers for the harbour office of the town.")
    parts.append("Never promise a berth.")
    return "\\n".join(parts)

TOOLS = json.loads('''[{"type": "function", "function": {"name": "find_berth", "description": "Finds a berth",
  "parameters": {"type": "object", "properties": {}}}}]''')

def ask(text):
    told = [{"role": "system", "content": lines("Ann")}, {"role": "user", "content": text}]
    return OpenAI().chat.completions.create(model="gpt-4o", messages=told, tools=TOOLS)
"""
MARKED = """from openai import OpenAI
REGISTRY = {{}}
def {name}(*args, **options):
    def keep(function):
        REGISTRY[function.__name__] = function
        return function
    return keep

@{name}({given})
def find_berth(length: float) -> str:
    return "3"

OpenAI().chat.completions.create(model="gpt-4o", messages=[])
"""


def test_a_text_put_together_line_by_line_and_tools_in_a_text(scan) -> None:
    found = scan({"office.py": ASKED})
    assert "office.py:6" in found.places(Kind.PROMPT, "lines")
    assert found.names(Kind.TOOL) == ["find_berth"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("register_tool", "'Finds a free berth for a ship'"),
        ("tool", "'find_berth'"),
        ("command", "'find_berth', 'Finds a free berth'"),
        ("action", "description='Finds a free berth'"),
    ],
)
def test_a_decorator_of_ones_own_says_what_a_tool_is_for(scan, name: str, given: str) -> None:
    assert scan({"office.py": MARKED.format(name=name, given=given)}).names(Kind.TOOL) == ["find_berth"]


@pytest.mark.parametrize("given", ["", "'find_berth'", "name='find_berth'"])
def test_a_command_without_a_description_is_none(scan, given: str) -> None:
    assert scan({"office.py": MARKED.format(name="command", given=given)}).names(Kind.TOOL) == []


@pytest.mark.parametrize(
    ("library", "marked"),
    [
        ("ell", "ell.simple(model='gpt-4o')"),
        ("outlines", "outlines.prompt"),
        ("lmql", "lmql.query(model='openai/gpt-4o')"),
    ],
)
def test_functions_that_libraries_of_prompts_mark(scan, library: str, marked: str) -> None:
    code = f'import {library}\n@{marked}\ndef greet(name):\n    """You greet people."""\n    return name\n'
    assert scan({"greet.py": code}).names(Kind.PROMPT) == ["greet"]


@pytest.mark.parametrize(
    ("address", "model"),
    [
        ("https://api-inference.huggingface.co/models/google/flan-t5-base", "google/flan-t5-base"),
        ("https://router.huggingface.co/hf-inference/models/google/flan-t5-base", "google/flan-t5-base"),
        (
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-1.5-flash:generateContent?key=",
            "gemini-1.5-flash",
        ),
    ],
)
def test_an_address_names_the_model_that_it_runs(scan, address: str, model: str) -> None:
    found = scan({"ask.py": f"import requests\nURL = {address!r}\nrequests.post(URL, json={{'inputs': 'x'}})\n"})
    assert found.names(Kind.MODEL) == [model]


def test_the_hub_s_model_of_a_pipeline_is_no_model_of_its_maker_s_api(scan) -> None:
    code = "from transformers import pipeline\nlook = pipeline('object-detection', model='google/owlvit-base')\n"
    found = scan({"look.py": code})
    assert found.names(Kind.MODEL) == ["google/owlvit-base"]
    assert found.names(Kind.SERVICE) == []


def test_the_option_of_a_section_is_no_default(scan) -> None:
    code = (
        "import configparser, openai\nconf = configparser.ConfigParser()\n"
        "openai.chat.completions.create(model=conf.get('openai', 'model'), messages=[])\n"
    )
    assert scan({"ask.py": code}).names(Kind.MODEL) == []
