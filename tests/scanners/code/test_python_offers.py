"""What programs offer and look up: choices of options, tables of models, prompts in dictionaries; graphs in graphs."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def test_what_an_option_offers_is_used_but_for_words_that_name_no_model(scan):
    found = scan(
        {
            "ask.py": "import argparse\n"
            "from openai import OpenAI\n"
            "parser = argparse.ArgumentParser()\n"
            "parser.add_argument('--model', choices=['gpt-4o', 'gpt-4.1', 'best'], default='gpt-4o')\n"
            "args = parser.parse_args()\n"
            "OpenAI().chat.completions.create(model=args.model, messages=[])\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o", "gpt-4.1"}


def test_all_of_a_small_table_are_used_where_its_key_is_of_a_request(scan):
    found = scan(
        {
            "api.py": "from fastapi import FastAPI\n"
            "from openai import OpenAI\n"
            "from pydantic import BaseModel\n"
            "MODELS = {'fast': 'gpt-4o-mini', 'smart': 'gpt-4o', 'reason': 'o3-mini'}\n"
            "class Question(BaseModel):\n"
            "    text: str\n"
            "    model: str = 'fast'\n"
            "@FastAPI().post('/ask')\n"
            "def ask(question: Question):\n"
            "    return OpenAI().chat.completions.create(model=MODELS[question.model], messages=[])\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o-mini", "gpt-4o", "o3-mini"}


def test_prompts_in_a_dictionary_are_known_by_their_keys(scan):
    found = scan(
        {
            "review.py": "from openai import OpenAI\n"
            "PROMPTS = {\n"
            "    'review': 'You are an expert engineer. Review the change that follows and say what you would improve.',\n"
            "    'commit': 'You are an expert engineer. Write one concise message for the commit that follows below.',\n"
            "}\n"
            "def ask(name):\n"
            "    text = PROMPTS[name]\n"
            "    return OpenAI().chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}])\n"
        }
    )
    assert names(found, Kind.PROMPT) == {"review", "commit"}


def test_a_form_of_several_places_is_a_prompt_where_its_name_says_so(scan):
    found = scan(
        {
            "form.py": "import transformers\n"
            "PROMPT_FORMAT = '{intro}\\n\\n{instruction}\\n\\n{response}'\n"
            "PATH_PROMPT_FILE = '{folder}\\n{name}'\n"
        }
    )
    assert names(found, Kind.PROMPT) == {"PROMPT_FORMAT"}


def test_a_graph_contains_the_graph_that_one_of_its_nodes_runs(scan):
    found = scan(
        {
            "research.py": "from langgraph.graph import StateGraph\n"
            "async def find(state): return {}\n"
            "steps = StateGraph(dict)\n"
            "steps.add_node(find)\n"
            "researcher = steps.compile()\n",
            "main.py": "from langgraph.graph import StateGraph\n"
            "from research import researcher as inner\n"
            "async def conduct(state):\n"
            "    return await inner.ainvoke({'question': state['question']})\n"
            "builder = StateGraph(dict)\n"
            "builder.add_node(conduct)\n"
            "chief = builder.compile()\n",
        }
    )
    assert ("chief", "contains", "researcher") in found.links


def test_a_tool_of_unpacked_rows_has_no_name(scan):
    found = scan(
        {
            "store.py": "import json\n"
            "from mcp import types\n"
            "def cached_tools(path):\n"
            "    return [types.Tool(**row) for row in json.load(open(path))['tools']]\n"
        }
    )
    assert names(found, Kind.TOOL) == set()


BOOKING = """from openai import OpenAI
TOOLS = [
    {"name": "check_table", "description": "Check whether a table is free.", "input_schema": {"type": "object"}},
    {"name": "book_table", "description": "Book a table for a guest.", "input_schema": {"type": "object"}},
]
def for_openai():
    return [
        {"type": "function", "function": {"name": tool["name"], "description": tool["description"],
         "parameters": tool["input_schema"]}}
        for tool in TOOLS
    ]
def answer(messages):
    return OpenAI().chat.completions.create(model="gpt-4o", tools=for_openai(), messages=messages)
"""
BY_NAME = """from openai import OpenAI
SCHEMAS = {
    "check_table": {"description": "Check whether a table is free.", "parameters": {"type": "object"}},
    "book_table": {"description": "Book a table for a guest.", "parameters": {"type": "object"}},
}
def for_openai():
    out = []
    for name, one in SCHEMAS.items():
        out.append({"type": "function", "function": {"name": name, "description": one["description"],
                    "parameters": one["parameters"]}})
    return out
def answer(messages):
    return OpenAI().chat.completions.create(model="gpt-4o", tools=for_openai(), messages=messages)
"""
TITLED = """from openai import OpenAI
def for_openai(beta):
    return [{"type": "function", "function": {"name": "book_table" if beta else "reserve_table",
             "description": "Book a table for a guest.", "parameters": {"type": "object"}}}]
def answer(messages):
    return OpenAI().chat.completions.create(model="gpt-4o", tools=for_openai(False), messages=messages)
"""


@pytest.mark.parametrize("program", [BOOKING, BY_NAME])
def test_each_row_of_a_table_that_is_put_in_another_form_is_a_tool_of_its_own(scan, program):
    found = scan({"desk.py": program})
    assert {one for one in found.links if one[1] == "has-tool" and one[0] == "gpt-4o"} == {
        ("gpt-4o", "has-tool", "check_table"),
        ("gpt-4o", "has-tool", "book_table"),
    }
    tools = {one.subject for one in found.observations if one.subject.kind == Kind.TOOL}
    assert len(tools) == 2


def test_one_of_two_names_of_a_tool_is_enough(scan):
    found = scan({"desk.py": TITLED})
    assert len({one.subject for one in found.observations if one.subject.kind == Kind.TOOL}) == 1
