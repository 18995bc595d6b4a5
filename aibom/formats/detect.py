"""Tells what a file is by its content; its name is only asked where content alone cannot decide.

All plausible readings are given, the most specific first: a zip that PyTorch wrote is `torch-pickle` and `zip`, a
NumPy array of objects is `numpy` and `pickle`.
"""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple

from aibom.core import re
from aibom.formats.compressed import compression_of, unpacked_head
from aibom.formats.lfs import MAX_SIZE as MAX_POINTER
from aibom.formats.lfs import read_pointer
from aibom.formats.magic import magics_of
from aibom.formats.pickle_skim import TORCH_MAGIC, PickleSkim, looks_like_pickle, skim_pickle
from aibom.formats.protobuf import kind_of_message, walk_message
from aibom.formats.safetensors import looks_like_safetensors
from aibom.formats.stream import read_at, size_of
from aibom.formats.torch_zip import read_torch_zip
from aibom.formats.zip_members import ZipMember, list_members, member_head

HEAD = 1 << 16
MAX_INNER = 64
# Extensions whose files may be pickles of protocol 0 or 1, which have no signature, or binary protocol buffers.
_OLD_PICKLE = re.compile(
    r"\.(?:pkl|pickle|pck|p|dat|joblib|dill|cloudpickle|sav|pt|pth|ckpt|bin|model)\Z", re.IGNORECASE
)
_MESSAGE = re.compile(r"\.(?:onnx|pb|mlmodel|pbtxt|graphdef|model|bin)\Z", re.IGNORECASE)
_OBJECTS = re.compile(rb"'descr':\s*(?:'\|?O|\[.*?'\|?O)", re.DOTALL)
_CHECKPOINT_DATA = re.compile(r"\.data-\d{5}-of-\d{5}\Z")
# Footer of the sorted tables that TensorFlow's checkpoints use as their index (tensorflow/core/lib/io/format.h).
_TABLE_FOOTER = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"


class Detection(NamedTuple):
    """`formats`, the most specific first (none = not known); `globals` of a pickle as `module.name`."""

    formats: tuple[str, ...] = ()
    globals: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def format(self) -> str:
        """The most specific format, "" when it is not known."""
        return self.formats[0] if self.formats else ""


def detect(stream: BinaryIO, name: str) -> Detection:
    """What the stream is; `name` is the file's name. Never raises on malformed content."""
    size = size_of(stream)
    head = read_at(stream, 0, HEAD)
    if size <= MAX_POINTER and read_pointer(head):
        return Detection(("lfs-pointer",))
    magics = magics_of(head)
    if "zip" in magics or "llamafile" in magics:
        return _zip(stream, magics)
    if magics:
        return _refined(stream, head, magics)
    return _unsigned(stream, head, size, name)


def _refined(stream: BinaryIO, head: bytes, magics: list[str]) -> Detection:
    if magics[0] == "hdf5" and _is_keras(stream):
        return Detection(("keras-hdf5", *magics))
    if magics[0] == "numpy":
        return _numpy(stream, head)
    if magics[0] == "tar":
        return _tar(head)
    return Detection(tuple(magics))


def _is_keras(stream: BinaryIO) -> bool:
    """Keras writes attributes of these names near the root of its files."""
    start = read_at(stream, 0, 1 << 20)
    return any(word in start for word in (b"keras_version", b"model_config", b"model_weights", b"layer_names"))


def _numpy(stream: BinaryIO, head: bytes) -> Detection:
    """An array; one of objects holds a pickle behind its header (numpy.lib.format)."""
    if not _OBJECTS.search(head[:4096]):
        return Detection(("numpy",))
    width = 2 if head[6:7] == b"\x01" else 4
    start = 8 + width + int.from_bytes(head[8 : 8 + width], "little")
    return Detection(("numpy", "pickle"), _names(skim_pickle(stream, start)))


def _names(skim: PickleSkim) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for module, name in skim.globals)


def _unsigned(stream: BinaryIO, head: bytes, size: int, name: str) -> Detection:
    """Formats without a signature at a fixed place."""
    if looks_like_safetensors(head, size):
        return Detection(("safetensors",))
    if head.startswith(TORCH_MAGIC):
        skim = skim_pickle(stream, len(TORCH_MAGIC))
        return Detection(("torch-pickle", "pickle"), _names(skim))
    text = _text_format(head)
    if text:
        return Detection((text,))
    kind = compression_of(head)
    if kind:
        found = _inside(head, kind, name)
        if found is not None:
            return found
    pickled = _pickle(stream, head, name)
    if pickled is not None:
        return pickled
    return _by_name(stream, head, name)


def _text_format(head: bytes) -> str:
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if (start.startswith(b"tree\n") and b"version=v" in start) or start.startswith(b"tree\r\nversion=v"):
        return "lightgbm"
    if start.startswith(b"<"):
        if b"<PMML" in start:
            return "pmml"
        return "openvino" if re.search(rb"<net\b[^>]*>", start) and b"<layers" in head else ""
    if start.startswith(b"{"):
        return _json_format(start)
    return ""


def _json_format(start: bytes) -> str:
    if re.match(rb'\{\s*"learner"\s*:', start):
        return "xgboost-json"
    if b'"modelTopology"' in start or b'"weightsManifest"' in start:
        return "tensorflowjs"
    return "keras-json" if re.search(rb'"class_name"\s*:\s*"(?:Sequential|Functional|Model)"', start) else ""


def _inside(head: bytes, kind: str, name: str) -> Detection | None:
    """What a compressed stream holds, by its first bytes."""
    inner = unpacked_head(head, kind)
    if not inner:
        return None if kind == "zlib" else Detection((kind,))
    if inner[:2] in (b"X\n", b"A\n", b"B\n") or inner.startswith((b"RDX", b"RDA")):
        return Detection(("rds", kind))
    if inner[257:262] == b"ustar":
        return Detection((*_tar(inner).formats, kind))
    found = detect(io.BytesIO(inner), re.sub(r"\.[^.]+\Z", "", name)) if compression_of(inner) == "" else Detection()
    if found.formats:
        return found._replace(formats=(*found.formats, kind), problems=())
    return Detection((kind,)) if kind != "zlib" else None


def _pickle(stream: BinaryIO, head: bytes, name: str) -> Detection | None:
    """A pickle by signature, or of protocol 0 and 1 by its name and by being one from end to end."""
    signed = looks_like_pickle(head)
    if not signed and (not head or not _OLD_PICKLE.search(name)):
        return None
    skim = skim_pickle(stream)
    if not signed and (skim.ended not in ("stop", "embedded", "limit") or skim.opcodes < 3):
        return None
    if signed and skim.opcodes < 2:
        return None
    problems = (f"the pickle is {skim.ended} at offset {skim.end}",) if skim.ended in ("truncated", "broken") else ()
    names = _names(skim)
    if any(one.startswith(("joblib.", "sklearn.externals.joblib.")) for one in names):
        return Detection(("joblib", "pickle"), names)
    return Detection(("pickle",), names, problems)


def _by_name(stream: BinaryIO, head: bytes, name: str) -> Detection:
    """Formats that only a hint of the name makes plausible."""
    if _MESSAGE.search(name):
        message = walk_message(stream)
        kind = kind_of_message(message) if message else ""
        if message and kind and (message.whole or not name.lower().endswith((".bin", ".model"))):
            return Detection((kind,), problems=() if message.whole else ("truncated",))
    lower = name.lower()
    if lower.endswith(".msgpack") and head[:1] and (0x80 <= head[0] <= 0x8F or head[0] in (0xDE, 0xDF)):
        return Detection(("flax-msgpack",))
    if lower.endswith(".t7") and head[:4] in (b"\x03\x00\x00\x00", b"\x04\x00\x00\x00"):
        return Detection(("torch7",))
    is_index = lower.endswith(".index") and read_at(stream, size_of(stream) - 8, 8) == _TABLE_FOOTER
    return Detection(("tensorflow-checkpoint",) if is_index or _CHECKPOINT_DATA.search(name) else ())


def _tar(head: bytes) -> Detection:
    first = head[:100].split(b"\0")[0].decode("utf-8", "replace").removeprefix("./")
    if first in ("model_config.yaml", "model_weights.ckpt"):
        return Detection(("nemo", "tar"))
    # The oldest torch.save wrote a tar of these pickles.
    return Detection(("torch-pickle", "tar") if first in ("sys_info", "pickle", "storages", "tensors") else ("tar",))


def _zip(stream: BinaryIO, magics: list[str]) -> Detection:
    listing = list_members(stream)
    names = [member.name for member in listing.members]
    if "llamafile" in magics:
        formats = ("llamafile", "gguf", "zip") if any(name.endswith(".gguf") for name in names) else ()
        return Detection(formats)
    torch = read_torch_zip(listing.members)
    if torch is not None:
        pickles = [member for member in listing.members if member.name in torch.pickles]
        return Detection((torch.kind, "zip"), _pickled(stream, pickles), listing.problems)
    return Detection((*_zip_kind(names, stream, listing.members), "zip"), problems=listing.problems)


def _zip_kind(names: list[str], stream: BinaryIO, members: tuple[ZipMember, ...]) -> tuple[str, ...]:
    have = set(names)
    if "config.json" in have and ("model.weights.h5" in have or "metadata.json" in have):
        return ("keras",)
    if "MAR-INF/MANIFEST.json" in have:
        return ("torchserve-mar",)
    if "schema.json" in have and any(name.endswith(".npy") for name in names):
        return ("skops",)
    if names and all(name.endswith(".npy") for name in names):
        return _npz(stream, members)
    return ("skops",) if have == {"schema.json"} else ()


def _npz(stream: BinaryIO, members: tuple[ZipMember, ...]) -> tuple[str, ...]:
    heads = (member_head(stream, member, 4096) for member in members[:MAX_INNER])
    return ("numpy", "pickle") if any(_OBJECTS.search(head) for head in heads) else ("numpy",)


def _pickled(stream: BinaryIO, members: list[ZipMember]) -> tuple[str, ...]:
    """Globals that the pickled members name first."""
    found: dict[str, None] = {}
    for member in members[:MAX_INNER]:
        head = member_head(stream, member, HEAD)
        found.update(dict.fromkeys(_names(skim_pickle(io.BytesIO(head)))))
    return tuple(found)
