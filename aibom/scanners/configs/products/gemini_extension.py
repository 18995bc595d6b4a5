"""Reads the manifest of an extension of Gemini CLI: the text that it puts before each session
(geminicli.com/docs/extensions: `contextFileName`, else GEMINI.md). Its servers are read as those of any client."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.jsonc import parse_jsonc
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_file
from aibom.scanners.configs.walk import texts

MANIFEST, _CONTEXT, _KEY = "gemini-extension.json", "GEMINI.md", "contextFileName"
_MAX = 20


def read_extension(data: bytes, path: str) -> Iterator[Sighting]:
    """A link to each text that the extension brings along; those that do not exist are dropped later."""
    document = parse_jsonc(data, path)
    top = document.value
    if not isinstance(top, Mapping):
        return
    line = document.line_of(top, _KEY) if _KEY in top else 1
    for name in list(texts(top.get(_KEY, _CONTEXT)))[:_MAX]:
        target = prompt_file(posixpath.normpath(posixpath.join(posixpath.dirname(path), name)))
        yield Sight(path).link(None, RelationKind.USES_PROMPT, target, line)
