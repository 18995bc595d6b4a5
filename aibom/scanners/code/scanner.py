"""The scanner of source code: every language's front end, one resolver, one catalogue, one matcher."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from aibom.catalog.languages import GROUP_OF_LANGUAGE, LANGUAGE_BY_SUFFIX, NOTEBOOK
from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.left_out import about
from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.reader import SourceFile
from aibom.core.samples import SAMPLE_ENDINGS, without_sample
from aibom.model.sighting import Sighting, Unknown
from aibom.scanners.api_descriptions import describes_api
from aibom.scanners.base import Part, Tree
from aibom.scanners.code.paths import is_test

if TYPE_CHECKING:
    from aibom.scanners.code.closure import Hints
    from aibom.scanners.code.facts import ModuleFacts

# Files that hold Python for others to run (see python/embedded.py, which is loaded with the first of them).
HOSTS = (".yaml", ".yml", ".sh", ".bash", ".zsh", ".tf", ".tpl", ".tftpl", "Dockerfile")
MAKING = (b"_target_:", b"class_path:", b"target:")  # members that say which class is made (see configured.py)
_SUFFIXES = frozenset((NOTEBOOK, *LANGUAGE_BY_SUFFIX))
_BUILT = re.compile(r"(?:^|(?<=/))dist/(?:.*/)?[^/]+\.[cm]?js$")
_DECLARED = (".d.ts", ".d.mts", ".d.cts")  # types of what stands elsewhere
# Other folders that sources are compiled into, file by file: `lib/agent.js` of `src/agent.ts`.
_COMPILED = re.compile(r"(?:^|(?<=/))(?:lib|build|out|output|esm|cjs|es)/")
_TYPED = (".ts", ".tsx", ".mts", ".cts")
# A program without an ending: `script/download-weights`; its first line says what runs it.
_SCRIPT = re.compile(r"(?:^|/)(?:scripts?|bin|exe)/[\w-]+\Z")
_RUNNERS = {
    "python": (".py", re.compile(rb"#![^\n]{0,100}?\bpython")),
    "javascript": (".js", re.compile(rb"#![^\n]{0,100}?\b(?:node|deno|bun)\b")),
    "ruby": (".rb", re.compile(rb"#![^\n]{0,100}?\bruby\b")),
    "php": (".php", re.compile(rb"#![^\n]{0,100}?\bphp\b")),
}
_WITHOUT_FILE_IMPORTS = ("dotnet", "jvm")
GROUPS = ("python", "javascript", "jvm", "dotnet", "go", "rust", "ruby", "php")


class CodeScanner:
    """Sees models, data, tools, agents, prompts, services and imported AI libraries in source code.

    Each language group has a scanner of its own: names are followed between files of a group and never beyond it,
    so groups can be read side by side.
    """

    effort = 1.0  # see aibom.crawl; measured: 0.7 to 1.5 s CPU per MB, half of it for joining

    def __init__(self, group: str) -> None:
        self.name, self._group = f"code-{group}", group
        suffixes = {suffix for suffix in _SUFFIXES if _group(suffix) == group}
        self._tailed = group not in ("python", "javascript", "go")  # see resolver_imports.Places.locate
        self._suffixes = tuple(sorted(suffixes | {suffix.upper() for suffix in suffixes}))
        self._samples = tuple(suffix + ending for suffix in sorted(suffixes) for ending in SAMPLE_ENDINGS)
        self._hosts = HOSTS if group == "python" else ()

    def wants(self, path: str) -> bool:
        """Source files and notebooks, by their suffix, but for tests: those are read only where code imports them.

        What tests name is mentioned, not used, and so never reaches the BOM by itself.
        """
        if path.endswith((*self._suffixes, *self._hosts)):
            return not self._left_aside(path) and not path.endswith(_DECLARED)
        if path.endswith(self._samples):
            return not self._left_aside(without_sample(path))
        return self._group in _RUNNERS and _SCRIPT.search(path) is not None

    def leaves_aside(self, path: str) -> bool:
        """Whether this is source code of tests, which is read only where other code imports it."""
        return path.endswith(self._suffixes) and self._left_aside(path)

    def _left_aside(self, path: str) -> bool:
        if not is_test(path):
            return False
        # `BaseAgentTest.cs` beside samples is what they derive from, and no import of theirs says so.
        return self._group not in _WITHOUT_FILE_IMPORTS or is_test(posixpath.dirname(path) + "/")

    def concerns(self, path: str) -> bool:
        """Whether names may lead to a file of this path: code of the group, and documents that code reads.

        What else joining asks about paths, it asks one by one.
        """
        from aibom.scanners.code.resolving.documents import is_document
        from aibom.scanners.code.resolving.imports import TAILED

        if self._group == "go" and posixpath.basename(path) == "go.mod":
            return True
        code = path.endswith((*self._suffixes, *self._samples))
        return code or (self._tailed and path.endswith(TAILED)) or is_document(path)

    def gist(self, record: ModuleFacts | Hints | None) -> str | None:
        """Of a file that does not speak of AI by itself only the imports count, until a join opens it."""
        from aibom.scanners.code.closure import Hints

        if record is None:
            return ""
        return "\n".join(record.modules) if isinstance(record, Hints) else None

    def read(self, file: SourceFile) -> ModuleFacts | Hints | None:
        """The facts of a file that speaks of AI by itself; of any other the imports that may lead to such a file."""
        suffix = _suffix(file.path)
        data = file.read(_limit(suffix))
        group = self._group
        from aibom.scanners.code.gate import gate_of, speaks_by_place

        if self._hosts and file.path.endswith(self._hosts):
            told = b"import " in data and gate_of(group)(data) and not describes_api(data)
            return (_embedded(file.path, data) if told else None) or _configured(file.path, data)
        if not suffix:
            suffix, runs = _RUNNERS[self._group]
            if not runs.match(data):
                return None  # a program of another language, or of none
        if suffix == ".ipynb" or gate_of(group)(data) or speaks_by_place(group, file.path):
            return _facts(file.path, suffix, data)
        from aibom.scanners.code.closure import hints_of

        return hints_of(group, data)

    def join(self, records: Mapping[str, ModuleFacts | Hints], tree: Tree) -> Iterable[Sighting]:
        """All sightings; the catalogue is loaded only when there is code to match."""
        from aibom.scanners.code.closure import Hints

        hints = {path: record for path, record in records.items() if isinstance(record, Hints)}
        facts = {path: record for path, record in records.items() if not isinstance(record, Hints)}
        facts = _without_builds(facts) if self._group == "javascript" else facts
        return _joined(facts, hints, tree, tree.part(self.concerns)) if facts else ()


def _without_builds(facts: Mapping[str, ModuleFacts]) -> dict[str, ModuleFacts]:
    """The files less those of a package's `dist`, beside which the sources stand that it was built of, and those that
    were compiled of a file each that is there."""
    built = {path: path[: match.start()] for path in facts if (match := _BUILT.search(path)) is not None}
    sources = [path for path in facts if path not in built] if built else []
    beside = {folder for folder in set(built.values()) if any(path.startswith(folder) for path in sources)}
    return {path: one for path, one in facts.items() if built.get(path) not in beside and not _compiled(path, facts)}


def _compiled(path: str, facts: Mapping[str, ModuleFacts]) -> bool:
    """Whether a script was compiled of a file of TypeScript: `lib/tools/tide.js` beside `src/tools/tide.ts`."""
    stem, ending = posixpath.splitext(path)
    if ending not in (".js", ".mjs", ".cjs", ".jsx"):
        return False
    sources = (f"{stem[: match.start()]}src/{stem[match.end() :]}" for match in _COMPILED.finditer(stem))
    return any(source + typed in facts for source in sources for typed in _TYPED)


def _joined(facts: Mapping[str, ModuleFacts], hints: Mapping[str, Hints], tree: Tree, part: Part) -> Iterator[Sighting]:
    from aibom.catalog.loader import load_catalogue
    from aibom.scanners.code.closure import closed, cut_packages
    from aibom.scanners.code.matching.matcher import match
    from aibom.scanners.code.resolving.documents import Documents
    from aibom.scanners.code.resolving.go_modules import go_modules
    from aibom.scanners.code.resolving.imports import Places
    from aibom.scanners.code.resolving.script_projects import ScriptProjects

    unread: list[Unknown] = []

    def read(path: str) -> ModuleFacts | None:
        suffix = _suffix(path)
        if suffix not in _SUFFIXES or not tree.exists(path):
            return None
        try:
            with about(path):
                return _facts(path, suffix, tree.file(path).read(_limit(suffix)))
        except UnreadableError as error:
            unread.append(Unknown(topic="file", path=error.path, line=error.line, reason=error.why))
            return None

    catalogue = load_catalogue()
    modules = go_modules(part.paths, partial(_document, tree))
    listed = partial(catalogue.lists_import, "javascript")
    projects = ScriptProjects(part.paths, partial(_document, tree), listed)
    places = Places({*part.paths, *facts}, catalogue.python_roots, part.folders, modules, projects)
    documents = Documents(part.paths, partial(_document, tree))
    found = closed(facts, hints, places, read)
    yield from match(found, tree.listed, catalogue, places, documents)
    yield from cut_packages(found, places)
    yield from unread


def _document(tree: Tree, path: str) -> bytes | None:
    from aibom.scanners.code.resolving.documents import MAX_DOCUMENT_BYTES

    try:
        data = tree.file(path).head(MAX_DOCUMENT_BYTES + 1)
    except (UnreadableError, KeyError):
        return None
    return data if len(data) <= MAX_DOCUMENT_BYTES else None


def _embedded(path: str, data: bytes) -> ModuleFacts | None:
    from aibom.scanners.code.python.embedded import embedded_python
    from aibom.scanners.code.python.reader import read_parts

    text = embedded_python(data)
    return read_parts(path, (text,)) if text else None


def _configured(path: str, data: bytes) -> ModuleFacts | None:
    """The objects that a configuration has Python make."""
    if not path.endswith((".yaml", ".yml")) or not any(mark in data for mark in MAKING):
        return None
    from aibom.scanners.code.configured import configured_calls

    return configured_calls(path, data)


def _limit(suffix: str) -> int:
    return DEFAULT_LIMITS.notebook_bytes if suffix == NOTEBOOK else DEFAULT_LIMITS.source_bytes


def _suffix(path: str) -> str:
    """The ending that tells the language; that of `settings.py.example` is `.py`."""
    return posixpath.splitext(without_sample(path))[1].lower()


def _group(suffix: str) -> str:
    return GROUP_OF_LANGUAGE[LANGUAGE_BY_SUFFIX.get(suffix, "python")]


def _facts(path: str, suffix: str, data: bytes) -> ModuleFacts:
    if suffix == NOTEBOOK:
        from aibom.scanners.code.notebooks import read_notebook

        return read_notebook(path, data)
    language = LANGUAGE_BY_SUFFIX.get(suffix, "python")
    if language == "python":
        from aibom.scanners.code.python import read_python

        return read_python(path, data)
    from aibom.scanners.code.treesitter import read_source

    return read_source(path, data, language)
