"""Tools that objects of a project's own class tell a model of: each object is one."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

DATACLASS = """from dataclasses import dataclass
@dataclass(frozen=True)
class Instrument:
    name: str
    description: str
    parameters: dict
    handler: object
    def told(self):
        return {"type": "function", "name": self.name, "description": self.description, "parameters": self.parameters}
"""
PLAIN = """class Instrument:
    def __init__(self, name, description, parameters, handler):
        self.name, self.description, self.parameters = name, description, parameters
        self.handler = handler
    def told(self):
        return {"type": "function", "function": {"name": self.name, "parameters": self.parameters}}
"""
WEATHER = """from station.instruments import Instrument
def register(desk):
    desk.register(Instrument(name="read_wind", description="Wind now", parameters={"type": "object"}, handler=print))
    desk.register(
        Instrument(name="read_rain", description="Rain today", parameters={"type": "object"}, handler=print)
    )
"""
DESK = """from openai import OpenAI
from station.weather import register
class Desk:
    def __init__(self):
        self._all = {}
    def register(self, one):
        self._all[one.name] = one
    def told(self):
        return [one.told() for one in self._all.values()]
desk = Desk()
register(desk)
OpenAI().responses.create(model="gpt-5-mini", input="How is the weather?", tools=desk.told())
"""


@pytest.mark.parametrize("instruments", [DATACLASS, PLAIN])
def test_each_object_is_a_tool_where_it_is_made(scan, instruments: str) -> None:
    files = {"station/instruments.py": instruments, "station/weather.py": WEATHER, "station/desk.py": DESK}
    found = scan(files)
    assert sorted(found.names(Kind.TOOL)) == ["read_rain", "read_wind"]
    assert "station/weather.py:3" in found.places(Kind.TOOL, "read_wind")
    assert "station/weather.py:5" in found.places(Kind.TOOL, "read_rain")


def test_as_many_objects_as_there_are_are_told(scan) -> None:
    rows = "".join(f'    desk.register(Instrument("read_{number}", "Reads", {{}}, print))\n' for number in range(130))
    weather = f"from station.instruments import Instrument\ndef register(desk):\n{rows}"
    found = scan({"station/instruments.py": DATACLASS, "station/weather.py": weather, "station/desk.py": DESK})
    assert len(found.names(Kind.TOOL)) == 130
