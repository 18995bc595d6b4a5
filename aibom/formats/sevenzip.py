"""Lists 7z archives (7zFormat.txt of the LZMA SDK): folders of packed streams, the coders of each, and the members.

Headers are mostly compressed themselves; they are unpacked within bounds. Checksums are not asked.
"""

from __future__ import annotations

from typing import NamedTuple

from aibom.formats.blob import Blob, BytesBlob
from aibom.formats.sevenzip_coders import ENCRYPTION, Coder, CodersError, open_folder
from aibom.formats.unpack import MAX_DICTIONARY, PackedBlob, Spend

MAGIC = b"7z\xbc\xaf\x27\x1c"
SIGNATURE_SIZE = 32
MAX_HEADER, MAX_FOLDERS, MAX_FILES, MAX_CODERS, MAX_NESTED = 32 << 20, 100_000, 200_000, 32, 4
_HEADER, _ARCHIVE, _ADDITIONAL, _MAIN, _FILES, _PACK, _UNPACK, _SUBSTREAMS = range(1, 9)
_SIZE, _CRC, _FOLDER, _CODER_SIZES, _COUNTS, _EMPTY = 9, 10, 11, 12, 13, 14
_NAMES, _ATTRIBUTES, _ENCODED = 0x11, 0x15, 0x17
_LINK = 0xA000


class Folder(NamedTuple):
    """Streams that are unpacked as one: `coders` from the one that gives the content to the one that takes the packed
    bytes, which stand at `offset` (from the start of the file). `why` says why it cannot be unpacked."""

    offset: int
    packed: int
    size: int
    coders: tuple[Coder, ...]
    why: str = ""


class SevenZipMember(NamedTuple):
    """A file: where its content stands in its folder; `link` when that is the target of a symbolic link."""

    name: str
    folder: int
    offset: int
    size: int
    link: bool


class SevenZip(NamedTuple):
    """`end` is where the archive ends; `problem` says why the listing is not whole."""

    folders: tuple[Folder, ...] = ()
    members: tuple[SevenZipMember, ...] = ()
    end: int = 0
    problem: str = ""


class _BrokenError(Exception):
    pass


def read_sevenzip(blob: Blob, start: int, spend: Spend) -> SevenZip:
    """The archive whose signature stands at `start`; never raises on malformed content."""
    head = blob.read(start, SIGNATURE_SIZE)
    at, size = int.from_bytes(head[12:20], "little"), int.from_bytes(head[20:28], "little")
    end = start + SIGNATURE_SIZE + at + size
    if len(head) < SIGNATURE_SIZE or size > MAX_HEADER or at >= 1 << 62:
        return SevenZip(problem="the start of the archive is truncated or malformed")
    header = blob.read(start + SIGNATURE_SIZE + at, size)
    if len(header) < size:
        return SevenZip(problem="the archive is truncated: its header is not there")
    if not header:
        return SevenZip(end=end, problem="the archive has no header" if blob.read(end, 1) else "")
    try:
        reader = _Reader(_plain(header, blob, start + SIGNATURE_SIZE, spend), start + SIGNATURE_SIZE)
        reader.archive()
    except (_BrokenError, CodersError) as error:
        return SevenZip(end=end, problem=str(error))
    except (IndexError, OverflowError):
        return SevenZip(end=end, problem="the header is malformed")
    return SevenZip(tuple(reader.folders), tuple(reader.members), end)


def _plain(header: bytes, blob: Blob, base: int, spend: Spend) -> bytes:
    """The header unpacked, as often as it is packed."""
    for _ in range(MAX_NESTED):
        if header[:1] != bytes([_ENCODED]):
            return header
        reader = _Reader(header[1:], base)
        reader.streams()
        if len(reader.folders) != 1 or reader.folders[0].size > MAX_HEADER:
            raise _BrokenError("the packed header is malformed")
        header = folder_blob(blob, reader.folders[0], spend).read(0, reader.folders[0].size)
        if len(header) < reader.folders[0].size:
            raise _BrokenError("the packed header is truncated or corrupt")
    raise _BrokenError("the header is packed more often than is followed")


def folder_blob(blob: Blob, folder: Folder, spend: Spend, dictionary: int = MAX_DICTIONARY) -> Blob:
    """The content of a folder, unpacked as it is read. Raises CodersError for coders that are not read."""
    if folder.why:
        raise CodersError(folder.why)
    source = blob.slice(folder.offset, folder.packed)
    if not folder.size:
        return BytesBlob(b"")
    return PackedBlob(source, lambda part: open_folder(part, folder.coders, folder.size, dictionary), spend)


class _Reader:
    def __init__(self, data: bytes, base: int) -> None:
        self.data, self.at, self.base = data, 0, base
        self.folders: list[Folder] = []
        self.members: list[SevenZipMember] = []
        self.sizes: list[list[int]] = []
        self.summed: list[bool] = []

    # -- numbers -----------------------------------------------------------------------------------------------

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.data) - self.at:
            raise _BrokenError("the header is truncated")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self) -> int:
        """The bits of the first byte that are set tell how many bytes follow; the rest are the high bits."""
        first, value = self.byte(), 0
        for at in range(8):
            if not first & (0x80 >> at):
                return value | ((first & (0x80 >> at) - 1) << 8 * at)
            value |= self.byte() << 8 * at
        return value

    def count(self, limit: int) -> int:
        value = self.number()
        if value > limit:
            raise _BrokenError(f"the header claims {value} entries")
        return value

    def bits(self, count: int) -> list[bool]:
        data = self.take((count + 7) // 8)
        return [bool(data[at // 8] & 0x80 >> at % 8) for at in range(count)]

    def digests(self, count: int) -> list[bool]:
        """Step over checksums; which of `count` are there."""
        there = [True] * count if self.byte() else self.bits(count)
        self.take(4 * sum(there))
        return there

    # -- structure ---------------------------------------------------------------------------------------------

    def archive(self) -> None:
        if self.byte() != _HEADER:
            raise _BrokenError("the header is of an unknown kind")
        kind = self.byte()
        if kind == _ARCHIVE:
            while self.byte():
                self.take(self.number())
            kind = self.byte()
        if kind == _ADDITIONAL:
            raise _BrokenError("the archive has additional streams, which are not read")
        if kind == _MAIN:
            self.streams()
            kind = self.byte()
        if kind == _FILES:
            self.files()
        elif kind:
            raise _BrokenError("the header holds an unknown entry")

    def streams(self) -> None:
        """PackInfo, CodersInfo and SubStreamsInfo, each of which may be absent."""
        packed: list[tuple[int, int]] = []
        while kind := self.byte():
            if kind == _PACK:
                packed = self.packs()
            elif kind == _UNPACK:
                self.unpacks(packed)
            elif kind == _SUBSTREAMS:
                self.substreams()
            else:
                raise _BrokenError("the header holds an unknown entry")
        self.sizes = self.sizes or [[folder.size] for folder in self.folders]

    def packs(self) -> list[tuple[int, int]]:
        at, count = self.base + self.number(), self.count(MAX_FOLDERS)
        sizes = [0] * count
        while kind := self.byte():
            if kind == _SIZE:
                sizes = [self.number() for _ in range(count)]
            elif kind == _CRC:
                self.digests(count)
            else:
                raise _BrokenError("the header holds an unknown entry")
        found = []
        for size in sizes:
            found.append((at, size))
            at += size
        return found

    def unpacks(self, packed: list[tuple[int, int]]) -> None:
        if self.byte() != _FOLDER:
            raise _BrokenError("the header has no folders")
        count = self.count(MAX_FOLDERS)
        if self.byte():
            raise _BrokenError("folders in additional streams are not read")
        made = [self.folder() for _ in range(count)]
        if self.byte() != _CODER_SIZES:
            raise _BrokenError("the header does not tell the sizes of its folders")
        used = 0
        for coders, order, inputs in made:
            sizes = [self.number() for _ in coders]
            streams = packed[used : used + inputs]
            used += inputs
            self.folders.append(_folder(coders, order, sizes, streams, inputs))
        while kind := self.byte():
            if kind != _CRC:
                raise _BrokenError("the header holds an unknown entry")
            self.summed = self.digests(count)

    def folder(self) -> tuple[list[Coder], list[int], int]:
        """The coders, the order in which they follow one another (empty when that is no chain), the packed streams."""
        coders: list[Coder] = []
        chain = True
        inputs = 0
        for _ in range(self.count(MAX_CODERS)):
            flag = self.byte()
            method = self.take(flag & 15)
            takes = gives = 1
            if flag & 16:
                takes, gives = self.count(MAX_CODERS), self.count(MAX_CODERS)
                chain = chain and takes == gives == 1
            properties = self.take(self.number()) if flag & 32 else b""
            coders.append(Coder(method, properties))
            inputs += takes
        if not coders:
            raise _BrokenError("a folder has no coders")
        pairs = {self.number(): self.number() for _ in range(len(coders) - 1)}
        streams = inputs - len(pairs)
        if streams > 1:
            self.take(0)
            for _ in range(streams):
                self.number()
        return coders, _order(pairs, len(coders)) if chain else [], streams

    def substreams(self) -> None:
        counts = [1] * len(self.folders)
        kind = self.byte()
        if kind == _COUNTS:
            counts = [self.count(MAX_FILES) for _ in self.folders]
            if sum(counts) > MAX_FILES:
                raise _BrokenError("the header claims more members than are followed")
            kind = self.byte()
        told = kind == _SIZE
        for folder, count in zip(self.folders, counts, strict=True):
            sizes = [self.number() for _ in range(count - 1)] if told else []
            self.sizes.append(([*sizes, max(folder.size - sum(sizes), 0)] if count else [])[:count])
        if told:
            kind = self.byte()
        if kind == _CRC:
            # Of every member but those that are all of a folder with a digest of its own.
            summed = self.summed or [False] * len(counts)
            pairs = zip(counts, summed, strict=True)
            self.digests(sum(count for count, has in pairs if not (count == 1 and has)))
            kind = self.byte()
        if kind:
            raise _BrokenError("the header holds an unknown entry")

    def files(self) -> None:
        count = self.count(MAX_FILES)
        names: list[str] = []
        empty, links = [False] * count, [False] * count
        while kind := self.byte():
            size = self.number()
            end = self.at + size
            if kind == _EMPTY:
                empty = self.bits(count)
            elif kind == _NAMES:
                if self.byte():
                    raise _BrokenError("names in additional streams are not read")
                names = self.take(end - self.at).decode("utf-16-le", "replace").split("\0")
            elif kind == _ATTRIBUTES:
                links = self.links(count)
            if end > len(self.data):
                raise _BrokenError("the header is truncated")
            self.at = end
        self.place(count, names, empty, links)

    def links(self, count: int) -> list[bool]:
        there = [True] * count if self.byte() else self.bits(count)
        if self.byte():
            return [False] * count
        return [has and int.from_bytes(self.take(4), "little") >> 16 & 0xF000 == _LINK for has in there]

    def place(self, count: int, names: list[str], empty: list[bool], links: list[bool]) -> None:
        """Members with content take the streams of the folders in turn; streams without a member are kept too."""
        holders = iter([at for at in range(count) if not empty[at]])
        for number, sizes in enumerate(self.sizes):
            offset = 0
            for size in sizes:
                at = next(holders, -1)
                name = names[at] if 0 <= at < len(names) else ""
                self.members.append(SevenZipMember(name, number, offset, size, at >= 0 and links[at]))
                offset += size
        if next(holders, -1) >= 0:
            raise _BrokenError("members have no content")


def _order(pairs: dict[int, int], count: int) -> list[int]:
    """From the coder whose output no other takes, along what each takes its input from."""
    at = next((one for one in range(count) if one not in pairs.values()), -1)
    order: list[int] = []
    while 0 <= at < count and at not in order:
        order.append(at)
        at = pairs.get(at, -1)
    return order if len(order) == count else []


def _folder(
    coders: list[Coder], order: list[int], sizes: list[int], streams: list[tuple[int, int]], inputs: int
) -> Folder:
    why = ""
    if any(coder.method == ENCRYPTION for coder in coders):
        why = "the content is encrypted"
    elif not order or inputs != 1:
        why = "the content is packed by coders that are not read (several streams)"
    elif not streams:
        why = "a folder has no packed stream"
    offset, packed = streams[0] if streams else (0, 0)
    size = sizes[order[0]] if order else max(sizes, default=0)
    return Folder(offset, packed, size, tuple(coders[at] for at in order), why)
