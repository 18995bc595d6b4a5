"""The scanner of source code: every language's front end, one resolver, one catalogue, one matcher."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.base import Tree

if TYPE_CHECKING:
    from aibom.scanners.code.facts import ModuleFacts
    from aibom.scanners.code.prefilter import Prefilter

_PYTHON = (".py", ".pyw", ".pyi")
LANGUAGE_BY_SUFFIX = {
    ".js": "javascript", ".jsx": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".vue": "javascript",
    ".svelte": "javascript", ".ts": "typescript", ".tsx": "typescript", ".mts": "typescript", ".cts": "typescript",
    ".go": "go", ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".cs": "csharp", ".rs": "rust", ".rb": "ruby",
    ".rake": "ruby", ".php": "php",
}  # fmt: skip
_SUFFIXES = frozenset((*_PYTHON, ".ipynb", *LANGUAGE_BY_SUFFIX))
# A constant of a project is followed only if its file is read; these words say that it may matter.
_PLAIN_WORDS = (
    "*model*", "*Model*", "*MODEL*", "*llm*", "*LLM*", "*prompt*", "*Prompt*", "*PROMPT*", "*embed*", "*Embed*",
    "*EMBED*", "*agent*", "*Agent*", "*AGENT*", "*dataset*", "*DATASET*", "pickle", "joblib", "*.csv", "*.parquet",
    "*.jsonl", "*DATA_*", "*data_*", "*checkpoint*", "aibom",
)  # fmt: skip


class CodeScanner:
    """Sees models, data, tools, agents, prompts, services and imported AI libraries in source code."""

    name = "code"

    def wants(self, path: str) -> bool:
        """Source files and notebooks, by their suffix."""
        return posixpath.splitext(path)[1].lower() in _SUFFIXES

    def read(self, file: SourceFile) -> ModuleFacts | None:
        """The facts of one file; None when nothing in it speaks of AI."""
        suffix = posixpath.splitext(file.path)[1].lower()
        limit = DEFAULT_LIMITS.notebook_bytes if suffix == ".ipynb" else DEFAULT_LIMITS.source_bytes
        data = file.read(limit)
        if not _prefilter().hit(data):
            return None
        if suffix == ".ipynb":
            from aibom.scanners.code.notebooks import read_notebook

            return read_notebook(file.path, data)
        if suffix in _PYTHON:
            from aibom.scanners.code.python import read_python

            return read_python(file.path, data)
        from aibom.scanners.code.treesitter import read_source

        return read_source(file.path, data, LANGUAGE_BY_SUFFIX[suffix])

    def join(self, records: Mapping[str, ModuleFacts], tree: Tree) -> Iterable[Sighting]:
        """All sightings; the catalogue is loaded only when there is code to match."""
        if not records:
            return ()
        from aibom.catalog.loader import load_catalogue
        from aibom.scanners.code.matcher import match

        return match(records, frozenset(tree.paths), load_catalogue())


@cache
def _prefilter() -> Prefilter:
    """The words of the catalogue, and those by which a project's own files speak of models and data."""
    from aibom.catalog.loader import load_catalogue
    from aibom.scanners.code.prefilter import Prefilter

    return Prefilter(word.encode() for word in (*load_catalogue().words(), *_PLAIN_WORDS))
