"""Files of the tree that hold data and that a literal names, told by nothing else: `load(to_path("docs/guide.pdf"))`
with helpers of the project's own, `documents_dir.join("Guide.md")`.

That the file is there is what makes it sure, so that no call needs to be known; what is written, checked for, served or
belongs to the project itself (its README, its requirements) is left aside, and so is what a plain `open` reads: whether
that is data is told by what becomes of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.literals.written_texts import written_texts
from aibom.scanners.code.matching.model_names import TreePaths
from aibom.scanners.code.resolving.modules import Module

_CONFIDENCE = 0.4
_MAX = 200
_ENDINGS = (
    ".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".npz", ".npy", ".xlsx", ".pdf", ".docx",
    ".txt", ".md",
)  # fmt: skip
# What is judged where it is read (`open`) stands here as well.
_ASIDE = re.compile(
    r"out(?:put)?(?![a-z])|sav(?:e|ing)|writ(?:e|ten)|export|dump|dest|result|report|submission|remove|unlink|delete|exists"
    r"|isfile|stat\b|download|prompt|instruction|template|system|print|log(?:ger)?\b|error|message|warn|help|description"
    r"|(?:^|\n)(?:io\.|os\.|fs\.|codecs\.)?open(?:\n|\Z)|read_?(?:file|text|string|all)|read_to_string"
    r"|placeholder|serve|static|route|handle|starts|ends|match|replace|equal|readme|licen[cs]e|setup\b|requir",
    re.IGNORECASE,
)
_PROJECT = re.compile(
    r"(?:^|/)(?:readme|requirements|changelog|licen[cs]e|contributing|notice|authors|security|agents|claude|gemini|skill"
    r"|constraints|robots|llms|version|todo|cmakelists)\b[^/]*\Z|(?:^|/)(?:outputs?|results?|logs?|prompts?|templates?|static)/"
    r"|prompt|instruction|vocab|classes|labels|words\.txt\Z|(?:^|[/_.-])(?:keys?|secrets?|tokens?|credentials?|passwords?)[_.-]",
    re.IGNORECASE,
)


def stray_data(module: Module, paths: TreePaths, told: Told) -> Iterator[Observation]:
    """The data files of the tree that one file which has to do with AI names."""
    for written in written_texts(module, _may_be_data):
        path = paths.of(written.text, module.path)
        if path not in paths or path in told.files or posixpath.basename(path) in told.sources:
            continue
        if _ASIDE.search(written.symbols) or _PROJECT.search(path):
            continue
        subject = Subject(kind=Kind.DATASET, name=path, origin="file")
        symbol = written.symbols.rpartition("\n")[2]
        evidence = Evidence(path=module.path, line=written.line, symbol=symbol[:200], confidence=_CONFIDENCE)
        yield Observation(subject=subject, evidence=evidence, facts={"source": f"file:{path}", "usage": "used"})


def _may_be_data(text: str) -> bool:
    return len(text) <= _MAX and text.lower().endswith(_ENDINGS) and "://" not in text
