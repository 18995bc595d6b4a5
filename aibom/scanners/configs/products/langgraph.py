"""Reads langgraph.json: the graphs that a LangGraph server offers (docs.langchain.com, "Application structure")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import ENTRY, Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model

_SPEC = re.compile(r"(?P<file>[^:]+\.(?:py|[jt]sx?|mjs)):(?P<name>\w+)\Z")


def read_langgraph(document: Lined, path: str) -> Iterator[Sighting]:
    """Each graph as an agent; a store's embedding model."""
    top = document.value
    if not isinstance(top, Mapping):
        return
    sight = Sight(path)
    graphs = top.get("graphs")
    for name, spec in graphs.items() if isinstance(graphs, Mapping) else ():
        target = spec.get("path") if isinstance(spec, Mapping) else spec
        match = _SPEC.match(target) if isinstance(target, str) else None
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["file"])) if match else ""
        subject = Subject(kind=Kind.AGENT, name=name, scope=file or path)
        line = document.line_of(graphs, name)
        yield sight.thing(subject, line, f"graphs.{name}", framework="langgraph")
        if match is not None:
            held = Subject(kind=Kind.AGENT, name=match["name"], origin=ENTRY, scope=file)
            yield sight.link(subject, RelationKind.CONTAINS, held, line)
    store = top.get("store")
    index = store.get("index") if isinstance(store, Mapping) else None
    embed = index.get("embed") if isinstance(index, Mapping) else None
    if isinstance(embed, str) and not _SPEC.match(embed):
        named = named_model(embed.replace(":", "/", 1), model_class="embedding")
        if named is not None:
            line = document.line_of(index, "embed")
            yield sight.model(named, line, "store.index.embed")
            yield from sight.served(named.subject, provider_service(named.subject.origin), line, "store.index.embed")
            yield sight.link(None, RelationKind.USES_MODEL, named.subject, line)
