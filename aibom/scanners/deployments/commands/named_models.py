"""Models that a script names where no command or setting of a known kind tells them: `pull_model qwen2.5:7b` with a
function of its own, `model: openai/gpt-4o` in a file that it writes.

Word by word, as nothing else reads these lines; what is printed, explained or commented is left aside, and so are words
after a key or option that names something else (a tag, a run, a folder).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.model.by_form import CONFIDENCE
from aibom.model.kinds import Technique
from aibom.model.sighting import Observation
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.by_form import names_another, sure_model

_OFFERED = 8  # names that one script gives to choose from; more are a list of what there is
_WORD = re.compile(r"(?<![\w.:/@$%{-])[A-Za-z][\w.-]*+(?:/[\w.-]++)?(?::[\w.-]++)?(?![\w/@(:])")
_MAX_LINE = 2_000
# Lines that are for people, keep a tally or a table, or whose words name images, packages, files and branches.
_PASSED = re.compile(
    r"[ \t]*(?:#|//|REM\b|::|@?(?:\w*_)?(?:echo|printf|print|log|info|warn|error|debug|say|success|header|step|read)\b"
    r"|Write-\w+|\w+\+=\(|\[[\"']"
    r"|(?:sudo[ \t]+)?(?:docker|podman|git|pip3?|uv|conda|npm|pnpm|yarn|cd|mkdir|cp|mv|rm|ls|source)\b)"
)
_PRICED = re.compile(r"pric|cost|deprecat|context_?(?:length|window|size)", re.IGNORECASE)  # a row of a table
_INTO_FILE = re.compile(r">{1,2}[ \t]*[\"']?[\w.$/~{}-]*\w")
_EXPLAINS = re.compile(r"[ \t]*(?:function[ \t]+)?\w*(?:usage|help)\w*[ \t]*(?:\([ \t]*\))?[ \t]*\{")
_SHOWN = re.compile(r"[ \t]*cat[ \t]*<<-?[ \t]*[\"']?(?P<mark>\w+)[\"']?[ \t]*\Z")
# What tells models of the hub from the data sets beside them: how many parameters there are, and no word of records.
_SIZE = re.compile(r"[-_]\d+(?:\.\d+)?b(?:[-_]|\Z)", re.IGNORECASE)
_RECORDS = re.compile(r"mix|pref|data|corpus|decon|tokens|bench|eval|prompts", re.IGNORECASE)
_KEY = re.compile(r"([A-Za-z][\w-]*)[\"']?[ \t]*[=: ][ \t]*[\"']?\Z")


def models_by_words(text: str, path: str) -> tuple[Observation, ...]:
    """The models among the words of a script."""
    sight = Sight(path, Technique.MANIFEST)
    found: dict[str, Observation] = {}
    for number, line in _told_lines(text):
        for word in _WORD.finditer(line):
            named = _named(word[0], line[: word.start()])
            if named is not None:
                found.setdefault(named.subject.name, sight.model(named, number, "", confidence=CONFIDENCE))
    return tuple(found.values()) if len(found) <= _OFFERED else ()


def _named(word: str, before: str) -> Named | None:
    if not load_catalogue().may_be_model(word):
        return None
    key = _KEY.search(before[-80:])
    if key is not None and names_another(key[1]):
        return None
    if "/" not in word or load_catalogue().form(posixpath.basename(word)) is not None:
        return sure_model(word)
    form = load_catalogue().form(word)
    sized = _SIZE.search(word) is not None and _RECORDS.search(word) is None
    return sure_model(word) if sized and form is not None and form.provider == "hf" else None


def _told_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that do something, with their numbers."""
    until = ""
    for number, line in enumerate(text.split("\n"), 1):
        if until:
            until = "" if line.strip() == until or (until == "}" and line.startswith("}")) else until
        elif shown := _SHOWN.match(line):
            until = shown["mark"]
        elif _EXPLAINS.match(line):
            until = "" if line.rstrip().endswith("}") else "}"
        elif len(line) <= _MAX_LINE and not _PRICED.search(line) and (not _PASSED.match(line) or _writes(line)):
            yield number, line


def _writes(line: str) -> bool:
    """Whether what is printed goes into a file."""
    return line.lstrip().startswith(("echo", "printf")) and _INTO_FILE.search(line) is not None
