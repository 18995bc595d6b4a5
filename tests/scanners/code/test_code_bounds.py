"""Whatever stands in the sources, matching ends, in bounded work and without an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.python import read_python
from aibom.scanners.code.treesitter import read_source

HEAD = "from langchain_openai import ChatOpenAI\n"
USE = "ChatOpenAI(model={})\n"


def test_a_long_chain_of_names_is_an_unknown(scan):
    chain = "a0 = 'our-assistant'\n" + "".join(f"a{n} = a{n - 1}\n" for n in range(1, 3000))
    found = scan({"chain.py": HEAD + chain + USE.format("a2999")})
    assert found.names(Kind.MODEL) == []
    assert len(found.unknowns) == 1


def test_a_parameter_with_thousands_of_callers(scan):
    calls = "".join(f"make('gpt-4o-{n}')\n" for n in range(3000))
    found = scan({"many.py": HEAD + "def make(name):\n    return ChatOpenAI(model=name)\n" + calls})
    assert 1 <= len(found.names(Kind.MODEL)) <= 60
    assert "there may be more" in found.unknowns[0].reason


@pytest.mark.parametrize(
    "source",
    [
        "class A(A): pass\nclass B(C): pass\nclass C(B): pass\n" + USE.format("B().x.y"),
        "def f(x): return f(f(x))\n" + USE.format("f(f)"),
        "x = x or x\nx = [x, x]\nx = {**x, 'k': x['k']}\n" + USE.format("x['k']"),
        "x = lambda y: x(y)\n" + USE.format("x(x)(x)"),
        "llm = llm.bind(llm)\nfrom graph import *\n" + USE.format("llm.name"),
        "self.x = self.x\n" + USE.format("self.x"),
        "def f(a=f): return f(a)\n" + USE.format("f(a=f())"),
        "x = '%s' % ('a' * 999,)\nfor i in x:\n    x += i\n" + USE.format("x"),
        "agents = [Agent(tools=agents)]\n" + USE.format("agents[0]"),
    ],
)
def test_what_refers_to_itself_ends(scan, source):
    scan(
        {
            "graph.py": HEAD + "from agents import Agent\n" + source,
            "other.py": "from graph import *\nfrom other import *\n",
        }
    )


def test_deep_classes_and_wide_choices(scan):
    deep = "class C0:\n    model = 'gpt-4o'\n" + "".join(f"class C{n}(C{n - 1}): pass\n" for n in range(1, 400))
    wide = (
        "m = "
        + " or ".join(f"opt{n}" for n in range(70))
        + "\n"
        + "".join(f"opt{n} = m or 'gpt-4o'\n" for n in range(70))
    )
    found = scan(
        {"deep.py": HEAD + deep + wide + USE.format("C3().model") + USE.format("C399().model") + USE.format("m")}
    )
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert [u.expression for u in found.unknowns if u.expression] == ["C399().model"]
    assert [u.reason for u in found.unknowns if not u.expression] == [
        "40 values of the model's name were followed, and there may be more"
    ]


SAMPLES = [
    Path(__file__).with_name(name).read_text("utf-8")
    for name in ("test_joining.py", "test_code_matching.py", "test_resolving.py")
]
LINES = [line for sample in SAMPLES for line in sample.splitlines() if line and not line.startswith((" " * 8, '"""'))]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(LINES), max_size=60), st.lists(st.sampled_from(LINES), max_size=60), st.randoms())
def test_shuffled_lines_of_real_code_never_raise(first, second, random):
    cut = random.randrange(1, 40)
    script = "\n".join(line[: random.choice([cut, 400])] for line in second)
    records = {
        "a.py": read_python("a.py", "\n".join(first).encode()),
        "b.py": read_python("b.py", script.encode()),
        "c.ts": read_source("c.ts", "\n".join(second).encode(), "typescript"),
    }
    list(match(records, frozenset(records), load_catalogue()))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "gemini.rb",
            "class Gemini\n  def chat(params = {})\n    params[:tools] = {function_declarations: params[:tools]}\n"
            "    parameters = chat_parameters.to_params(params)\n"
            '    http_post("https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro", parameters)\n  end\nend\n',
        ),
        (
            "gemini.ts",
            "import { GoogleGenerativeAI } from '@google/generative-ai';\n"
            "export function ask(params: any) {\n  params.tools = [{ functionDeclarations: params.tools }];\n"
            "  return new GoogleGenerativeAI('k').getGenerativeModel({ model: 'gemini-2.5-pro', tools: params.tools });\n}\n",
        ),
    ],
)
def test_tools_that_are_wrapped_in_place_end(scan, path, source):
    assert not [one for one in scan({path: source}).unknowns if one.topic == "defect"]
