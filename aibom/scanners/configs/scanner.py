"""The scanner of configuration files: by name it is decided who reads a file, by content what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.reader import SourceFile
from aibom.model.sighting import Sighting
from aibom.scanners.base import PerFileScanner
from aibom.scanners.configs.documents import AI_WORDS, notation, read_documents
from aibom.scanners.configs.generic import MAX_JSON, is_generic, read_generic


class ConfigScanner(PerFileScanner):
    """Settings, recipes, workflows, prompts and data files."""

    name = "configs"

    def wants(self, path: str) -> bool:
        return bool(notation(path)) and is_generic(path)

    def observe(self, file: SourceFile) -> Iterable[Sighting]:
        if notation(file.path) == "json" and file.size > MAX_JSON:
            return ()
        data = file.read(DEFAULT_LIMITS.config_bytes)
        return list(_generic(data, file.path))


def _generic(data: bytes, path: str) -> Iterator[Sighting]:
    if AI_WORDS.search(data):
        yield from read_generic(read_documents(data, path), path)
