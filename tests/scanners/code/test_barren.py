"""What holds nothing is followed to the end once."""

from __future__ import annotations

from collections import Counter

import pytest

from aibom.scanners.code.matching.barren import Barren
from aibom.scanners.code.matching.trace import Tracer

LOGGER, CACHE = ("Logger", "shop.py"), ("Cache", "shop.py")


def test_what_a_search_saw_in_vain_holds_nothing_as_far_from_the_beginning():
    barren = Barren()
    barren.learn("tools", {LOGGER: 1, CACHE: 3}, cuts=0)
    assert [barren.has(LOGGER, "tools", depth) for depth in (0, 1, 4)] == [False, True, True]
    assert [barren.has(CACHE, "tools", depth) for depth in (2, 3)] == [False, True]
    assert not barren.has(LOGGER, "model", 4)


def test_the_search_that_began_nearest_counts():
    barren = Barren()
    for depth in (3, 1, 2):
        barren.learn("tools", {LOGGER: depth}, cuts=0)
    assert [barren.has(LOGGER, "tools", depth) for depth in (0, 1)] == [False, True]


def test_a_search_that_was_cut_tells_nothing():
    barren = Barren()
    begun = barren.cuts
    barren.cuts += 1
    barren.learn("tools", {LOGGER: 0}, begun)
    assert not barren.has(LOGGER, "tools", 4)


@pytest.fixture
def searched(monkeypatch):
    """How often things were looked into."""
    counted: Counter[str] = Counter()
    look = Tracer._of

    def counting(*args):
        counted["looked"] += 1
        return look(*args)

    monkeypatch.setattr(Tracer, "_of", counting)
    return counted


def _shops(agents, tool=""):
    """Agents whose tools are made of one and the same furnishing."""
    stages = "\n".join(f"stage{n} = furnish(stage{n - 1}, [stage{n - 1}, shelf{n}(stage{n - 1})])" for n in range(1, 6))
    made = "\n".join(
        f'agent{n} = create_react_agent("openai:gpt-4o", tools=wrap(stage5, {n}), name="clerk-{n}")'
        for n in range(agents)
    )
    return f"""
from furniture import furnish, wrap, {", ".join(f"shelf{n}" for n in range(1, 6))}
from langchain_core.tools import tool
from langgraph.prebuilt import create_react_agent

@tool
def find_order(number: str) -> str:
    "Finds an order by its number."
    return number

stage0 = furnish("desk"{tool})
{stages}
{made}
"""


def test_what_many_are_made_of_is_searched_once(scan, searched):
    scan({"shop.py": _shops(10)})
    few = searched.pop("looked")
    scan({"shop.py": _shops(40)})
    assert searched["looked"] - few < 30 * 4  # 3 for each agent more; 28 when each searches all of it


def test_what_holds_a_tool_is_found_by_all(scan):
    found = scan({"shop.py": _shops(3, tool=", find_order")})
    assert {source for source, _, target in found.links if target == "find_order"} == {"clerk-0", "clerk-1", "clerk-2"}
