"""The examples (`tests`) that every rule carries: facts of a component, and what the rule makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from aibom.core.json import Json
from aibom.model.component import Relation
from aibom.model.kinds import RelationKind
from aibom.policy.document import Node, Table
from aibom.policy.params import Param, read_settings
from aibom.policy.paths import Path, Scope, Subject, ValueType, scope_of
from aibom.policy.reading import Reader, did_you_mean

DEFAULT_DAY = date(2026, 1, 1)
SELF = "self"
_KEYS = ("name", "component", "bom", "exception", "vex", "with", "relations", "params", "as_of", "expect", "message")


class Expect(StrEnum):
    """What the rule gives: it holds, it does not, or nobody can tell."""

    FINDING = "finding"
    PASS = "pass"  # noqa: S105 - not a password
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example. `values` are the subject's facts (ref `self` unless it says otherwise), `others` further
    components, `relations` edges between them."""

    name: str
    values: Mapping[str, Json]
    expect: Expect
    line: int
    others: tuple[Mapping[str, Json], ...] = ()
    relations: tuple[Relation, ...] = ()
    settings: Mapping[str, Json] = field(default_factory=dict)
    as_of: date = DEFAULT_DAY
    message: str = ""


def read_examples(
    reader: Reader, node: Node | None, params: Mapping[str, Param], subject: Subject
) -> tuple[Example, ...]:
    """The `tests` of a rule; a fact that the vocabulary does not know is an error here as well."""
    if node is None:
        return ()
    examples = tuple(_read_example(reader, item, params, subject) for item in reader.items(node, "tests"))
    names: set[str] = set()
    for example, item in zip(examples, reader.items(node, "tests"), strict=True):
        if example.name in names:
            raise reader.error(item, f"two tests are called {example.name!r}")
        names.add(example.name)
    return examples


def _read_example(reader: Reader, node: Node, params: Mapping[str, Param], subject: Subject) -> Example:
    table = reader.table(node, "a test")
    reader.only(table, _KEYS, "a test")
    others = table.nodes.get("with")
    settings, day, message = table.nodes.get("params"), table.nodes.get("as_of"), table.nodes.get("message")
    scope = scope_of(Subject.COMPONENT)
    return Example(
        name=reader.text(reader.need(table, "name", "a test"), "name"),
        values=_facts(reader, reader.need(table, subject.value, "a test"), scope_of(subject)),
        expect=Expect(reader.choice(reader.need(table, "expect", "a test"), "expect", tuple(Expect))),
        line=table.line,
        others=tuple(_facts(reader, item, scope) for item in reader.items(others, "with")) if others else (),
        relations=_relations(reader, table.nodes.get("relations")),
        settings=read_settings(reader, reader.table(settings, "params"), params, "of the test") if settings else {},
        as_of=reader.day(day, "as_of") if day else DEFAULT_DAY,
        message=reader.text(message, "message") if message else "",
    )


def _facts(reader: Reader, node: Node, scope: Scope) -> Mapping[str, Json]:
    table = reader.table(node, scope.what)
    values = {name: _fact(reader, table, name, scope) for name in table.nodes}
    values.setdefault("ref", SELF)
    return values


def _fact(reader: Reader, table: Table, name: str, scope: Scope) -> Json:
    path = scope.find(name)
    if path is None:
        why = f"unknown field {name!r} of {scope.what}{did_you_mean(name, scope.names)}"
        raise reader.error(table.keys[name], why)
    node = table.nodes[name]
    value = reader.plain(node)
    if value is None or (isinstance(value, Mapping) and set(value) == {"unresolved"}):
        return value
    if not _fits(path, value):
        raise reader.error(node, f"{name} must be a {path.type}")
    if path.values and value not in path.values:
        raise reader.error(node, f"{name} is never {value!r}{did_you_mean(str(value), path.values)}")
    if path.type is ValueType.OBJECTS:
        _check_members(reader, node, Scope(f"item of {name}", path.members))
    return value


def _check_members(reader: Reader, node: Node, scope: Scope) -> None:
    for item in reader.items(node, scope.what):
        table = reader.table(item, scope.what)
        for name, key in table.keys.items():
            if scope.find(name) is None and f"{name}.*" not in scope.paths:
                raise reader.error(key, f"unknown member {name!r} of {scope.what}{did_you_mean(name, scope.names)}")


def _fits(path: Path, value: Json) -> bool:
    if path.type in (ValueType.STRINGS, ValueType.LICENCES):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if path.type is ValueType.OBJECTS:
        return isinstance(value, list)
    if path.type is ValueType.BOOLEAN:
        return isinstance(value, bool)
    if path.type is ValueType.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _relations(reader: Reader, node: Node | None) -> tuple[Relation, ...]:
    if node is None:
        return ()
    relations = []
    for item in reader.items(node, "relations"):
        table = reader.table(item, "a relation")
        reader.only(table, ("from", "kind", "to"), "a relation")
        kind = reader.choice(reader.need(table, "kind", "a relation"), "kind", tuple(RelationKind))
        ends = [reader.text(reader.need(table, end, "a relation"), end) for end in ("from", "to")]
        relations.append(Relation(source=ends[0], kind=RelationKind(kind), target=ends[1]))
    return tuple(relations)
