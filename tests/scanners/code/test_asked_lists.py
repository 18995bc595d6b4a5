"""Lists of models that are only asked for what is in them."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PYTHON = """
import openai

REASONING_MODELS = ["o1-2024-12-17", "o3-mini-2025-01-31"]

class Desk:
    VISION_MODELS = ("gpt-4-vision-preview", "gpt-4-turbo-2024-04-09")

    def ask(self, model, text):
        {use}
        return openai.OpenAI().chat.completions.create(model=model or "gpt-4o", messages=[])
"""
SCRIPT = """
import OpenAI from "openai";
const REASONING_MODELS = ["o1-2024-12-17", "o3-mini-2025-01-31"];
export async function ask(model: string) {{
  {use}
  return new OpenAI().chat.completions.create({{ model: "gpt-4o", messages: [] }});
}}
"""


@pytest.mark.parametrize(
    "use",
    [
        "thinks = model in REASONING_MODELS",
        "thinks = model not in self.VISION_MODELS",
        "if any(one in model for one in REASONING_MODELS): model = None",
        "if all(not model.startswith(one) for one in self.VISION_MODELS) and any(model.startswith(one) for one in REASONING_MODELS): text = ''",
        "thinks = any(one in model.lower() for one in ['o1', 'o3-mini', 'reasoner'])",
        "thinks = any(one.lower() in model.lower().strip() for one in REASONING_MODELS)",
        "thinks = sum(one in model for one in ['o1-pro'])",
        "thinks = any([model.startswith(one) for one in REASONING_MODELS])",
        "for one in ['o1-pro', 'o3-mini']:\n            if model.startswith(one):\n                text = ''",
        "pass",
    ],
)
def test_a_list_that_is_only_asked_is_no_model_in_use(scan, use):
    assert scan({"desk.py": PYTHON.format(use=use)}).names(Kind.MODEL) == ["gpt-4o"]


@pytest.mark.parametrize(
    "use",
    [
        "for one in REASONING_MODELS: self.ask(one, text)",
        "model = model or REASONING_MODELS[0]",
        "print(', '.join(REASONING_MODELS))",
        "answers = [self.ask(one, text) for one in REASONING_MODELS]",
        "picked = all(self.ask(one, text) for one in REASONING_MODELS)",
        "picked = all(self.ask(one, text) == 'yes' for one in REASONING_MODELS)",
    ],
)
def test_a_list_that_is_gone_through_or_handed_on_is(scan, use):
    found = scan({"desk.py": PYTHON.format(use=use)}).names(Kind.MODEL)
    assert "o1-2024-12-17" in found
    assert "gpt-4-vision-preview" not in found


def test_a_list_counts_where_another_file_does_something_with_it(scan):
    models = 'REASONING_MODELS = ["o1-2024-12-17", "o3-mini-2025-01-31"]\n'
    ask = "import openai\n{use}\ndef ask(one):\n    return openai.OpenAI().chat.completions.create(model='gpt-4o', messages=[one])\n"
    for use in (
        "import models\nask(models.REASONING_MODELS)",
        "from models import REASONING_MODELS\nask(REASONING_MODELS)",
    ):
        found = scan({"models.py": models, "ask.py": ask.format(use=use)})
        assert "o1-2024-12-17" in found.names(Kind.MODEL), use
    for use in ("import models\nok = 'o1' in models.REASONING_MODELS", "from models import REASONING_MODELS"):
        found = scan({"models.py": models, "ask.py": ask.format(use=use)})
        assert found.names(Kind.MODEL) == ["gpt-4o"], use


@pytest.mark.parametrize(
    ("use", "names"),
    [
        ("if (REASONING_MODELS.includes(model)) return null;", ["gpt-4o"]),
        ("if (REASONING_MODELS.some((one) => model.startsWith(one))) return null;", ["gpt-4o"]),
        ("REASONING_MODELS.forEach((one) => ask(one));", ["gpt-4o", "o1-2024-12-17", "o3-mini-2025-01-31"]),
        ("const first = REASONING_MODELS[0]; ask(first);", ["gpt-4o", "o1-2024-12-17", "o3-mini-2025-01-31"]),
        ("register(REASONING_MODELS);", ["gpt-4o", "o1-2024-12-17", "o3-mini-2025-01-31"]),
    ],
)
def test_lists_of_scripts(scan, use, names):
    assert scan({"desk.ts": SCRIPT.format(use=use)}).names(Kind.MODEL) == names


def test_what_a_function_gives_is_no_list_that_nothing_speaks_of(scan):
    code = """
import OpenAI from "openai";
export function getModels(): string[] {
  try { return JSON.parse(process.env.MODELS ?? ""); } catch {
    return ["o1-2024-12-17", "o3-mini-2025-01-31", "gpt-4-turbo-2024-04-09"];
  }
}
for (const one of getModels()) new OpenAI().chat.completions.create({ model: one, messages: [] });
"""
    assert "o1-2024-12-17" in scan({"models.ts": code}).names(Kind.MODEL)


def test_what_a_question_asks_on_the_way_is_read(scan):
    code = (
        "import openai\nclient = openai.OpenAI()\nRULES = ['gpt-4o-2024-05-13', 'o1-2024-12-17']\n"
        "known = any(one in name for one in RULES if client.chat.completions.create(model='gpt-4.1', messages=[]))\n"
    )
    assert scan({"rules.py": code}).names(Kind.MODEL) == ["gpt-4.1"]


@pytest.mark.parametrize(
    "use",
    [
        'switch (model) { case "o1-pro": x = 1; break; default: x = 2; }',
        'const big = new Set(["o1-pro"]).has(model);',
    ],
)
def test_a_branch_or_a_set_that_a_script_asks_is_no_model_in_use(scan, use):
    assert scan({"desk.ts": SCRIPT.format(use=f"let x = 0; {use}")}).names(Kind.MODEL) == ["gpt-4o"]
