"""Models that literals name without a use that could be followed, and literals that only look like such."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CHAT = """
import openai
from providers import pick

def answer(question: str) -> str:
    return openai.chat.completions.create(model=pick(), messages=[{"role": "user", "content": question}])
"""


def models(scan, written: str) -> list[str]:
    return scan({"chat.py": CHAT, "providers.py": written}).names(Kind.MODEL)


@pytest.mark.parametrize(
    "written",
    [
        "HAIKU = 'claude-3-5-haiku-latest'\ndef pick(): ...\n",
        "CHOICES = {'fast': ['claude-3-5-haiku-latest'], 'slow': []}\ndef pick(): ...\n",
        "def pick(kind):\n    return TABLE.get(kind) or 'claude-3-5-haiku-latest'\n",
        "class Speed(Enum):\n    FAST = 'claude-3-5-haiku-latest'\ndef pick(): ...\n",
        "own.register('claude-3-5-haiku-latest')\ndef pick(): ...\n",
    ],
)
def test_a_literal_of_a_known_family_is_a_model(scan, written: str) -> None:
    assert models(scan, written) == ["claude-3-5-haiku-latest"]


@pytest.mark.parametrize(
    "written",
    [
        "PRICES = {'claude-3-5-haiku-latest': 0.25}\ndef pick(): ...\n",
        "WINDOWS = [{'id': 'claude-3-5-haiku-latest', 'context_window': 200000}]\ndef pick(): ...\n",
        "def pick(name):\n    return name if name == 'claude-3-5-haiku-latest' else None\n",
        "def pick(name):\n    return name.startswith('claude-3-5-haiku-latest')\n",
        "NO_SYSTEM_SUPPORT = ['claude-3-5-haiku-latest']\ndef pick(): ...\n",
        "own.load_dataset('HuggingFaceH4/aime_2024')\ndef pick(): ...\n",
        "logger.warning('claude-3-5-haiku-latest')\ndef pick(): ...\n",
        "IMAGE = 'ghcr.io/acme/code-interpreter:latest'\nSANDBOX = 'code-interpreter:latest'\ndef pick(): ...\n",
        "RUN = 'gpt-4o_27-01_browser'\nPACKAGE = 'minimax-mcp'\nSHOWN = 'GPT-3.5-Turbo'\ndef pick(): ...\n",
        "ALL = [" + ", ".join(f"'gpt-4-{number:04}'" for number in range(1101, 1115)) + "]\ndef pick(): ...\n",
    ],
)
def test_what_is_compared_priced_shown_or_listed_is_none(scan, written: str) -> None:
    assert models(scan, written) == []


def test_a_model_that_is_told_already_is_told_once_where_it_is_used(scan) -> None:
    written = "NAMES = ['openai/gpt-4o']\nimport openai\nopenai.chat.completions.create(model='gpt-4o')\n"
    found = scan({"chat.py": written})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert found.places(Kind.MODEL, "gpt-4o") == {"chat.py:3"}


def test_nothing_is_told_in_a_tree_that_has_nothing_to_do_with_ai(scan) -> None:
    assert (
        scan({"shop.py": "import requests\nPHONES = ['gpt-4o', 'claude-3-5-haiku-latest']\n"}).names(Kind.MODEL) == []
    )


def test_a_list_of_which_one_is_chosen_is_followed_and_another_is_not(scan) -> None:
    written = (
        "import openai\n"
        "CHAT = ['gpt-4o', 'gpt-4o-mini']\n"
        "openai.chat.completions.create(model=CHAT[0])\n"
        "DEFAULT = 'gpt-4.1'\n"
        "DRAW = ['dall-e-2', 'dall-e-3']\n"
    )
    assert scan({"chat.py": written}).names(Kind.MODEL) == ["dall-e-2", "dall-e-3", "gpt-4o"]


def test_what_is_given_to_a_call_that_makes_a_model_counts_beside_others_that_are_told(scan):
    code = CHAT.replace("pick()", "'gpt-4o'") + "voice = own.TextToSpeechService('tts-1')\nown.log('gpt-4-turbo')\n"
    assert scan({"chat.py": code}).names(Kind.MODEL) == ["gpt-4o", "tts-1"]
