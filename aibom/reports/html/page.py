"""The HTML page: a template, our styles and scripts, the drawing library when there is a graph, and the data.

Nothing of the scanned tree is written as markup. The data is JSON in a data block, in which no character is left that
HTML could read; scripts put it into the page as text. A policy in the page (CSP level 3) allows exactly the scripts and
styles that were put in here, by their hash, no network at all, and no markup made from strings (Trusted Types).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import orjson

from aibom.bom.facts import BomFacts
from aibom.core.json import Json
from aibom.core.resources import third_party
from aibom.model.finding import Judgement
from aibom.reports.html.data import Section, page_data
from aibom.reports.sarif_baseline import Baseline

_ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = ("dom", "list", "detail", "overview", "findings", "inventory", "cards", "tables", "layout", "graph", "main")
_SLOT = re.compile(r"\{\{(\w+)\}\}")
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
    styles = [_asset("report.css"), *([_asset("graph.css")] if data["relations"] else [])]
    scripts = [*([_library()] if data["relations"] else []), _program()]
    slots = {
        "policy": _policy(scripts, styles),
        "styles": "".join(f"<style{_style_id(style)}>{style}</style>\n" for style in styles),
        "data": data_block(data),
        "scripts": "".join(f"<script>{script}</script>\n" for script in scripts),
    }
    return _SLOT.sub(lambda match: slots[match[1]], _asset("page.html"))


def data_block(data: Mapping[str, Json]) -> str:
    """JSON without any character that means something to an HTML parser."""
    return orjson.dumps(data).decode().translate(_ESCAPED)


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _style_id(style: str) -> str:
    """The drawing library puts a style of this id into the page unless there is one; ours has a hash."""
    return ' id="__________cytoscape_stylesheet"' if style == _asset("graph.css") else ""


@cache
def _program() -> str:
    """Our scripts as one, so that their names stay out of the page's global scope."""
    parts = "\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


@cache
def _library() -> str:
    return third_party("cytoscape/cytoscape.min.js").read_text("utf-8")


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")
