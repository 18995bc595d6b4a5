"""Trees of several Python projects: what one of them calls `acme_tools` stands in another's folder."""

from __future__ import annotations

from aibom.model.kinds import Kind

TOOL = (
    "from dataclasses import dataclass\n"
    "@dataclass\n"
    "class Tool:\n"
    "    name: str\n"
    "    description: str\n"
    "    input_schema: dict\n"
    "    handler: object\n"
    "    def told(self):\n"
    "        return {'name': self.name, 'description': self.description, 'input_schema': self.input_schema}\n"
)
OFFERED = (
    "from acme_tools import Tool\n"
    "def offered():\n"
    "    return [Tool('read_meter', 'Reads a meter of the house.', {'type': 'object'}, print)]\n"
)
CLERK = (
    "from anthropic import Anthropic\n"
    "from acme_meters import offered\n"
    "def answer(question):\n"
    "    return Anthropic().messages.create(model='claude-sonnet-4-5', max_tokens=100,\n"
    "        tools=[one.told() for one in offered()], messages=[{'role': 'user', 'content': question}])\n"
)


def test_packages_of_other_projects_of_the_tree_are_followed(scan):
    found = scan(
        {
            "packages/tools/acme_tools/__init__.py": TOOL,
            "packages/meters/acme_meters/__init__.py": OFFERED,
            "services/desk/desk/clerk.py": CLERK,
        }
    )
    assert found.names(Kind.TOOL) == ["read_meter"]
    assert ("claude-sonnet-4-5", "has-tool", "read_meter") in found.links


def test_a_package_that_stands_twice_is_not_guessed(scan):
    found = scan(
        {
            "packages/tools/acme_tools/__init__.py": TOOL,
            "old/meters/acme_meters/__init__.py": OFFERED,
            "packages/meters/acme_meters/__init__.py": OFFERED.replace("read_meter", "read_valve"),
            "services/desk/desk/clerk.py": CLERK,
        }
    )
    assert ("claude-sonnet-4-5", "has-tool", "read_meter") not in found.links


def test_what_a_server_says_of_its_tool_is_no_tool(scan):
    found = scan(
        {
            "client.py": "from mcp import ClientSession\n"
            "class Tool:\n"
            "    def __init__(self, name, description, input_schema):\n"
            "        self.name, self.description, self.input_schema = name, description, input_schema\n"
            "class Server:\n"
            "    async def tools(self, streams):\n"
            "        self.session = ClientSession(*streams)\n"
            "        listed = await self.session.list_tools()\n"
            "        return [Tool(one.name, one.description, one.inputSchema) for one in listed.tools]\n"
        }
    )
    assert not found.names(Kind.TOOL)
