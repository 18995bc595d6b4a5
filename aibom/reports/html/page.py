"""The report of a BOM: the shell, our scripts, the drawing library when there is a graph, and the data.

Nothing of the scanned tree is written as markup. The data is JSON in a data block, in which no character is left that
HTML could read; scripts put it into the page as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import orjson

from aibom.bom.facts import BomFacts
from aibom.core.json import Json
from aibom.core.resources import third_party
from aibom.model.finding import Judgement
from aibom.reports.html.data import Section, page_data
from aibom.reports.html.shell import asset, shell
from aibom.reports.sarif_baseline import Baseline

_SCRIPTS = ("dom", "list", "detail", "overview", "findings", "inventory", "cards", "tables", "layout", "graph", "main")
_DATA = "{{data}}"
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPED = str.maketrans(_ESCAPES)


def to_html(
    judgement: Judgement,
    facts: BomFacts,
    *,
    bom_path: str,
    baseline: Baseline | None = None,
    sections: Iterable[Section] = (),
) -> bytes:
    """One self-contained page, UTF-8."""
    data = page_data(judgement, facts, bom_path=bom_path, baseline=baseline, sections=sections)
    return render(data).encode()


def render(data: Mapping[str, Json]) -> str:
    """The page of this data (page_data)."""
    has_graph = bool(data["relations"])
    before, _, after = asset("page.html").partition(_DATA)
    return shell(
        title="AI bill of materials",
        body=before + data_block(data) + after,
        styles=[asset("graph.css")] if has_graph else [],
        scripts=[*([_library()] if has_graph else []), _program()],
    )


def data_block(data: Mapping[str, Json]) -> str:
    """JSON without any character that means something to an HTML parser."""
    return orjson.dumps(data).decode().translate(_ESCAPED)


@cache
def _program() -> str:
    """Our scripts as one, so that their names stay out of the page's global scope."""
    parts = "\n".join(asset(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


@cache
def _library() -> str:
    return third_party("cytoscape/cytoscape.min.js").read_text("utf-8")
