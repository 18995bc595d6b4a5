"""Parameters that a user sets for one run: in files (one per environment, say) and on the command line.

    AIB101:                                  params.yaml
      trusted_sources: ["hf:acme/*"]

    AIB101.trusted_sources=["hf:acme/*"]     one assignment; the right side is YAML

They win over packs, the later over the earlier, except for rules that a pack has locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aibom.core.errors import DocumentError, UsageError
from aibom.core.json import Json
from aibom.policy.document import Scalar, Table, parse_document
from aibom.policy.pack import Choice, known_rule
from aibom.policy.params import read_settings
from aibom.policy.reading import Reader
from aibom.policy.rule import RuleSource


@dataclass(frozen=True, slots=True)
class Settings:
    """Rule id -> parameter -> value, as each file or assignment writes it, in order; checked by `values`."""

    parts: tuple[tuple[Reader, Table], ...] = ()

    def values(self, rules: Mapping[str, RuleSource], chosen: Mapping[str, Choice]) -> dict[str, dict[str, Json]]:
        """What is set for each rule. Raises DocumentError for an unknown rule or parameter, a value of another
        type, or a rule that a pack has locked. Rules that do not run may be set."""
        found: dict[str, dict[str, Json]] = {}
        for reader, table in self.parts:
            for rule, node in table.nodes.items():
                key = table.keys[rule]
                known_rule(reader, key, rule, rules)
                if rule in chosen and chosen[rule].locked:
                    raise reader.error(key, f"rule {rule} is locked by a pack; its parameters stay as they are")
                set_here = read_settings(reader, reader.table(node, rule), rules[rule].params, rule)
                found.setdefault(rule, {}).update(set_here)
        return found


def load_settings(files: Sequence[Path], assignments: Sequence[str] = ()) -> Settings:
    """Read parameter files and assignments. Raises UsageError or DocumentError."""
    return Settings((*(_file(path) for path in files), *(_assignment(text) for text in assignments)))


def _file(path: Path) -> tuple[Reader, Table]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read the parameters {path}: {error.strerror or error}.") from None
    reader = Reader(path.as_posix())
    return reader, reader.table(parse_document(data, reader.path), "a parameters file")


def _assignment(text: str) -> tuple[Reader, Table]:
    name, equals, value = text.partition("=")
    rule, dot, param = name.strip().partition(".")
    if not equals or not dot or not rule or not param:
        raise UsageError(f"A parameter is set as RULE.NAME=VALUE, not {text!r}.")
    reader = Reader(f"parameter {name.strip()}")
    try:
        node = parse_document(value.encode("utf-8", "surrogateescape"), reader.path)
    except DocumentError as error:
        raise UsageError(f"The value of {reader.path} is not YAML: {error.why}.") from None
    inner = Table({param: node}, {param: Scalar(param, 1, 1)}, 1, 1)
    return reader, Table({rule: inner}, {rule: Scalar(rule, 1, 1)}, 1, 1)
