"""Texts inside pickles that hold something else: base64, hexadecimal, bytes written as latin-1 text, program code.

They are only looked for inside other files, where a loader takes them out again.
"""

from __future__ import annotations

import ast
import base64
import binascii
from collections.abc import Iterator

from aibom.core import re
from aibom.formats.blob import BytesBlob
from aibom.formats.marshal_names import names_in
from aibom.formats.pickle.content import BASE64, HEX, LOOK, MAGIC
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.code_rules import starts, told
from aibom.model.inspection import Signal, Verdict

MAX_TEXT, MAX_CODE = 8 << 20, 1 << 18
_SPACE = re.compile(rb"\s+")
_CODE_WORDS = re.compile(rb"import |exec\(|eval\(|__import__|os\.system|subprocess|compile\(|getattr\(|open\(")
# Built-in functions that run text, and modules whose functions reach out of the program.
_RUNS = frozenset({"exec", "eval", "compile", "__import__", "execfile"})
_MODULES = frozenset("os posix nt subprocess socket ctypes shutil pty requests urllib http ftplib importlib".split())
_QUIET = frozenset("path environ getcwd listdir sep linesep fspath getenv cpu_count parse".split())
_MARSHAL = re.compile(rb"[\xe3\x63]\x00\x00\x00[\x00-\xff]\x00\x00\x00", re.DOTALL)


class EncodedInspector:
    """See the module's docstring."""

    name = "encoded"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return glance.path.startswith("#") and any(form(glance.head[:LOOK]) for form in (_is_text_form, _is_code))

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = glance.blob.read(0, MAX_TEXT + 1)
        if len(data) > MAX_TEXT:
            if any(True for _ in _decoded(data[:LOOK])) or any(True for _ in _decoded(data[: LOOK - 8])):
                yield incomplete("encoded-too-long", "an encoded text is too long to look into")
            return
        for decoded in _decoded(data):
            yield from session.descend(BytesBlob(decoded), "#decoded")
        yield from _code(data)


def _is_text_form(head: bytes) -> bool:
    return any(
        form.match(part) for form, part in ((HEX, head[:64].rstrip()), (BASE64, head[: LOOK - 4].rstrip(b"= \n")))
    ) or head.startswith((b"\xc2", b"\xc3", b"\x1f\xc2", b"x\xc2", b"x\xc3", b"BZh"))


def _is_code(head: bytes) -> bool:
    return _CODE_WORDS.search(head) is not None or _MARSHAL.match(head) is not None


def _decoded(data: bytes) -> Iterator[bytes]:
    """What the text may stand for, where that begins like something of interest."""
    for decode in (_hex, _base64, _latin):
        found = decode(data)
        if found and (MAGIC.match(found) or _is_text_form(found[:LOOK]) or _is_code(found[:LOOK])):
            yield found


def _hex(data: bytes) -> bytes:
    try:
        return binascii.unhexlify(_SPACE.sub(b"", data).replace(b":", b"")) if HEX.match(data[:64].rstrip()) else b""
    except (binascii.Error, ValueError):
        return b""


def _base64(data: bytes) -> bytes:
    text = _SPACE.sub(b"", data).translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _latin(data: bytes) -> bytes:
    """Pickles of protocol 2 and below hold bytes as text, one code point for each byte."""
    if not any(byte > 0x7F for byte in data[:LOOK]):
        return b""
    try:
        return data.decode("utf-8").encode("latin-1")
    except UnicodeError:
        return b""


def _code(data: bytes) -> Iterator[Signal]:
    if _MARSHAL.match(data) and len(data) > 40:
        names = names_in(data)
        shown = f" that uses {', '.join(told(names))}" if any(told(names)) else ""
        verdict = Verdict.MALICIOUS if starts(names) else Verdict.SUSPICIOUS
        message = f"bytes that look like marshalled code of Python{shown}"
        yield Signal(id="embedded-marshal", message=message, verdict=verdict, offset=0)
    elif len(data) <= MAX_CODE and _CODE_WORDS.search(data):
        acts = _acting(data)
        if acts:
            message = f"a text is Python code that uses {', '.join(acts[:5])}"
            yield Signal(id="embedded-code", message=message, verdict=Verdict.SUSPICIOUS, offset=0)


def _acting(data: bytes) -> list[str]:
    """Names that the code uses to act; empty when the text is no Python code."""
    if max((data.count(one) for one in (b"(", b"[", b"{", b"-", b"~", b"+")), default=0) > 5_000:
        return []
    try:
        tree = ast.parse(data.decode("utf-8", "replace").replace("\x00", ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return sorted({name for node in ast.walk(tree) if isinstance(node, ast.Call) and (name := _acts(node.func))})


def _acts(called: ast.expr) -> str:
    """The name of a called function that runs text or reaches out, "" for all others."""
    if isinstance(called, ast.Name):
        return called.id if called.id in _RUNS else ""
    parts: list[str] = []
    while isinstance(called, ast.Attribute):
        parts.append(called.attr)
        called = called.value
    if isinstance(called, ast.Call) and isinstance(called.func, ast.Name) and called.func.id == "__import__":
        return "__import__"
    root = called.id if isinstance(called, ast.Name) else ""
    if root in _MODULES and parts and parts[-1] not in _QUIET:
        return ".".join([root, *reversed(parts)])
    return ""
