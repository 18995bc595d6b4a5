"""Messages of findings: `${path|default}` is the only interpolation, and values are never read as templates.

`path` is a fact of the rule's subject, `list.member` for what the matching items of a list hold, or `$name` for the
value of a parameter. Values come from outside: each is made one printable line and cut here, and escaped again by
every output for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.policy.document import Node
from aibom.policy.paths import Scope, ValueType
from aibom.policy.reading import Reader, did_you_mean

_FIELD = re.compile(r"\$\{([^}|]*)(?:\|([^}]*))?\}")
MAX_VALUE = 160
MAX_VALUES = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One `${...}`; `member` is set when `fact` is a list of objects."""

    fact: str
    member: str
    default: str


@dataclass(frozen=True, slots=True)
class Template:
    """A message: texts and fields in turn."""

    parts: tuple[str | Field, ...]

    @property
    def facts(self) -> frozenset[str]:
        """The facts that it shows."""
        return frozenset(part.fact for part in self.parts if isinstance(part, Field))

    def render(self, subjects: Sequence[Mapping[str, Json]], items: Mapping[str, Sequence[Mapping[str, Json]]]) -> str:
        """The message for all components of one finding; `items` are the matching items of each list."""
        return "".join(part if isinstance(part, str) else _show(part, subjects, items) for part in self.parts)


def read_template(reader: Reader, node: Node, scope: Scope, settings: Mapping[str, Json]) -> Template:
    """The template of a `message`; an unknown path or parameter (`settings`) is an error."""
    text = reader.text(node, "message")
    parts: list[str | Field] = []
    end = 0
    for match in _FIELD.finditer(text):
        name = match[1].strip()
        is_param = name.startswith("$")
        shown = _setting(reader, node, name[1:], settings) if is_param else _read_field(reader, node, scope, match)
        parts += [text[end : match.start()], shown]
        end = match.end()
    if "${" in text[end:]:
        raise reader.error(node, "message has a ${ without its }")
    return Template(tuple(part for part in (*parts, text[end:]) if part != ""))


def _setting(reader: Reader, node: Node, name: str, settings: Mapping[str, Json]) -> str:
    if name not in settings:
        raise reader.error(node, f"message: no parameter {name!r}{did_you_mean(name, settings)}")
    return ", ".join(_texts(settings[name])) or "nothing"


def _read_field(reader: Reader, node: Node, scope: Scope, match: re.Match[str]) -> Field:
    name, default = match[1].strip(), match[2] or ""
    path = scope.find(name)
    if path is not None:
        if path.type is ValueType.OBJECTS:
            raise reader.error(node, f"message: {name} is a list of objects; write ${{{name}.<member>}}")
        return Field(name, "", default)
    found = scope.member(name)
    if found is not None:
        return Field(*found, default)
    head = next((known for known in scope.names if name.startswith(f"{known}.")), "")
    if head and scope.paths[head].type is ValueType.OBJECTS:
        members = scope.paths[head].members
        hint = did_you_mean(name.removeprefix(f"{head}."), members)
        raise reader.error(node, f"message: {head} has no member {name.removeprefix(f'{head}.')!r}{hint}")
    raise reader.error(node, f"message: unknown field {name!r} of {scope.what}{did_you_mean(name, scope.names)}")


def _show(
    part: Field, subjects: Sequence[Mapping[str, Json]], items: Mapping[str, Sequence[Mapping[str, Json]]]
) -> str:
    values: Iterable[Any]
    if part.member:
        values = [_member(item, part.member) for item in items.get(part.fact, ())]
    else:
        values = [subject.get(part.fact) for subject in subjects]
    texts: dict[str, None] = {}
    for value in values:
        for text in _texts(value):
            texts.setdefault(text)
    shown = list(texts)
    if not shown:
        return part.default or "unknown"
    more = f" and {len(shown) - MAX_VALUES} more" if len(shown) > MAX_VALUES else ""
    return ", ".join(shown[:MAX_VALUES]) + more


def _member(item: Mapping[str, Json], member: str) -> Any:
    head, _, rest = member.partition(".")
    value = item.get(head)
    return value.get(rest) if rest and isinstance(value, Mapping) else value


def _texts(value: Any) -> Iterable[str]:
    if value is None or value == "":
        return ()
    if isinstance(value, bool):
        return (str(value).lower(),)
    if isinstance(value, list | tuple):
        return [printable(str(item), MAX_VALUE) for item in value if isinstance(item, str | int | float)]
    if isinstance(value, Mapping):
        written = value.get("unresolved")
        return (printable(f"`{written}`", MAX_VALUE),) if isinstance(written, str) else ()
    return (printable(str(value), MAX_VALUE),)
