"""What the conditions around a use say of a name: which of all its values can be there."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

_CHOSEN = (
    "import streamlit as st\n"
    "def sidebar():\n"
    "    provider = st.radio('Provider', ['OpenAI', 'Groq'])\n"
    "    if provider == 'OpenAI':\n"
    "        model = st.selectbox('Model', ['gpt-4o', 'o3-mini', 'Custom'])\n"
    "        if model == 'Custom':\n"
    "            model = st.text_input('Your model')\n"
    "    else:\n"
    "        model = st.selectbox('Model', ['llama-3.1-8b-instant', 'qwen-2.5-32b'])\n"
    "    return {'provider': provider, 'model': model}\n"
)
_ASKED = (
    "from crewai import LLM\n"
    "from sidebar import sidebar\n"
    "chosen = sidebar()\n"
    "model = chosen['model']\n"
    "if chosen['provider'] == 'OpenAI':\n"
    "    llm = LLM(model=f'openai/{model}')\n"
    "else:\n"
    "    llm = LLM(model=f'groq/{model}')\n"
)


def served(found):
    return {(source, target) for source, kind, target in found.links if kind == "served-by"}


def test_models_that_are_chosen_for_one_provider_do_not_go_to_another(scan):
    told = served(scan({"sidebar.py": _CHOSEN, "desk.py": _ASKED}))
    assert told == {
        *(("gpt-4o", "OpenAI"), ("o3-mini", "OpenAI")),
        *(("llama-3.1-8b-instant", "Groq"), ("qwen-2.5-32b", "Groq")),
    }


def test_a_word_that_is_asked_for_and_replaced_is_no_model(scan):
    assert "Custom" not in scan({"sidebar.py": _CHOSEN, "desk.py": _ASKED}).names(Kind.MODEL)


@pytest.mark.parametrize(
    "condition",
    ["model in HOSTED", "model == 'gpt-4o' or model == 'gpt-4o-mini'", "model in ('gpt-4o', 'gpt-4o-mini')"],
)
def test_a_branch_has_the_values_that_it_asks_for(scan, condition):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\nfrom langchain_ollama import ChatOllama\n"
            "HOSTED = ['gpt-4o', 'gpt-4o-mini']\n"
            "def ask(model='llama3.2'):\n"
            f"    if {condition}:\n"
            "        return OpenAI().responses.create(model=model, input='...')\n"
            "    return ChatOllama(model=model)\n"
            "ask('gpt-4o')\nask()\n"
        }
    )
    assert served(found) == {("gpt-4o", "OpenAI"), ("llama3.2", "Ollama")}


def test_cases_of_a_match_have_their_own_values(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\nfrom langchain_ollama import ChatOllama\n"
            "def ask(model='llama3.2'):\n"
            "    match model:\n"
            "        case 'gpt-4o' | 'gpt-4o-mini':\n"
            "            return OpenAI().responses.create(model=model, input='...')\n"
            "        case _:\n"
            "            return ChatOllama(model=model)\n"
            "ask('gpt-4o')\nask()\n"
        }
    )
    assert served(found) == {("gpt-4o", "OpenAI"), ("llama3.2", "Ollama")}


def test_what_a_branch_binds_anew_is_not_asked_for(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "def ask(model='large'):\n"
            "    if model == 'large':\n"
            "        model = 'gpt-4o'\n"
            "        return OpenAI().responses.create(model=model, input='...')\n"
            "ask()\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4o"]


def test_names_that_branches_give_stay_also_where_another_branch_asks_for_them(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "def ask(model='fast'):\n"
            "    if model == 'fast':\n"
            "        model = 'gpt-4o-mini'\n"
            "    elif model == 'gpt-4o-mini':\n"
            "        model = 'gpt-4.1-mini'\n"
            "    elif model == 'o1':\n"
            "        model = 'o1'\n"
            "    return OpenAI().responses.create(model=model, input='...')\n"
            "ask()\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4.1-mini", "gpt-4o-mini", "o1"]


@pytest.mark.parametrize(
    "condition", ["len(model) > 3", "'gpt' in model", "model.lower() == 'o3-mini'", "strict and model != 'o1'"]
)
def test_conditions_that_are_not_understood_let_all_through(scan, condition):
    source = (
        "from openai import OpenAI\n"
        "def ask(model, strict):\n"
        f"    if {condition}:\n"
        "        return OpenAI().responses.create(model=model, input='...')\n"
        "ask('gpt-4o', True)\nask('gpt-4o-mini', True)\n"
    )
    assert scan({"desk.py": source}).names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


def test_the_same_word_for_both_lets_all_through(scan):
    files = {"sidebar.py": _CHOSEN, "desk.py": _ASKED.replace("chosen['provider'] ==", "chosen['mode'] ==")}
    assert ("gpt-4o", "Groq") in served(scan(files))


_BRANCHES = {
    "desk.ts": "import OpenAI from 'openai';\nimport Groq from 'groq-sdk';\n"
    "const HOSTED = ['gpt-4o', 'gpt-4o-mini'];\n"
    "async function ask(model: string) {\n"
    "  if (%s) {\n"
    "    return new OpenAI().chat.completions.create({ model, messages: [] });\n"
    "  }\n"
    "  return new Groq().chat.completions.create({ model, messages: [] });\n"
    "}\n"
    "ask('gpt-4o');\nask('llama-3.1-8b-instant');\n",
    "desk.go": "package main\n"
    'import (\n\t"github.com/openai/openai-go"\n\t"github.com/anthropics/anthropic-sdk-go"\n)\n'
    "func ask(model string) {\n"
    "\tswitch model {\n"
    '\tcase "gpt-4o", "gpt-4o-mini":\n'
    "\t\topenai.NewClient().Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: model})\n"
    "\tdefault:\n"
    "\t\tanthropic.NewClient().Messages.New(ctx, anthropic.MessageNewParams{Model: model})\n"
    "\t}\n}\n"
    'func main() {\n\task("gpt-4o")\n\task("claude-3-5-haiku-latest")\n}\n',
}
_ASKS = ["model === 'gpt-4o'", "(model === 'gpt-4o' || model === 'gpt-4o-mini')", "HOSTED.includes(model)"]


@pytest.mark.parametrize("condition", _ASKS)
def test_scripts_have_in_a_branch_what_it_asks_for(scan, condition):
    told = served(scan({"desk.ts": _BRANCHES["desk.ts"] % condition}))
    assert told == {("gpt-4o", "OpenAI"), ("llama-3.1-8b-instant", "Groq")}


def test_a_branch_that_asks_for_more_than_a_name_does_not_hide_it_below(scan):
    condition = "model === 'llama-3.1-8b-instant' && process.env.OPENAI_API_KEY"
    told = served(scan({"desk.ts": _BRANCHES["desk.ts"] % condition}))
    assert ("llama-3.1-8b-instant", "Groq") in told


def test_cases_of_a_switch_have_what_they_are_for(scan):
    told = served(scan({"desk.go": _BRANCHES["desk.go"]}))
    assert told == {("gpt-4o", "OpenAI"), ("claude-3-5-haiku-latest", "Anthropic")}


def test_empty_cases_lead_into_the_next_one(scan):
    found = scan(
        {
            "desk.ts": "import OpenAI from 'openai';\n"
            "function ask(model: string) {\n"
            "  switch (model) {\n"
            "    case 'gpt-4o':\n"
            "    case 'gpt-4o-mini':\n"
            "      return new OpenAI().responses.create({ model, input: '' });\n"
            "  }\n"
            "}\n"
            "ask('gpt-4o');\nask('gpt-4o-mini');\nask('none-of-them-1');\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


@pytest.mark.parametrize(("prefix", "name"), [("", "moor"), ("port", "port_moor")])
def test_a_text_with_an_empty_part_stands_for_the_other_case(scan, prefix, name):
    text = (
        "import os\n"
        "from fastmcp import FastMCP\n"
        f"PREFIX = os.environ.get('TOOL_PREFIX', '{prefix}')\n"
        "def named(tool):\n"
        "    return f'{PREFIX}_{tool}' if PREFIX else tool\n"
        "mcp = FastMCP('Harbour')\n"
        "@mcp.tool(name=named('moor'))\n"
        "def moor_ship(ship: str) -> str:\n"
        "    '''Moor a ship.'''\n"
        "    return ship\n"
    )
    assert name in scan({"server.py": text}).names(Kind.TOOL)
    assert "_moor" not in scan({"server.py": text}).names(Kind.TOOL)
