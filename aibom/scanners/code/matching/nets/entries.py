"""Entries of one shape: whatever has a name in identifier form and a sentence beside it, in any language.

A call (a construction, a decorator, an annotation, a macro), a mapping, a pair under a key, a row of a list, a class or
a file may be one. What repeats (the function that is called, the base, the folder) is its family.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from aibom.catalog.tool_words import tool_words
from aibom.scanners.code.facts import Call, CallRef, Function, Lit, Map, Name, Seq, Value, key_name
from aibom.scanners.code.matching.nets.slots import (
    MAX_SLOTS,
    Slots,
    given,
    members_of,
    pairs_of,
    parameters,
    sentence_in,
    text_of,
    typed_items,
    works,
    written,
)
from aibom.scanners.code.matching.nets.words import is_label, plain_key, says_something
from aibom.scanners.code.matching.tool_shape import TAKES
from aibom.scanners.code.resolving.modules import Module

_LOOK_UPS = frozenset(
    "get getattr setattr hasattr setdefault pop getenv get_or getOrDefault getProperty getString fetch dig putIfAbsent"
    " computeIfAbsent TryGetValue GetValueOrDefault GetValue unwrap_or".split()
)
_ROUTES = frozenset("get post put patch delete head options route api_route websocket".split())
_CALLS = frozenset(("call", "new", "decorator", "annotation"))
_GENERIC = frozenset("add append push set put insert register make new create of enter build define".split())
_MAX_DEPTH, _MAX_ITEMS = 4, 200
_CHAINED = 3
_MIN_KEYED = 3
_MAX_ROW = 8
_TYPES = frozenset(("array", "boolean", "integer", "number", "object", "string"))


class Pair(NamedTuple):
    """The names of the members that hold a name and a sentence; "" where they stand by their places alone."""

    name: str
    said: str


class Entry(NamedTuple):
    """One name with a sentence; `called` is what its family is called, `works` whether something runs or takes it."""

    name: str
    said: str
    path: str
    line: int
    family: tuple[str, ...]
    called: str
    keys: Pair
    works: bool


class Where(NamedTuple):
    """What a value is called that entries stand in, and the scope that it stands in."""

    called: str
    scope: str


class Reader:
    """Reads the entries of files; `known` are the words of the project's own for a name and a sentence, `hit` the
    places of calls that a signature matches."""

    def __init__(self, modules: Iterable[Module], known: Iterable[Pair], hit: Set[tuple[str, int]]) -> None:
        self.hit = hit
        words, pairs = tool_words(), list(known)
        self.params = parameters(modules)
        self.names = words.names | {pair.name for pair in pairs if pair.name}
        self.sentences = words.sentences | {pair.said for pair in pairs}

    def of(self, module: Module) -> Iterator[Entry]:
        """All entries of a file."""
        yield from self._calls(module)
        for called, scope, value in written(module, self.hit):
            yield from self._inside(module, value, Where(called, scope), 0)
        yield from self._classes(module)
        yield from self._file(module)

    def _calls(self, module: Module) -> Iterator[Entry]:
        functions = module.facts.functions
        marked = {one.call: each for each in functions for one in each.decorators if isinstance(one, CallRef)}
        typed = typed_items(module)
        for index, call in enumerate(module.facts.calls):
            if call.form not in _CALLS or _looks_up(call) or (index not in marked and not _is_told(call)):
                continue
            if (module.path, call.line) not in self.hit:
                yield from self._call(module, index, call.callee or typed.get(index, ""), marked.get(index))

    def _call(self, module: Module, index: int, called: str, marked: Function | None) -> Iterator[Entry]:
        call = module.call(index)
        slots = given(call, called, self.params)
        said = sentence_in(slots, self.sentences) or self._chained(module, index)
        if said is None:
            return
        name = self._named(slots)
        if name is None and marked is not None:
            name = ("", Lit(marked.name, marked.line))
        if name is not None:
            last = called.rpartition(".")[2]
            where = (called, module.path, call.scope) if not last or last in _GENERIC else ()
            made = self._entry(module, name, said, ("call", last, *where), called)
            yield made._replace(works=marked is not None or works(slots))

    def _chained(self, module: Module, index: int) -> tuple[str, str] | None:
        """The sentence that a chain of calls says of what it began with: `ability("x").describe("...")`."""
        for _ in range(_CHAINED):
            following = module.following(index)
            if following is None:
                return None
            index, call = following, module.call(following)
            key, text = plain_key(call.callee).removeprefix("with"), text_of(call.args[0] if call.args else None)
            if key in self.sentences and text and says_something(text):
                return key, text
        return None

    def _named(self, slots: Slots) -> tuple[str, Lit] | None:
        """The member that holds the name: under a word for it, or the first or second by its place."""
        for at, (key, value) in enumerate(slots):
            if (key in self.names or (not key and at < 2)) and is_label(text_of(value)) and isinstance(value, Lit):
                return key, value
        return None

    def _entry(
        self, module: Module, name: tuple[str, Lit], said: tuple[str, str], family: tuple[str, ...], called: str
    ) -> Entry:
        keys = Pair(name[0], said[0])
        return Entry(str(name[1].value), said[1], module.path, name[1].line, family, called, keys, works=False)

    def of_document(self, module: Module, path: str, value: Value) -> Iterator[Entry]:
        """The entries of a document that a file reads."""
        stem = posixpath.splitext(path)[0]
        for one in self._inside(module, value, Where(stem, ""), 0):
            yield one._replace(path=path, family=("document", posixpath.dirname(path), *one.keys), works=True)

    def _inside(self, module: Module, value: Value, where: Where, depth: int) -> Iterator[Entry]:
        """The entries in a value: a mapping that is one, its pairs, the rows of a list."""
        items: Sequence[Value] = ()
        if isinstance(value, Map):
            items = [item for key, item in value.pairs if key is None or key_name(key) not in TAKES]
            yield from self._mapping(module, value, where)
            yield from self._keyed(module, value, where)
        elif isinstance(value, Seq):
            items = value.items
            yield from self._row(module, value, where)
        if depth < _MAX_DEPTH:
            for item in items[:_MAX_ITEMS]:
                yield from self._inside(module, item, where, depth + 1)

    def _mapping(self, module: Module, value: Map, where: Where) -> Iterator[Entry]:
        slots = pairs_of(value)
        said, name = sentence_in(slots, self.sentences), self._named(slots)
        if said is not None and name is not None:
            family = ("mapping", posixpath.dirname(module.path), name[0], said[0])
            yield self._entry(module, name, said, family, where.called)._replace(works=works(slots))

    def _keyed(self, module: Module, value: Map, where: Where) -> Iterator[Entry]:
        """The pairs of a mapping by names: `{"list_pods": {Help: "...", Do: listPods}}`."""
        family = ("keyed", module.path, *where)
        for key, item in value.pairs[:_MAX_ITEMS] if len(value.pairs) >= _MIN_KEYED else ():
            slots = self._held(module, item)
            said = sentence_in(slots, self.sentences)
            if said is not None and isinstance(key, Lit) and is_label(text_of(key)):
                yield self._entry(module, ("", key), said, family, where.called)._replace(works=works(slots))

    def _held(self, module: Module, item: Value) -> Slots:
        """What stands under a name; a field of a schema (`z.string().describe("...")`, a type beside a sentence) holds
        nothing."""
        slots: Slots = []
        if isinstance(item, Map):
            slots = pairs_of(item)
        elif isinstance(item, Seq):
            slots = [("", one) for one in item.items[:MAX_SLOTS]]
        elif isinstance(item, CallRef):
            call = module.call(item.call)
            slots = given(call, call.callee, self.params)
        alone = len(slots) < 2 and not isinstance(item, Map)
        return [] if alone or any(key == "type" and text_of(of) in _TYPES for key, of in slots) else slots

    def _row(self, module: Module, row: Seq, where: Where) -> Iterator[Entry]:
        """A row with the name first: `("search", "Searches the web", search)`; a member of an enumeration is one."""
        first = row.items[0] if 2 <= len(row.items) <= _MAX_ROW else None
        said = sentence_in([("", one) for one in row.items[1:]], self.sentences) if first is not None else None
        if said is not None and isinstance(first, Lit) and is_label(text_of(first)):
            of_class = where.scope in module.classes
            called = where.scope if of_class else where.called
            family = ("row", module.path, called, where.scope)
            slots: Slots = [("", one) for one in row.items]
            yield self._entry(module, ("", first), said, family, called)._replace(works=works(slots))

    def _own(self, slots: Slots) -> tuple[tuple[str, Lit], tuple[str, str]] | None:
        """The name and the sentence among the members of a class or file, where both have a word for it."""
        keyed = [one for one in slots if one[0]]
        said = sentence_in(keyed, self.sentences)
        name = self._named([one for one in keyed if one[0] in self.names])
        return (name, said) if name is not None and said is not None else None

    def _classes(self, module: Module) -> Iterator[Entry]:
        running = {one.scope for one in module.facts.functions if one.params}
        for scope, slots in members_of(module).items():
            found = self._own(slots)
            if found is None:
                continue
            cls = module.classes[scope]
            bases = [base.path.rpartition(".")[2] for base in cls.bases if isinstance(base, Name)]
            shared = bases[0] if bases else posixpath.dirname(module.path)
            family = ("class", shared, found[0][0], found[1][0])
            yield self._entry(module, *found, family, " ".join((*bases, cls.name)))._replace(works=scope in running)

    def _file(self, module: Module) -> Iterator[Entry]:
        """A file that is an entry by its constants: `ID = "..."`, `ABOUT = "..."` beside a function."""
        facts = module.facts
        plain = [one for one in facts.bindings if not one.scope and isinstance(one.value, Lit)]
        found = self._own([(plain_key(one.name), one.value) for one in plain])
        if found is not None and any(not one.scope for one in facts.functions):
            family = ("file", posixpath.dirname(module.path), found[0][0], found[1][0])
            yield self._entry(module, *found, family, "")._replace(works=True)


def _looks_up(call: Call) -> bool:
    """Whether a call asks for what stands under a name, and what to take else (`payload.get("event", "Unknown one")`),
    or a decorator puts a function under a path of the web (`@app.post("/v1/agent", description="...")`)."""
    last = call.callee.rpartition(".")[2]
    if call.form == "call":
        return last in _LOOK_UPS
    path = text_of(call.args[0] if call.args else None)
    return last in _ROUTES and path.startswith("/")


def _is_told(call: Call) -> bool:
    """Whether a call is given a text or a mapping; most are not."""
    for value in call.args:
        if isinstance(value, Lit | Map):
            return True
    return any(isinstance(value, Lit) for _, value in call.kwargs)
