"""Makes plain sentences of schema errors: what is wrong at which JSON path, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from aibom.core import re
from aibom.core.text import printable

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_MAX_LISTED = 16
_MAX_TEXT = 80
_MAX_MESSAGE = 300
_MAX_DEPTH = 10
_TYPES = {
    "array": "an array",
    "object": "an object",
    "integer": "a whole number",
    "string": "a string",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
_FORMATS = {
    "date-time": "date and time (RFC 3339, such as 2026-01-31T12:00:00Z)",
    "iri-reference": "URL or relative reference",
    "idn-email": "e-mail address",
}

# From the path of a keyword in the schema to the members that the schema there knows.
NamesAt: TypeAlias = "Callable[[Sequence[str | int]], Sequence[str]]"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaError:
    """`path` is a JSON path such as `$.components[3].licenses[0]`; `message` one plain sentence; `unknown` are the
    fields of the object there that the schema does not have, when that is what is wrong."""

    path: str
    message: str
    unknown: tuple[str, ...] = ()


def explain(error: ValidationError, names: NamesAt, depth: int = 0) -> Iterator[SchemaError]:
    """The errors that an error of the validator stands for; of several alternatives those of the one that fits
    best. `names` tells which members the schema at a place knows."""
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch]
    wanted = _missing_choice(branches, error)
    if wanted:
        yield SchemaError(path=json_path(error.instance_path), message=f"must have one of {_listed(wanted)}")
    elif branches and depth < _MAX_DEPTH:
        for inner in max(branches, key=lambda branch: _fit(branch, len(error.instance_path))):
            yield from explain(inner, names, depth + 1)
    else:
        kind: Any = error.kind
        unknown = tuple(kind.unexpected) if kind.name == "additionalProperties" else ()
        yield SchemaError(path=json_path(error.instance_path), message=_message(error, names), unknown=unknown)


def _missing_choice(branches: Sequence[Sequence[ValidationError]], error: ValidationError) -> list[str]:
    """The members of which one is missing, when that is all that is wrong with every alternative."""
    here = error.instance_path
    only = [branch[0] for branch in branches if len(branch) == 1 and branch[0].instance_path == here]
    if len(only) != len(branches) or any(inner.kind.name != "required" for inner in only):
        return []
    return [str(getattr(inner.kind, "property", "")) for inner in only]


def _fit(branch: Sequence[ValidationError], here: int) -> tuple[bool, int, int]:
    """How well an alternative fits: it has the right type, its errors lie deep inside, and they are few."""
    right_type = not any(e.kind.name == "type" and len(e.instance_path) == here for e in branch)
    return (right_type, min(len(e.instance_path) for e in branch), -len(branch))


def json_path(parts: Sequence[str | int]) -> str:
    """`$.components[3].name`; a key that is no plain word is quoted."""
    return "$" + "".join(_step(part) for part in parts)


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _PLAIN_KEY.fullmatch(part) else f"[{printable(repr(part))}]"


def _message(error: ValidationError, names: NamesAt) -> str:
    kind: Any = error.kind
    match kind.name:
        case "enum":
            return f"{_shown(error.instance)} is not allowed here{_allowed(error.instance, kind.options)}"
        case "const":
            return f"{_shown(error.instance)} must be {_shown(kind.expected_value)}"
        case "additionalProperties":
            known = names(error.schema_path)
            return "; ".join(f"{_shown(name)} is not a known field{_guess(name, known)}" for name in kind.unexpected)
        case "required":
            return f"{_shown(kind.property)} is missing"
        case "type":
            return f"must be {' or '.join(_TYPES.get(t, t) for t in kind.types)}, not {_shown(error.instance)}"
        case "format":
            return f"{_shown(error.instance)} is not a valid {_FORMATS.get(kind.format, kind.format)}"
        case "pattern":
            return f"{_shown(error.instance)} does not have the form {kind.pattern}"
        case "uniqueItems":
            return "has the same element twice"
        case _:
            return printable(error.message, _MAX_MESSAGE)


def _allowed(value: Any, options: Sequence[Any]) -> str:
    texts = [option for option in options if isinstance(option, str)]
    guess = _guess(value, texts) if isinstance(value, str) else ""
    return guess if guess or len(options) > _MAX_LISTED else f"; allowed are {_listed(options)}"


def _guess(name: str, known: Sequence[str]) -> str:
    by_spelling = {option.lower(): option for option in known}
    close = difflib.get_close_matches(name.lower(), by_spelling, n=1, cutoff=0.7)
    return f"; did you mean {by_spelling[close[0]]!r}?" if close else ""


def _listed(options: Sequence[Any]) -> str:
    return ", ".join(_shown(option) for option in options)


def _shown(value: Any) -> str:
    """A value of the document, quoted, on one line and short."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return repr(printable(value, _MAX_TEXT)) if isinstance(value, str) else str(value)
