"""The table of model files: extensions, file names, and what tells a model from other data (file_kinds.json).

The form of the file is schemas/file-kinds.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import translate
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from aibom.core import re

_FILE = Path(__file__).with_name("file_kinds.json")


class FileKinds(NamedTuple):
    """The table.

    `extensions` map to the format that such a file is taken for when its content is not there ("" = none);
    other programs use the `weak_extensions` too, so that content which is not recognised says nothing.
    """

    extensions: Mapping[str, str]
    weak_extensions: frozenset[str]
    compressed: frozenset[str]
    named: re.Pattern[str]
    named_extensions: frozenset[str]
    named_formats: tuple[tuple[re.Pattern[str], str], ...]
    configs: frozenset[str]
    config_endings: tuple[str, ...]
    model_formats: frozenset[str]
    pickled_formats: frozenset[str]
    name_only_formats: frozenset[str]
    model_modules: frozenset[str]
    generic_stems: frozenset[str]
    run_state: tuple[str, ...]
    model_words: frozenset[str]


@cache
def load_file_kinds() -> FileKinds:
    """The table, read once."""
    raw = orjson.loads(_FILE.read_bytes())
    named = tuple((re.compile(translate(row["glob"]), re.IGNORECASE), row["format"]) for row in raw["named"])
    return FileKinds(
        extensions=raw["extensions"],
        weak_extensions=frozenset(raw["weak_extensions"]),
        compressed=frozenset(raw["compressed"]),
        named=re.compile("|".join(form.pattern for form, _ in named), re.IGNORECASE),
        named_extensions=frozenset(row["glob"].rpartition(".")[2] for row in raw["named"]),
        named_formats=named,
        configs=frozenset(name for name in raw["configs"] if not name.startswith("*")),
        config_endings=tuple(name[1:] for name in raw["configs"] if name.startswith("*")),
        model_formats=frozenset(raw["model_formats"]),
        pickled_formats=frozenset(raw["pickled_formats"]),
        name_only_formats=frozenset(raw["name_only_formats"]),
        model_modules=frozenset(raw["model_modules"]),
        generic_stems=frozenset(raw["generic_stems"]),
        run_state=tuple(raw["run_state"]),
        model_words=frozenset(raw["model_words"]),
    )


def claimed_format(path: str) -> str | None:
    """The format that a file's name claims, "" when the name alone says little; None when it claims no model."""
    kinds = load_file_kinds()
    name = path[path.rfind("/") + 1 :]
    stem, dot, extension = name.lower().rpartition(".")
    if not dot:
        return None
    if extension in kinds.compressed:
        inner = stem.rpartition(".")[2]
        extension = inner if inner in kinds.extensions else extension
    if extension in kinds.extensions:
        return kinds.extensions[extension]
    # Asked for every file of a tree: the globs only where one of them can fit.
    if (extension in kinds.named_extensions or "-of-" in extension) and kinds.named.match(name):
        return next(format_ for form, format_ in kinds.named_formats if form.match(name))
    return None


def claims_strongly(path: str) -> bool:
    """Whether a file of this name can hardly be anything but a model or a pickle."""
    kinds = load_file_kinds()
    extension = path.rpartition("/")[2].lower().rpartition(".")[2]
    return extension in kinds.extensions and extension not in kinds.weak_extensions


def is_config(path: str) -> bool:
    """Whether a file of this name is a configuration that stands beside weights."""
    kinds = load_file_kinds()
    name = path[path.rfind("/") + 1 :]
    return name in kinds.configs or name.endswith(kinds.config_endings)
