"""Reads the files that the files of interest need: what they import, and who calls them.

The gate lets only files pass that speak of AI by themselves. A constant in a settings module, a prompt in a
prompts module, or the call site that hands a model's name to a function stands in other files of the project; the
imports say which.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.catalog.languages import GROUP_OF_LANGUAGE
from aibom.core import re
from aibom.model.sighting import Unknown
from aibom.scanners.code.facts import ModuleFacts, Name
from aibom.scanners.code.heirs import heirs
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.posted import Served
from aibom.scanners.code.sought import families, sought

MAX_ROUNDS = 6
_SOURCE_FOLDERS = ("src", "app", "lib")  # what the first name of a PHP project's namespaces usually stands for
MAX_BESIDE = 20  # files beside one that uses a package, which are read for what it hands on
MAX_FOLDER = 250  # files of one Go package that an import of it opens
_PYTHON_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+([\w, \t]*)|import[ \t]+([\w.]+))", re.MULTILINE
)
_GO_IMPORT = re.compile(rb"""^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w.~/-]{1,200})"[ \t]*$""", re.MULTILINE)
_SCRIPT_IMPORT = re.compile(rb"""(?:\bfrom|\brequire\(|\bimport\(?)\s*['"]([^'"\n]{1,200})['"]""")


# A path of the application's own that a page sends something to.
_SCRIPT_SENDS = re.compile(
    rb"""(?:\bfetch\(|\.(?:post|put)\(|\bapi\s*:)\s*['"`](?:\$\{[^}'"`]{1,80}\})?(/[\w/.@-]{1,120})"""
)
_SENT = "POST "  # before such a path among the modules of a hint

_FAMILY = re.compile(r"(?:Tool|Agent|Skill|Plugin|Capability|Ability)(?:Base)?$")
_MAX_MEMBERS = 400  # files in the folders of such bases that are looked at
_SETTINGS_NAME = re.compile(
    r"\b[A-Z]\w{0,60}(?:Options|Settings|Config|Configuration|Properties|Constants|Consts|Prompts?|ModelNames|Defaults)\b"
    r"|\b(?:Options|Settings|Constants|Consts|Prompts|Defaults)\b"
)
# What tools are handed to do their work with, and how a file says that it has tools.
_WORKER_NAME = re.compile(r"\bI?([A-Z]\w{0,60}(?:Service|Client|Api|Gateway|Connector|Fetcher|Provider))\b")
_OF_TOOLS = re.compile(r"(?:^|\.)(?:\w{0,20}Tool|KernelFunction|Description|AIFunctionFactory\.Create|addTool)\Z")
_DOES = "Impl"
_OWN_CRATE = ("crate", "super", "self")
_CONSTANT = re.compile(r"(?:[A-Z]\w{0,60}\.){0,6}([A-Z]\w{2,60})\.[A-Z]\w{0,60}")  # `Shop.Constants.Agents.Sentiment`
_MAX_SETTINGS = 40


class Hints(NamedTuple):
    """What is kept of a file that did not pass the gate: the modules that it imports."""

    modules: tuple[str, ...]


def hints_of(group: str, data: bytes) -> Hints | None:
    """The imports of a file, by a cheap look at its bytes; None when it has none or its language has no need.

    Only Python, JavaScript and Go say by an import from which file or package a called function comes.
    """
    if group == "python":
        found = {name.decode("ascii", "replace") for match in _PYTHON_IMPORT.finditer(data) for name in _python(match)}
    elif group == "javascript":
        found = {match[1].decode("utf-8", "replace") for match in _SCRIPT_IMPORT.finditer(data)}
        found |= {_SENT + match[1].decode("utf-8", "replace") for match in _SCRIPT_SENDS.finditer(data)}
    elif group == "go":
        found = {match[1].decode() for match in _GO_IMPORT.finditer(data)}
    else:
        return None
    return Hints(tuple(sorted(found))) if found else None


def _python(match: re.Match[bytes]) -> Iterator[bytes]:
    if match[3] is not None:
        yield match[3]
        return
    yield match[1]
    dot = b"" if match[1].endswith(b".") else b"."
    for name in match[2].split(b","):
        if name.split():
            yield match[1] + dot + name.split()[0]


def closed(
    records: Mapping[str, ModuleFacts],
    hints: Mapping[str, Hints],
    places: Places,
    read: Callable[[str], ModuleFacts | None],
) -> dict[str, ModuleFacts]:
    """`records` with the files that they import, theirs, and the files that import one of `records`."""
    found = dict(records)
    tried = set(records)
    for path in _callers(records, hints, places):
        _add(path, found, tried, read)
    _follow(list(found), found, tried, places, read)
    members = [path for path in _members(records, found, hints, places) if _add(path, found, tried, read)]
    _follow(members, found, tried, places, read)
    for named in (
        sought(records, places, found),
        _kept(found, records, places),
        _kept(found, records, places),
        heirs(found, places),
    ):
        loaded = [path for path in dict.fromkeys(named) if path not in tried]
        _follow([path for path in loaded if _add(path, found, tried, read)], found, tried, places, read)
    for path in _users(records, hints, places):
        for beside in (path, *places.files_in(posixpath.dirname(path))[:MAX_BESIDE]):
            if beside not in tried:
                _add(beside, found, tried, read)
    return {path: found[path] for path in sorted(found)}


def _kept(found: Mapping[str, ModuleFacts], known: Container[str], places: Places) -> Iterator[str]:
    """What the files that were read since speak of as tools and agents; asked twice: a registry, the base it keeps."""
    yield from families({path: facts for path, facts in found.items() if path not in known}, places)


def _follow(
    frontier: Iterable[str],
    found: dict[str, ModuleFacts],
    tried: set[str],
    places: Places,
    read: Callable[[str], ModuleFacts | None],
) -> None:
    """Read what files import, and theirs."""
    for _ in range(MAX_ROUNDS):
        wanted = dict.fromkeys(target for path in frontier for target in _imported(found[path], places))
        frontier = [path for path in wanted if path not in tried and _add(path, found, tried, read)]
        if not frontier:
            break


def _members(
    records: Mapping[str, ModuleFacts], found: Mapping[str, ModuleFacts], hints: Mapping[str, Hints], places: Places
) -> Iterator[str]:
    """The files beside a base of tools or agents that import it: programs load such folders as they run
    (`importlib.import_module(f"tools.{name}")`), so that no import leads to them."""
    bases = {
        path
        for path, facts in found.items()
        if path not in records and path.endswith(".py") and any(_FAMILY.search(one.name) for one in facts.classes)
    }
    folders = tuple({f"{posixpath.dirname(path)}/" for path in bases if "/" in path})
    beside = (path for path in hints if folders and path.startswith(folders) and path not in found)
    for path in [one for one in beside if one.endswith(".py") and not is_test(one)][:_MAX_MEMBERS]:
        if any(places.locate("python", module, path) in bases for module in hints[path].modules):
            yield path


def _add(path: str, found: dict[str, ModuleFacts], tried: set[str], read: Callable[[str], ModuleFacts | None]) -> bool:
    tried.add(path)
    facts = read(path)
    if facts is None:
        return False
    found[path] = facts
    return True


def _callers(records: Mapping[str, ModuleFacts], hints: Mapping[str, Hints], places: Places) -> Iterator[str]:
    serves = Served(records)
    for path, known in hints.items():
        if path.endswith(".go"):
            continue
        group = "python" if path.endswith((".py", ".pyw", ".pyi")) else "javascript"
        if is_test(path):
            continue
        for module in known.modules:
            sent = module.startswith(_SENT)
            if serves.at(module[len(_SENT) :]) if sent else places.locate(group, module, path) in records:
                yield path
                break


def _users(records: Mapping[str, ModuleFacts], hints: Mapping[str, Hints], places: Places) -> Iterator[str]:
    """The files of Go that import a package of `records`: they hand it its settings; what they import is not read."""
    packages = {posixpath.dirname(path) for path in records if path.endswith(".go")}
    for path, known in hints.items() if packages else ():
        uses = path.endswith(".go") and any(places.locate("go", one, path) in packages for one in known.modules)
        if uses and not is_test(path):
            yield path


def cut_packages(found: Mapping[str, ModuleFacts], places: Places) -> Iterator[Unknown]:
    """The Go packages of which not all files were read."""
    for folder in sorted({posixpath.dirname(path) for path, facts in found.items() if facts.language == "go"}):
        count = len(places.files_in(folder))
        if count > MAX_FOLDER:
            reason = f"a Go package of {count} files: the first {MAX_FOLDER} were read for what other files import"
            yield Unknown(topic="file", path=folder or ".", reason=reason)


def _class_file(group: str, module: str, name: str, importer: str, places: Places) -> Iterator[str]:
    """The file that holds a class of the tree: named as the class, in a folder named as its package."""
    path = places.locate(group, f"{module}.{name}", importer)
    folder = posixpath.basename(posixpath.dirname(path or "")).lower()
    last = re.split(r"[.\\\\]", module)[-1].lower()
    if path is not None and (folder == last or (last == module.lower() and folder in _SOURCE_FOLDERS)):
        yield path


def _settings_named(facts: ModuleFacts) -> list[str]:
    """The classes of settings, constants and texts that a file names, and of what its tools are handed; in C# and Java
    no import tells their file."""
    notes = [p.annotation for f in facts.functions for p in f.params]
    notes += [b.annotation for b in facts.bindings if b.annotation]
    values = [b.value.path for b in facts.bindings if isinstance(b.value, Name)]
    for call in facts.calls:
        notes += [call.callee, *call.types]
        values += [v.path for v in (*call.args, *(v for _, v in call.kwargs)) if isinstance(v, Name)]
    holders = [match[1] for path in dict.fromkeys(values) if (match := _CONSTANT.fullmatch(path)) is not None]
    settings = _SETTINGS_NAME.findall("\n".join(dict.fromkeys([*notes, *values])))
    marks = [one.path for f in facts.functions for one in f.decorators if isinstance(one, Name)]
    tools = any(map(_OF_TOOLS.search, [*marks, *(call.callee for call in facts.calls)]))
    workers = _WORKER_NAME.findall("\n".join(dict.fromkeys(notes))) if tools else ()
    done_by = [f"{name}{_DOES}" for name in workers]  # what an interface promises is done elsewhere
    return list(dict.fromkeys([*settings, *holders, *workers, *done_by]))[:_MAX_SETTINGS]


def _imported(facts: ModuleFacts, places: Places) -> Iterator[str]:
    """The files of the tree that a file imports; all files of a Go package."""
    group = GROUP_OF_LANGUAGE.get(facts.language, facts.language)
    if group in ("dotnet", "jvm"):
        named = (places.locate(group, name, facts.path) for name in _settings_named(facts))
        yield from (path for path in named if path is not None)
    for imp in facts.imports:
        if group in ("php", "jvm") and imp.name not in (None, "*"):
            yield from _class_file(group, imp.module, str(imp.name), facts.path, places)
        if group == "rust" and imp.module.partition(".")[0] in _OWN_CRATE and (imp.name or "").islower():
            inner = places.locate(group, f"{imp.module}.{imp.name}", facts.path)  # `use super::tools;`
            yield from (inner,) if inner is not None else ()
        target = places.locate(group, imp.module, facts.path)
        if target is None:
            continue
        if places.is_folder(target):
            yield from places.files_in(target)[:MAX_FOLDER] if group == "go" else ()
        else:
            yield target
        if group == "python" and imp.name not in (None, "*"):
            dot = "" if imp.module.endswith(".") else "."
            inner = places.locate(group, f"{imp.module}{dot}{imp.name}", facts.path)
            if inner is not None and not places.is_folder(inner):
                yield inner
    if group == "go":
        yield from places.files_in(posixpath.dirname(facts.path))[:MAX_FOLDER]
