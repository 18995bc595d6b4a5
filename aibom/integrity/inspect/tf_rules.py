"""Judges TensorFlow operators: what running a graph reads, writes, calls or sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.model_lists import load_model_lists
from aibom.formats.tensorflow import Node, TensorFlow
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

MAX_STEPS = 10_000
# Operators whose output is, or may be, the path that goes in.
_PASSES = frozenset(
    "Identity IdentityN StringJoin ShardedFilename Select SelectV2 Merge Switch Reshape ExpandDims Pack "
    "ConcatV2 Squeeze "
    "StringLower StringUpper StringStrip AsString ReduceJoin Fill Cast Where StaticRegexReplace "
    "RegexReplace Substr".split()
)


def judge_operators(operators: Mapping[str, int]) -> Iterator[Signal]:
    """Signals of operators by their names."""
    lists = load_model_lists()
    strange: list[str] = []
    for name in sorted(operators):
        bare = name.rpartition(">")[2]
        if name in lists.tensorflow_dangerous or bare in lists.tensorflow_dangerous:
            yield malicious("tensorflow-operator", f"the operator {name} {lists.tensorflow_dangerous[bare]}")
        elif name in lists.tensorflow_suspicious or bare in lists.tensorflow_suspicious:
            yield suspicious("tensorflow-operator", f"the operator {name} {lists.tensorflow_suspicious[bare]}")
        elif name not in lists.tensorflow_operators:
            strange.append(name)
    if strange:
        yield unknown(
            "tensorflow-custom-operator", f"operators that are none of TensorFlow's: {', '.join(strange[:6])}"
        )


def judge_graph(graph: TensorFlow) -> Iterator[Signal]:
    """Signals of a graph: its operators, and the paths that file operators are given."""
    functions = graph.functions
    yield from judge_operators({name: count for name, count in graph.operators.items() if name not in functions})
    texts = {(one.graph, one.name): one.value for one in graph.constants}
    for node in graph.nodes:
        yield from _paths(node, graph, texts)
    for asset in graph.assets:
        if escapes(asset):
            yield malicious("tensorflow-asset-path", f"the asset {asset!r} {escapes(asset)}")


def _paths(node: Node, graph: TensorFlow, texts: Mapping[tuple[str, str], str]) -> Iterator[Signal]:
    if node.op == "PrintV2":
        stream = node.texts.get("output_stream", "stderr")
        if stream.startswith("file://"):
            yield malicious("tensorflow-operator", f"the operator PrintV2 writes to {stream}")
        return
    for value in _constants(
        node.graph, node.inputs[:1] if node.op != "InitializeTableFromTextFileV2" else node.inputs, graph, texts
    ):
        how = escapes(value) if len(value) > 1 and not value.startswith("/part") else ""
        if how and node.op.startswith(("Save", "Merge")):
            yield malicious("tensorflow-fixed-path", f"{node.op} writes to {value!r}, which {how}")
        elif how and "://" not in value[:12]:
            yield suspicious("tensorflow-fixed-path", f"{node.op} reads {value!r}, which {how}")


def _constants(
    graph_name: str, inputs: Iterable[str], graph: TensorFlow, texts: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    """Text constants that a path is made of, followed back through operators that join texts."""
    todo, seen = list(inputs), set[str]()
    while todo and len(seen) < MAX_STEPS:
        name = todo.pop().lstrip("^").partition(":")[0]
        if name in seen:
            continue
        seen.add(name)
        if (graph_name, name) in texts:
            yield texts[(graph_name, name)]
        op, more = graph.wiring.get((graph_name, name), ("", ()))
        if op in _PASSES:
            todo += more
