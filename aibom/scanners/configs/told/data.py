"""Data sets that a configuration names: recipes of trl, axolotl, LLaMA-Factory and the like, and data settings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.naming import is_hub_id, is_placeholder
from aibom.scanners.configs.sight import Sight, data_file, hub_data
from aibom.scanners.configs.walk import Place, places

DATA_ENDINGS = re.compile(
    r"\.(?:csv|tsv|parquet|jsonl|ndjson|json|arrow|feather|txt|xlsx|tfrecord|npy|npz|pdf|md|zip|tar|gz|zst|h5|hdf5|pkl|xml|sqlite|db|ya?ml|spacy|lst|scp|tfrecords|record|cleaned|arff)\Z",
    re.IGNORECASE,
)
# Members of which a training run's settings have several.
_TRAINING = frozenset(
    "learning_rate lr num_train_epochs num_epochs epochs per_device_train_batch_size micro_batch_size"
    " batch_size gradient_accumulation_steps lr_scheduler lr_scheduler_type optimizer optim warmup_ratio"
    " warmup_steps lora_r lora_rank lora_alpha finetuning_type adapter max_steps weight_decay base_model"
    " model_name_or_path output_dir trainer num_train_steps train_batch_size max_epochs stage do_train"
    " cutoff_len max_seq_length sequence_len batch img imgsz img_size total_epochs"
    " total_training_steps ppo_mini_batch_size micro_batch_size_per_gpu rollout_batch_size"
    " train_micro_batch_size default_local_dir partial_pretrain train_epochs dropout_rate validation_split".split()
)
# Kinds of data in Azure Machine Learning, and its name for one that is registered (CLI v2 schemas).
_ASSETS = frozenset(("uri_file", "uri_folder", "mltable"))
_ASSET = re.compile(r"azureml:(?P<name>[\w.-]+)(?:[:@][\w.-]+)?")
_PART = frozenset(
    "path name id repo repo_id dataset dataset_name hf_id hub_id data_path dataset_path ds_id uri".split()
)
_NAMES = frozenset(
    "dataset datasets dataset_name dataset_id dataset_path dataset_repo dataset_repo_id hf_dataset"
    " train_dataset training_dataset eval_dataset val_dataset test_dataset validation_dataset train_datasets"
    " test_datasets eval_datasets datasets_name train_file train_files validation_file"
    " val_file test_file eval_file val_files test_files eval_files validation_files valid_files train_data"
    " training_data eval_data val_data test_data data_path data_file"
    " data_files train_path val_path test_path eval_path train_data_path eval_data_path test_data_path"
    " valid_data_path dataset_mixer dataset_file corpus corpus_path data_dir dataset_dir pretraining_dataset"
    " dataset_mixer_list dataset_mixer_eval_list mixer_list dataset_mix datasets_mix data_mix eval_dataset_mixer"
    " training_file training_files train_manifest train_filelist val_filelist test_filelist"
    " training_filelist validation_filelist valid_file"
    " dataroot dataroot_gt dataroot_lq dataroot_hq dataroot_a dataroot_b data_root train_root val_root test_root"
    " train_dir val_dir test_dir"
    " train_ds validation_ds val_ds test_ds manifest_filepath train_manifest_filepath"
    " preference_dataset prompt_dataset prompt_data train_dataset_name eval_dataset_name data_source".split()
)
_ALWAYS_DATA = re.compile(
    r"dataset|prompt_data\Z|_ds\Z|manifest_filepath|dataroot|data_root|mixer_list|data_mix|train_(?:data|file|path|manifest)|training_(?:data|file)|(?:eval|val|validation|valid|test)_(?:data|file|path)|corpus"
)
_OF_DATASET = re.compile(r"_dataset_(?:name|path|id)\Z")
_FOLDER_KEY = re.compile(
    r"(?:instance|class|train|training|eval|val|test|image|images)_(?:data|images?)_(?:dir|root|folder)"
)
_OR_ELSE = re.compile(r"(?:_or_(?:path|paths|name|id|dir|file))+\Z")  # `dataset_id_or_path` is a dataset_id as well
# Where a program fetches its data: `source_URL`, `dataset_url`, in a section that says data.
_ADDRESS_KEY = re.compile(r"(?:\w+_)?(?:source|data|dataset|download|zip|file|csv)_?(?:url|uri|link)|url")
_OF_DATA = re.compile(r"(?<![a-z])data(?:sets?)?(?![a-z])|ingestion")
_FETCHED = re.compile(r"\.(?:zip|tar|tgz|tar\.gz|tar\.bz2|csv|tsv|parquet|jsonl|txt|xlsx)\Z", re.IGNORECASE)
_EVALUATION = frozenset("eval evaluation test dev val valid validation benchmark".split())
_LOADERS = frozenset("json csv parquet text imagefolder audiofolder arrow webdataset".split())
_FOLDERS = frozenset("data dataset datasets corpus corpora".split())  # paths begin with them, organisations do not
_SPLITS = frozenset("train training val valid validation test dev eval evaluation".split())
# A section of data that says which split of it is taken: AutoTrain's `data: {path: org/name, train_split: train}`.
_SECTIONS = frozenset({"data", "dataset"})
_SPLIT_KEYS = frozenset("train_split valid_split eval_split column_mapping".split())
_SEVERAL = re.compile(r",|(?<=[\w-])\+(?=[A-Za-z])")  # `org/one+org/two`, as speech recipes mix them
# How many rows of which part of a hub's data set ms-swift is to take: `MS::org/name:subset#500`.
_TAKEN = re.compile(r"(?:(?:HF|MS)::)?(?P<name>[\w.-]+/[\w.-]+)(?::[\w./-]+)?(?:#\d+)?")
_PLAIN_NAME = re.compile(r"[A-Za-z][\w.-]{2,80}\Z")
_MAX = 60
_MAX_PLACES = 200  # mappings that are looked at for the settings of a training run


class _Named(NamedTuple):
    """A data set that a value names, with what stands beside it."""

    text: str
    line: int
    facts: dict[str, Json]


def is_training(document: Lined) -> bool:
    """Whether a document holds the settings of a training run."""
    top = document.value
    if not isinstance(top, Mapping):
        return False
    keys = set(top)
    for value in list(top.values())[:50]:
        if isinstance(value, Mapping):
            keys |= set(value)
    if trains(keys):
        return True
    if any(trains(place.table) for place in islice(places(document), _MAX_PLACES)):
        return True
    return "apiVersion" in keys and isinstance(top.get("tuning"), Mapping)


def trains(keys: Iterable[str]) -> bool:
    """Whether settings or flags of these names are those of a training run."""
    return len(_TRAINING & {key.lower() for key in keys}) >= 3


def data_in(place: Place, sight: Sight, training: bool) -> Iterator[Sighting]:
    """The data sets of one mapping. Plain names count only among the settings of a training run."""
    for key, value in place.table.items():
        name = _OR_ELSE.sub("", key.lower())
        of_images = name == "image_dir" and place.parent == "subsets"  # of kohya's file of data
        if of_images or ((name in _NAMES or _OF_DATASET.search(name)) and (training or _ALWAYS_DATA.search(name))):
            for named in within(list(_values(place, key, value)), _MAX, "data sets of one setting"):
                yield from _dataset(named, key, sight, training)
    if place.parent in _SECTIONS and place.has(_SPLIT_KEYS):
        for named in _entry(place, place.table):
            yield from _dataset(named, "path", sight, training)
    yield from _splits(place, sight)
    yield from _assets(place, sight)
    yield from _fetched(place, sight)


def _fetched(place: Place, sight: Sight) -> Iterator[Sighting]:
    """`data_ingestion: {source_URL: https://host/wine-data.zip}`: an archive that a program fetches its data from."""
    for key, value in place.table.items():
        if not isinstance(value, str) or not value.startswith("http") or not _FETCHED.search(value):
            continue
        if _ADDRESS_KEY.fullmatch(key.lower()) and any(_OF_DATA.search(one.lower()) for one in (*place.keys[-2:], key)):
            subject = Subject(kind=Kind.DATASET, name=value)
            yield sight.thing(subject, place.line(key), key, role="training", source=value)


def _assets(place: Place, sight: Sight) -> Iterator[Sighting]:
    """`{type: uri_file, path: azureml:credit-card@latest}`: data of a job of Azure Machine Learning."""
    text, kind = place.text("path"), place.text("type").lower()
    if kind not in _ASSETS or not text or "${" in text or is_placeholder(text):
        return
    asset = _ASSET.fullmatch(text)
    subject = Subject(kind=Kind.DATASET, name=asset["name"], origin="azureml") if asset else data_subject(text)
    if subject is not None:
        yield sight.thing(subject, place.line("path"), "path", role="training", source=text)


def _splits(place: Place, sight: Sight) -> Iterator[Sighting]:
    """`{train: data/train.csv, test: data/test.csv}`: files of data under the names of splits, two at least."""
    found = [
        (key, value)
        for key, value in place.table.items()
        if key.lower() in _SPLITS and isinstance(value, str) and "/" in value and DATA_ENDINGS.search(value)
    ]
    for key, value in found if len(found) > 1 else ():
        yield from _dataset(_Named(value, place.line(key), {"split": key}), key, sight, training=False)


def _values(place: Place, key: str, value: Json) -> Iterator[_Named]:
    """Texts, comma lists, `{id: share}` and lists of `{path: ..., split: ...}`."""
    line = place.line(key)
    if isinstance(value, str):
        yield from (_Named(text.strip(), line, {}) for text in _SEVERAL.split(value))
    elif isinstance(value, Mapping):
        yield from _of_mapping(place, value, line)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            at = place.document.line_of(value, index)
            if isinstance(item, str):
                yield _Named(item, at, {})
            elif isinstance(item, Mapping):
                yield from _entry(place, item)


def _of_mapping(place: Place, value: Mapping[str, Json], line: int) -> Iterator[_Named]:
    if value and all(key.lower() in _SPLITS for key in value):  # `dataset: {train: [{data_path: ...}], dev: [...]}`
        inner = Place(value, place.keys, place.document)
        for split, rows in value.items():
            for row in rows if isinstance(rows, list) else [rows]:
                yield from _of_split(inner, split, row)
        return
    if all(isinstance(share, int | float) for share in value.values()):
        yield from (_Named(name, place.document.line_of(value, name), {}) for name in value)
        return
    yield from _entry(place, value)


def _of_split(place: Place, split: str, row: Json) -> Iterator[_Named]:
    """What one row names of the part of a data set that it is for."""
    if isinstance(row, str):
        yield _Named(row, place.line(split), {"split": split})
    elif isinstance(row, Mapping):
        yield from (one._replace(facts={"split": split, **one.facts}) for one in _entry(place, row))


def _entry(place: Place, item: Mapping[str, Json]) -> Iterator[_Named]:
    """`{path: org/name, split: train}`: the first member that names it."""
    inner = Place(item, place.keys, place.document)
    for key in (
        "data_list",
        "file_list",
        "path",
        "repo_id",
        "id",
        "dataset",
        "dataset_name",
        "dataset_path",
        "hf_id",
        "repo",
        "name",
        "data_path",
        "file_path",
        "folder_path",
        "manifest_filepath",
        "uri",
    ):
        text = item.get(key)
        if isinstance(text, str) and text:
            facts: dict[str, Json] = {}
            for fact, names in (
                ("split", ("split", "splits")),
                ("config", ("config", "subset", "config_name")),
                ("revision", ("revision",)),
            ):
                if told := inner.text(*names):
                    facts[fact] = told
            files = item.get("data_files")
            if text.lower() in _LOADERS and isinstance(files, str):
                text, key = files, "data_files"
            yield _Named(text, inner.line(key), facts)
            return


def _dataset(named: _Named, key: str, sight: Sight, training: bool) -> Iterator[Sighting]:
    subject = data_subject(named.text, plain=training)
    if subject is None:
        return
    facts: dict[str, Json] = {
        **named.facts,
        "role": role_of(key, str(named.facts.get("split", ""))),
        "source": f"{subject.origin or 'name'}:{subject.name}",
    }
    yield Observation(subject=subject, evidence=sight.at(named.line, key), facts=facts)


def is_data_key(key: str) -> bool:
    """Whether a setting or flag of this name holds data sets."""
    parts = key.lower().replace("-", "_").split(".")
    lower = _OR_ELSE.sub("", parts[-1])
    if parts[:-1] == ["paths"] and lower in _SPLITS:  # spaCy's `--paths.train`
        return True
    return bool(_OF_DATASET.search(lower) or is_data_folder(lower)) or (
        lower in _NAMES and bool(_ALWAYS_DATA.search(lower) or lower in ("data_path", "data_file", "data_files"))
    )


def is_data_folder(key: str) -> bool:
    """Whether a setting or flag of this name holds a folder of data, however that is called: `instance_data_dir`."""
    return _FOLDER_KEY.fullmatch(key) is not None


def role_of(key: str, split: str = "") -> str:
    """training or evaluation, as the key or the split says."""
    words = {*words_of(key), *words_of(split)}
    return "evaluation" if words & _EVALUATION and not words & {"train", "training"} else "training"


def data_subject(text: str, plain: bool = False) -> Subject | None:
    """The data set that a value names; with `plain`, a single word counts as well (a registered name)."""
    name = text.strip().strip("\"'")
    taken = _TAKEN.fullmatch(name) if "#" in name or "::" in name else None
    name = taken["name"] if taken is not None else name
    if not name or len(name) > 200 or is_placeholder(name) or name.lower() in _LOADERS or "\n" in name:
        return None
    if "://" in name:
        return _of_url(name)
    if name.startswith(("/tmp/", "/home/", "/Users/", "/opt/ml/")):  # noqa: S108 - compared, never opened
        return None  # somebody's own machine, or where SageMaker mounts what a job is given
    if DATA_ENDINGS.search(name) or name.startswith(("./", "../", "/", "~")):
        return data_file(posixpath.normpath(name.lstrip("/")))
    if name.endswith("_text_document"):  # what Megatron has indexed
        return data_file(posixpath.normpath(name.lstrip("/")))
    if "/" in name and name.partition("/")[0].lower() in _FOLDERS and " " not in name:
        return data_file(posixpath.normpath(name))
    if is_hub_id(name):
        return hub_data(name)
    if plain and _PLAIN_NAME.match(name):
        return Subject(kind=Kind.DATASET, name=name)
    return None


def _of_url(name: str) -> Subject | None:
    match = re.match(r"(?:https?://(?:huggingface\.co|hf\.co)/datasets/|hf://(?:datasets/)?)([\w.-]+/[\w.-]+)", name)
    if match:
        return hub_data(match[1])
    scheme = name.partition("://")[0]
    if scheme in ("s3", "gs", "az", "abfss", "hdfs", "http", "https", "kaggle") and (
        DATA_ENDINGS.search(name.split("?")[0]) or scheme in ("s3", "gs")
    ):
        return Subject(kind=Kind.DATASET, name=name.split("?")[0])
    return None
