"""Tar archives, and the tar form of the oldest torch.save, whose members are pickles."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.text import printable
from aibom.formats.tar_members import END, is_tar, list_tar
from aibom.integrity.inspect.archive_paths import link_signal, path_signal
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.model.inspection import Signal, Verdict

_TORCH = frozenset({"sys_info", "pickle", "storages", "tensors"})
_FILES, _LINKS = "07\0", "12"
MAX_ZEROS = 1 << 20


class TarInspector:
    """See the module's docstring."""

    name = "tar"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return is_tar(glance.head)

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        first = glance.head[:100].split(b"\0")[0].decode("utf-8", "replace").removeprefix("./")
        if first in _TORCH:
            session.format("torch-pickle")
        session.format("tar")
        for member in list_tar(glance.blob):
            if member.problem:
                yield incomplete("tar-malformed", member.problem, member.offset)
                return
            if member.kind == END:
                yield from _behind(glance, member.offset, session)
                return
            yield from path_signal(member.name)
            if member.kind in _FILES:
                name = f"{member.name}.pkl" if member.name.removeprefix("./") in _TORCH else member.name
                yield from session.descend(glance.blob.slice(member.offset, member.size), name)
                # Asked last: a compressed archive would be unpacked once to its end for it, and again from its start.
                if member.size and not glance.blob.read(member.offset + member.size - 1, 1):
                    yield incomplete(
                        "tar-truncated", f"member {printable(member.name, 100)} is truncated", member.offset
                    )
            elif member.kind in _LINKS:
                yield from link_signal(member.name, member.target)
            elif member.kind == "S":
                yield incomplete(
                    "tar-sparse", f"member {printable(member.name, 100)} is sparse, not read", member.offset
                )
            elif member.kind != "5":
                text = f"member {printable(member.name, 100)} is a device or of an unknown kind"
                yield Signal(id="tar-special", message=text, verdict=Verdict.SUSPICIOUS, offset=member.offset)


def _behind(glance: Glance, at: int, session: Session) -> Iterator[Signal]:
    """What stands behind the end of the archive: readers that skip zeros go on there."""
    rest = glance.blob.read(at, MAX_ZEROS)
    start = at + len(rest) - len(rest.lstrip(b"\0"))
    if rest.strip(b"\0"):
        yield Signal(
            id="tar-behind", message="content stands behind the end of the archive", verdict=Verdict.SUSPICIOUS,
            offset=start,
        )  # fmt: skip
        yield from session.descend(glance.blob.slice(start, 1 << 62), "#behind")
