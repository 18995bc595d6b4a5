"""Names of folders and files by which settings, prompts and data are told apart (path_words.json)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

DATA = Path(__file__).with_name("path_words.json")


class PathWords(NamedTuple):
    """The lists, by their keys; see schemas/path-words.schema.json."""

    folders: Mapping[str, frozenset[str]]
    folder_endings: Mapping[str, tuple[str, ...]]
    names: Mapping[str, frozenset[str]]
    name_parts: Mapping[str, tuple[str, ...]]
    data_formats: Mapping[str, str]
    other_formats: Mapping[str, str]


@cache
def path_words() -> PathWords:
    """The shipped lists."""
    document: Mapping[str, Any] = orjson.loads(DATA.read_bytes())
    return PathWords(
        folders={key: frozenset(words) for key, words in document["folders"].items()},
        folder_endings={key: tuple(words) for key, words in document["folders"].items()},
        names={key: frozenset(words) for key, words in document["names"].items()},
        name_parts={key: tuple(words) for key, words in document["names"].items()},
        data_formats=document["data_formats"],
        other_formats=document["other_formats"],
    )


def publishes_data(url: str) -> bool:
    """Whether an address is at a place that publishes data sets and little else."""
    return any(host in url for host in path_words().name_parts["data_hosts"])
