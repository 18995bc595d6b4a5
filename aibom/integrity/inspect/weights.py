"""Files of nothing but weights: safetensors, GGUF with its chat templates, GGML from before GGUF."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.formats.blob import BytesBlob
from aibom.formats.gguf import Gguf, read_gguf
from aibom.formats.gguf_types import TYPE_NAMES
from aibom.formats.pickle.content import LOOK, is_interesting
from aibom.formats.safetensors import looks_like_safetensors, read_safetensors
from aibom.formats.tensors import TensorInfo
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import problems, suspicious
from aibom.integrity.inspect.layout import state_layout
from aibom.integrity.inspect.template_rules import judge_template
from aibom.model.inspection import Signal

_GGML = (b"lmgg", b"fmgg", b"tjgg", b"algg")
# What a reader refuses is incomplete; what it may take, and what hides bytes, is suspicious too.
_FETCHES = re.compile(r"callback|webhook|download|payload|exfil|init_code|post_load", re.IGNORECASE)
_HIDES = ("overlaps", "belong to no tensor", "stands twice", "does not have the size")


class SafetensorsInspector:
    """See the module's docstring."""

    name = "safetensors"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        if glance.extension == "safetensors":
            return not glance.head.startswith(b"version https://git-lfs")
        return looks_like_safetensors(glance.head, 1 << 62 if glance.blob.forward else glance.size)

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("safetensors")
        found = read_safetensors(glance.blob.stream())
        for why in found.problems:
            if any(word in why for word in _HIDES):
                yield suspicious("safetensors-layout", why)
        yield from problems("safetensors", found.problems)
        for key, value in found.metadata.items():
            text = value.encode("utf-8", "surrogatepass")
            if is_interesting(text[:LOOK]):
                yield from session.descend(BytesBlob(text), f"#{key[:80]}")
            if code_in(f"{key} {value}".encode("utf-8", "replace")):
                yield suspicious("safetensors-metadata-code", f"the metadata {key!r} holds code")
            elif _FETCHES.search(key) and "://" in value:
                yield suspicious(
                    "safetensors-metadata-url", f"the metadata {key!r} tells its reader to fetch {value[:80]}"
                )
        for one in found.tensors:
            if code_in(one.name.encode("utf-8", "replace")):
                yield suspicious("safetensors-metadata-code", f"a tensor is called {one.name[:80]!r}")
        state_layout(session, [TensorInfo(one.name, one.dtype, one.shape) for one in found.tensors])


class GgufInspector:
    """See the module's docstring. A llamafile holds its model as a member of a zip, which is descended into."""

    name = "gguf"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.head.startswith((b"GGUF", *_GGML)) or glance.extension == "gguf"

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        if glance.head.startswith(b"version https://git-lfs"):
            return
        session.format("ggml" if glance.head.startswith(_GGML) else "gguf")
        if glance.head.startswith(_GGML):
            yield from _ggml(glance)
            return
        found = read_gguf(glance.blob.stream())
        yield from problems("gguf", found.problems)
        for why in found.problems:
            if "overlaps" in why or "stands twice" in why or "claims" in why:
                yield suspicious("gguf-layout", why)
        yield from _metadata(found)
        if found.end and not found.problems and glance.blob.read(found.end, 1 << 16).strip(b"\0"):
            yield from session.descend(glance.blob.slice(found.end, 1 << 62), "#behind")
        if found.architecture:
            session.fact("architecture", found.architecture[:100])
        session.fact("quantisation", found.quantisation)
        state_layout(
            session, [TensorInfo(one.name, TYPE_NAMES.get(one.kind, str(one.kind)), one.shape) for one in found.tensors]
        )


def _metadata(found: Gguf) -> Iterator[Signal]:
    for key, value in found.metadata.items():
        if not isinstance(value, str):
            continue
        if key in found.chat_templates and not value.startswith("array of "):
            yield from judge_template(value, f"the chat template {key!r}")
        elif key not in found.chat_templates and code_in(value.encode("utf-8", "replace")):
            yield suspicious("gguf-metadata-code", f"the value of {key!r} holds code")


def _ggml(glance: Glance) -> Iterator[Signal]:
    """llama.cpp's first format: seven numbers of hyperparameters, then vocabulary and tensors; it has no code."""
    at = 4 if glance.head.startswith(b"lmgg") else 8
    numbers = [int.from_bytes(glance.head[at + 4 * one : at + 4 * one + 4], "little") for one in range(7)]
    if len(glance.head) < at + 28:
        yield incomplete("ggml-malformed", "truncated in its header")
    elif not 0 < numbers[0] < 1 << 24 or not 0 < numbers[1] < 1 << 24:
        yield suspicious("ggml-layout", f"claims {numbers[0]} tokens of {numbers[1]} dimensions")
