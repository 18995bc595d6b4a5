"""Reads and checks what stands on the right of an operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aibom.core.versions import version_key
from aibom.policy.document import Items, Node, Scalar
from aibom.policy.durations import parse_duration
from aibom.policy.globs import MAX_PATTERN, regex_test
from aibom.policy.operators import Operand, Operator
from aibom.policy.paths import Path, ValueType
from aibom.policy.reading import Reader, did_you_mean

_READ_AS: Mapping[ValueType, str] = {
    ValueType.STRING: "a text",
    ValueType.VERSION: "a text",
    ValueType.NUMBER: "a number",
    ValueType.BOOLEAN: "true or false",
    ValueType.ANY: "a text, number or boolean",
}


def read_operand(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    """The operand of `path: {operator: node}`; DocumentError when it does not fit."""
    return _READERS[operator.operand](reader, node, operator, path)


def _scalar(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    what = f"{path.text} {operator.name}"
    value = node.value if isinstance(node, Scalar) else None
    if not _has_type(value, path.type):
        hint = "; ask for a missing value with `absent: true`" if isinstance(node, Scalar) and value is None else ""
        quote = " in quotes" if _is_text(path) and isinstance(value, int | float) else ""
        raise reader.wrong(node, what, _READ_AS[path.type] + quote + hint)
    if path.values and value not in path.values:
        raise reader.error(node, f"{path.text} is never {value!r}{did_you_mean(str(value), path.values)}")
    return value


def _has_type(value: object, kind: ValueType) -> bool:
    if kind is ValueType.BOOLEAN:
        return isinstance(value, bool)
    if kind is ValueType.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is ValueType.ANY:
        return isinstance(value, str | int | float)
    return isinstance(value, str)


def _is_text(path: Path) -> bool:
    return path.type in (ValueType.STRING, ValueType.VERSION)


def _scalars(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    if not isinstance(node, Items):
        raise reader.wrong(node, f"{path.text} {operator.name}", "a list")
    return tuple(_scalar(reader, item, operator, path) for item in node.nodes)


def _globs(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    globs = reader.texts(node, f"{path.text} {operator.name}")
    if any(len(glob) > MAX_PATTERN for glob in globs):
        raise reader.error(node, f"a glob is longer than {MAX_PATTERN} characters")
    return globs


def _texts(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    return reader.texts(node, f"{path.text} {operator.name}")


def _regex(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    pattern = reader.text(node, f"{path.text} {operator.name}")
    try:
        regex_test(pattern)
    except ValueError as error:
        raise reader.error(node, f"RE2 refuses this regular expression: {error}") from None
    return pattern


def _ordered(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    if path.type is not ValueType.VERSION:
        value = node.value if isinstance(node, Scalar) else None
        if not _has_type(value, ValueType.NUMBER):
            raise reader.wrong(node, f"{path.text} {operator.name}", "a number")
        return value
    text = reader.text(node, f"{path.text} {operator.name}")
    if version_key(text, "generic") is None and version_key(text, "pypi") is None:
        raise reader.error(node, f"{text!r} is not a version")
    return text


def _boolean(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    return reader.boolean(node, f"{path.text} {operator.name}")


def _duration(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    duration = parse_duration(reader.text(node, f"{path.text} {operator.name}"))
    if duration is None:
        raise reader.error(node, f"{path.text} {operator.name} must be {Operand.DURATION}")
    return duration


def _day(reader: Reader, node: Node, operator: Operator, path: Path) -> Any:
    return reader.day(node, f"{path.text} {operator.name}")


_READERS: Mapping[Operand, Callable[[Reader, Node, Operator, Path], Any]] = {
    Operand.SCALAR: _scalar,
    Operand.SCALARS: _scalars,
    Operand.GLOBS: _globs,
    Operand.TEXTS: _texts,
    Operand.REGEX: _regex,
    Operand.ORDERED: _ordered,
    Operand.BOOLEAN: _boolean,
    Operand.DURATION: _duration,
    Operand.DAY: _day,
}
