"""The files that a program loads its tools from though no import leads there: a folder that it goes through as it runs
(`glob("src/abilities/*.ts")`, `pkgutil.iter_modules(moves.__path__)`), and classes of its own package, which Java, C#,
PHP, Ruby and Rust name without an import."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.catalog.languages import GROUP_OF_LANGUAGE
from aibom.core import re
from aibom.core.left_out import within
from aibom.scanners.code.facts import Call, Lit, ModuleFacts, Name, Template, Value
from aibom.scanners.code.offering import offers
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import Places

_BY_NAME = frozenset(("jvm", "dotnet", "php", "ruby", "rust"))
_CLASS = re.compile(r"\bI?[A-Z][a-z]\w{1,60}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOADS = re.compile(
    r"(?:.*\.)?(?:r?i?glob(?:_?sync)?|read_?dir(?:_?sync)?|import|import_module|__import__|iter_modules|walk_packages|listdir|iterdir"
    r"|scandir|walk|require|require_dir|require_all|eager_load|load_dir|autoload|Dir|Glob|GetFiles|import\.meta\.glob)",
    re.IGNORECASE,
)
# Helpers of one's own that go through the folder which they are given: `await loadTools("./tools")`; what puts the
# path of a folder together in a file that goes through one: `path.join(__dirname, "tools")`.
_HELPERS = re.compile(
    r"(?:.*\.)?(?:load|register|discover|import|collect|scan|gather)\w*"
    r"(?:tools?|commands?|plugins?|skills?|actions?|modules?|handlers?|files?|dir(?:ectory)?|folder|all|from)\w*",
    re.IGNORECASE,
)
_SERVERS = ("FastMCP", "MCPServer")
_IMPORTERS = ("import_module", "__import__")
_OWN_PLACE = ("__file__", "__path__")
_JOINS = re.compile(r"(?:.*\.)?(?:join|resolve|URL)")
_PART = re.compile(r"[\w-]+")
_FAMILY = re.compile(r"(?i:tool|agent|skill|plugin)(?:s|[_-]?(?:base|interface|contract|handler|executor|registry))?\Z")
_MAX_NAMES, _MAX_FILES = 60, 200


def sought(
    records: Mapping[str, ModuleFacts], places: Places, imported: Mapping[str, ModuleFacts] | None = None
) -> Iterator[str]:
    """The files that those of `records` which offer tools may take them from, and those of Python that are imported."""
    further = (one for path, one in (imported or {}).items() if path not in records and one.language == "python")
    for facts in (*records.values(), *further):
        path = facts.path
        if is_test(path):
            continue
        group = GROUP_OF_LANGUAGE.get(facts.language, facts.language)
        if not (any(map(offers, facts.calls)) or _serves(facts) or (group in _BY_NAME and _is_tool(facts))):
            continue
        if group in _BY_NAME:
            names = dict.fromkeys(_names(facts, group))
            located = (places.locate(group, name, path) for name in list(names)[:_MAX_NAMES])
            yield from (one for one in located if one is not None and not is_test(one))
        for folder in dict.fromkeys(_loaded(facts, group, places)):
            files = [one for one in places.beside(folder, posixpath.splitext(path)[1]) if not is_test(one)]
            yield from within(files, _MAX_FILES, "files of one folder", folder)


def families(loaded: Mapping[str, ModuleFacts], places: Places) -> Iterator[str]:
    """The files of the bases of tools and agents that files which were sought speak of, as a registry does."""
    for path, facts in loaded.items():
        group = GROUP_OF_LANGUAGE.get(facts.language, facts.language)
        if group in _BY_NAME and not is_test(path):
            named = (name for name in dict.fromkeys(_names(facts, group)) if _FAMILY.search(name))
            located = (places.locate(group, name, path) for name in list(named)[:_MAX_NAMES])
            yield from (one for one in located if one is not None and not is_test(one))


def _is_tool(facts: ModuleFacts) -> bool:
    """Whether a class of a file derives from one that is called a tool: `class Tides < RubyLLM::Tool`."""
    bases = (base for one in facts.classes for base in one.bases)
    return any(isinstance(base, Name) and base.path.endswith("Tool") for base in bases)


def _serves(facts: ModuleFacts) -> bool:
    """Whether a file of Python makes a server of MCP."""
    return facts.language == "python" and any(call.callee.endswith(_SERVERS) for call in facts.calls)


def _names(facts: ModuleFacts, group: str) -> Iterator[str]:
    """The classes that a file speaks of, and the modules that one of Rust declares."""
    for call in facts.calls:
        texts = [call.callee, *call.types, *(value.path for value in call.args if isinstance(value, Name))]
        for text in texts:
            yield from (_as_file(name, group) for name in _CLASS.findall(text))
    for bound in facts.bindings:
        text = bound.value.path if isinstance(bound.value, Name) else bound.annotation
        yield from (_as_file(name, group) for name in _CLASS.findall(text))
    for taken in dict.fromkeys(one.annotation for each in facts.functions for one in each.params):
        yield from (_as_file(name, group) for name in _CLASS.findall(taken))
    if group == "rust":
        yield from (str(one.name) for one in facts.imports if one.module == "self")


def _as_file(name: str, group: str) -> str:
    return _HUMP.sub("_", name).lower() if group in ("ruby", "rust") else name


def _loaded(facts: ModuleFacts, group: str, places: Places) -> Iterator[str]:
    """The folders that calls go through."""
    script = group == "javascript"
    if group == "python" and _goes_through_own(facts):
        yield posixpath.dirname(facts.path)
    goes_through = script and any(_LOADS.fullmatch(call.callee) for call in facts.calls)
    for call in facts.calls:
        if _loads(call, script) or (goes_through and _JOINS.fullmatch(call.callee)):
            for value in _given(call):
                yield from _folders(value, facts, group, places)


def _goes_through_own(facts: ModuleFacts) -> bool:
    """Whether a file of Python imports what stands beside it by names that it finds as it runs."""
    imports = any(call.callee.endswith(_IMPORTERS) for call in facts.calls)
    return imports and any(
        isinstance(one, Name) and one.path in _OWN_PLACE for call in facts.calls for one in call.args
    )


def _loads(call: Call, script: bool) -> bool:
    """Whether a call may go through a folder that it is given."""
    known = _LOADS.fullmatch(call.callee) or _HELPERS.fullmatch(call.callee)
    return known is not None or (not call.callee and script)


def _given(call: Call) -> tuple[Value, ...]:
    return (*call.args[:3], *(value for _, value in call.kwargs[:3]))


def _folders(value: Value, facts: ModuleFacts, group: str, places: Places) -> Iterator[str]:
    if isinstance(value, Template):
        value = next((part for part in value.parts if isinstance(part, Lit) and part.value), value)
    if isinstance(value, Lit) and isinstance(value.value, str):
        dotted = group == "python" and "/" not in value.value
        parts = value.value.replace("\\", "/").split("." if dotted else "/")
        plain = [one for one in parts[: len(parts) if parts[-1:] == [""] or dotted else None] if _PART.fullmatch(one)]
        yield from places.folders_ending("/".join(plain), facts.path) if plain else ()
    elif isinstance(value, Name) and group == "python":
        head = value.path.partition(".")[0]
        for one in facts.imports:
            if one.alias == head and one.name != "*":
                dot = "" if one.module.endswith(".") or one.name is None else "."
                found = places.locate(group, f"{one.module}{dot}{one.name or ''}", facts.path)
                if found is not None:
                    yield found if places.is_folder(found) else posixpath.dirname(found)
