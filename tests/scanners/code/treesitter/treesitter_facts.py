"""Short spellings for facts, so that tests compare what matters: values without lines."""

from __future__ import annotations

from aibom.catalog.languages import language_of
from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Either,
    FuncRef,
    Item,
    Lit,
    Map,
    Member,
    ModuleFacts,
    Name,
    Opaque,
    Seq,
    Template,
    Value,
)
from aibom.scanners.code.treesitter import read_source


def read(path: str, source: str) -> ModuleFacts:
    language = language_of(path)
    assert language
    return read_source(path, source.encode(), language)


def plain(facts: ModuleFacts, value: Value | None) -> object:
    """A value as plain Python: literals as they are, names as "=name", calls as "callee()"."""
    match value:
        case None:
            return None
        case Lit(found, _):
            return found
        case Name(path, _):
            return f"={path}"
        case CallRef(index, _):
            return spelt(facts, facts.calls[index])
        case Seq(items, _):
            return [plain(facts, item) for item in items]
        case Map(pairs, _):
            return {plain(facts, key): plain(facts, item) for key, item in pairs}
        case Template(parts, _):
            return ("template", *(plain(facts, part) for part in parts))
        case Either(options):
            return ("either", *(plain(facts, option) for option in options))
        case Item(base, key, _):
            return ("item", plain(facts, base), plain(facts, key))
        case Member(base, path, _):
            return ("member", plain(facts, base), path)
        case FuncRef(scope, _):
            return f"function {scope}"
        case Opaque(text, _):
            return f"?{text}"


def spelt(facts: ModuleFacts, call: Call) -> str:
    before = f"{plain(facts, call.receiver)}." if call.receiver is not None else ""
    return f"{before}{call.callee}()"


def call(facts: ModuleFacts, callee: str) -> Call:
    """The one call of this callee."""
    found = [one for one in facts.calls if one.callee == callee]
    assert len(found) == 1, [one.callee for one in facts.calls]
    return found[0]


def args(facts: ModuleFacts, callee: str) -> list[object]:
    return [plain(facts, value) for value in call(facts, callee).args]


def kwargs(facts: ModuleFacts, callee: str) -> dict[str, object]:
    return {name: plain(facts, value) for name, value in call(facts, callee).kwargs}


def line_of(source: str, text: str) -> int:
    """The line on which a text stands in a sample."""
    return source[: source.index(text)].count("\n") + 1


def bound(facts: ModuleFacts) -> dict[str, object]:
    """Every binding as "scope:name" -> value."""
    return {f"{b.scope}:{b.name}": plain(facts, b.value) for b in facts.bindings}


def imported(facts: ModuleFacts) -> list[tuple[str, str | None, str]]:
    return [(one.module, one.name, one.alias) for one in facts.imports]
