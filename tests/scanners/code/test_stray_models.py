"""Models that literals name in code and that no path of names reaches."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CLERK = """\
from openai import OpenAI
from desk.routing import pick
{line}

def answer(question):
    return OpenAI().chat.completions.create(model="gpt-4o", messages=question)
"""


@pytest.mark.parametrize(
    "line",
    [
        'careful = pick("claude-3-5-sonnet-20241022")',
        'FALLBACKS = {"slow": "claude-3-5-sonnet-20241022"}',
        'FALLBACKS = {"claude-3-5-sonnet-20241022": pick}',
        'FALLBACKS = {"claude-3-5-sonnet-20241022": {"label": "Careful", "vendor": "anthropic"}}',
        'desk = ClaudeMessages("claude-3-5-sonnet-20241022")',
        'def careful():\n    return "claude-3-5-sonnet-20241022"',
    ],
)
def test_a_sure_name_counts_beside_models_that_are_followed(scan, line: str) -> None:
    found = scan({"clerk.py": CLERK.format(line=line)})
    assert found.names(Kind.MODEL) == ["claude-3-5-sonnet-20241022", "gpt-4o"]
    stray = [one for one in found.observations if one.subject.name.startswith("claude-")]
    assert {one.evidence.confidence for one in stray} == {0.4}


@pytest.mark.parametrize(
    "line",
    [
        'RATES = {"gpt-4o": 2, "claude-3-5-sonnet-20241022": 3}',
        'RATES = {"claude-3-5-sonnet-20241022": {"input": 3.0, "output": 15.0}}',
        'SIZES = {"claude-3-5-sonnet-20241022": (200000, 8192)}',
        'WAYS = {"claude-3-5-sonnet-20241022": pick, ' + ", ".join(f'"o{n}-mini": pick' for n in range(1, 8)) + "}",
        "ways = pick(" + ", ".join(f'm{n}="gpt-4.{n}-mini"' for n in range(1, 9)) + ")",
        'if pick.name.startswith("claude-3-5-sonnet-20241022"): pass',
        'if pick.name == "claude-3-5-sonnet-20241022": pass',
        'print("claude-3-5-sonnet-20241022")',
        'team = pick("claude-desk")',
        'ozone = pick("o3")',
        'strong = any(marker in str(pick) for marker in ("gpt-5-pro", "the best model"))',
        'KEY_REQUIREMENTS = [(("gpt-", "o1", "o3-mini"), "OPENAI_API_KEY")]',
    ],
)
def test_prices_limits_comparisons_and_long_tables_are_none(scan, line: str) -> None:
    assert scan({"clerk.py": CLERK.format(line=line)}).names(Kind.MODEL) == ["gpt-4o"]


COMPARED = """\
import re
from transformers import AutoTokenizer

def _re(*patterns):
    return tuple(re.compile(one, re.IGNORECASE) for one in patterns)

class PhiTemplate:
    {name} = _re("microsoft/Phi-3", "unsloth/phi-4")

def load(path):
    return AutoTokenizer.from_pretrained(path)
"""


def test_what_names_are_compared_with_is_no_model(scan) -> None:
    assert scan({"template.py": COMPARED.format(name="match_patterns")}).names(Kind.MODEL) == []
    assert scan({"template.py": COMPARED.format(name="fallbacks")}).names(Kind.MODEL) != []
