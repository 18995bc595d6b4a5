"""What the owner knows and no file can tell: facts of `aibom.yaml` at the top of the tree (schemas/aibom.schema.json).

Such facts only add: what a scanner saw in the tree is never overwritten. An entry that matches nothing is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import translate
from re import compile as compile_pattern

from aibom.core.errors import DocumentError, UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind
from aibom.model.vocabulary import FACT_BY_NAME, FactType

FILE_NAME = "aibom.yaml"
# What an owner may state; all of it is in the vocabulary.
STATABLE = (
    "owner", "environment", "sensitivity", "collection_method", "update_frequency", "licences", "description",
    "provider", "role", "base_model", "task",
)  # fmt: skip
# What an owner may state of another component: the name of the one that takes over becomes a relation.
FALLBACK = "fallback"
_MATCHERS = ("purl", "name", "path", "kind")
_MAX_ENTRIES = 10_000

_Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Facts for the components that all given tests fit; `line` is where the entry stands. `fallback` is a glob over
    the names of the components that take over, "" when none is stated."""

    tests: Mapping[str, _Test]
    facts: Mapping[str, Json]
    line: int
    fallback: str = ""

    def fits(self, component: Component) -> bool:
        """Whether the entry is about this component."""
        seen = {"purl": [component.purl or ""], "name": [component.name], "kind": [str(component.kind)]}
        seen["path"] = [evidence.path for evidence in component.evidence]
        return all(any(test(text) for text in seen[what]) for what, test in self.tests.items())


def read_owner_facts(data: bytes, path: str = FILE_NAME) -> tuple[Entry, ...]:
    """The entries of an aibom.yaml. Raises DocumentError with file:line for anything that it does not know."""
    try:
        (document,) = parse_yaml_with_lines(data, path) or [Lined(value={})]
    except UnreadableError as error:
        raise DocumentError(path, error.why, error.line or 1) from None
    except ValueError:
        raise DocumentError(path, "holds several documents; one is wanted") from None
    table = _table(document.value, path, document.line, "the file")
    _known(table, ("components",), document, table, path)
    rows = table.get("components") or []
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise DocumentError(path, "'components' wants a list of entries", document.line_at("components"))
    if len(rows) > _MAX_ENTRIES:
        raise DocumentError(path, f"more than {_MAX_ENTRIES} entries", document.line_at("components"))
    return tuple(_entry(document, row, document.line_at("components", number), path) for number, row in enumerate(rows))


def add_owner_facts(components: Sequence[Component], entries: Sequence[Entry]) -> tuple[list[Component], list[str]]:
    """The components with the facts that the entries add, and a sentence for each entry that fits none."""
    result, used = [], set[int]()
    for component in components:
        added: dict[str, Json] = {}
        for number, entry in enumerate(entries):
            if entry.fits(component):
                used.add(number)
                added.update(entry.facts)
        facts = {**added, **component.facts}
        result.append(replace(component, facts=dict(sorted(facts.items()))) if added else component)
    unused = [entry.line for number, entry in enumerate(entries) if number not in used]
    return result, [f"{FILE_NAME}:{line}: the entry matches no component." for line in unused]


def owner_relations(components: Sequence[Component], entries: Sequence[Entry]) -> tuple[set[Relation], list[str]]:
    """The fallbacks that the entries state, and a sentence for each that names no other component."""
    drawn, notes = set[Relation](), []
    for entry in entries:
        if not entry.fallback:
            continue
        test = compile_pattern(translate(entry.fallback)).match
        targets = [one for one in components if test(one.name)]
        sources = [one for one in components if entry.fits(one)]
        found = {
            Relation(source=one.ref, kind=RelationKind.FALLS_BACK_TO, target=other.ref)
            for one in sources
            for other in targets
            if one.ref != other.ref
        }
        if sources and not found:
            notes.append(
                f"{FILE_NAME}:{entry.line}: the fallback {entry.fallback!r} is the name of no other component."
            )
        drawn |= found
    return drawn, notes


def _entry(document: Lined, row: Json, line: int, path: str) -> Entry:
    table = _table(row, path, line, "an entry")
    _known(table, ("match", "facts"), document, table, path)
    match = _table(table.get("match"), path, document.line_of(table, "match"), "'match'")
    _known(match, _MATCHERS, document, match, path)
    if not match:
        raise DocumentError(path, f"'match' wants at least one of {', '.join(_MATCHERS)}", line)
    facts = _table(table.get("facts"), path, document.line_of(table, "facts"), "'facts'")
    _known(facts, (*STATABLE, FALLBACK), document, facts, path)
    for name, value in facts.items():
        _typed(name, value, document.line_of(facts, name), path)
    tests = {what: _test(what, value, document.line_of(match, what), path) for what, value in match.items()}
    own = {name: value for name, value in facts.items() if name != FALLBACK}
    return Entry(tests=tests, facts=own, line=line, fallback=str(facts.get(FALLBACK, "")))


def _table(value: Json, path: str, line: int, what: str) -> Mapping[str, Json]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise DocumentError(path, f"{what} wants a mapping", line)
    return value


def _known(table: Mapping[str, Json], names: Sequence[str], document: Lined, at: Json, path: str) -> None:
    for name in table:
        if name not in names:
            near = get_close_matches(str(name), names, 1)
            hint = f"; did you mean '{near[0]}'?" if near else f" (known: {', '.join(names)})"
            raise DocumentError(path, f"unknown key '{name}'{hint}", document.line_of(at, name))


def _typed(name: str, value: Json, line: int, path: str) -> None:
    wants_list = name != FALLBACK and FACT_BY_NAME[name].type is FactType.STRINGS
    good = (
        isinstance(value, list) and all(isinstance(item, str) for item in value)
        if wants_list
        else isinstance(value, str)
    )
    if not good:
        raise DocumentError(path, f"'{name}' wants {'a list of texts' if wants_list else 'a text'}", line)


def _test(what: str, value: Json, line: int, path: str) -> _Test:
    if not isinstance(value, str):
        raise DocumentError(path, f"'{what}' wants a text", line)
    if what == "kind" and value not in list(Kind):
        near = get_close_matches(value, list(Kind), 1)
        raise DocumentError(path, f"unknown kind '{value}'" + (f"; did you mean '{near[0]}'?" if near else ""), line)
    pattern = compile_pattern(translate(value))
    return lambda text: pattern.match(text) is not None
