"""Files of the tree that hold data and that a literal names, told by nothing else: `load(to_path("docs/guide.pdf"))`
with helpers of the project's own, `documents_dir.join("Guide.md")`.

That the file is there is what makes it sure, so that no call needs to be known; what is written, checked for, served or
belongs to the project itself (its README, its requirements) is left aside, and so is what a plain `open` reads: whether
that is data is told by what becomes of it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.literals.stray_weights import may_be_weights
from aibom.scanners.code.matching.literals.told import Told
from aibom.scanners.code.matching.literals.written_texts import Written
from aibom.scanners.code.matching.model_names import TreePaths, is_stand_in_path

_CONFIDENCE = 0.4
_MAX = 200
_ENDINGS = (
    ".csv", ".tsv", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather", ".npz", ".npy", ".xlsx", ".pdf", ".docx",
    ".txt", ".md", ".csv.gz", ".tsv.gz",
)  # fmt: skip
_ROWS = (".csv", ".tsv", ".jsonl", ".parquet", ".csv.gz", ".tsv.gz", ".arff", ".feather")
_READER = re.compile(
    r"(?:^|[\n.])_{0,2}(?:read|load|parse|get)_\w*(?:csv|tsv|jsonl?l|data|examples?|lines|corpus|rows|records)"
)
# What a logger of training writes (Lightning's CSVLogger, Keras' too), and a script reads back for a plot.
_LOG = re.compile(
    r"(?:^|/)(?:metrics|progress|(?:train(?:ing)?_?)?(?:logs?|history))\.(?:csv|tsv|jsonl)\Z", re.IGNORECASE
)
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
    r"|prompt|instruction|vocab|(?:classes|labels)[^/]*\.(?:txt|md)\Z|words\.txt\Z|(?:^|[/_.-])(?:keys?|secrets?|tokens?|credentials?|passwords?)[_.-]",
    re.IGNORECASE,
)


def stray_data(texts: Iterable[Written], code: str, paths: TreePaths, told: Told) -> Iterator[Observation]:
    """The data files that the texts of one file of code which has to do with AI name."""
    for written in texts:
        if not may_be_data(written.text):
            continue
        path = paths.of(written.text, code)
        known = path in paths or _is_read(written)
        if not known or path in told.files or posixpath.basename(path) in told.sources:
            continue
        if _ASIDE.search(written.symbols) or _PROJECT.search(path):
            continue
        subject = Subject(kind=Kind.DATASET, name=path, origin="file")
        symbol = written.symbols.rpartition("\n")[2]
        evidence = Evidence(path=code, line=written.line, symbol=symbol[:200], confidence=_CONFIDENCE)
        yield Observation(subject=subject, evidence=evidence, facts={"source": f"file:{path}", "usage": "used"})


def _is_read(written: Written) -> bool:
    """Whether a file of records, which the tree need not have, is given to a reader of the project's own:
    `self._read_tsv(os.path.join(data_dir, "train.tsv"))`."""
    known = (
        written.text.lower().endswith(_ROWS) and not is_stand_in_path(written.text) and not _LOG.search(written.text)
    )
    return known and _READER.search(written.symbols) is not None


def may_be_data(text: str) -> bool:
    """Whether a text ends as a file of data does."""
    return (
        len(text) <= _MAX
        and text.lower().endswith(_ENDINGS)
        and "://" not in text
        and "{" not in text
        and not may_be_weights(text)
    )
