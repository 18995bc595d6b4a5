"""Single compressed streams: gzip, zlib, bzip2, xz, lzma, zstd, lz4, and joblib's oldest form."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.formats.blob import Blob
from aibom.formats.compressed import compression_of, unpacked_head
from aibom.formats.unpack import unpacked
from aibom.integrity.inspect.base import Glance, Session
from aibom.model.inspection import Signal

# joblib before 0.10: "ZF", the size as a padded hexadecimal number, then zlib.
_OLD_JOBLIB, _OLD_HEADER = b"ZF0x", 21
MAX_ZEROS = 1 << 16


class CompressedInspector:
    """What is inside is the same file, unpacked."""

    name = "compressed"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        kind = _kind(glance.head)
        # Inside a pickle a text may begin like a compressed stream by chance.
        return bool(kind) and (not glance.path.startswith("#") or kind in ("zstd", "lz4") or _opens(glance.head, kind))

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        kind = _kind(glance.head)
        blob = glance.blob.slice(_OLD_HEADER, 1 << 62) if glance.head.startswith(_OLD_JOBLIB) else glance.blob
        inner = unpacked(blob, kind, session.budget.spend_unpacked, session.dictionary)
        name = glance.name.rpartition(".")[0] if glance.extension in _ENDINGS else glance.name
        yield from session.descend(inner, "", name)
        session.format(kind)
        yield from _behind(blob, inner, session)


def _behind(source: Blob, inner: Blob, session: Session) -> Iterator[Signal]:
    """What stands behind the end of the stream: some readers go on there."""
    if inner.size >= 0 and inner.packed_end >= 0 and source.read(inner.packed_end, MAX_ZEROS).strip(b"\0"):
        yield from session.descend(source.slice(inner.packed_end, 1 << 62), "#behind")


def _opens(head: bytes, kind: str) -> bool:
    return bool(unpacked_head(head, kind))


_ENDINGS = frozenset("gz gzip bz2 xz lzma zst zstd lz4 z zlib tgz".split())


def _kind(head: bytes) -> str:
    if head.startswith(_OLD_JOBLIB):
        return "zlib"
    kind = compression_of(head)
    if kind in ("zlib", "lzma"):
        return kind if unpacked_head(head, kind) else ""
    return kind
