"""Graphs of neural networks: ONNX, TensorFlow, TensorFlow Lite, Core ML, ExecuTorch, Paddle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from aibom.catalog.model_lists import load_model_lists
from aibom.core.errors import UnreadableError
from aibom.core.json import parse_json
from aibom.formats.coreml import read_coreml
from aibom.formats.executorch import IDENTIFIERS, read_executorch
from aibom.formats.onnx import Onnx, read_onnx
from aibom.formats.paddle import looks_like_program, read_paddle
from aibom.formats.protobuf import kind_of_message, walk_message
from aibom.formats.tensorflow import read_tensorflow
from aibom.formats.tflite import read_tflite
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious, problems, suspicious, unknown
from aibom.integrity.inspect.keras_config import judge_keras
from aibom.integrity.inspect.layout import state_layout
from aibom.integrity.inspect.paths import escapes
from aibom.integrity.inspect.tf_rules import judge_graph, judge_operators
from aibom.model.inspection import Signal

Rule = Callable[[Glance, Session], Iterator[Signal]]
MAX_COMPANIONS = 10_000
_MESSAGES = frozenset(
    (
        "onnx",
        "pb",
        "mlmodel",
        "graphdef",
        "meta",
        "model",
        "bin",
        "pdmodel",
        "frozen",
        "ort",
        "metagraph",
        "espresso",
        "__model__",
    )
)


class MessageInspector:
    """Protocol buffers: their field numbers tell the format; the name where those are the same."""

    name = "protobuf"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.extension in _MESSAGES or glance.name == "__model__" or _begins_message(glance.head)

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        message = walk_message(glance.blob.stream())
        named = _NAMED.get(glance.extension, "")
        if glance.name == "keras_metadata.pb":
            kind = "keras-metadata"
        elif glance.name.endswith("fingerprint.pb"):
            session.format("tensorflow-fingerprint")
            if message is None or not message.whole:
                yield incomplete("tensorflow-malformed", "truncated")
            return
        else:
            kind = kind_of_message(message) if message else ""
            kind = kind or _second_look(glance, message)
        if not kind or (named == "onnx" and kind != "onnx"):
            if named and glance.head and not glance.head.startswith((b"PK", b"\x80")):
                session.format(named)
                yield incomplete(f"{named}-malformed", "no message that this format could be")
            if not kind:
                return
        session.format(kind)
        yield from _RULES[kind](glance, session)


# Where onnxruntime-extensions registers operators that are functions of Python, under any name.
_OPEN_DOMAINS = frozenset(("ai.onnx.contrib", "com.microsoft.extensions"))
_NAMED = {"onnx": "onnx", "mlmodel": "coreml", "pb": "tensorflow-graph", "pdmodel": "paddle"}


def _begins_message(head: bytes) -> bool:
    """ONNX (ir_version), SavedModel and Core ML begin with field 1 as a number, a graph with one as a message."""
    return (
        head[:1] == b"\x08" and len(head) > 4 and head[2:3] in (b"\x12", b"\x1a", b"\x22", b"\x2a", b"\x3a", b"\x42")
    ) or (
        head[:1] == b"\x0a"
        and re.search(rb"\x12.(?:Const|Placeholder|NoOp|VarHandleOp|Identity|feed|ReadFile)", head[:4096], re.DOTALL)
        is not None
    )


def _second_look(glance: Glance, message: object) -> str:
    if glance.extension in ("pdmodel",) or glance.name == "__model__" or looks_like_program(glance.head):
        return "paddle"
    if message is None:
        return ""
    if glance.extension in ("meta", "metagraph"):
        return "tensorflow-metagraph"
    if glance.name in ("saved_model.pb",):
        return "tensorflow-savedmodel"
    if glance.extension in ("pb", "graphdef", "frozen"):
        return "tensorflow-graph"
    if glance.extension == "onnx":
        return "onnx"
    return "coreml" if glance.extension == "mlmodel" else ""


def _onnx(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_onnx(glance.blob.stream())
    yield from problems("onnx", found.problems)
    if not found.problems and not (found.opsets and (found.operators or found.tensors)):
        yield incomplete("onnx-malformed", "the model has no graph, or does not tell its operator sets")
    yield from _onnx_operators(found)
    yield from _onnx_paths(found, session)
    for context in found.contexts:
        how = escapes(context) if len(context) < 1024 and context.isprintable() else ""
        if how:
            yield malicious("onnx-external-path", f"a compiled context is read from {context!r}, which {how}")
    for key, value in found.metadata.items():
        if code_in(value.encode("utf-8", "replace")):
            yield suspicious("onnx-metadata-code", f"the property {key} holds code ({code_in(value.encode())})")
    state_layout(session, found.tensors)


def _onnx_operators(found: Onnx) -> Iterator[Signal]:
    lists = load_model_lists()
    strange: set[str] = set()
    for domain, kind in found.operators:
        if kind in lists.onnx_dangerous:
            yield malicious("onnx-python-operator", f"the operator {domain}.{kind} calls code outside of the model")
        elif code_in(kind.encode()) or kind.lower() in ("system", "exec", "eval", "popen", "shell", "subprocess"):
            yield malicious("onnx-python-operator", f"an operator is called {kind!r}")
        elif domain in _OPEN_DOMAINS and kind not in lists.onnx_contrib and (domain, kind) not in found.functions:
            yield unknown("onnx-custom-domain", f"the operator {domain}.{kind} is made by code outside of the model")
        elif domain not in lists.onnx_domains and (domain, kind) not in found.functions:
            strange.add(domain)
    declared = {domain for domain in found.opsets if domain not in lists.onnx_domains}
    strange |= declared - {domain for domain, _ in found.functions}
    if strange:
        yield unknown(
            "onnx-custom-domain",
            f"operators of the domains {', '.join(sorted(strange)[:5])} need a library of their own",
        )


def _onnx_paths(found: Onnx, session: Session) -> Iterator[Signal]:
    needed: dict[str, int] = {}
    for one in found.external:
        how = escapes(one.location)
        if how:
            yield malicious("onnx-external-path", f"tensor {one.tensor!r} is read from {one.location!r}, which {how}")
        elif not one.location:
            yield incomplete("onnx-malformed", f"tensor {one.tensor!r} has external data without a file")
        else:
            end = sum(int(number[:30]) for number in (one.offset, one.length) if number.isascii() and number.isdigit())
            needed[one.location] = max(needed.get(one.location, 0), min(end, 1 << 62))
        for word, number in (("offset", one.offset), ("length", one.length)):
            if number and (not number.isascii() or not number.isdigit() or int(number[:30]) > 1 << 62):
                yield suspicious("onnx-external-size", f"tensor {one.tensor!r} has the {word} {number[:40]!r}")
    if needed:
        session.fact("companions", dict(sorted(needed.items())[:MAX_COMPANIONS]))


def _tensorflow(kind: str) -> Rule:
    def rule(glance: Glance, session: Session) -> Iterator[Signal]:
        found = read_tensorflow(glance.blob.stream(), kind, load_model_lists().tensorflow_path_operators)
        yield from problems("tensorflow", found.problems)
        yield from judge_graph(found)
        for text in found.keras:
            if text.lstrip().startswith("{"):
                try:
                    yield from judge_keras(parse_json(text.encode("utf-8", "replace"), "keras"), session)
                except UnreadableError as error:
                    yield incomplete("keras-malformed", error.why)
        if not found.problems and not found.operators and kind != "keras-metadata":
            yield incomplete("tensorflow-malformed", "the graph has no nodes")

    return rule


def _coreml(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_coreml(glance.blob.stream())
    yield from problems("coreml", found.problems)
    for name in found.custom:
        yield suspicious("coreml-custom", f"the class {name or '?'} of the application is instantiated")
    for kind in found.kinds:
        if kind == "linked-model":
            yield suspicious("coreml-linked-model", f"another model is loaded: {', '.join(found.files) or '?'}")
        elif kind.startswith("kind-"):
            yield unknown("coreml-kind", f"a model of an unknown kind ({kind})")
    for file in found.files:
        how = escapes(file.removeprefix("@model_path/"))
        if how:
            yield malicious("coreml-path", f"weights are read from {file!r}, which {how}")
    for key, value in found.metadata.items():
        if code_in(value.encode("utf-8", "replace")):
            yield suspicious("coreml-metadata-code", f"the property {key} holds code")
    if not found.problems and not found.kinds:
        yield incomplete("coreml-malformed", "the model has no kind")


def _paddle(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_paddle(glance.blob.stream())
    yield from problems("paddle", found.problems)
    for name in sorted(found.operators):
        if name in ("py_func", "py_layer", "pylayer", "run_program_py"):
            yield malicious("paddle-python-operator", f"the operator {name} calls Python code")
        elif name in (
            "save",
            "save_combine",
            "load",
            "load_combine",
            "print",
            "send",
            "recv",
            "listen_and_serv",
            "fetch_barrier",
        ):
            yield suspicious("paddle-operator", f"the operator {name} reads, writes or sends")
        elif not re.fullmatch(r"[A-Za-z_][\w.]*", name) or code_in(name.encode()):
            yield malicious("paddle-operator", f"an operator is called {name!r}")
    if not found.problems and not found.operators:
        yield incomplete("paddle-malformed", "the program has no operators")


_RULES: dict[str, Rule] = {
    "onnx": _onnx,
    "tensorflow-savedmodel": _tensorflow("saved-model"),
    "tensorflow-metagraph": _tensorflow("meta-graph"),
    "tensorflow-graph": _tensorflow("graph"),
    "keras-metadata": _tensorflow("keras-metadata"),
    "coreml": _coreml,
    "paddle": _paddle,
}


class TfliteInspector:
    """TensorFlow Lite: custom operators, and those of TensorFlow that the Flex delegate runs."""

    name = "tflite"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.head[4:8] == b"TFL3" or (glance.extension == "tflite" and not glance.head.startswith(b"PK"))

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("tflite")
        if glance.head[4:8] != b"TFL3":
            yield incomplete("tflite-malformed", "no signature of the format")
            return
        found = read_tflite(glance.blob.stream())
        yield from problems("tflite", found.problems)
        flex = {name[4:]: 1 for name in found.custom if name.startswith("Flex")}
        yield from judge_operators(flex)
        known = load_model_lists().tflite_custom
        strange = sorted(name for name in found.custom if not name.startswith("Flex") and name not in known)
        bad = [name for name in strange if code_in(name.encode())]
        if bad:
            yield malicious("tflite-custom-operator", f"an operator is called {bad[0]!r}")
        elif strange:
            yield unknown(
                "tflite-custom-operator", f"custom operators need a library of their own: {', '.join(strange[:5])}"
            )
        if not found.problems and not found.builtin and not found.custom:
            yield incomplete("tflite-malformed", "the model has no operators")
        state_layout(session, found.tensors)


class ExecutorchInspector:
    """ExecuTorch programs: operators and backends."""

    name = "executorch"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.head[4:8] in IDENTIFIERS or (glance.extension == "pte" and not glance.head.startswith(b"PK"))

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("executorch")
        if glance.head[4:8] not in IDENTIFIERS:
            yield incomplete("executorch-malformed", "no signature of the format")
            return
        found = read_executorch(glance.blob.stream())
        yield from problems("executorch", found.problems)
        lists = load_model_lists()
        for name in sorted(found.operators):
            if name.partition("::")[0] not in lists.executorch_namespaces:
                yield unknown("executorch-operator", f"the operator {name} needs a library of its own")
        for name in sorted(found.delegates - lists.executorch_delegates):
            yield unknown("executorch-backend", f"the backend {name} is none of ExecuTorch's")
