"""What varies together stays together; what a name held before it is bound again is not lost."""

from __future__ import annotations

from aibom.model.kinds import Kind


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def test_names_of_two_callers_are_not_crossed(scan):
    found = scan(
        {
            "corpus.py": "from datasets import load_from_disk\n"
            "def kept_in(corpus, language):\n"
            "    return f'artifacts/{language}_{corpus}/done'\n"
            "def load(corpus, language='en'):\n"
            "    return load_from_disk(kept_in(corpus, language))\n"
            "load('fleurs', 'sw')\n"
            "load('voices')\n"
        }
    )
    assert names(found, Kind.DATASET) == {"artifacts/sw_fleurs/done", "artifacts/en_voices/done"}


def test_values_of_one_entry_of_a_table_are_joined(scan):
    found = scan(
        {
            "desk.py": "import litellm\n"
            "TABLE = {\n"
            "    'small': {\n"
            "        'provider': 'groq',\n"
            "        'model': 'llama-3.1-8b-instant',\n"
            "    },\n"
            "    'large': {\n"
            "        'provider': 'anthropic',\n"
            "        'model': 'claude-opus-4-1',\n"
            "    },\n"
            "}\n"
            "def ask(size, messages):\n"
            "    row = TABLE[size]\n"
            "    return litellm.completion(model=f\"{row['provider']}/{row['model']}\", messages=messages)\n"
        }
    )
    served = {(one.subject.origin, one.subject.name) for one in found.observations if one.subject.kind == Kind.MODEL}
    assert served == {("groq", "llama-3.1-8b-instant"), ("anthropic", "claude-opus-4-1")}


def test_two_lists_of_one_file_are_no_table(scan):
    found = scan(
        {
            "sizes.py": "from transformers import pipeline\n"
            "SIZES = [\n    'small',\n    'base',\n]\n"
            "TONGUES = [\n    'en',\n    'de',\n]\n"
            "for size in SIZES:\n"
            "    for tongue in TONGUES:\n"
            "        pipeline('translation', model=f'acme/speech-{size}-{tongue}')\n"
        }
    )
    ends = ("small-en", "small-de", "base-en", "base-de")
    assert names(found, Kind.MODEL) == {f"acme/speech-{end}" for end in ends}


def test_a_parameter_that_is_set_where_it_is_missing_keeps_what_callers_give(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "DEFAULT = 'gpt-4.1-nano'\n"
            "def ask(messages, model=None):\n"
            "    if not model:\n"
            "        model = DEFAULT\n"
            "    return client.chat.completions.create(model=model, messages=messages)\n"
            "def shown(messages, name):\n"
            "    name = name.split(' (')[0]\n"
            "    return client.chat.completions.create(model=name, messages=messages)\n"
            "ask([], 'gpt-4o')\n"
            "shown([], 'o3-mini (cheap)')\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4.1-nano", "gpt-4o", "o3-mini"}
    lines = {one.evidence.line for one in found.observations if one.subject.name == "gpt-4o"}
    assert lines == {7, 11}


def test_a_choice_among_lists_by_condition_is_any_of_them(scan):
    found = scan(
        {
            "models.py": "import os\nimport random\n"
            "def choose():\n"
            "    known = (\n"
            "        (['openai:gpt-4o'] if os.getenv('OPENAI_API_KEY') else []) +\n"
            "        (['groq:llama-3.3-70b-versatile'] if os.getenv('GROQ_API_KEY') else [])\n"
            "    )\n"
            "    return os.environ['AI_MODEL'] if os.environ.get('AI_MODEL') else random.choice(known)\n",
            "desk.py": "from pydantic_ai import Agent\nfrom models import choose\nMODEL = choose()\nplanner = Agent(MODEL)\n",
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o", "llama-3.3-70b-versatile"}


def test_what_is_put_under_a_variable_is_found_under_it(scan):
    found = scan(
        {
            "clients.py": "from groq import Groq\n"
            "_clients = {}\n"
            "def client_for(choice):\n"
            "    if choice not in _clients:\n"
            "        _clients[choice] = Groq()\n"
            "    return _clients[choice]\n",
            "desk.py": "from openai import OpenAI\n"
            "from clients import client_for\n"
            "def ask(choice, messages):\n"
            "    if choice == 'house':\n"
            "        client = OpenAI()\n"
            "        return client.chat.completions.create(model='gpt-4o', messages=messages)\n"
            "    client = client_for('fast')\n"
            "    return client.chat.completions.create(model='llama-3.1-8b-instant', messages=messages)\n",
        }
    )
    served = {(source, target) for source, kind, target in found.links if kind == "served-by"}
    assert served == {("gpt-4o", "OpenAI"), ("llama-3.1-8b-instant", "Groq")}
