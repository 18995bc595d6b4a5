"""Judges Keras configurations (Keras 2 and 3): what `from_config` would import, run, load or fetch.

Keras 3 names `module` and `class_name` of each object and imports them; Keras 2 looks the class up among its own and
those that the caller passes. Both keep a Lambda's function as marshalled code.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from aibom.catalog.model_lists import ModelLists, load_model_lists
from aibom.formats.marshal_names import names_in
from aibom.integrity.inspect.base import Session, incomplete
from aibom.integrity.inspect.danger import code_in, is_dangerous
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

MAX_NODES = 2_000_000
# Keras' own tags for values that JSON does not have, and Python's plain types.
_VALUES = frozenset(
    "__tuple__ __bytes__ __ellipsis__ __keras_tensor__ __tensor__ __numpy__ __typespec__ __slice__ TensorShape "
    "slice dict list tuple set CategoricalDType _UniqueName DTypePolicyMap __passive_serialization__".split()
)
_FOREIGN = {
    "TFSMLayer": "loads a SavedModel from a folder that it names",
    "TorchModuleWrapper": "unpickles a PyTorch module",
    "FlaxLayer": "runs functions that it names",
    "JaxLayer": "runs functions that it names",
}
_OWN_ROOTS = frozenset(("keras", "tf_keras"))
_OWN_MODULES = ("tensorflow.keras", "tensorflow.python.keras", "tensorflow_core.python.keras")
_VOCABULARY = frozenset(("StringLookup", "IntegerLookup", "TextVectorization", "StringVectorizer", "IndexLookup"))
_SIZES = frozenset(
    "units filters input_dim output_dim vocab_size max_tokens num_heads key_dim value_dim size repeats n "
    "num_bins".split()
)
_SHAPES = frozenset(
    "batch_input_shape batch_shape input_shape shape target_shape build_input_shape shapes_dict".split()
)
MAX_DIMENSION, MAX_ELEMENTS = 1 << 31, 1 << 40
# Names that the code of a Lambda layer has no business with.
_CODE_WORDS = frozenset(
    """system popen exec eval compile __import__ subprocess Popen check_output open os posix sys socket urllib requests
    importlib import_module builtins getattr globals __builtins__ ctypes shutil pickle marshal loads base64 b64decode
    urlopen spawn execve remove unlink rmtree environ write py_function numpy_function load_op_library""".split()
)
_NAMED = frozenset(("loss", "activation", "metrics", "weighted_metrics", "optimizer"))
_BAD_WORDS = ("enable_unsafe_deserialization", "get_file")


def is_keras_config(value: Any) -> bool:
    """Whether a JSON object describes a Keras model, or is what a SavedModel or H5 keeps of one."""
    if not isinstance(value, Mapping):
        return False
    named = isinstance(value.get("class_name"), str) and ("config" in value or "module" in value)
    return named or any(key in value for key in ("keras_version", "modelTopology"))


def judge_keras(value: Any, session: Session) -> Iterator[Signal]:
    """Signals of a configuration, each kind of object once."""
    seen: set[Signal] = set()
    todo: list[Any] = [value]
    count = 0
    lists = load_model_lists()
    while todo:
        one = todo.pop()
        count += 1
        if count > MAX_NODES:
            yield incomplete("keras-too-large", "the configuration has more members than are read")
            return
        if isinstance(one, Mapping):
            for signal in _object(one, session, lists):
                if signal not in seen:
                    seen.add(signal)
                    yield signal
            todo += one.values()
        elif isinstance(one, list):
            todo += one


def _object(one: Mapping[str, Any], session: Session, lists: ModelLists) -> Iterator[Signal]:
    name = one.get("class_name")
    if isinstance(name, str):
        yield from _reference(one, name, session, lists)
    for key, value in one.items():
        if key in _BAD_WORDS or (isinstance(value, str) and value in _BAD_WORDS):
            yield malicious("keras-unsafe-call", f"the configuration calls {key if key in _BAD_WORDS else value}")
        if key in _SIZES or key in _SHAPES:
            yield from _size(key, value)
        if key in _NAMED or key.endswith(("_initializer", "_regularizer", "_constraint", "_activation")):
            yield from _named(key, value, session, lists)
    if isinstance(one.get("function_type"), str) or one.get("function_type") is not None:
        yield from _code(one.get("function"))


def _named(key: str, value: Any, session: Session, lists: ModelLists) -> Iterator[Signal]:
    """Losses, metrics, activations by a text: Keras' own, or one that the caller passes."""
    todo = [value]
    for _ in range(1000):
        one = todo.pop() if todo else None
        if isinstance(one, list) or (isinstance(one, Mapping) and "class_name" not in one):
            todo += one if isinstance(one, list) else one.values()
        elif isinstance(one, str) and one not in lists.keras_aliases and one not in lists.keras_classes:
            if is_dangerous(one, session) and "." in one:
                yield malicious("keras-dangerous-reference", f"{key} names {one}")
            else:
                yield unknown("keras-custom-object", f"{key} {one!r} is none of Keras'; it needs code of its own")


def _reference(one: Mapping[str, Any], name: str, session: Session, lists: ModelLists) -> Iterator[Signal]:
    module, registered = one.get("module"), one.get("registered_name")
    config = one.get("config")
    if name in ("Lambda", "__lambda__"):
        yield suspicious("keras-lambda", "a Lambda layer, whose function is stored as code")
        yield from _code(config if name == "Lambda" else one.get("config", one.get("value")))
    elif name in _FOREIGN:
        yield malicious("keras-foreign-layer", f"a {name}, which {_FOREIGN[name]}")
    elif name == "function":
        yield from _function(module, config, registered, session, lists)
    elif not (isinstance(module, str) and module):
        yield from _unplaced(name, registered, session, lists)
    else:
        yield from _placed(f"{module}.{name}", module, name, session, lists)
    if name in _VOCABULARY and isinstance(config, Mapping):
        yield from _vocabulary(name, config.get("vocabulary"))


def _unplaced(name: str, registered: Any, session: Session, lists: ModelLists) -> Iterator[Signal]:
    """A class without a module: Keras' own, one that was registered, or one that the caller passes."""
    if name in lists.keras_classes or name in _VALUES or name in ("Model", "Layer"):
        return
    if is_dangerous(name, session) and "." in name:
        yield malicious("keras-dangerous-reference", f"the configuration names {name}")
        return
    yield unknown("keras-custom-object", f"{registered or name} is no object of Keras; it needs code of its own")


def _placed(full: str, module: str, name: str, session: Session, lists: ModelLists) -> Iterator[Signal]:
    if full in lists.keras_names or (module == "builtins" and name in _VALUES):
        return
    own = module.partition(".")[0] in _OWN_ROOTS or module.startswith(_OWN_MODULES)
    if own and (name in lists.keras_classes or name in _VALUES or name in ("Model", "Layer")):
        return
    if is_dangerous(full, session):
        yield malicious("keras-dangerous-reference", f"the configuration names {full}, which loading it would import")
    elif own and name[:1].islower():
        yield suspicious("keras-function-reference", f"the configuration names the function {full}")
    else:
        yield unknown("keras-custom-object", f"{full} is no object of Keras; loading the model imports it")


def _function(module: Any, name: Any, registered: Any, session: Session, lists: ModelLists) -> Iterator[Signal]:
    if not isinstance(name, str):
        return
    if module in (None, "builtins"):
        label = registered if isinstance(registered, str) and registered not in ("function", "builtins") else name
        if label in lists.keras_classes or name in lists.keras_classes:
            return
        if is_dangerous(f"builtins.{name}", session) and name in ("eval", "exec", "compile", "open", "__import__"):
            yield malicious("keras-dangerous-reference", f"the configuration names the function {name}")
        else:
            yield unknown("keras-custom-object", f"the function {label} is none of Keras'")
        return
    yield from _placed(f"{module}.{name}", str(module), name, session, lists)


def _code(value: Any) -> Iterator[Signal]:
    """Marshalled code in base64: as a text, a list that begins with one, or {"code": ...}."""
    todo, texts = [value], list[str]()
    while todo and len(texts) < 1000:
        one = todo.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, Mapping):
            todo += [
                item for key, item in one.items() if key in ("code", "function", "value", "config", "output_shape")
            ]
        elif isinstance(one, list):
            todo += one
    for text in texts:
        names = names_in(_decoded(text)) if len(text) > 20 else []
        bad = sorted({name for name in names if _bad_name(name)} | {code_in(text.encode("utf-8", "replace"))} - {""})
        if bad:
            yield malicious("keras-lambda-code", f"the code of a Lambda layer uses {', '.join(bad[:6])}")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=False)
    except (binascii.Error, ValueError):
        return text.encode("utf-8", "replace")


def _bad_name(name: str) -> bool:
    return name in _CODE_WORDS or bool(code_in(name.encode()))


def _vocabulary(name: str, value: Any) -> Iterator[Signal]:
    """A vocabulary that is a text is the path of a file, which the layer reads (CVE-2025-12058)."""
    if not isinstance(value, str) or not value:
        return
    how = escapes(value)
    if how:
        yield malicious("keras-vocabulary-path", f"a {name} reads its vocabulary from {value!r}, which {how}")
    else:
        yield suspicious("keras-vocabulary-path", f"a {name} reads its vocabulary from the file {value!r}")


def _size(key: str, value: Any) -> Iterator[Signal]:
    numbers = [value] if isinstance(value, int) else value if isinstance(value, list) else []
    product = 1
    for number in numbers:
        if isinstance(number, int) and not isinstance(number, bool):
            product *= max(abs(number), 1)
            if abs(number) > MAX_DIMENSION or product > MAX_ELEMENTS:
                yield suspicious("keras-absurd-shape", f"{key} asks for {product} elements")
                return
