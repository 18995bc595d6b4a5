"""Which files make up one model: shards, a SavedModel's folder, an .mlpackage, a graph and its weights."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from aibom.catalog.file_kinds import load_file_kinds
from aibom.core import re
from aibom.scanners.model_files.records import FileRecord, IndexRecord

_SHARD = re.compile(r"(?P<stem>.*?)[-_.]?(?P<number>\d{1,5})-of-(?P<total>\d{1,5})(?P<rest>(?:\.[\w]+)*)")
_CHECKPOINT = re.compile(r"(?P<stem>.+)\.(?:index|data-\d{5}-of-\d{5})")
_CONSOLIDATED = re.compile(r"(?P<stem>consolidated)\.(?P<number>\d\d)(?P<rest>\.\w+)")
# Formats whose graph and weights are two files of one stem.
_PAIRED = frozenset({"openvino", "ncnn"})


class Group(NamedTuple):
    """One model: its name, its files, and how many shards its names speak of that are not there."""

    name: str
    paths: tuple[str, ...]
    missing: int = 0


def group(records: Mapping[str, FileRecord], indexes: Mapping[str, IndexRecord]) -> list[Group]:
    """All files, each in exactly one group, sorted by name."""
    keys = {path: _key(path, record) for path, record in records.items()}
    for path, index in indexes.items():
        folder = posixpath.dirname(path)
        named = (posixpath.join(folder, name) for name in index.files)
        stem = posixpath.join(folder, re.sub(r"(?:\.\w+)?\.index\.json\Z", "", posixpath.basename(path)))
        keys.update(dict.fromkeys((one for one in named if one in keys), (_short(stem), "index")))
    members: dict[tuple[str, str], list[str]] = {}
    for path in sorted(keys):
        members.setdefault(keys[path], []).append(path)
    groups = [Group(key[0], tuple(paths), _missing(paths)) for key, paths in members.items()]
    return sorted(_distinct(groups))


def _key(path: str, record: FileRecord) -> tuple[str, str]:
    """The name of the model that a file belongs to, and what tells models of that name apart."""
    folder, _, name = path.rpartition("/")
    package = re.match(r"(.*?\.mlpackage)/", path)
    if package:
        return package[1], "mlpackage"
    saved = re.match(r"(.*?)/?(?:saved_model\.pb|variables/variables\.\S+)\Z", path)
    if saved and record.format in ("tensorflow-savedmodel", "tensorflow-checkpoint"):
        return saved[1] or path, "savedmodel"
    match = _CHECKPOINT.fullmatch(name) if record.format == "tensorflow-checkpoint" else None
    if match:
        return posixpath.join(folder, match["stem"]), "checkpoint"
    match = _SHARD.fullmatch(name) or _CONSOLIDATED.fullmatch(name)
    if match:
        return _short(posixpath.join(folder, match["stem"] or "model")), match["rest"]
    if record.format in _PAIRED:
        return path.rpartition(".")[0], "pair"
    return path, ""


def _short(stem: str) -> str:
    """A folder's name says more than `model` in it."""
    folder, _, name = stem.rpartition("/")
    return folder if folder and name in load_file_kinds().generic_stems else stem


def _missing(paths: list[str]) -> int:
    totals = [int(match["total"]) for path in paths if (match := _SHARD.fullmatch(posixpath.basename(path)))]
    return max(max(totals, default=0) - len(totals), 0)


def _distinct(groups: list[Group]) -> list[Group]:
    """Two models of one name (a folder with shards in two formats) are told apart by their first file."""
    names = Counter(one.name for one in groups)
    return [one if names[one.name] == 1 else one._replace(name=one.paths[0]) for one in groups]
