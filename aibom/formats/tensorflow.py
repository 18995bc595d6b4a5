"""Reads TensorFlow's graphs: SavedModel, MetaGraph and GraphDef with their function libraries, and Keras metadata.

Field numbers are those of tensorflow/core/protobuf/{saved_model,meta_graph,saved_object_graph}.proto and
tensorflow/core/framework/{graph,function,node_def,attr_value,tensor}.proto.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.wire import BYTES, VARINT, Field, Wire, WireError

MAX_DEPTH = 16
MAX_NODES = 1_000_000
MAX_CONSTANT, MAX_CONSTANTS = 4096, 200_000
MAX_METADATA = 16 << 20


class Node(NamedTuple):
    """A node that who reads the graph asked for: `graph` is "" for the main one, else the function's name."""

    graph: str
    name: str
    op: str
    inputs: tuple[str, ...]
    texts: Mapping[str, str]


class Constant(NamedTuple):
    """A short text constant."""

    graph: str
    name: str
    value: str


class TensorFlow(NamedTuple):
    """A graph: operators counted, nodes of the operators asked for, text constants, names of assets and functions,
    Keras layer descriptions (JSON)."""

    operators: Mapping[str, int]
    nodes: tuple[Node, ...]
    wiring: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]]
    constants: tuple[Constant, ...]
    assets: tuple[str, ...]
    functions: frozenset[str]
    keras: tuple[str, ...]
    version: str = ""
    problems: tuple[str, ...] = ()


def read_tensorflow(stream: BinaryIO, kind: str, wanted: frozenset[str]) -> TensorFlow:
    """The graph of a stream of `kind` saved-model, meta-graph, graph or keras-metadata; `wanted` are operators whose
    nodes are kept. Never raises on malformed content."""
    reader = _Reader(stream, wanted)
    problems: tuple[str, ...] = ()
    try:
        reader.read(kind)
    except WireError as error:
        problems = (error.why,)
    return TensorFlow(
        reader.operators,
        tuple(reader.nodes),
        reader.wiring,
        tuple(reader.constants),
        tuple(reader.assets),
        frozenset(reader.functions),
        tuple(reader.keras),
        reader.version,
        problems,
    )


class _Reader:
    def __init__(self, stream: BinaryIO, wanted: frozenset[str]) -> None:
        self.wire, self.wanted = Wire(stream), wanted
        self.operators: Counter[str] = Counter()
        self.nodes: list[Node] = []
        self.wiring: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self.constants: list[Constant] = []
        self.assets: list[str] = []
        self.functions: set[str] = set()
        self.keras: list[str] = []
        self.version, self.versioned = "", False

    def read(self, kind: str) -> None:
        whole = Field(0, BYTES, 0, 0, self.wire.size)
        if kind == "saved-model":
            for one in self.wire.inside(whole):
                if one.number == 2 and one.wire == BYTES:
                    self._meta_graph(one)
        elif kind == "meta-graph":
            self._meta_graph(whole)
        elif kind == "keras-metadata":
            self._keras_metadata(whole)
        else:
            self._graph(whole)
            if not self.versioned:
                raise WireError("truncated: the graph does not tell its version, which stands last")

    def _meta_graph(self, field: Field) -> None:
        for one in self.wire.inside(field):
            if one.wire != BYTES:
                continue
            if one.number == 1:
                self._info(one)
            elif one.number == 2:
                self._graph(one)
            elif one.number == 6:
                self.assets += self.wire.texts(one, 2)
            elif one.number == 7:
                self._objects(one)

    def _info(self, field: Field) -> None:
        self.version = next(iter(self.wire.texts(field, 5)), self.version)

    def _objects(self, field: Field) -> None:
        """SavedObjectGraph: what Keras wrote about layers before it had a file for that."""
        for node in self.wire.inside(field):
            if node.number != 1 or node.wire != BYTES:
                continue
            for one in self.wire.inside(node):
                if one.number == 4 and one.wire == BYTES:
                    self._described(one, 3)

    def _described(self, field: Field, number: int) -> None:
        for one in self.wire.inside(field):
            if one.number == number and one.wire == BYTES and one.end > one.start:
                self.keras.append(self.wire.text(one, MAX_METADATA))

    def _keras_metadata(self, field: Field) -> None:
        """SavedMetadata (keras/protobuf/saved_metadata.proto)."""
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                self._described(one, 5)

    def _graph(self, field: Field) -> None:
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                self._node(one, "")
            elif one.number == 4:
                self.versioned = True
            elif one.number == 2 and one.wire == BYTES:
                for function in self.wire.inside(one):
                    if function.number == 1 and function.wire == BYTES:
                        self._function(function)

    def _function(self, field: Field) -> None:
        """FunctionDef; its name stands in the signature, which comes first when it was written in order."""
        name = ""
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                name = next(iter(self.wire.texts(one, 1)), "")
                self.functions.add(name)
        for one in self.wire.inside(field):
            if one.number == 3 and one.wire == BYTES:
                self._node(one, name or "?")

    def _node(self, field: Field, graph: str) -> None:
        name = op = ""
        inputs: list[str] = []
        attributes: list[Field] = []
        for one in self.wire.inside(field):
            if one.wire != BYTES:
                continue
            if one.number == 1:
                name = self.wire.text(one, 1 << 16)
            elif one.number == 2:
                op = self.wire.text(one, 1 << 16)
            elif one.number == 3 and len(inputs) < 64:
                inputs.append(self.wire.text(one, 1 << 16))
            elif one.number == 5:
                attributes.append(one)
        self._keep(graph, name, op, tuple(inputs), attributes)

    def _keep(self, graph: str, name: str, op: str, inputs: tuple[str, ...], attributes: list[Field]) -> None:
        self.operators[op] += 1
        if len(self.wiring) >= MAX_NODES:
            raise WireError("more nodes than are read")
        self.wiring[(graph, name)] = (op, inputs)
        if op == "Const":
            self._constant(graph, name, attributes)
        if op in self.wanted:
            self.nodes.append(Node(graph, name, op, inputs, dict(self._texts(attributes))))

    def _texts(self, attributes: list[Field]) -> list[tuple[str, str]]:
        """Attributes that are texts (`s` of AttrValue, and those in lists)."""
        found: list[tuple[str, str]] = []
        for attribute in attributes:
            key, value = self.wire.pair(attribute)
            if value is None or value.wire != BYTES:
                continue
            for one in self.wire.inside(value):
                if one.number == 2 and one.wire == BYTES:
                    found.append((key, self.wire.text(one)))
                elif one.number == 1 and one.wire == BYTES:
                    found += [(key, text) for text in self.wire.texts(one, 2)]
        return found

    def _constant(self, graph: str, name: str, attributes: list[Field]) -> None:
        for attribute in attributes:
            key, value = self.wire.pair(attribute)
            if key != "value" or value is None or value.wire != BYTES:
                continue
            for tensor in self.wire.inside(value):
                if tensor.number == 8 and tensor.wire == BYTES:
                    self._text_tensor(graph, name, tensor)

    def _text_tensor(self, graph: str, name: str, tensor: Field) -> None:
        """TensorProto: dtype 7 is text, `string_val` has number 8."""
        for one in self.wire.inside(tensor):
            if one.number == 1 and one.wire == VARINT and one.value != 7:
                return
            short = one.number == 8 and one.wire == BYTES and one.end - one.start <= MAX_CONSTANT
            if short and len(self.constants) < MAX_CONSTANTS:
                self.constants.append(Constant(graph, name, self.wire.text(one)))
