"""Graphs as text: TensorFlow's saved_model.pbtxt and graph.pbtxt, Caffe's prototxt. Only what nodes do is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious
from aibom.integrity.inspect.tf_rules import judge_operators
from aibom.model.inspection import Signal

MAX_BYTES = 256 << 20
_TEXT = rb"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'"
_OPERATOR = re.compile(rb"\bop\s*:\s*(?:" + _TEXT + rb")")
_LAYER = re.compile(rb"\btype\s*:\s*(?:[\"']Python[\"']|PYTHON\b)|\bpython_param\s*[:{]")
_GRAPH = re.compile(rb"\b(?:meta_graphs|graph_def|node_def|node|library|saved_model_schema_version)\s*[:{]")
_NETWORK = re.compile(rb"\blayers?\s*[:{]")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)


class TextGraphInspector:
    """See the module's docstring."""

    name = "text-graph"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.extension in ("pbtxt", "prototxt") and b"\0" not in glance.head

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = glance.blob.read(0, MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            yield incomplete("tensorflow-malformed", f"more than {MAX_BYTES >> 20} MiB of text")
        elif glance.extension == "prototxt" and _NETWORK.search(data):
            session.format("caffe")
            if _LAYER.search(data):
                yield malicious("caffe-python-layer", "a layer is a class of Python that loading imports")
        elif _GRAPH.search(data):
            session.format("tensorflow-graph")
            operators = {_plain(one[0] or one[1]): 1 for one in _OPERATOR.findall(data)}
            yield from judge_operators(operators)
            if code_in(data):
                yield malicious("tensorflow-operator", f"the graph holds code ({code_in(data)})")
            if data.count(b"{") != data.count(b"}"):
                yield incomplete("tensorflow-malformed", "the braces are not balanced")


def _plain(text: bytes) -> str:
    """The text without its escapes."""

    def put(match: re.Match[bytes]) -> bytes:
        if match[1] or match[2]:
            return bytes([int(match[1] or match[2], 16 if match[1] else 8) & 255])
        return match[3]

    return _ESCAPE.sub(put, text).decode("utf-8", "replace")
