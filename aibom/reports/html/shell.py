"""What every page of ours stands in: one file that loads nothing, dark and light, with our styles.

A policy in the page (CSP level 3) allows exactly the scripts and styles that were put in here, by their hash, no
network at all, and no markup made from strings (Trusted Types).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from aibom.core import re

_ASSETS = Path(__file__).parent / "assets"
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def shell(*, title: str, body: str, styles: Sequence[str] = (), scripts: Sequence[str] = ()) -> str:
    """The page. `body` is markup of ours; `styles` are added to those that all pages have; `title` is any text."""
    styles = (asset("report.css"), *styles)
    slots = {
        "policy": _policy(scripts, styles),
        "title": escape(title),
        "styles": "".join(f"<style{_style_id(style)}>{style}</style>\n" for style in styles),
        "body": body,
        "scripts": "".join(f"<script>{script}</script>\n" for script in scripts),
    }
    return _SLOT.sub(lambda match: slots[match[1]], asset("shell.html"))


@cache
def asset(name: str) -> str:
    """The text of one of our own files."""
    return (_ASSETS / name).read_text("utf-8")


def _policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    return "; ".join(
        [
            "default-src 'none'",
            *([f"script-src {_hashes(scripts)}"] if scripts else []),
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
    return ' id="__________cytoscape_stylesheet"' if style == asset("graph.css") else ""
