"""Reads Triton's model configuration (config.pbtxt, docs.nvidia.com/triton, "Model Configuration")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.sight import Sight

MAX_BYTES = 256 * 1024
# Members of the message's top level stand at the beginning of a line.
_MEMBER = re.compile(r"^(name|platform|backend)\s*:\s*\"([^\"\n]{1,200})\"", re.MULTILINE)
_STEP = re.compile(r"\bmodel_name\s*:\s*\"([^\"\n]{1,200})\"")
_MAX_STEPS = 40
_ENSEMBLE = "ensemble"
_FORMATS = {
    "onnxruntime": "onnx",
    "tensorrt": "tensorrt",
    "pytorch": "torchscript",
    "tensorflow": "savedmodel",
    "openvino": "openvino",
}
_TRITON = Subject(kind=Kind.SERVICE, name="Triton Inference Server")


def read_triton(data: bytes, path: str) -> Iterator[Sighting]:
    """The model that a configuration describes, served by Triton; a script is none, an ensemble holds its steps'."""
    text = decode(data[:MAX_BYTES])
    members = {match[1]: (match[2], text.count("\n", 0, match.start()) + 1) for match in _MEMBER.finditer(text)}
    platform = (members.get("platform") or members.get("backend") or ("", 0))[0]
    format_ = next((name for start, name in _FORMATS.items() if platform.startswith(start)), "")
    if not format_ and platform not in ("vllm", "tensorrtllm", "python", "fil", _ENSEMBLE):
        return
    name, line = members.get("name", (posixpath.basename(posixpath.dirname(path)), 1))
    if platform == "python" or not name:
        return
    facts: dict[str, Json] = {"hosted": False, **({"format": format_} if format_ else {})}
    named = Named(Subject(kind=Kind.MODEL, name=name), facts)
    sight = Sight(path)
    yield sight.model(named, line, "config.pbtxt")
    yield sight.link(named.subject, RelationKind.SERVED_BY, _TRITON, line)
    for step in islice(_STEP.finditer(text), _MAX_STEPS if platform == _ENSEMBLE else 0):
        at = text.count("\n", 0, step.start()) + 1
        held = sight.link(named.subject, RelationKind.CONTAINS, Subject(kind=Kind.MODEL, name=step[1]), at)
        yield replace(held, tentative=True)  # steps may be scripts
