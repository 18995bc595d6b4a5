"""What one turn of a loop over a written-out list names belongs together: the name, model, text and tools of one entry."""

from __future__ import annotations

import pytest

from aibom.catalog.loader import load_catalogue
from aibom.core.left_out import listening
from aibom.model.kinds import Kind
from aibom.model.sighting import Link
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.python import read_python
from aibom.scanners.code.resolving.branches import Branches

_AGENTS = "from agents import Agent\n"
_TWO = {("Billing", "uses-model", "gpt-4o-mini"), ("Refunds", "uses-model", "o3-mini")}


def models(found):
    return {link for link in found.links if link[1] == "uses-model"}


@pytest.mark.parametrize(
    "source",
    [
        "DESKS = [{'name': 'Billing', 'model': 'gpt-4o-mini'}, {'name': 'Refunds', 'model': 'o3-mini'}]\n"
        "for desk in DESKS:\n    Agent(name=desk['name'], model=desk['model'])\n",
        "DESKS = [('Billing', 'gpt-4o-mini'), ('Refunds', 'o3-mini')]\n"
        "def make(name, model):\n    return Agent(name=name, model=model)\n"
        "desks = {name: make(name, model) for name, model in DESKS}\n",
        "for name, model in [('Billing', 'gpt-4o-mini'), ('Refunds', 'o3-mini')]:\n    Agent(name=name, model=model)\n",
        "NAMES = ['Billing', 'Refunds']\nMODELS = ['gpt-4o-mini', 'o3-mini']\n"
        "desks = [Agent(name=name, model=model) for name, model in zip(NAMES, MODELS)]\n",
        "DESKS = {'Billing': 'gpt-4o-mini', 'Refunds': 'o3-mini'}\n"
        "def desks():\n    return [Agent(name=name, model=model) for name, model in DESKS.items()]\n",
        "DESKS = {'Billing': {'model': 'gpt-4o-mini'}, 'Refunds': {'model': 'o3-mini'}}\n"
        "for place, (name, desk) in enumerate(DESKS.items()):\n    Agent(name=name, model=desk['model'])\n",
    ],
)
def test_each_turn_makes_one_agent_with_its_own_model(scan, source):
    assert models(scan({"desks.py": _AGENTS + source})) == _TWO


@pytest.mark.parametrize(
    "made",
    [
        "export const desks = DESKS.map((desk) => new Agent({ name: desk.name, model: desk.model }));\n",
        "export const desks = DESKS.map(({ name, model }) => new Agent({ name, model }));\n",
        "const made = [];\nfor (const desk of DESKS) made.push(new Agent({ name: desk.name, model: desk.model }));\n",
    ],
)
def test_scripts_make_one_agent_of_each_entry(scan, made):
    source = (
        "import { Agent } from '@openai/agents';\n"
        "const DESKS = [{ name: 'Billing', model: 'gpt-4o-mini' }, { name: 'Refunds', model: 'o3-mini' }];\n"
    )
    assert models(scan({"desks.ts": source + made})) == _TWO


def test_a_tool_of_each_folder_reads_its_own_folder(scan):
    found = scan(
        {
            "docs.py": "from llama_index.core import SimpleDirectoryReader, VectorStoreIndex\n"
            "from llama_index.core.tools import QueryEngineTool\n"
            "GUIDES = {'./guides/sowing': 'When to sow.', './guides/pruning': 'How to prune.'}\n"
            "def tool(folder, text):\n"
            "    index = VectorStoreIndex.from_documents(SimpleDirectoryReader(folder).load_data())\n"
            "    return QueryEngineTool.from_defaults(index.as_query_engine(), name=folder, description=text)\n"
            "tools = {folder: tool(folder, text) for folder, text in GUIDES.items()}\n"
        }
    )
    read = {(source, target) for source, kind, target in found.links if kind == "reads-data"}
    assert {len({target for source, target in read if source == one}) for one in found.names(Kind.TOOL)} == {1}
    assert {target for _, target in read} == {"guides/sowing", "guides/pruning"}


def test_loops_one_in_another_put_all_together(scan):
    source = "desks = [Agent(name=name, model=model) for name in ['Billing', 'Refunds'] for model in ['gpt-4o', 'o3-mini']]\n"
    crossed = {(name, "uses-model", model) for name in ("Billing", "Refunds") for model in ("gpt-4o", "o3-mini")}
    assert models(scan({"desks.py": _AGENTS + source})) == crossed


def test_a_list_that_is_not_all_written_out_is_not_taken_apart(scan):
    source = (
        "from shop import more\n"
        "DESKS = [('Billing', 'gpt-4o-mini'), ('Refunds', 'o3-mini'), *more()]\n"
        "for name, model in DESKS:\n    Agent(name=name, model=model)\n"
    )
    assert models(scan({"desks.py": _AGENTS + source})) >= _TWO


def test_what_does_not_vary_goes_to_all(scan):
    source = "for name in ['Billing', 'Refunds']:\n    Agent(name=name, model='gpt-4o', instructions='You answer letters.')\n"
    found = scan({"desks.py": _AGENTS + source})
    assert models(found) == {("Billing", "uses-model", "gpt-4o"), ("Refunds", "uses-model", "gpt-4o")}


def test_names_that_are_bound_anew_in_many_loops_cost_each_loop_the_same(scan, monkeypatch):
    looked = []
    holds = Branches.holds
    monkeypatch.setattr(Branches, "holds", lambda self, *asked: looked.append(asked) or holds(self, *asked))
    pair = "for name, model in [('A', 'gpt-4o'), ('B', 'o3-mini')]:\n    Agent(name=f'{name} %d', model=model)\n"
    scan({"desks.py": _AGENTS + "".join(pair % number for number in range(100))})
    once = len(looked)
    looked.clear()
    scan({"desks.py": _AGENTS + "".join(pair % number for number in range(200))})
    assert 0 < len(looked) < 2.3 * once


_SCRIPT = "import { Agent } from '@openai/agents';\n"
_TABLE = "const TABLE = { Billing: 'gpt-4o-mini', Refunds: 'o3-mini' };\n"
_ROWS = "const ROWS = [{ name: 'Billing', model: 'gpt-4o-mini' }, { name: 'Refunds', model: 'o3-mini' }];\n"


@pytest.mark.parametrize(
    "loop",
    [
        _TABLE + "for (const [name, model] of Object.entries(TABLE)) { run(new Agent({ name, model })); }",
        _TABLE + "for (const name of Object.keys(TABLE)) { run(new Agent({ name, model: TABLE[name] })); }",
        _TABLE + "for (const name in TABLE) { run(new Agent({ name, model: TABLE[name] })); }",
        _TABLE + "Object.entries(TABLE).forEach(([name, model]) => run(new Agent({ name, model })));",
        _ROWS + "for (const { name, model } of ROWS) { run(new Agent({ name, model })); }",
        _ROWS + "for (const [place, { name, model }] of ROWS.entries()) { run(new Agent({ name, model })); }",
        _ROWS + "for (const [place, row] of ROWS.entries()) { run(new Agent({ name: row.name, model: row.model })); }",
        _ROWS.replace("[", "{ a: ", 1).replace("}, {", "}, b: {").replace("}];", "}};")
        + "for (const row of Object.values(ROWS)) { run(new Agent({ name: row.name, model: row.model })); }",
        "for (const [name, model] of [['Billing', 'gpt-4o-mini'], ['Refunds', 'o3-mini']]) {\n"
        "  run(new Agent({ name, model }));\n}",
    ],
)
def test_loops_of_scripts_turn_by_turn(scan, loop):
    assert models(scan({"desk.ts": f"{_SCRIPT}{loop}\n"})) == _TWO


def test_nodes_of_a_graph_that_a_loop_adds(scan):
    text = (
        "import { StateGraph } from '@langchain/langgraph';\n"
        "import { ChatOpenAI } from '@langchain/openai';\n"
        "const llm = new ChatOpenAI({ model: 'gpt-4o-mini' });\n"
        "async function plan(state) { return { plan: await llm.invoke('Plan: ' + state.question) }; }\n"
        "const NODES = { plan };\n"
        "const graph = new StateGraph(State);\n"
        "for (const [name, node] of Object.entries(NODES)) { graph.addNode(name, node); }\n"
        "export const desk = graph.compile();\n"
    )
    assert ("desk", "uses-model", "gpt-4o-mini") in scan({"graph.ts": text}).links


@pytest.mark.parametrize("rows", [26, 40, 60])
def test_a_long_table_makes_as_many_pairs_as_rows(scan, rows):
    table = ", ".join(f"{{'name': 'Desk {row}', 'model': 'gpt-4o-{row}'}}" for row in range(rows))
    found = scan(
        {
            "desks.py": f"{_AGENTS}DESKS = [{table}]\nfor desk in DESKS:\n    Agent(name=desk['name'], model=desk['model'])\n"
        }
    )
    told = models(found)
    assert told <= {(f"Desk {row}", "uses-model", f"gpt-4o-{row}") for row in range(rows)}
    assert len(told) == rows


_PAIRS = ["north/wren", "south/lark", "west/swift"]


@pytest.mark.parametrize(
    "source",
    [
        "HOUSES, BIRDS = ['north', 'south', 'west'], ['wren', 'lark', 'swift']\n"
        "for house, bird in zip(HOUSES, BIRDS):\n    completion(model=f'{house}/{bird}', messages=[])\n",
        "ROWS = [('north', 'wren'), ('south', 'lark'), ('west', 'swift')]\n"
        "def ask():\n    for house, bird in ROWS:\n        name = house + '/' + bird\n"
        "        completion(model=name, messages=[])\n",
    ],
)
def test_a_name_that_is_put_together_in_a_loop_has_the_parts_of_one_row(scan, source):
    assert scan({"desk.py": "from litellm import completion\n" + source}).names(Kind.MODEL) == _PAIRS


def test_a_name_that_a_script_puts_together_in_a_loop_has_the_parts_of_one_row(scan):
    source = (
        "import { generateText } from 'ai';\nconst ROWS = [['north', 'wren'], ['south', 'lark'], ['west', 'swift']];\n"
        "for (const [house, bird] of ROWS) { await generateText({ model: `${house}/${bird}`, prompt: 'Hello' }); }\n"
    )
    assert scan({"desk.ts": source}).names(Kind.MODEL) == _PAIRS


def test_two_loops_within_each_other_put_everything_together(scan):
    source = (
        "from litellm import completion\nfor house in ['north', 'south']:\n    for bird in ['wren', 'lark']:\n"
        "        completion(model=f'{house}/{bird}', messages=[])\n"
    )
    assert scan({"desk.py": source}).names(Kind.MODEL) == ["north/lark", "north/wren", "south/lark", "south/wren"]


def test_seventy_rows_keep_their_pairs(scan):
    rows = "".join(f"    {{'name': 'Desk {n}', 'model': 'gpt-4o-{n}'}},\n" for n in range(70))
    source = f"DESKS = [\n{rows}]\nfor desk in DESKS:\n    Agent(name=desk['name'], model=desk['model'])\n"
    told = {(f"Desk {n}", "uses-model", f"gpt-4o-{n}") for n in range(70)}
    assert models(scan({"desks.py": _AGENTS + source})) == told


def test_that_a_table_has_more_rows_than_are_read_is_told():
    rows = "".join(f"    {{'name': 'Desk {n}', 'model': 'gpt-4o-{n}'}},\n" for n in range(250))
    source = f"DESKS = [\n{rows}]\nfor desk in DESKS:\n    Agent(name=desk['name'], model=desk['model'])\n"
    facts = read_python("desks.py", (_AGENTS + source).encode())
    with listening() as left_out:
        found = list(match({"desks.py": facts}, frozenset(("desks.py",)), load_catalogue()))
    assert {one.reason for one in left_out} == {"more than 200 rows of one list: only the first 200 were read"}
    linked = {(one.source.name, one.target.name) for one in found if isinstance(one, Link) and one.source}
    assert ("Desk 7", "gpt-4o-7") in linked
    assert ("Desk 7", "gpt-4o-8") not in linked


_FULL = "DESKS = [{'name': 'Billing', 'model': 'gpt-4o-mini'}, {'name': 'Refunds', 'model': 'o3-mini'}]\n"
_HALF = "DESKS = [{'name': 'Billing', 'model': 'gpt-4o-mini'}, {'name': 'Refunds'}]\n"


@pytest.mark.parametrize("given", ["desk.get('model', 'gpt-4.1')", "desk.get('model') or 'gpt-4.1'"])
def test_a_default_is_for_the_rows_that_lack_the_key(scan, given):
    made = f"for desk in DESKS:\n    Agent(name=desk['name'], model={given})\n"
    assert models(scan({"desks.py": _AGENTS + _FULL + made})) == _TWO
    half = {("Billing", "uses-model", "gpt-4o-mini"), ("Refunds", "uses-model", "gpt-4.1")}
    assert models(scan({"desks.py": _AGENTS + _HALF + made})) == half


def test_a_default_stays_where_a_row_is_not_known(scan):
    made = "def make(desk):\n    return Agent(name='Billing', model=desk.get('model', 'gpt-4.1'))\n"
    source = f"{_AGENTS}{made}make({{'model': 'gpt-4o-mini'}})\nmake(load())\n"
    assert {target for _, _, target in models(scan({"desks.py": source}))} == {"gpt-4.1", "gpt-4o-mini"}


@pytest.mark.parametrize(
    "made",
    [
        "for (const desk of DESKS) new Agent({ name: desk.name, model: desk.model ?? 'gpt-4.1' });\n",
        "export const desks = DESKS.map(({ name, model = 'gpt-4.1' }) => new Agent({ name, model }));\n",
    ],
)
def test_a_default_of_a_script_is_for_the_rows_that_lack_the_key(scan, made):
    source = "import { Agent } from '@openai/agents';\nconst DESKS = [{ name: 'Billing', model: 'gpt-4o-mini' }, "
    found = scan({"desks.ts": f"{source}{{ name: 'Refunds', model: 'o3-mini' }}];\n{made}"})
    assert models(found) == _TWO
    half = {("Billing", "uses-model", "gpt-4o-mini"), ("Refunds", "uses-model", "gpt-4.1")}
    assert models(scan({"desks.ts": f"{source}{{ name: 'Refunds' }}];\n{made}"})) == half


def test_a_default_stays_where_the_key_is_chosen(scan):
    source = (
        "from agents import Agent\nMODELS = {'chat': 'gpt-4o', 'code': 'gpt-4.1'}\nDEFAULT = 'o3-mini'\n"
        "def make(skill='chat'):\n    return Agent(name='Clerk', model=MODELS.get(skill, DEFAULT))\n"
        "make('chat')\nmake('code')\n"
    )
    assert ("Clerk", "uses-model", "o3-mini") in models(scan({"desk.py": source}))
