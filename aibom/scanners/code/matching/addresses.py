"""Addresses of models and data sets: a file on the hub, the data of the hub's API, a weights file on any host.

The paths are those of the hub (huggingface.co/docs/hub/api, `/resolve/<revision>/<file>` of its file downloads). The
page of a model is a link for people and tells no use; the address of a file in it is there to be loaded.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from aibom.catalog.path_words import publishes_data
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Lit, Template, Value
from aibom.scanners.code.matching.model_names import hub_model

HUB = ("https://huggingface.co/", "https://hf.co/", "https://hf-mirror.com/")
MANY = 3  # more addresses of weights side by side are what there is to choose from
_NAME = r"[A-Za-z0-9][\w.-]{0,95}"
_ON_HUB = re.compile(
    rf"https://(?:huggingface\.co|hf\.co|hf-mirror\.com)/(?P<data>datasets/)?(?P<id>(?:{_NAME}/)?{_NAME})"
    r"/(?:resolve|raw|blob)/(?P<revision>[\w.%/-]{1,100}?)(?:[/?#]|\Z)"
)
_DATA_API = re.compile(
    rf"https://(?:huggingface\.co|datasets-server\.huggingface\.co)/api/datasets/(?P<id>{_NAME}/{_NAME})/"
)
# A model that the hub runs, by the address of its inference (huggingface.co/docs/inference-providers).
_RUN_BY_HUB = re.compile(
    rf"https://(?:api-inference\.huggingface\.co|router\.huggingface\.co/hf-inference)"
    rf"/(?:models|pipeline/[\w-]{{1,40}})/(?P<id>{_NAME}/{_NAME})(?:[/?#]|\Z)"
)
_BEHIND = re.compile(r"/(?:resolve|raw|blob|parquet|tree|viewer|revision)/")
_COMMIT = re.compile(r"[0-9a-f]{40}\Z")
_WEIGHTS = re.compile(
    r"\.(?:safetensors|gguf|ggml|onnx|pt|pth|ckpt|h5|hdf5|keras|tflite|caffemodel|pkl|joblib|mlmodel|nemo|llamafile"
    r"|pb|dat\.bz2|pt\.tar|pth\.tar|weights|engine)\Z",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"\.(?:csv|tsv|jsonl|ndjson|parquet|arrow|feather|h5ad|tfrecord)(?:\.(?:gz|zst|bz2|xz|zip))?\Z", re.IGNORECASE
)
# Archives below a folder of data, or of such a name: `https://host/data/pizza.zip`, `.../dataset.tar.gz`.
_ARCHIVE = re.compile(
    r"(?:/(?:data|datasets?)/[^?#]*|/[\w.-]*data[_-]?sets?[\w.-]*)\.(?:zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|7z)\Z",
    re.IGNORECASE,
)
_PACKED = re.compile(r"\.(?:zip|tar|tgz|tar\.gz|tar\.bz2|tar\.xz|7z|gz|data|mat|npz)\Z", re.IGNORECASE)
_VECTORS = re.compile(r"(?<![a-z])(?:glove|word2vec|fasttext|googlenews-vectors|wiki-news)", re.IGNORECASE)
_SAMPLE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|svg|wav|mp3|flac|ogg|mp4|webm|pdf)\Z", re.IGNORECASE)
_ENDINGS_OF_DATA = (".csv", ".json", ".jsonl", ".parquet", ".txt", ".zip", ".tar.gz", ".arrow")


def addressed(text: str) -> tuple[Subject, dict[str, Json]] | None:
    """The model or data set that an address loads; None when it is another address, or a page to be read."""
    if match := _DATA_API.match(text):
        return _data_set(match["id"])
    if match := _RUN_BY_HUB.match(text):
        subject, facts = hub_model(match["id"])
        return subject, {**facts, "hosted": True}
    if match := _ON_HUB.match(text):
        if _SAMPLE.search(text.split("?")[0]):
            return None  # one picture or recording to try a model on
        revision = match["revision"] if _COMMIT.match(match["revision"]) else ""
        if match["data"]:
            return _data_set(match["id"], revision)
        if not text.split("?")[0].endswith(_ENDINGS_OF_DATA):
            return hub_model(match["id"], revision or None)
        return None
    return _weights(text) or _rows(text)


def named_part(template: Template) -> Template:
    """The template of an address of the hub, with all that stands behind the repository's name made one: which of
    its files are loaded multiplies the values and names nothing."""
    for index, part in enumerate(template.parts[1:], 1):
        if isinstance(part, Lit) and _BEHIND.match(str(part.value)):
            rest = Lit(str(part.value) + "-", template.line)
            return Template((*template.parts[:index], rest), template.line)
    return template


def are_many(values: Iterable[Value]) -> bool:
    """Whether values hold more addresses of weights than one program loads: a table of what could be chosen."""
    texts = (value.value for value in values if isinstance(value, Lit) and isinstance(value.value, str))
    return sum(text.startswith("http") and addressed(text) is not None for text in texts) > MANY


def _data_set(name: str, revision: str = "") -> tuple[Subject, dict[str, Json]]:
    facts: dict[str, Json] = {"source": f"hf:{name}", **({"revision": revision} if revision else {})}
    return Subject(kind=Kind.DATASET, name=name, origin="hf"), facts


def _rows(text: str) -> tuple[Subject, dict[str, Json]] | None:
    """A file of records on any host."""
    place = text.split("?")[0].split("#")[0]
    told = _DATA.search(place) or _ARCHIVE.search(place) or (_PACKED.search(place) and publishes_data(place))
    if "://" not in place[:10] or not told or "{" in place or _VECTORS.search(place):
        return None
    return Subject(kind=Kind.DATASET, name=place), {"source": place}


def weights_at(text: str) -> bool:
    """Whether an address or path is that of a weights file, by its ending."""
    return bool(_WEIGHTS.search(text.split("?")[0].split("#")[0]))


def is_sample(text: str) -> bool:
    """Whether an address is that of a picture, recording or document that a model is tried on."""
    return bool(_SAMPLE.search(text.split("?")[0].split("#")[0]))


def _weights(text: str) -> tuple[Subject, dict[str, Json]] | None:
    place = text.split("?")[0].split("#")[0]
    if "://" not in place[:10] or not _WEIGHTS.search(place) or "{" in place:
        return None
    name = posixpath.basename(place)
    return Subject(kind=Kind.MODEL, name=name), {"source": place, "hosted": False}
