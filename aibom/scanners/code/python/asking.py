"""What the conditions of Python's branches and cases ask of names: `provider == "openai"`, `model in OPENAI_MODELS`."""

from __future__ import annotations

import ast

from aibom.scanners.code.facts import Asked
from aibom.scanners.code.python.binding import spelled

Conditions = tuple[tuple[Asked, ...], tuple[Asked, ...]]  # all of the first hold; any of the second is enough

_NOTHING: Conditions = ((), ())
_MAX_WORDS = 40
_MAX_PARTS = 8  # conditions that `and` and `or` join


def asked(test: ast.expr, *, wanted: bool = True) -> Conditions:
    """What holds where a test is true (or, unless wanted, false), and what suffices for that."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return asked(test.operand, wanted=not wanted) if not isinstance(test.operand, ast.UnaryOp) else _NOTHING
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        positive = isinstance(test.ops[0], (ast.Eq, ast.In) if wanted else (ast.NotEq, ast.NotIn))
        one = _compared(test) if positive else None
        return ((one,), (one,)) if one is not None else _NOTHING
    if not isinstance(test, ast.BoolOp) or len(test.values) > _MAX_PARTS or not wanted:
        return _NOTHING
    parts = [_compared(one) for one in test.values if isinstance(one, ast.Compare) and _is_positive(one)]
    found = tuple(one for one in parts if one is not None)
    return (found, ()) if isinstance(test.op, ast.And) else (joined(found, len(test.values)), found)


def joined(parts: tuple[Asked, ...], of: int) -> tuple[Asked, ...]:
    """What several conditions of which one holds say together of one name."""
    if not parts or len(parts) < of or len({one.name for one in parts}) > 1 or any(one.listed for one in parts):
        return ()
    return (Asked(parts[0].name, tuple(word for one in parts for word in one.words)),)


def of_case(subject: ast.expr, pattern: ast.pattern) -> Conditions:
    """What holds in a case of a `match` over a name."""
    name = spelled(subject)
    options = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
    words = [_word(one.value) if isinstance(one, ast.MatchValue) else None for one in options]
    texts = tuple(word for word in words if word is not None)
    one = Asked(name, texts) if name and len(texts) == len(options) <= _MAX_WORDS else None
    if name and len(options) == 1 and not texts and isinstance(pattern, ast.MatchValue):  # `case Tools.SEARCH:`
        listed = spelled(pattern.value) or ""
        one = Asked(name, (), listed) if listed.rpartition(".")[2].isupper() else None
    return ((one,), (one,)) if one is not None else _NOTHING


def _is_positive(test: ast.Compare) -> bool:
    return len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.In)


def _compared(test: ast.Compare) -> Asked | None:
    name, other = spelled(test.left), test.comparators[0]
    if not name:
        return None
    if isinstance(test.ops[0], ast.Eq | ast.NotEq):
        word = _word(other)
        constant = spelled(other) or ""
        listed = constant if word is None and constant.rpartition(".")[2].isupper() else ""
        return Asked(name, (word,) if word is not None else (), listed) if word is not None or listed else None
    if isinstance(other, ast.List | ast.Tuple | ast.Set):
        texts = tuple(word for word in map(_word, other.elts) if word is not None)
        return Asked(name, texts) if len(texts) == len(other.elts) <= _MAX_WORDS else None
    return Asked(name, (), listed) if (listed := spelled(other) or "") else None


def _word(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
