"""A rule: read from its file with every word checked, then bound to the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aibom.core import re
from aibom.core.json import Json
from aibom.model.finding import RuleInfo
from aibom.model.kinds import Severity
from aibom.policy.document import Node, Table, parse_document
from aibom.policy.examples import Example, read_examples
from aibom.policy.message import Template, read_template
from aibom.policy.params import Param, read_params
from aibom.policy.parse import PredicateParser
from aibom.policy.paths import Scope, Subject, ValueType, scope_of
from aibom.policy.reading import Reader, did_you_mean
from aibom.policy.syntax import Predicate, facts_named
from aibom.policy.world import kinds_of

RULE_KEYS = (
    *("id", "name", "severity", "confidence", "audience", "tags", "subject", "params", "let", "select", "when"),
    *("unknown", "discriminator", "message", "unknown_message", "why", "fix", "refs", "tests"),
)
CONFIDENCES = ("low", "medium", "high")
AUDIENCES = ("developer", "auditor")
ID = re.compile(r"[A-Z][A-Z0-9]{1,11}[0-9]{3,5}\Z")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,59}\Z")
TARGET = "target"
# A line that begins another key of the rule's own mapping.
_LAST_KEY = re.compile(rb"^[^\s#-]", re.MULTILINE)


class UnknownPolicy(StrEnum):
    """What an unknown result becomes: nothing, a question to a person, or a finding. Weakest first."""

    IGNORE = "ignore"
    REVIEW = "review"
    FINDING = "finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSource:
    """A rule as its file says it, before parameters have their values."""

    info: RuleInfo
    subject: Subject
    unknown: UnknownPolicy
    params: Mapping[str, Param]
    table: Table
    path: str
    tests: bytes = b""

    @property
    def reader(self) -> Reader:
        """For errors about this rule's file."""
        return Reader(self.path)

    def examples(self) -> tuple[Example, ...]:
        """The rule's examples. Raises DocumentError; `tests` is their part of the file when it was put off."""
        node = self.table.nodes.get("tests")
        if self.tests:
            node = self.reader.table(parse_document(self.tests, self.path), "a rule").nodes["tests"]
        return read_examples(self.reader, node, self.params, self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that can run. `select` and `when` are joined by and; `kinds` narrows the components that can match
    at all (None = any). `discriminator` is "", a fact, `list.member`, or "target" (the end of a graph path)."""

    info: RuleInfo
    subject: Subject
    unknown: UnknownPolicy
    select: Predicate | None
    when: Predicate
    kinds: frozenset[str] | None
    message: Template
    unknown_message: Template | None
    discriminator: str
    settings: Mapping[str, Json] = field(default_factory=dict)
    path: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The facts of its subject that it reads or shows."""
        shown = [one.facts for one in (self.message, self.unknown_message) if one is not None]
        asked = [facts_named(one) for one in (self.select, self.when) if one is not None]
        return frozenset().union(*shown, *asked)


def read_rule(data: bytes, path: str) -> RuleSource:
    """Read a rule's file. Raises DocumentError."""
    return rule_of(parse_document(data, path), path)


def split_tests(data: bytes) -> tuple[bytes, bytes]:
    """The file before `tests:`, and the rest behind as many empty lines, so that its places stay right.

    Examples are half of a rule's text, and judging needs none of them. When `tests` is not the last key of the file
    there is no rest.
    """
    start = data.find(b"\ntests:") + 1
    if not start or _LAST_KEY.search(data, start + 1):
        return data, b""
    return data[:start], b"\n" * data.count(b"\n", 0, start) + data[start:]


def rule_of(root: Node, path: str, tests: bytes = b"") -> RuleSource:
    """The rule that a document holds; its predicates are read when it is bound."""
    reader = Reader(path)
    table = reader.table(root, "a rule")
    reader.only(table, RULE_KEYS, "a rule")
    unknown = table.nodes.get("unknown")
    subject = table.nodes.get("subject")
    params = table.nodes.get("params")
    return RuleSource(
        info=_info(reader, table),
        subject=Subject(reader.choice(subject, "subject", tuple(Subject))) if subject else Subject.COMPONENT,
        unknown=UnknownPolicy(reader.choice(unknown, "unknown", tuple(UnknownPolicy)) if unknown else "ignore"),
        params=read_params(reader, params) if params else {},
        table=table,
        path=path,
        tests=tests,
    )


def _info(reader: Reader, table: Table) -> RuleInfo:
    def text(key: str) -> str:
        return " ".join(reader.text(reader.need(table, key, "a rule"), key).split())

    def choice(key: str, allowed: tuple[str, ...], default: str) -> str:
        node = table.nodes.get(key)
        return reader.choice(node, key, allowed) if node else default

    return RuleInfo(
        id=_formed(reader, table, "id", ID, "capitals then digits, such as AIB101"),
        name=_formed(reader, table, "name", NAME, "lower-case words joined by hyphens"),
        severity=Severity(reader.choice(reader.need(table, "severity", "a rule"), "severity", tuple(Severity))),
        confidence=choice("confidence", CONFIDENCES, "high"),
        audience=choice("audience", AUDIENCES, "developer"),
        tags=_tags(reader, table),
        why=text("why"),
        fix=text("fix"),
        refs=_refs(reader, table),
    )


def _formed(reader: Reader, table: Table, key: str, form: re.Pattern[str], words: str) -> str:
    node = reader.need(table, key, "a rule")
    value = reader.text(node, key)
    if not form.match(value):
        raise reader.error(node, f"{key} {value!r} must be {words}")
    return value


def _tags(reader: Reader, table: Table) -> tuple[str, ...]:
    node = reader.need(table, "tags", "a rule")
    tags = reader.texts(node, "tags")
    for tag in tags:
        if not TAG.match(tag):
            raise reader.error(node, f"tag {tag!r} may hold letters, digits and ._:/- only")
    if len(tags) > 20:
        raise reader.error(node, "more than 20 tags, which is what code scanning shows")
    return tags


def _refs(reader: Reader, table: Table) -> tuple[str, ...]:
    node = table.nodes.get("refs")
    refs = reader.texts(node, "refs") if node else ()
    for ref in refs:
        if not ref.startswith("https://"):
            raise reader.error(node or table, f"reference {ref!r} must be an https:// address")
    return refs


def bind(source: RuleSource, settings: Mapping[str, Json] | None = None) -> Rule:
    """The rule with its parameters set (defaults for the rest). Raises DocumentError at the word that is wrong."""
    reader, table = source.reader, source.table
    values = {name: param.default for name, param in source.params.items()} | dict(settings or {})
    lets = table.nodes.get("let")
    parser = PredicateParser(reader, source.subject, values, reader.table(lets, "let").nodes if lets else {})
    select_node = table.nodes.get("select")
    select = parser.predicate(select_node, "select") if select_node else None
    when = parser.predicate(reader.need(table, "when", "a rule"), "when")
    _all_used(reader, table, parser)
    scope = scope_of(source.subject)
    unknown = table.nodes.get("unknown_message")
    return Rule(
        info=source.info,
        subject=source.subject,
        unknown=source.unknown,
        select=select,
        when=when,
        kinds=kinds_of(select) if select else None,
        message=read_template(reader, reader.need(table, "message", "a rule"), scope, values),
        unknown_message=read_template(reader, unknown, scope, values) if unknown else None,
        discriminator=_discriminator(reader, table, scope),
        settings=values,
        path=source.path,
    )


def _all_used(reader: Reader, table: Table, parser: PredicateParser) -> None:
    for key, used in (("params", parser.used_params), ("let", parser.used_lets)):
        node = table.nodes.get(key)
        for name, place in node.keys.items() if isinstance(node, Table) else ():
            if name not in used:
                raise reader.error(place, f"{key} {name!r} is never used")


def _discriminator(reader: Reader, table: Table, scope: Scope) -> str:
    node = table.nodes.get("discriminator")
    if node is None:
        return ""
    name = reader.text(node, "discriminator")
    path = scope.find(name)
    if name == TARGET or (path is not None and path.type is not ValueType.OBJECTS):
        return name
    if scope.member(name) is None:
        raise reader.error(node, f"no field {name!r} to tell findings apart by{did_you_mean(name, scope.names)}")
    return name
