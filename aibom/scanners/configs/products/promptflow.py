"""Reads flows of Azure's prompt flow (microsoft.github.io/promptflow/reference/flow-yaml-schema-reference.html).

`flow.dag.yaml` lists nodes; those of type `llm` have a template file, a connection and a deployment or model.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_file

_MAX_NODES = 1_000
_NAMES = (("deployment_name", "azure-openai"), ("model", "openai"))


def is_promptflow(document: Lined, path: str) -> bool:
    """Whether a document is a flow: nodes with a type and a source."""
    top = document.value
    written = top.get("nodes") if isinstance(top, Mapping) else None
    if not isinstance(written, list):
        return False
    nodes = [node for node in written[:_MAX_NODES] if isinstance(node, Mapping)]
    return posixpath.basename(path).startswith("flow.dag") or any(
        "inputs" in node and isinstance(node.get("source"), Mapping) for node in nodes
    )


def read_promptflow(document: Lined, path: str) -> Iterator[Sighting]:
    """The templates, the models that they are sent to, and the services of these."""
    for node in _nodes(document):
        source, inputs = node.get("source"), node.get("inputs")
        prompt = _template(document, source, path)
        sight = Sight(path)
        if prompt is not None:
            yield sight.thing(prompt, document.line_of(source, "path"), "nodes", role="template")
        for sighting in _models(document, node, inputs if isinstance(inputs, Mapping) else {}, sight):
            yield sighting
            if prompt is not None and isinstance(sighting, Observation) and sighting.subject.kind is Kind.MODEL:
                yield sight.link(prompt, RelationKind.USES_MODEL, sighting.subject, sighting.evidence.line or 1)


def _nodes(document: Lined) -> Iterator[Mapping[str, Json]]:
    """The nodes, and those of the variants of a node."""
    top = document.value if isinstance(document.value, Mapping) else {}
    nodes = top.get("nodes")
    for node in within(nodes, _MAX_NODES, "nodes of the flow") if isinstance(nodes, list) else ():
        if isinstance(node, Mapping):
            yield node
    choices = top.get("node_variants")
    for choice in choices.values() if isinstance(choices, Mapping) else ():
        variants = choice.get("variants") if isinstance(choice, Mapping) else None
        for variant in variants.values() if isinstance(variants, Mapping) else ():
            node = variant.get("node") if isinstance(variant, Mapping) else None
            if isinstance(node, Mapping):
                yield node


def _template(document: Lined, source: Json, path: str) -> Subject | None:
    file = source.get("path") if isinstance(source, Mapping) else None
    if not isinstance(file, str) or not file.endswith((".jinja2", ".j2", ".md", ".prompty", ".txt")):
        return None
    return prompt_file(posixpath.normpath(posixpath.join(posixpath.dirname(path), file)))


def _models(document: Lined, node: Mapping[str, Json], inputs: Mapping[str, Json], sight: Sight) -> Iterator[Sighting]:
    speaks = str(node.get("type")) in ("llm", "custom_llm") or "connection" in node or "connection" in inputs
    for key, provider in _NAMES:
        text = inputs.get(key)
        if not speaks or not isinstance(text, str) or "${" in text:
            continue
        named, line = named_model(text, provider), document.line_of(inputs, key)
        if named is not None:
            yield sight.model(named, line, key)
            yield from sight.served(named.subject, provider_service(named.subject.origin), line, key)
