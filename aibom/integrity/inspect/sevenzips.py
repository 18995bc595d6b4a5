"""7z archives: every member is looked into, as those of other archives are."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.text import printable
from aibom.formats.blob import Blob
from aibom.formats.sevenzip import MAGIC, SevenZip, SevenZipMember, folder_blob, read_sevenzip
from aibom.formats.sevenzip_coders import CodersError
from aibom.integrity.inspect.archive_paths import link_signal, path_signal
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.model.inspection import Signal

MAX_TARGET = 4096


class SevenZipInspector:
    """See the module's docstring. Before the archive a program may stand that unpacks it."""

    name = "7z"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return MAGIC in glance.head

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("7z")
        start = glance.head.find(MAGIC)
        found = read_sevenzip(glance.blob, start, session.budget.spend_unpacked)
        if found.problem:
            yield incomplete("7z-malformed", found.problem, start)
        yield from _members(glance.blob, found, session)
        if found.end and glance.blob.read(found.end, 1 << 16).strip(b"\0"):
            yield from session.descend(glance.blob.slice(found.end, 1 << 62), "#behind")


def _members(blob: Blob, found: SevenZip, session: Session) -> Iterator[Signal]:
    opened = -1
    content: Blob | None = None
    for member in found.members:
        yield from path_signal(member.name)
        if member.folder != opened:
            opened = member.folder
            folder = found.folders[opened]
            try:
                content = folder_blob(blob, folder, session.budget.spend_unpacked, session.dictionary)
            except CodersError as error:
                content = None
                yield incomplete("7z-not-read", str(error), folder.offset)
        if content is not None:
            yield from _member(member, content, session)


def _member(member: SevenZipMember, content: Blob, session: Session) -> Iterator[Signal]:
    inner = content.slice(member.offset, member.size)
    if member.link:
        yield from link_signal(member.name, inner.read(0, MAX_TARGET).decode("utf-8", "replace"))
        return
    if member.size and not inner.read(0, 1):
        why = inner.damage or "truncated"
        yield incomplete("7z-not-read", f"member {printable(member.name, 100)}: {why}")
    yield from session.descend(inner, member.name or "#stream")
