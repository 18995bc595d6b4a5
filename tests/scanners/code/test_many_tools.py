"""Agents and servers with very many tools, models or agents: all of them, or a note that there are more."""

from __future__ import annotations

import pytest

from aibom.catalog.loader import load_catalogue
from aibom.core.left_out import listening
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.python import read_python

PLAIN = "".join(
    f"def look_up_{n}(order: str) -> str:\n    '''Looks up page {n}.'''\n    return order\n" for n in range(130)
)
LISTED = ", ".join(f"look_up_{n}" for n in range(130))


def notes(source: str) -> set[str]:
    facts = read_python("desk.py", source.encode())
    with listening() as left_out:
        list(match({"desk.py": facts}, frozenset(("desk.py",)), load_catalogue()))
    return {one.reason for one in left_out}


def test_an_agent_has_all_of_its_tools(scan) -> None:
    source = f"from google.adk.agents import Agent\n{PLAIN}clerk = Agent(name='clerk', tools=[{LISTED}])\n"
    found = scan({"desk.py": source})
    assert len([one for one in found.links if one[:2] == ("clerk", "has-tool")]) == 130
    assert notes(source) == set()


def test_a_server_of_scripts_lists_all_of_its_tools(scan) -> None:
    entries = ", ".join(f"{{ name: 'page_{n}', description: 'Looks up {n}.', inputSchema: {{}} }}" for n in range(130))
    source = (
        "import { Server } from '@modelcontextprotocol/sdk/server/index.js';\n"
        "import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';\n"
        "const server = new Server({ name: 'pages', version: '1' }, { capabilities: { tools: {} } });\n"
        f"server.setRequestHandler(ListToolsRequestSchema, async () => ({{ tools: [{entries}] }}));\n"
    )
    assert len(scan({"server.ts": source}).names(Kind.TOOL)) == 131


@pytest.mark.parametrize(
    ("source", "what"),
    [
        (
            "from agents import Agent\n"
            + "".join(f"desk_{n} = Agent(name='Desk {n}')\n" for n in range(230))
            + f"Agent(name='Triage', handoffs=[{', '.join(f'desk_{n}' for n in range(230))}])\n",
            "components of one value",
        ),
        (
            "from agents import Agent\nclass Desk(Agent):\n    def __init__(self, name, model):\n"
            "        super().__init__(name=name, model=model)\n"
            + "".join(f"Desk('Desk {n}', 'gpt-4o-{n}')\n" for n in range(130)),
            "models of one call",
        ),
    ],
)
def test_that_there_are_more_than_are_told_is_noted(source: str, what: str) -> None:
    assert any(what in reason for reason in notes(source))
