"""Data files in the tree: which of them are data sets, told by name, folder and the shape of their first bytes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from aibom.core.json import Json
from aibom.core.reader import SourceFile
from aibom.model.kinds import Technique
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.sight import Sight, data_file

HEAD = 4096
_ALWAYS = {
    ".parquet": "parquet", ".arrow": "arrow", ".feather": "feather", ".tfrecord": "tfrecord", ".tfrecords": "tfrecord",
    ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx", ".xls": "xlsx", ".arff": "arff", ".libsvm": "libsvm",
}  # fmt: skip
_MAYBE = {
    ".json": "json",
    ".txt": "text",
    ".npy": "numpy",
    ".npz": "numpy",
    ".h5": "hdf5",
    ".pkl": "pickle",
    ".zip": "zip",
    ".gz": "gzip",
    ".conll": "conll",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}
_DATA_FOLDER = re.compile(
    r"(?:^|/)(?:data|datasets?|training[-_]?data|train|raw|processed|interim|corpus|corpora|knowledge[-_]?base|kb|eval[-_]?data|benchmark[-_]?data"
    r"|[\w-]+[-_](?:data|dataset|datasets|corpus))(?:/[^/]+){0,4}\Z",
    re.IGNORECASE,
)
_DATA_NAME = re.compile(
    r"(?:^|[._\- ])(?:train|training|test|val|valid|validation|dev|eval|dataset|datasets|corpus|samples|data|labels|annotations|instructions|"
    r"conversations|preferences|qa|questions|reviews|tweets|features|finetune|fine[-_]?tuning|sft|dpo|rlhf)(?:[._\- ]|\d|\Z)",
    re.IGNORECASE,
)
_OTHER_FOLDERS = re.compile(
    r"(?:^|/)(?:node_modules|\.git|\.github|\.vscode|locales?|i18n|translations?|__snapshots__|snapshots?|cassettes|recordings|fixtures?|testdata"
    r"|test[-_]?data|__fixtures__|mocks?|__mocks__|vendor|third_party|tests?|__tests__|testing|spec|site-packages|public|static|assets|docs?|schemas?"
    r"|migrations|seeds?|logs?|catboost_info|wandb|mlruns|lightning_logs|runs|results?|outputs?|reports?|coverage|benchmarks?|\.dvc|src/main/resources/static)(?:/|\Z)",
    re.IGNORECASE,
)
_OTHER_NAMES = re.compile(
    r"(?:requirements.*|constraints.*|license.*|readme.*|robots|cmakelists|manifest|version|changelog|package.*|tsconfig.*|.*config.*|.*settings.*|.*schema.*"
    r"|.*\.lock|metadata|index|vocab.*|merges|tokenizer.*|special_tokens.*|added_tokens|labels?_?map.*|dataset_infos?|state|metrics|results|scores|params"
    r"|learn_error|time_left|codes?|countries|languages|stopwords.*|names|classes|record|sources|top_level|entry_points|installed-files)\Z",
    re.IGNORECASE,
)
_NAMED_DATA = re.compile(
    r"(?:^|[._\- ])(?:train|training|eval|validation|test|dev|dataset|corpus|sft|dpo|finetune|instructions)(?:[._\- ]|\Z)|\w[._-]data(?:[._-]|\Z)",
    re.IGNORECASE,
)
# Records of instruction tuning, chat and preference data.
_TRAINING_KEYS = re.compile(
    rb'"(?:instruction|messages|conversations|prompt|chosen|rejected|completion|question|answer|answers|context|response|input|output|text|label|query|positive|negative)"\s*:'
)
_RECORDS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{")


def format_of(path: str) -> str:
    """The format that a name's ending tells, "" when it is none of data."""
    ending = posixpath.splitext(path)[1].lower()
    return _ALWAYS.get(ending) or _MAYBE.get(ending, "")


def is_candidate(path: str) -> bool:
    """Whether a file may be a data set, by its name and folder alone."""
    folder, name = posixpath.split(path)
    if not format_of(name) or _OTHER_FOLDERS.search(f"{folder}/"):
        return False
    stem = posixpath.splitext(name)[0]
    if _OTHER_NAMES.match(stem) and not _DATA_NAME.search(stem):
        return False
    return bool(_DATA_FOLDER.search(folder)) or bool(_DATA_NAME.search(stem))


def read_data_file(file: SourceFile) -> Iterator[Sighting]:
    """The data set that a file is; JSON and text must look like records."""
    format_ = format_of(file.path)
    if not file.size or not _looks_right(file, format_):
        return
    facts: dict[str, Json] = {"format": format_, "size": file.size, "source": f"file:{file.path}"}
    if not file.tracked:
        facts["tracked"] = False
    sight = Sight(file.path, Technique.FILENAME)
    yield Observation(subject=data_file(file.path), evidence=sight.at(1, confidence=0.7), facts=facts)


def _looks_right(file: SourceFile, format_: str) -> bool:
    ending = posixpath.splitext(file.path)[1].lower()
    if ending in _ALWAYS:
        return True
    head = file.head(HEAD)
    if format_ == "json":
        return is_training_shape(head) or _is_named_list(file.path, head)
    in_folder = bool(_DATA_FOLDER.search(posixpath.dirname(file.path)))
    if format_ == "text":
        return in_folder and file.size > 200 and b"\0" not in head
    return in_folder


def _is_named_list(path: str, head: bytes) -> bool:
    """A list whose file is named as data of something (`alpaca_data.json`, `train.json`), whatever its records are."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        bool(_NAMED_DATA.search(stem))
        and start.startswith(b"[")
        and start[1:].lstrip()[:1] in (b"{", b"]", b"[", b'"', b"")
    )


def is_training_shape(head: bytes) -> bool:
    """Whether the first bytes are records of training data: a list or lines of objects with two of its members."""
    if not _RECORDS.match(head) or not (
        head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[") or head.count(b"}\n{") > 0
    ):
        return False
    keys = {match.group() for match in _TRAINING_KEYS.finditer(head)}
    return len({key.split(b'"')[1] for key in keys}) >= 2
