"""Data files in the tree: which of them are data sets, told by name, folder and the shape of their first bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.catalog.path_words import path_words
from aibom.core import re
from aibom.core.json import Json
from aibom.core.reader import SourceFile
from aibom.model.kinds import Technique
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.folders import folder_of, words_of_name
from aibom.scanners.configs.paths import data_format
from aibom.scanners.configs.prompt_paths import is_part_of_skill
from aibom.scanners.configs.sight import Sight, data_file

HEAD = 4096
# Records of instruction tuning, chat and preference data.
_TRAINING_KEYS = re.compile(
    rb'"(?:instruction|messages|conversations?|prompt|chosen|rejected|completion|question|answer|answers|context|response|input|output|text|label|query|positive|negative)"\s*:'
)
_TURNS = (b"messages", b"conversations", b"conversation")
_SPEAKER = re.compile(rb'"(?:role|from)"\s*:')
_WRITTEN = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # named by a program: its output
# Serialised objects are models and their parts where their names say so.
_PICKLES = frozenset((".pkl", ".pickle", ".joblib", ".dill", ".sav"))
_LEARNT = frozenset(
    "model models clf classifier regressor vectorizer tfidf scaler encoder pipeline preprocessor estimator"
    " tokenizer".split()
)
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_DRAWN = re.compile(rb"\xe2[\x80-\xbf]{2}")  # lines, boxes and arrows in UTF-8
_RECORDS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")


def read_data_file(file: SourceFile) -> Iterator[Sighting]:
    """The data set that a file is; JSON and text must look like records, and what a skill looks up is a part of it."""
    format_ = data_format(file.path)
    if not file.size or is_part_of_skill(file.path) or not _looks_right(file, format_):
        return
    facts: dict[str, Json] = {"format": format_, "size": file.size, "source": f"file:{file.path}"}
    if not file.tracked:
        facts["tracked"] = False
    sight = Sight(file.path, Technique.FILENAME)
    yield Observation(subject=data_file(file.path), evidence=sight.at(1, confidence=0.7), facts=facts)


def _looks_right(file: SourceFile, format_: str) -> bool:
    ending = posixpath.splitext(file.path)[1].lower()
    if ending in _PICKLES and _LEARNT.intersection(words_of_name(posixpath.splitext(posixpath.basename(file.path))[0])):
        return False
    if ending in path_words().data_formats:
        return True
    head = file.head(HEAD)
    if format_ == "json":
        return is_training_shape(head) or _is_named_list(file.path, head)
    in_folder = folder_of(posixpath.dirname(file.path)).data and not _WRITTEN.search(posixpath.basename(file.path))
    if format_ == "text":
        return in_folder and file.size > 200 and b"\0" not in head
    return in_folder


def _is_named_list(path: str, head: bytes) -> bool:
    """A list whose file is named as data of something (`alpaca_data.json`, `train.json`), whatever its records are."""
    words = words_of_name(posixpath.splitext(posixpath.basename(path))[0])
    named = bool(path_words().names["strong_data_words"].intersection(words)) or "data" in words[1:]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    first = start[1:].lstrip()[:1]
    if start.startswith(b"{"):  # one mapping with the records inside (SQuAD, COCO), or one on each line
        strong = path_words().names["strong_data_words"].intersection(words)
        return bool(strong) and first == b'"' and folder_of(posixpath.dirname(path)).data
    if (
        not named
        or not start.startswith(b"[")
        or (first == b'"' and len(_LETTERS.findall(_DRAWN.sub(b" ", head))) * 4 < len(head))
    ):
        return False  # frames of a drawing are texts without words
    return first in (b"{", b"]", b"[", b'"', b"")


def is_training_shape(head: bytes) -> bool:
    """Whether the first bytes are records of training data: a list or lines of objects with two of its members."""
    if not _RECORDS.match(head) or not (
        head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") or head.count(b"}\n{") > 0
    ):
        return False
    keys = {match.group().split(b'"')[1] for match in _TRAINING_KEYS.finditer(head)}
    return len(keys) >= 2 or (not keys.isdisjoint(_TURNS) and _SPEAKER.search(head) is not None)
