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


@pytest.mark.parametrize(
    ("set_to", "service"),
    [
        ("openai.api_type = 'azure'", "Azure OpenAI"),
        ("openai.api_base = 'https://openrouter.ai/api/v1'", "OpenRouter"),
        ("openai.api_base = 'http://localhost:8000/v1'", "localhost:8000"),
        ("", "OpenAI"),
    ],
)
def test_where_the_module_of_openai_is_sent_to(scan, set_to: str, service: str) -> None:
    code = f"import openai\n{set_to}\nopenai.ChatCompletion.create(model='mistral-7b', messages=[])\n"
    assert scan({"ask.py": code}).names(Kind.SERVICE) == [service]


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("f'https://api.cloudflare.com/client/v4/accounts/{account}/ai/run/{model}'", "Cloudflare Workers AI"),
        ("f'https://{host}/api/v2/cortex/analyst/message'", "Snowflake Cortex"),
        ("'/api/v2/cortex/analyst/message'", "Snowflake Cortex"),
    ],
)
def test_a_path_tells_the_service_at_any_host(scan, address: str, service: str) -> None:
    code = f"import requests\ndef ask(host, account, model):\n    return requests.post({address}, json={{}})\n"
    assert scan({"ask.py": code}).names(Kind.SERVICE) == [service]


TEXTS = '''from openai import OpenAI
INSTRUCTION_BERTHS = "Name the three berths that fit the ship best, with commas."
ANSWER_TEMPLATE = "[INST] {{question}} [/INST]"
PAGE_TEMPLATE = "<html><body>Question: {{question}}</body></html>"
FILE_TEMPLATE = "berth-{{number}}.txt"
PROMPTS = {{}}
PROMPTS["tide"] = """Say when the tide is high at the harbour of {{town}}, in words
and not in numbers, for {{day}}."""
{asked}
'''


def test_constants_and_entries_that_hold_prompts(scan) -> None:
    asked = 'OpenAI().chat.completions.create(model="gpt-4o", messages=[])'
    found = scan({"texts.py": TEXTS.format(asked=asked)})
    assert found.names(Kind.PROMPT) == ["ANSWER_TEMPLATE", "INSTRUCTION_BERTHS", "tide"]


NODE = """from transformers import AutoModel
class Load:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {"model": (["harbour/berths-small", "harbour/berths-large"], {"default": "a"}),
                             "precision": (["fp16", "fp32"],)}}
    def load(self, model, precision):
        return AutoModel.from_pretrained(self.folder)
"""


def test_the_models_that_a_node_offers(scan) -> None:
    found = scan({"nodes.py": NODE})
    assert {"harbour/berths-small", "harbour/berths-large"} <= set(found.names(Kind.MODEL))


def test_functions_that_a_helper_describes_are_tools(scan) -> None:
    code = (
        "import anthropic\ndef find(a):\n    pass\ndef book(a):\n    pass\nFUNCTIONS = [find, book]\n"
        "def describe(one):\n    return {'name': one.__name__}\n"
        "anthropic.Anthropic().messages.create(model='claude-3-haiku-20240307', max_tokens=9, messages=[],\n"
        "    tools=[describe(one) for one in FUNCTIONS])\n"
    )
    assert scan({"office.py": code}).names(Kind.TOOL) == ["book", "find"]


@pytest.mark.parametrize(
    ("given", "told"), [("chatgptapi", []), ("claude-3-haiku-20240307", ["claude-3-haiku-20240307"])]
)
def test_a_word_that_chooses_among_what_the_program_has_is_no_model(scan, given: str, told: list[str]) -> None:
    code = (
        "import argparse, anthropic\np = argparse.ArgumentParser()\n"
        f"p.add_argument('--model', default={given!r})\nargs = p.parse_args()\n"
        "anthropic.Anthropic().messages.create(model=args.model, max_tokens=9, messages=[])\n"
    )
    assert scan({"book.py": code}).names(Kind.MODEL) == told


def test_an_entry_point_of_langgraph_is_an_agent(scan) -> None:
    code = "from langgraph.func import entrypoint\n@entrypoint()\nasync def remember(state):\n    return state\n"
    assert scan({"graph.py": code}).names(Kind.AGENT) == ["remember"]


OFFICE = """import anthropic
class OfficeAgent:
    @property
    def system_prompt(self):
        return "You work for the harbour office and look up berths."
    def answer(self, told):
        return anthropic.Anthropic().messages.create(
            model="claude-3-haiku-20240307", max_tokens=9, system=self.system_prompt, messages=told)
"""


def test_the_text_of_a_property_is_one_prompt(scan) -> None:
    assert scan({"office.py": OFFICE}).names(Kind.PROMPT) == ["system_prompt"]


def test_texts_that_a_class_or_a_folder_makes_prompts(scan) -> None:
    text = "Summarise the log of the harbour in five points, each of at most twelve words, and name the ships."
    files = {
        "prompts/log.py": f"SYSTEM = {text!r}\n",
        "prompt_texts.py": f"from base import Prompt\nLOG = Prompt({text!r})\nNOTICE = {text!r}\n",
        "ask.py": "from openai import OpenAI\nimport texts\nOpenAI().chat.completions.create(model='gpt-4o', messages=[])\n",
    }
    assert scan(files).names(Kind.PROMPT) == ["LOG", "SYSTEM"]


def test_a_specification_is_told_by_its_own_name(scan) -> None:
    code = (
        "from openai import OpenAI\n"
        "ALL = [{'spec': {'name': 'find_berth', 'description': 'Finds a berth', 'parameters': {'type': 'object'}}}]\n"
        "def ask(told):\n    tools = list(map(lambda one: one['spec'], ALL))\n"
        "    return OpenAI().chat.completions.create(model='gpt-4o', messages=told, functions=tools)\n"
    )
    assert scan({"office.py": code}).names(Kind.TOOL) == ["find_berth"]


ANNOTATED = """from typing import Annotated
import anthropic
from pydantic import BaseModel, Field
class Office(BaseModel):
    model: Annotated[str, Field("claude-3-haiku-20240307", description="who answers")]
class Harbour(BaseModel):
    office: Annotated[Office, Field(default_factory=Office)]
harbour = Harbour()
anthropic.Anthropic().messages.create(model=harbour.office.model, max_tokens=9, messages=[])
"""


def test_a_default_within_an_annotation(scan) -> None:
    assert scan({"office.py": ANNOTATED}).names(Kind.MODEL) == ["claude-3-haiku-20240307"]


def test_an_assistant_of_azure_is_an_agent(scan) -> None:
    code = (
        "from openai import AzureOpenAI\ndef main():\n    client = AzureOpenAI()\n"
        "    client.beta.assistants.create(name='Berths', model='gpt-4o', instructions='You give out berths to ships.')\n"
    )
    assert scan({"office.py": code}).names(Kind.AGENT) == ["Berths"]


def test_a_step_of_a_chain_is_no_tool_and_an_address_no_name(scan) -> None:
    code = (
        "from langchain_openai import ChatOpenAI\nfrom langchain_core.runnables import RunnablePassthrough, chain\n"
        "@chain\ndef look_up(told):\n    return 'x'\n"
        "made = {'context': look_up} | RunnablePassthrough().with_config(run_name='x') | ChatOpenAI(model='gpt-4o')\n"
        "class BerthMCPServer:\n    def __init__(self, url): self.url = url\n"
        "def serve(url='http://localhost:7700'):\n    return BerthMCPServer(url)\n"
    )
    assert scan({"office.py": code}).names(Kind.TOOL) == []
