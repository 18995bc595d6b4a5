"""Files of data and of weights that a name tells where no call that reads them is known:
`training_files="filelists/train.txt"`, `parser.add_argument("--val_csv", default="data/val.csv")`,
`TRAIN_PATH = "train.jsonl"`, `{"model_path": "model_data/yolo.h5"}`."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.model_names import file_model, is_stand_in_path

_WHAT = r"train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?|eval(?:uation)?|dev|data_?set|data|corpus"
_HOLDS = (
    r"data|data_?set|files?|file_?path|path|csv|tsv|json|jsonl|txt|parquet|set|list|file_?list|manifest|corpus"
    r"|file_?name|labels?|annotations?|anno|ann|split|record"
)
_KEY = re.compile(rf"(?:\w+_)?(?:{_WHAT})(?:_?(?:{_HOLDS}))*", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?:^|_)(?:out|output|save[ds]?|results?|log|logs|pred|predictions?|report|config|cfg|cache|submission)(?:_|$)",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\.(?:csv|tsv|parquet|jsonl|ndjson|json|txt|arrow|feather|npy|npz|xlsx|tfrecords?|lmdb|arff|libsvm|svm|h5|hdf5|h5ad)\Z",
    re.IGNORECASE,
)
# `train_dir = "data/leaves/train"`: folders count where both the name and the path say data.
_FOLDER_KEY = re.compile(
    r"(?:\w+_)?(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval|data(?:_?set)?|images?|img)s?_?(?:dir|folder|root|path)",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"~?(?:\.{0,2}/)*(?:[\w-]+/)*(?:data|data_?sets?|train|val|test)/(?:[\w.-]+/)*[\w-]+/?", re.IGNORECASE
)
# Files of weights, under a name that says so; what a run writes is told where something loads it.
_WEIGHTS_KEY = re.compile(
    r"(?:\w+_)?(?:model|weights?|checkpoint|ckpt|pretrained|classifier|detector|generator|encoder|decoder|vocoder"
    r"|vectori[sz]er|scaler|embeddings?|onnx|tflite|gguf)s?(?:_?(?:f?path|file(?:_?(?:name|path))?|name|weights|ckpt|checkpoint))*",
    re.IGNORECASE,
)
_WEIGHTS_ENDING = re.compile(
    r"\.(?:pth?|pth\.tar|ckpt|safetensors|gguf|onnx|h5|hdf5|keras|tflite|mlmodel|pkl|pickle|joblib|bin|caffemodel|weights|nemo)\Z",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"(?:^|_)(?:out|output|save[ds]?|results?|dest|dst|target|export|new|best|last)(?:_|$)", re.IGNORECASE
)
# TensorFlow's detection API: what is fine-tuned has no ending, records are data under whatever name.
_FINE_TUNED = "fine_tune_checkpoint"
_RECORD = re.compile(r"\.(?:tf_?)?records?\Z", re.IGNORECASE)
_HELD_OUT = re.compile(r"(?:^|_)(?:val|valid|validation|test|testing|eval|evaluation|dev)(?:_|$)", re.IGNORECASE)
_MAX = 200
# Most languages call `data` what is read of any file: `data, err := os.ReadFile("config.json")`.
_ANYTHING, _PYTHON = (".json", ".txt"), (".py", ".ipynb")


class DataFiles:
    """Names the files of literals; `told` are those that calls have named already."""

    def __init__(self, told: set[str], path_of: Callable[[str, str], str]) -> None:
        self._told = {posixpath.basename(name) for name in told}
        self._path_of = path_of

    def _weights(self, key: str, text: str, path: str) -> tuple[Subject, dict[str, Json]] | None:
        name = posixpath.basename(text)
        own = name in self._told or name.startswith((".", "_", "last", "latest")) or "*" in text
        if own or text.startswith("/tmp/") or _WRITTEN.search(key):  # noqa: S108 - compared, never opened
            return None
        return file_model(self._path_of(text, path))

    def of(self, key: str, text: str, path: str) -> tuple[Subject, dict[str, Json]] | None:
        """The data set or model in a file that a text under a key names, written in the file of code `path`."""
        key = key.rpartition(".")[2]
        if len(text) > _MAX or "://" in text or "{" in text or "%" in text or is_stand_in_path(text):
            return None
        if _WEIGHTS_ENDING.search(text) and _WEIGHTS_KEY.fullmatch(key):
            return self._weights(key, text, path)
        if key == _FINE_TUNED and "/" in text:
            return self._weights(key, text, path)
        file = (_ENDING.search(text) and _KEY.fullmatch(key)) or _RECORD.search(text)
        folder = not file and _FOLDER_KEY.fullmatch(key) and _FOLDER.fullmatch(text)
        if not (file or folder) or _OTHERS.search(key) or posixpath.basename(text.rstrip("/")) in self._told:
            return None
        if key == "data" and text.endswith(_ANYTHING) and not path.endswith(_PYTHON):
            return None
        name = self._path_of(text, path)
        role = "evaluation" if _HELD_OUT.search(key) else "training"
        return Subject(kind=Kind.DATASET, name=name, origin="file"), {"role": role, "source": f"file:{name}"}


def holds_file(name: str) -> bool:
    """Whether what has this name may be a file or folder of data, or the weights that a run begins with."""
    key = name.rpartition(".")[2]
    return bool(key == _FINE_TUNED or _KEY.fullmatch(key) or _FOLDER_KEY.fullmatch(key) or key == "input_path")
