"""The graph as Mermaid and DOT: complete or counted, zones shown, and inert whatever names it holds."""

from __future__ import annotations

import itertools
import re

import pytest
import report_samples as samples
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sarif import HERE

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.core.json import Json
from aibom.reports.graph_choice import choose
from aibom.reports.graph_text import GRAPH_FORMATS, left_out, to_dot, to_mermaid

_NODE = re.compile(r'^ +(n\d+|left_out)[\[({]+"[^"`<>&]*"[\])}]+$')
_EDGE = re.compile(r"^ +n\d+ (-->|==>)\|[a-z-]+\| n\d+$")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')


def bom(components: list[Json], dependencies: list[Json] | None = None) -> BomFacts:
    import orjson

    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "application", "name": "chat", "bom-ref": "chat"}},
        "components": components,
        "dependencies": dependencies or [],
    }
    return facts_of(load_document(orjson.dumps(document), name="bom"))


def tool(name: str, zone: str = "") -> dict[str, Json]:
    properties: list[Json] = [{"name": "aibom:kind", "value": "tool"}]
    properties += [{"name": "aibom:trust_zone", "value": zone}] if zone else []
    return {"type": "application", "name": name, "bom-ref": name, "properties": properties}


@pytest.mark.parametrize(("form", "ending"), [("mermaid", "mmd"), ("dot", "dot")])
def test_the_graph_of_the_support_bot(form: str, ending: str) -> None:
    choice = choose(samples.facts(), start=None, depth=2, most=150)
    check_golden(HERE / "data" / f"support-bot.{ending}", GRAPH_FORMATS[form](choice))


def test_what_does_not_fit_is_counted_and_the_nearest_stay() -> None:
    names = [f"step-{number}" for number in range(30)]
    chain: list[Json] = [{"ref": a, "dependsOn": [b]} for a, b in zip(["chat", *names], names, strict=False)]
    facts = bom([tool(name) for name in reversed(names)], chain)
    choice = choose(facts, start=None, depth=2, most=11)
    assert [one.name for one in choice.components] == ["chat", *names[:10]]
    assert len(choice.relations) == 10
    assert left_out(choice) == ["20 further components are not drawn"]
    for text in (to_mermaid(choice), to_dot(choice)):
        assert b'"20 further components are not drawn"' in text


def test_a_neighbourhood_goes_both_ways() -> None:
    names = ["a", "b", "c", "d", "e"]
    chain: list[Json] = [{"ref": a, "dependsOn": [b]} for a, b in itertools.pairwise(names)]
    facts = bom([tool(name) for name in names], chain)
    near = choose(facts, start=facts.by_ref["c"], depth=1, most=100)
    assert [one.name for one in near.components] == ["c", "d", "b"]


def test_a_relation_is_marked_where_it_crosses_the_trust_boundary_only() -> None:
    ours, theirs, beside = tool("files", "local"), tool("search", "third-party"), tool("pages", "third-party")
    depends: list[Json] = [{"ref": "files", "dependsOn": ["search"]}, {"ref": "search", "dependsOn": ["pages"]}]
    depends.append({"ref": "chat", "dependsOn": ["files"]})
    text = to_mermaid(choose(bom([ours, theirs, beside], depends), start=None, depth=2, most=9)).decode()
    assert text.count("==>") == 1
    assert text.count("-->") == 2
    assert 'subgraph zone_third_party["third party"]' in text


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=4, unique=True))
def test_names_are_text_in_both_languages(names: list[str]) -> None:
    facts = bom([tool(name) | {"bom-ref": str(number)} for number, name in enumerate(names)])
    choice = choose(facts, start=None, depth=2, most=9)
    for line in to_mermaid(choice).decode().splitlines()[1:]:
        assert _NODE.match(line) or _EDGE.match(line), line
    dot = _QUOTED.sub("S", to_dot(choice).decode())
    assert dot.count("\n") == len(choice.components) + 4
    assert all(re.fullmatch(r"  n\d+ \[label=S(, shape=\w+)?\];", line) for line in dot.splitlines()[3:-1])


def test_hostile_names() -> None:
    name = '"]; click n0 href "javascript:alert(1)" <img src=x onerror=alert(1)> `**x**` %%{init: {}}%%'
    choice = choose(bom([tool(name)]), start=None, depth=2, most=9)
    (line,) = [line for line in to_mermaid(choice).decode().splitlines() if "click" in line]
    assert not set(line.partition('"')[2].rpartition('"')[0]) & set('"<>&`%{}[]')
    assert '\\"]; click n0' in to_dot(choice).decode()
    escapes = to_dot(choose(bom([tool("\\\\N &lt;")]), start=None, depth=2, most=9)).decode()
    assert "\\\\\\\\N &amp;lt;" in escapes
