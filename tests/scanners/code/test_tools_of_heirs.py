"""Tools that a base class of the project makes of the classes that derive from it."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

MODELS = '''from mcp import types
from pydantic import BaseModel

class RadioTool(BaseModel):
    @classmethod
    def as_tool(cls):
        return types.Tool(name={name}, description=cls.__doc__, inputSchema=cls.model_json_schema())

class Search(RadioTool):
    """Searches stations by their names."""
    query: str

class Volume(RadioTool):
    pass

class Mute(Volume):
    """Mutes the radio."""
'''
SERVER = """from mcp import types
from mcp.server.lowlevel import Server
from radio.models import Mute, Search
server = Server("radio")
@server.list_tools()
async def list_tools() -> list[types.Tool]:
    return [Search.as_tool(), Mute.as_tool()]
"""


@pytest.mark.parametrize(
    ("name", "tools"),
    [
        ('"Radio" + cls.__name__', ["RadioMute", "RadioSearch", "radio"]),
        ('f"radio-{cls.__name__}"', ["radio", "radio-Mute", "radio-Search"]),
        ("cls.__name__", ["Mute", "Search", "radio"]),
        ("to_snake(cls.__name__)", ["Mute", "Search", "radio"]),
    ],
)
def test_each_last_class_is_a_tool_of_the_server(scan, name: str, tools: list[str]) -> None:
    found = scan({"radio/models.py": MODELS.format(name=name), "radio/server.py": SERVER})
    assert sorted(found.names(Kind.TOOL)) == tools
    for tool in tools:
        assert tool == "radio" or ("radio", "contains", tool) in found.links
    search = next(tool for tool in tools if "Search" in tool)
    assert "radio/models.py:9" in found.places(Kind.TOOL, search)


def test_a_name_that_is_written_out_stays_one_tool(scan) -> None:
    found = scan({"radio/models.py": MODELS.format(name='"radio_search"'), "radio/server.py": SERVER})
    assert sorted(found.names(Kind.TOOL)) == ["radio", "radio_search"]


PHP_BASE = """<?php
namespace App\\Tools;
abstract class BaseTool {
    abstract public function name(): string;
    abstract public function description(): string;
    abstract public function execute(array $arguments): array;
    public function toToolDefinition(): array {
        return ['name' => $this->name(), 'description' => $this->description(), 'input_schema' => $this->schema()];
    }
}
"""
PHP_TIDES = """<?php
namespace App\\Tools;
class TideTool extends BaseTool {
    public function name(): string { return 'look_up_tide'; }
    public function description(): string { return 'Looks up the tide of a harbour.'; }
    public function schema(): array { return ['type' => 'object']; }
    public function execute(array $arguments): array { return []; }
}
"""


def test_a_tool_that_its_base_tells_a_model_of_is_one(scan) -> None:
    found = scan({"app/Tools/BaseTool.php": PHP_BASE, "app/Tools/TideTool.php": PHP_TIDES})
    scopes = {(o.subject.name, o.subject.scope) for o in found.observations if o.subject.kind is Kind.TOOL}
    assert scopes == {("look_up_tide", "app/Tools/TideTool.php")}
