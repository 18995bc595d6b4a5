"""The notebook front end: cells, magics, real lines, damaged and oversized files."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.scanners.code.facts import Lit, ModuleFacts
from aibom.scanners.code.notebooks import read_notebook

CELLS = [
    "%pip install -q openai==1.30 \\\n   chromadb\n! ollama pull llama3.2\nimport openai\n",
    "%%bash\n# weights\nhuggingface-cli download org/model \\\n  --revision main\n\necho done\n",
    "%%time\nclient = openai.OpenAI()\nanswer = client.chat.completions.create(\n    model='gpt-4o',\n)\nanswer?\n",
    "%env OPENAI_BASE_URL=http://localhost:8000/v1\n%run ../lib/settings.py\nfiles = !ls data\n"
    "%timeit -n 3 embed('é')\n",
    "def broken(:\n  pass\n",
    "ready = await index.load()  # aibom: ignore[AIB101] demo\n",
]


def notebook(cells: list[str], **metadata: Any) -> dict[str, Any]:
    """A notebook as Jupyter writes it, with outputs that look like cells."""
    trap = {"output_type": "execute_result", "data": {"application/json": {"source": ["import trap\n"], "cells": [1]}}}
    code = [
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": f"c{n}",
            "metadata": {},
            "outputs": [trap, {"text": ['"source": [\n', "client = openai.OpenAI()\n"]}],
            "source": source.splitlines(keepends=True),
        }
        for n, source in enumerate(cells)
    ]
    prose = {"cell_type": "markdown", "metadata": {}, "source": ["client = prose()\n"]}
    known = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, **metadata}
    return {"cells": [prose, *code], "metadata": known, "nbformat": 4, "nbformat_minor": 5}


def read(content: object, indent: int | None = 1) -> ModuleFacts:
    data = json.dumps(content, indent=indent, ensure_ascii=False).encode()
    facts = read_notebook("nb/demo.ipynb", data)
    assert isinstance(facts, ModuleFacts)
    return facts


def line_of(content: object, text: str, nth: int = 0) -> int:
    lines = json.dumps(content, indent=1, ensure_ascii=False).split("\n")
    return [number for number, line in enumerate(lines, 1) if text in line][nth]


def shell(facts: ModuleFacts) -> list[tuple[object, int]]:
    return [
        (call.args[0].value, call.line) for call in facts.calls if call.form == "shell" and type(call.args[0]) is Lit
    ]


def test_cells_are_one_module_with_lines_of_the_file() -> None:
    content = notebook(CELLS)
    facts = read(content)
    calls = {call.callee: call for call in facts.calls if call.form == "call"}
    create = calls["client.chat.completions.create"]
    assert create.line == line_of(content, "completions.create")
    assert create.kwargs == (("model", Lit("gpt-4o", line_of(content, "model='gpt-4o'"))),)
    assert create.end_line == line_of(content, '")\\n"')
    # The same text stands in every output before it.
    assert calls["openai.OpenAI"].line == line_of(content, "client = openai.OpenAI()", 2 + 1)
    assert [i.module for i in facts.imports] == ["openai", "..lib.settings"]
    assert "prose" not in calls
    assert [(d.text, d.line) for d in facts.directives] == [("ignore[AIB101] demo", line_of(content, "# aibom"))]


def test_magics_become_command_lines() -> None:
    content = notebook(CELLS)
    facts = read(content)
    assert shell(facts) == [
        ("pip install -q openai==1.30 chromadb", line_of(content, "%pip")),
        ("ollama pull llama3.2", line_of(content, "ollama")),
        ("huggingface-cli download org/model --revision main", line_of(content, "huggingface-cli")),
        ("echo done", line_of(content, "echo done")),
        ("ls data", line_of(content, "!ls")),
    ]
    values = {b.name: (b.value, b.line) for b in facts.bindings}
    line = line_of(content, "%env")
    assert values['os.environ["OPENAI_BASE_URL"]'] == (Lit("http://localhost:8000/v1", line), line)
    assert "embed" in [call.callee for call in facts.calls]


def test_a_broken_cell_does_not_spoil_its_neighbours() -> None:
    content = notebook(CELLS)
    facts = read(content)
    assert {p.line for p in facts.problems} == {line_of(content, "broken(:")}
    assert "index.load" in [call.callee for call in facts.calls]


def test_minified_and_single_string_sources() -> None:
    content = notebook(CELLS)
    assert {call.line for call in read(content, indent=None).calls} == {1}
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
    facts = read(content)
    create = next(call for call in facts.calls if call.callee == "client.chat.completions.create")
    assert create.line == create.end_line == line_of(content, "completions.create")


def test_format_3() -> None:
    cells = [
        {
            "cell_type": "code",
            "input": ["import openai\n", "print openai.ask('x')"],
            "language": "python",
            "outputs": [],
        },
        {"cell_type": "markdown", "source": ["import prose"]},
    ]
    content = {"metadata": {"name": "old"}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}
    facts = read(content)
    assert [i.module for i in facts.imports] == ["openai"]
    assert [(c.callee, c.line) for c in facts.calls] == [("openai.ask", line_of(content, "openai.ask"))]
    assert facts.problems == ()


def test_kernels_of_other_languages() -> None:
    content = notebook(["library(keras)\n"], kernelspec={"language": "R", "name": "ir"})
    facts = read(content)
    assert [(p.reason, p.line) for p in facts.problems] == [("a notebook for R was not read", line_of(content, '"R"'))]
    assert facts.calls == ()
    typescript = notebook(
        ["import OpenAI from 'openai';\n", "const client = new OpenAI();\n"],
        kernelspec={"language": "typescript", "name": "deno"},
    )
    facts = read(typescript)
    assert (facts.language, [i.module for i in facts.imports]) == ("typescript", ["openai"])
    assert [(c.callee, c.form, c.line) for c in facts.calls] == [("OpenAI", "new", line_of(typescript, "new OpenAI"))]


def test_cells_of_other_languages_are_told() -> None:
    content = notebook(["%%R\nlibrary(keras)\n", "%%html\n<b>pip install x</b>\n", "%%writefile app.py\nserve('m')\n"])
    content["cells"].append(
        {"cell_type": "code", "metadata": {"vscode": {"languageId": "fsharp"}}, "outputs": [], "source": ["let x = 1"]}
    )
    facts = read(content)
    assert [p.reason for p in facts.problems] == ["a cell for R was not read", "a cell for fsharp was not read"]
    assert [c.callee for c in facts.calls] == ["serve"]


@pytest.mark.parametrize(
    ("cell", "commands"),
    [
        ("%conda install faiss\n", ["conda install faiss"]),
        ("%uv pip install vllm\n", ["uv pip install vllm"]),
        ("pip install transformers\n", ["pip install transformers"]),
        ("  !pip install a\n", ["pip install a"]),
        ("if colab:\n    !pip install a\n    run()\n", ["pip install a"]),
        ("% pip install a\n", ["pip install a"]),
        ("out = !ollama list\n", ["ollama list"]),
        ("!!ollama list\n", ["ollama list"]),
        ("%%sh\nollama serve &\n", ["ollama serve &"]),
        ("%%script bash\nollama serve\n", ["ollama serve"]),
        ("%sh ollama serve\n", []),
        ("%system ollama list\n", ["ollama list"]),
        ("text = '''\n!pip install nothing\n%pip install nothing\n'''\n!pip install b\n", ["pip install b"]),
        ("ok = (a\n  != b)\nx = (y\n  % z)\n", []),
        ("%%capture\n!pip install c\n", ["pip install c"]),
        ("%load_ext autoreload\n%matplotlib inline\n?model\nmodel??\n", []),
    ],
)
def test_spellings_of_magics(cell: str, commands: list[str]) -> None:
    facts = read(notebook([cell]))
    assert [command for command, _ in shell(facts)] == commands
    assert facts.problems == ()


def test_secrets_in_magics_are_not_kept() -> None:
    token = "hf_" + "aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
    facts = read(notebook([f"%env HF_TOKEN={token}\n!huggingface-cli login --token {token}\n"]))
    assert token not in repr(facts)
    assert len(facts.bindings) == 1


def test_large_outputs_are_skipped() -> None:
    content = notebook(["first()\n", "second()\n"])
    content["cells"][1]["outputs"] = [{"data": {"image/png": "iVBOR\\n" * 1_000_000, "points": [[0.5, 1]] * 50_000}}]
    facts = read(content)
    assert [c.callee for c in facts.calls] == ["first", "second"]
    assert facts.calls[1].line == line_of(content, "second()")


def test_a_notebook_that_breaks_off_is_read_up_to_there() -> None:
    data = json.dumps(notebook(["first()\n", "second()\n", "third()\n"]), indent=1).encode()
    facts = read_notebook("demo.ipynb", data[: data.index(b"third")])
    assert [c.callee for c in facts.calls] == ["first", "second"]
    assert "breaks off" in facts.problems[0].reason


@pytest.mark.parametrize("data", [b"", b"null", b"[1]", b"import os", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_notebook_is_told(data: bytes) -> None:
    facts = read_notebook("demo.ipynb", data)
    assert [p.reason for p in facts.problems] == ["not a notebook (no JSON object)"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells":' + b"[" * 100_000,
        b'{"cells":' + b'{"a":' * 100_000,
        b'{"cells": [{"cell_type": "code", "source": "' + b'\\"' * 100_000,
        b"{" + b'"' * 99_999,
        b'{"cells": [{"cell_type": "code", "source": [' + b'"x\\n",' * 100_000,
    ],
)
def test_hostile_json_is_bounded(data: bytes) -> None:
    assert read_notebook("demo.ipynb", data).problems


def test_odd_strings_in_sources() -> None:
    data = b'{"cells": [{"cell_type": "code", "source": ["a = \'\\ud83d\'\\n", "b = \'\\q\xff\'\\n", "load()"]}]}'
    facts = read_notebook("demo.ipynb", data)
    assert [c.callee for c in facts.calls] == ["load"]
    assert isinstance(facts, ModuleFacts)


BASE = json.dumps(notebook(CELLS), indent=1).encode()


CHANGES = st.tuples(st.integers(0, len(BASE)), st.sampled_from([b"", b'"', b"\\", b"{", b"]", b"\n", b"\xff", b"\0"]))


@given(st.lists(CHANGES, max_size=5), st.integers(0, len(BASE)))
@settings(max_examples=60, deadline=None)
def test_mutated_notebooks_always_give_facts(changes: list[tuple[int, bytes]], end: int) -> None:
    data = BASE
    for place, piece in changes:
        data = data[:place] + piece + data[place + 1 :]
    data = data[: end or None]
    facts = read_notebook("demo.ipynb", data)
    assert isinstance(facts, ModuleFacts)
    last = data.count(b"\n") + 1
    assert all(1 <= call.line <= call.end_line <= last for call in facts.calls)


CSHARP = 'using OpenAI.Chat;\nvar client = new ChatClient("gpt-4o-mini", key);\n'
POLYGLOT = {"kernelspec": {"display_name": ".NET (C#)", "language": "C#", "name": ".net-csharp"}}


def of_kernel(source: str, **metadata: object) -> dict:
    return {"cell_type": "code", "metadata": metadata, "outputs": [], "source": source.splitlines(keepends=True)}


@pytest.mark.parametrize(
    "cell",
    [
        of_kernel("import openai\nopenai.ask('x')\n", dotnet_interactive={"language": "python"}),
        of_kernel(
            "import openai\n", polyglot_notebook={"kernelName": "python"}, vscode={"languageId": "polyglot-notebook"}
        ),
        of_kernel("import openai\n", vscode={"languageId": "python"}),
        of_kernel("#!python\nimport openai\n"),
    ],
)
def test_a_cell_of_a_second_kernel_is_not_read_as_the_first(cell: dict) -> None:
    content = notebook([CSHARP], **POLYGLOT)
    content["cells"].append(cell)
    facts = read(content)
    assert (facts.language, [c.callee for c in facts.calls]) == ("csharp", ["ChatClient"])
    assert [p.reason for p in facts.problems] == ["a cell for python was not read"]


def test_scripts_and_texts_beside_programs() -> None:
    content = notebook(["%%javascript\nawait client.ask('x')\n", "#!mermaid\ngraph TD;\n", CSHARP], **POLYGLOT)
    content["cells"].append(of_kernel("<b>Client</b>", dotnet_interactive={"language": "html"}))
    facts = read(content)
    assert [c.callee for c in facts.calls] == ["ChatClient"]
    assert [p.reason for p in facts.problems] == ["a cell for javascript was not read"]


def test_commands_and_cells_of_the_own_kernel_are_no_other() -> None:
    content = notebook(["#!import tools.dib\n", "#!csharp\n" + CSHARP, "#!time\nclient.Ask();\n"], **POLYGLOT)
    facts = read(content)
    assert ([c.callee for c in facts.calls], facts.problems) == (["ChatClient", "client.Ask"], ())


def test_a_notebook_most_of_whose_cells_are_of_one_language_is_of_that() -> None:
    content = notebook([], **POLYGLOT)
    asked = "#!python\nimport openai\nopenai.ask('x')\n"
    content["cells"] += [of_kernel(asked), of_kernel(asked), of_kernel("#!csharp\n" + CSHARP)]
    facts = read(content)
    assert (facts.language, [c.callee for c in facts.calls]) == ("python", ["openai.ask", "openai.ask"])
    assert [p.reason for p in facts.problems] == ["a cell for csharp was not read"]
