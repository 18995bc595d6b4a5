"""Tells texts and bytes that may be more than data: pickles, archives, their encodings, and program code.

It only opens the door; whether something is there is found by who reads it.
"""

from __future__ import annotations

from aibom.core import re

MIN_LENGTH, LOOK = 16, 512
# Pickles of every protocol, what compresses or holds them, marshalled code, NumPy arrays.
MAGIC = re.compile(
    rb"\x80[\x00-\x05]|.{0,48}?[ci][A-Za-z_][\w.]*\r?\n[A-Za-z_][\w.]*\r?\n|PK\x03\x04|\x1f\x8b\x08|BZh[1-9]1AY|"
    rb"\xfd7zXZ\x00|x[\x01\x5e\x9c\xda]|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|7z\xbc\xaf|\x93NUMPY|[\xe3\x63]\x00\x00\x00|"
    rb"\x5d\x00\x00..\x00|\x89HDF",
    re.DOTALL,
)
# Bytes written as text of latin-1 code points: byte 0x80 and above take two bytes in UTF-8.
LATIN = re.compile(rb"\xc2[\x80-\xbf]|[\x1fxBP][\x00-\x7f]|\xc3[\x80-\xbf]")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}[\s:]?){16,}\Z")
BASE64 = re.compile(rb"[A-Za-z0-9+/_\-\r\n]{16,}={0,2}\s*\Z")
# Words of code; each is found at memory speed.
_CODE = (b"import ", b"exec(", b"eval(", b"__import__", b"os.system", b"subprocess", b"compile(", b"getattr(", b"open(")
_B64_STARTS = (
    *(b"gA", b"H4sI", b"eJ", b"eN", b"eA", b"eF", b"UEsDB", b"Qlpo", b"/Td6WFo", b"_Td6WFo", b"KLUv", b"BCJN"),
    *(b"Y2", b"KG", b"Yw", b"k05V", b"4w", b"KF", b"KE", b"KC"),
)


def is_interesting(head: bytes) -> bool:
    """Whether the first LOOK bytes of a text or bytes object may begin more than data."""
    if MAGIC.match(head) or head[257:262] == b"ustar" or any(word in head for word in _CODE):
        return True
    if head.startswith((b"\xc2\x80", b"\x1f\xc2\x8b")) or (head[:1] in b"\xc3x" and LATIN.match(head)):
        return True
    if head.startswith(_B64_STARTS) and BASE64.match(head.rstrip(b"=")[: LOOK - 4]):
        return True
    return HEX.match(head[:64].rstrip()) is not None
