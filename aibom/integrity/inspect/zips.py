"""Zip archives: every member of the central directory and of the local headers is looked into."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.formats.zip_members import DEFLATED, STORED, ZipMember, list_members
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.model.inspection import Signal


class ZipInspector:
    """See the module's docstring."""

    name = "zip"
    by_tail = True

    def claims(self, glance: Glance) -> bool:
        return glance.head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or b"PK\x05\x06" in glance.tail

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        session.format("zip")
        listing = list_members(glance.blob.stream())
        for problem in listing.problems:
            yield incomplete("zip-malformed", problem)
        for member in listing.members:
            yield from _member(glance, member, session)


def _member(glance: Glance, member: ZipMember, session: Session) -> Iterator[Signal]:
    if member.method not in (STORED, DEFLATED):
        yield incomplete("zip-method", f"member {member.name!r} is compressed by method {member.method}, not read")
        return
    start = member.offset + 30 + len(member.name)
    if member.method == STORED:
        yield from session.descend(glance.blob.slice(start, member.size), member.name)
    else:
        yield incomplete("zip-method", f"member {member.name!r} is deflated, not read yet")
