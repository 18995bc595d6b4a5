"""Import maps of Deno: deno.json, deno.jsonc, import_map.json (docs.deno.com/runtime/fundamentals/modules).

What is imported stands as an address: `npm:openai@^4`, `npm:/openai`, `jsr:@std/fs@1`, `https://esm.sh/openai@4`.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.scanners.manifests.npm_names import split_locator
from aibom.scanners.manifests.record import Gap, Manifest, Package, Project, Role
from aibom.scanners.manifests.values import mapping, text

_NAME = r"(?:@[\w.-]{1,80}/)?[\w.-]{1,80}(?:@[^/?]{0,60})?"
_ADDRESS = re.compile(
    rf"(?:(?:npm|jsr):/?|https://(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev)/(?:v\d+/)?|https://cdn\.jsdelivr\.net/npm/)"
    rf"(?P<package>{_NAME})(?:[/?].*)?\Z"
)


def parse_deno(data: bytes, path: str) -> Manifest | None:
    """The record; None when the file neither names a project nor imports packages."""
    document = parse_jsonc(data, path, partial=True)
    packages = tuple({one.name: one for one in reversed(list(_packages(document)))}.values())
    gaps = [Gap(f"{document.error[0]}; what follows is not read", document.error[1])] if document.error else []
    name = text(document.value, "name")
    if not (name or packages or gaps):
        return None
    project = (Project(name, document.line_at("name"), text(document.value, "version") or None),) if name else ()
    return Manifest(ecosystem="npm", role=Role.MANIFEST, packages=packages[::-1], projects=project, gaps=tuple(gaps))


def _packages(document: Lined) -> Iterator[Package]:
    for alias, address in mapping(document.value, "imports").items():
        match = _ADDRESS.match(text(address).strip())
        if match is not None:
            name, wanted = split_locator(match["package"])
            yield Package(name, document.line_at("imports", alias), declared_range=wanted or None, scope="runtime")
