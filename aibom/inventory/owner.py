"""What the owner knows and no file can tell: facts of `aibom.yaml` at the top of the tree (schemas/aibom.schema.json).

Such facts only add: what a scanner saw in the tree is never overwritten. An entry that matches nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import translate
from functools import lru_cache
from re import Pattern
from re import compile as compile_pattern

from aibom.core.errors import DocumentError, UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.component import Component, Relation
from aibom.model.kinds import Kind, RelationKind
from aibom.model.vocabulary import FACT_BY_NAME, FactType

FILE_NAME = "aibom.yaml"
# What an owner may state; all of it is in the vocabulary.
STATABLE = (
    "owner", "environment", "sensitivity", "collection_method", "update_frequency", "licences", "description",
    "provider", "role", "base_model", "task", "source",
)  # fmt: skip
# What an owner may state of another component: the name of the one that takes over becomes a relation.
FALLBACK = "fallback"
_MATCHERS = ("purl", "name", "path", "kind")
_MAX_ENTRIES = 10_000
# What a reader may take for the file; it is told that nobody reads it.
_LOOK_ALIKES = ("aibom.yml", ".aibom.yaml", ".aibom.yml")
_MAX_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Facts for the components that all globs of `match` fit; `line` is where the entry stands. `fallback` is a glob
    over the names of the components that take over, "" when none is stated."""

    match: Mapping[str, str]
    facts: Mapping[str, Json]
    line: int
    fallback: str = ""

    def fits(self, component: Component) -> bool:
        """Whether the entry is about this component."""
        seen = {"purl": [component.purl or ""], "name": [component.name], "kind": [str(component.kind)]}
        seen["path"] = [evidence.path for evidence in component.evidence]
        return all(any(map(_pattern(what, glob).match, seen[what])) for what, glob in self.match.items())


@lru_cache(maxsize=1024)
def _pattern(what: str, glob: str) -> Pattern[str]:
    """A glob as a pattern. In a path `*` means `/` too, `**/` may mean no folder at all, and a folder all in it."""
    if what != "path":
        return compile_pattern(translate(glob))
    glob = glob.removeprefix("./")
    glob += "*" if glob.endswith("/") else ""
    return compile_pattern("|".join({translate(glob), translate(glob.replace("**/", ""))}))


def read_owner_facts(data: bytes, path: str = FILE_NAME) -> tuple[Entry, ...]:
    """The entries of an aibom.yaml. Raises DocumentError with file:line for anything that it does not know."""
    if "\ufffd" in decode(data):
        raise DocumentError(path, "is not UTF-8 text; save it as UTF-8")
    try:
        (document,) = parse_yaml_with_lines(data, path) or [Lined(value={})]
    except UnreadableError as error:
        raise DocumentError(path, error.why, error.line or 1) from None
    except ValueError:
        raise DocumentError(path, "holds several documents; one is wanted") from None
    for key, line in document.duplicates:
        raise DocumentError(path, f"the key '{key}' stands twice", line)
    table = _table(document.value, path, document.line, "the file")
    _known(table, ("components",), document, table, path)
    rows = table.get("components") or []
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise DocumentError(path, "'components' wants a list of entries", document.line_at("components"))
    if len(rows) > _MAX_ENTRIES:
        raise DocumentError(path, f"more than {_MAX_ENTRIES} entries", document.line_at("components"))
    return tuple(_entry(document, row, document.line_at("components", number), path) for number, row in enumerate(rows))


def add_owner_facts(components: Sequence[Component], entries: Sequence[Entry]) -> tuple[list[Component], list[str]]:
    """The components with the facts that the entries add, and a sentence for each entry that fits none, for facts that
    the tree tells already and for those that two entries tell differently."""
    result, used, notes = [], set[int](), list[str]()
    for component in components:
        fitting = [number for number, entry in enumerate(entries) if entry.fits(component)]
        used.update(fitting)
        added = {name: value for number in fitting for name, value in entries[number].facts.items()}
        facts = {**added, **component.facts}
        result.append(replace(component, facts=dict(sorted(facts.items()))) if added else component)
        notes += _unheeded(component, [entries[number] for number in fitting])
    names = sorted({one.name for one in components})
    unused = [_unused(entry, names) for number, entry in enumerate(entries) if number not in used]
    left = len(notes) - _MAX_TOLD
    more = [f"{FILE_NAME}: {left} more facts were not taken."] if left > 0 else []
    return result, [*unused, *notes[:_MAX_TOLD], *more]


def look_alikes(paths: Sequence[str]) -> Iterator[str]:
    """A sentence for each file that a reader may take for the owner's facts and that is not read."""
    for path in paths:
        folder, _, name = path.rpartition("/")
        if (name == FILE_NAME and folder) or (name in _LOOK_ALIKES and not folder):
            yield f"{path} was not read: facts of the owner stand in {FILE_NAME} at the top of the scanned folder."


def _unused(entry: Entry, names: Sequence[str]) -> str:
    wanted = ", ".join(f"{what}: {glob}" for what, glob in entry.match.items())
    near = get_close_matches(entry.match.get("name", ""), names, 1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    return f"{FILE_NAME}:{entry.line}: the entry matches no component ({wanted}){hint}"


def _unheeded(component: Component, entries: Sequence[Entry]) -> Iterator[str]:
    """What the entries say of a component and is not taken over."""
    told: dict[str, Json] = {}
    for entry in entries:
        place = f"{FILE_NAME}:{entry.line}: '{{}}' of '{component.name}'"
        for name, value in entry.facts.items():
            if name in component.facts and component.facts[name] != value:
                yield f"{place.format(name)} stays as the tree tells it."
            elif name in told and told[name] != value:
                yield f"{place.format(name)} differs from an earlier entry; this one counts."
            told[name] = value


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
    globs = {what: _glob(what, value, document.line_of(match, what), path) for what, value in match.items()}
    if not facts:
        raise DocumentError(path, f"'facts' wants at least one of {', '.join((*STATABLE, FALLBACK))}", line)
    own = {name: value for name, value in facts.items() if name != FALLBACK}
    return Entry(match=globs, facts=own, line=line, fallback=str(facts.get(FALLBACK, "")))


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


def _glob(what: str, value: Json, line: int, path: str) -> str:
    if not isinstance(value, str):
        raise DocumentError(path, f"'{what}' wants a text", line)
    if what == "kind" and value not in list(Kind):
        near = get_close_matches(value, list(Kind), 1)
        raise DocumentError(path, f"unknown kind '{value}'" + (f"; did you mean '{near[0]}'?" if near else ""), line)
    return value
