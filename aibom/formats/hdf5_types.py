"""Records of an HDF5 file as its reader gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.core.json import Json


class Link(NamedTuple):
    """A link that does not stay in the file, or stays but by name: `kind` is external or soft."""

    group: str
    name: str
    kind: str
    file: str
    target: str


class Dataset(NamedTuple):
    """A data set: its path, type in NumPy's words, shape, and files outside that hold its bytes."""

    path: str
    dtype: str
    shape: tuple[int, ...]
    external: tuple[str, ...] = ()


class Hdf5(NamedTuple):
    """A file. `attributes` maps an object's path to its texts and numbers; `problems` are short clauses."""

    attributes: Mapping[str, Mapping[str, Json]]
    datasets: tuple[Dataset, ...]
    links: tuple[Link, ...]
    objects: int
    problems: tuple[str, ...] = ()
