"""Judges models that are written as JSON: skops schemas, MXNet symbols, TensorFlow.js, XGBoost, Paddle programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aibom.catalog.model_lists import load_model_lists
from aibom.integrity.inspect.base import Session, incomplete
from aibom.integrity.inspect.danger import code_in, is_dangerous
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.integrity.inspect.keras_config import judge_keras
from aibom.integrity.inspect.paths import escapes
from aibom.integrity.inspect.tf_rules import judge_operators
from aibom.model.inspection import Signal

MAX_NODES = 2_000_000
# Loaders of skops that get a class, function or method by its name (skops.io, 0.5 to 0.16).
_DATA_LOADERS = frozenset(
    "DictNode DefaultDictNode ListNode SetNode TupleNode SliceNode JsonNode BytesNode BytearrayNode NdArrayNode "
    "MaskedArrayNode DTypeNode CachedNode".split()
)
_NAMED_LOADERS = frozenset(
    "ObjectNode TypeNode FunctionNode PartialNode ConstructorFromReduceNode LossNode TreeNode RandomStateNode "
    "RandomGeneratorNode ReduceNode SGDNode _DictWithDeprecatedKeysNode SparseMatrixNode QuantileForestNode".split()
)
_CALLING_LOADERS = {"MethodNode": "calls a method", "OperatorFuncNode": "calls a function of the module operator"}


def judge_skops(value: Any, session: Session) -> Iterator[Signal]:
    """schema.json of a skops file (CVE-2024-37065, CVE-2025-54412, CVE-2025-54413): every node names a type."""
    seen: set[Signal] = set()
    for one in _objects(value):
        for signal in _skops_node(one, session) if isinstance(one.get("__loader__"), str) else ():
            if signal not in seen:
                seen.add(signal)
                yield signal


def _skops_node(one: Mapping[str, Any], session: Session) -> Iterator[Signal]:
    loader = one["__loader__"]
    name = f"{one.get('__module__')}.{one.get('__class__')}"
    safe = load_model_lists().skops_types
    if loader in _CALLING_LOADERS:
        yield suspicious("skops-calling-node", f"a {loader}, which {_CALLING_LOADERS[loader]} ({name})")
    elif loader not in _DATA_LOADERS and loader not in _NAMED_LOADERS:
        yield suspicious("skops-unknown-loader", f"a node of the unknown kind {loader}")
    file = one.get("file")
    if isinstance(file, str) and escapes(file):
        yield malicious("skops-path", f"a node reads {file!r}, which {escapes(file)}")
    pointed = {name, *_content_names(one.get("content"))}
    for target in sorted(pointed):
        if target in safe or session.names.safe.get(target) in _HARMLESS or target in _PLAIN:
            continue
        if is_dangerous(target, session):
            yield malicious("skops-dangerous-type", f"the file asks for {target}")
        else:
            yield unknown("skops-type", f"the file asks for {target}, which skops does not trust by itself")


_HARMLESS = frozenset(("class", "call", "enum", "data"))
_PLAIN = frozenset(
    "builtins.dict builtins.list builtins.tuple builtins.set builtins.str builtins.int builtins.float builtins.bool "
    "builtins.NoneType builtins.bytes builtins.bytearray builtins.slice builtins.type builtins.complex None.None "
    "numpy.ndarray numpy.ma.MaskedArray numpy.ma.core.MaskedArray numpy.random.mtrand.RandomState "
    "numpy.random._generator.Generator numpy.dtype collections.OrderedDict collections.defaultdict datetime.datetime "
    "sklearn.utils._bunch.Bunch sklearn.tree._tree.Tree sklearn.utils.deprecation._DictWithDeprecatedKeys".split()
)


def _content_names(content: Any) -> Iterator[str]:
    """Functions and types name what they stand for in their content."""
    if isinstance(content, Mapping) and "module_path" in content:
        yield f"{content.get('module_path')}.{content.get('function') or content.get('class') or content.get('name')}"


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    todo: list[Any] = [value]
    for _ in range(MAX_NODES):
        if not todo:
            return
        one = todo.pop()
        if isinstance(one, Mapping):
            yield one
            todo += [item for item in one.values() if isinstance(item, (Mapping, list))]
        elif isinstance(one, list):
            todo += [item for item in one if isinstance(item, (Mapping, list))]


def judge_mxnet(value: Any, _session: Session) -> Iterator[Signal]:
    """A symbol: operators that call Python (mxnet.operator.CustomOp), and libraries to load."""
    nodes = value.get("nodes")
    if not isinstance(nodes, list):
        yield incomplete("mxnet-malformed", "nodes is no list")
        return
    bad = load_model_lists().mxnet_dangerous
    for one in nodes[:MAX_NODES]:
        kind = one.get("op") if isinstance(one, Mapping) else None
        if not isinstance(kind, str):
            yield incomplete("mxnet-malformed", "a node has no operator")
            return
        if kind in bad:
            yield suspicious("mxnet-python-operator", f"the operator {kind} calls code outside of MXNet")
        found = code_in(repr(one.get("attrs") or one.get("param") or "").encode())
        if found or not all(character.isalnum() or character in "_.-" for character in kind):
            yield suspicious("mxnet-odd-node", f"a node holds code or is no operator: {found or kind}")


def judge_tfjs(value: Any, session: Session) -> Iterator[Signal]:
    """model.json of TensorFlow.js: a Keras model or a graph, and the files with its weights."""
    topology = value.get("modelTopology")
    if isinstance(topology, Mapping):
        yield from judge_keras(topology, session)
        operators = [str(one["op"]) for one in _objects(topology) if isinstance(one.get("op"), str)]
        yield from judge_operators(dict.fromkeys(operators, 1))
    for group in value.get("weightsManifest") or []:
        for path in group.get("paths") or [] if isinstance(group, Mapping) else []:
            if isinstance(path, str) and escapes(path):
                yield malicious("tensorflowjs-path", f"weights come from {path!r}, which {escapes(path)}")


def judge_xgboost(value: Any, _session: Session) -> Iterator[Signal]:
    """A model holds numbers and names; of code it has none."""
    learner = value.get("learner")
    if not isinstance(learner, Mapping) or "gradient_booster" not in learner:
        yield incomplete("xgboost-malformed", "learner has no gradient_booster")
        return
    for one in _objects({key: learner.get(key) for key in ("attributes", "objective", "learner_model_param")}):
        for key, item in one.items():
            found = code_in(f"{key} {item}".encode("utf-8", "replace")) if isinstance(item, str) else ""
            if found:
                yield suspicious("xgboost-code-text", f"{key} holds code ({found})")
    claimed = (
        (learner.get("learner_model_param") or {}) if isinstance(learner.get("learner_model_param"), Mapping) else {}
    )
    count = str(claimed.get("num_feature", "0"))
    if not count.isdigit() or int(count) > 1 << 31:
        yield suspicious("xgboost-absurd-size", f"num_feature is {count[:40]}")


def judge_paddle(value: Any, session: Session) -> Iterator[Signal]:
    """A program of Paddle 3: operators are objects with a type name in `#`."""
    for one in _objects(value):
        name = one.get("#")
        if isinstance(name, str) and any(word in name.lower() for word in ("py_func", "pyfunc", "py_layer", "pylayer")):
            yield malicious("paddle-python-operator", f"the operator {name} calls Python code")


def judge_package(value: Any, _session: Session) -> Iterator[Signal]:
    """Manifest.json of a Core ML package: files below its Data folder."""
    for one in _objects(value.get("itemInfoEntries")):
        path = one.get("path")
        if isinstance(path, str) and escapes(path):
            yield malicious("coreml-path", f"the package names {path!r}, which {escapes(path)}")


_PICKLED = ("py/object", "py/reduce", "py/function", "py/type", "py/newargsex", "py/initargs", "py/repr")


def is_jsonpickle(value: Any) -> bool:
    """An object as jsonpickle writes it, at the top or one level below."""
    tops = [value, *(value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else [])]
    return any(isinstance(one, Mapping) and any(key in one for key in _PICKLED) for one in tops[:10_000])


def judge_jsonpickle(value: Any, session: Session) -> Iterator[Signal]:
    """jsonpickle.decode imports what it names, makes it, and calls what `py/reduce` tells."""
    for one in _objects(value):
        if "py/repr" in one:
            yield malicious("jsonpickle-code", "a text is evaluated (py/repr)")
        for key in _PICKLED[:4]:
            name = one.get(key)
            if not isinstance(name, str) or name in session.names.safe:
                continue
            if is_dangerous(name, session):
                yield malicious("jsonpickle-dangerous-object", f"decoding imports {name} ({key})")
            else:
                yield unknown("jsonpickle-object", f"decoding imports {name} ({key}), which no list names")
