"""What one model file, or one configuration beside it, says by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class FileRecord(NamedTuple):
    """A file of weights or of what may be weights.

    `formats` are all readings of its content, for an LFS pointer `claimed` is what its name says. `is_model` is
    whether content or name tells that it is a model rather than other data. `sha256` is of the content, in
    hexadecimal; of a pointer, of the content that it stands for. `dtypes` of the tensors stand with the most frequent
    first; `layout` is their fingerprint, `embedding` the shape of the input embedding, `layers` their numbers.
    `shapes` is the fingerprint without types, `type_bytes` the bytes of each type; `licence` and `file_type` are what
    a GGUF header states of itself.
    """

    size: int
    tracked: bool
    sha256: str
    formats: tuple[str, ...]
    claimed: str
    is_model: bool
    architecture: str = ""
    quantisation: str = ""
    parameters: int | None = None
    framework: str = ""
    description: str = ""
    problems: tuple[str, ...] = ()
    dtypes: tuple[str, ...] = ()
    layout: str = ""
    embedding: tuple[int, ...] = ()
    layers: frozenset[int] = frozenset()
    shapes: str = ""
    type_bytes: Mapping[str, int] = {}
    licence: str = ""
    file_type: str = ""

    @property
    def is_pointer(self) -> bool:
        """Whether the file is a Git LFS pointer, its content elsewhere."""
        return self.formats == ("lfs-pointer",)

    @property
    def format(self) -> str:
        """The format of the content, of a pointer the claimed one."""
        return self.claimed if self.is_pointer else next(iter(self.formats), "")


class ConfigRecord(NamedTuple):
    """What a model's configuration states; empty when it does not say.

    `says_packed` is whether it speaks of a quantisation at all, `packed_as` the types of which one that is known makes
    some tensors; empty when it is not known.
    """

    architecture: str = ""
    quantisation: str = ""
    base_model: str = ""
    adapter: bool = False
    auto_map: tuple[str, ...] = ()
    dtype: str = ""
    hidden_size: int = 0
    vocab_size: int = 0
    layers: int = 0
    packed_as: frozenset[str] = frozenset()
    says_packed: bool = False


class IndexRecord(NamedTuple):
    """An index of shards: the names of the files that belong together, relative to the index."""

    files: tuple[str, ...]
