"""Malicious pickles in every disguise that is known to us, made by hand or with pickle; nothing here is ever loaded."""

from __future__ import annotations

import base64
import bz2
import collections
import datetime
import gzip
import io
import lzma
import os
import pickle
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import lz4.frame
import zstandard


class Command:
    """Runs a command when it is loaded."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os.system, ("echo pwned",))


def plain(protocol: int = 4) -> bytes:
    return pickle.dumps({"weights": [1.5, 2], "x": Command()}, protocol)


def short(text: str) -> bytes:
    data = text.encode()
    return b"\x8c" + bytes([len(data)]) + data


OLD = b"cposix\nsystem\n(S'id'\ntR."
CALL = b"\x8c\x02id\x85R."


def npy(payload: bytes) -> bytes:
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    header += b" " * (118 - len(header) - 1) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + payload


def zipped(name: str, data: bytes, method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def local_only(data: bytes) -> bytes:
    """A zip whose central directory does not name the member that its first local header holds."""
    hidden, shown = zipped("m/data.pkl", data), zipped("m/version", b"3")
    end = hidden.index(b"PK\x01\x02")
    return hidden[:end] + shown


def flagged(data: bytes) -> bytes:
    """A zip marked as encrypted, with a wrong checksum."""
    out = bytearray(zipped("m/data.pkl", data))
    central = out.index(b"PK\x01\x02")
    out[6] |= 1
    out[central + 8] |= 1
    out[14] ^= 0xFF
    return bytes(out)


def method_lies(data: bytes) -> bytes:
    """The central directory says deflated, the local header stored."""
    out = bytearray(zipped("m/data.pkl", data))
    out[out.index(b"PK\x01\x02") + 10] = 8
    return bytes(out)


def build_trick() -> bytes:
    return (
        b"\x80\x04"
        + short("collections")
        + short("OrderedDict")
        + b"\x93)R}"
        + short("__setstate__")
        + short("posix")
        + short("system")
        + b"\x93sb"
        + short("id")
        + b"b."
    )


DISGUISES: dict[str, Callable[[], bytes]] = {
    **{f"protocol {number}": (lambda number=number: plain(number)) for number in range(6)},
    "old text": lambda: OLD,
    "INST": lambda: b"(S'id'\niposix\nsystem\n.",
    "OBJ": lambda: b"(cposix\nsystem\nS'id'\no.",
    "names in escapes": lambda: b"V\\u0070osix\nV\\u0073ystem\n\x93" + CALL,
    "names by the memo": lambda: b"\x80\x04" + short("system") + b"\x94" + short("posix") + b"\x94" + b"0" * 2 + b"h\x01h\x00\x93" + CALL,
    "memo with gaps": lambda: b"\x80\x04" + short("posix") + b"q\x07" + short("system") + b"\x94" + b"00h\x07h\x01\x93" + CALL,
    "memo overwritten": lambda: b"\x80\x04" + short("collections") + b"q\x00" + short("posix") + b"q\x00" + b"00h\x00" + short("system") + b"\x93" + CALL,
    "name computed": lambda: b"\x80\x04cbuiltins\nstr\n" + short("posix") + b"\x85R" + short("system") + b"\x93" + CALL,
    "Python 2 names": lambda: b"c__builtin__\neval\n(S'1'\ntR.",
    "Python 2 module": lambda: b"ccommands\ngetoutput\n(S'id'\ntR.",
    "getattr": lambda: b"\x80\x04cbuiltins\ngetattr\ncbuiltins\n__import__\n" + short("posix") + b"\x85R" + short("system") + b"\x86R" + CALL,
    "dotted name": lambda: b"\x80\x04" + short("collections") + short("abc.sys.modules") + b"\x93.",
    "partial": lambda: b"cfunctools\npartial\n(cposix\nsystem\nS'id'\ntR(tR.",
    "EXT registry": lambda: b"\x80\x02\x82\x01)R.",
    "BUILD": build_trick,
    "patches a class": lambda: b"\x80\x04ccollections\nOrderedDict\n}" + short("x") + b"K\x01sb.",
    "fills sys.modules": lambda: b"\x80\x04csys\nmodules\n" + short("x") + b"K\x01s.",
    "NEWOBJ": lambda: b"\x80\x02csubprocess\nPopen\n\x8c\x02id\x85\x81.",
    "NEWOBJ_EX": lambda: b"\x80\x04csubprocess\nPopen\n)}\x92.",
    "second stream": lambda: pickle.dumps([1]) + OLD,
    "second stream, padded": lambda: pickle.dumps([1]) + pickle.dumps([2]) + plain(),
    "no STOP": lambda: plain()[:-1],
    "broken after the call": lambda: OLD[:-1] + b"\xff\xff",
    "stack underflow after the call": lambda: OLD[:-1] + b"0000R.",
    "frame that lies": lambda: b"\x80\x04\x95\xff\xff\xff\xff\x00\x00\x00\x00" + OLD,
    "nested bytes": lambda: pickle.dumps({"blob": plain()}),
    "nested bytes, protocol 2": lambda: pickle.dumps({"blob": plain(2)}, 2),
    "nested text": lambda: pickle.dumps({"blob": OLD.decode()}),
    "base64": lambda: pickle.dumps({"blob": base64.b64encode(plain()).decode()}),
    "base64 of zlib": lambda: pickle.dumps({"blob": base64.b64encode(zlib.compress(plain()))}),
    "hex": lambda: pickle.dumps({"blob": plain().hex()}),
    "zlib": lambda: pickle.dumps({"blob": zlib.compress(plain())}),
    "code": lambda: pickle.dumps({"init": "import os\nos.system('id')\n"}),
    "gzip": lambda: gzip.compress(plain()),
    "bz2": lambda: bz2.compress(plain()),
    "xz": lambda: lzma.compress(plain()),
    "lzma": lambda: lzma.compress(plain(), format=lzma.FORMAT_ALONE),
    "zlib file": lambda: zlib.compress(plain()),
    "zstd": lambda: zstandard.compress(plain()),
    "lz4": lambda: lz4.frame.compress(plain()),
    "joblib before 0.10": lambda: b"ZF" + hex(len(plain())).encode().ljust(19) + zlib.compress(plain()),
    "gzip of gzip": lambda: gzip.compress(gzip.compress(plain())),
    "second gzip member": lambda: gzip.compress(pickle.dumps([1])) + gzip.compress(plain()),
    "zip": lambda: zipped("m/data.pkl", plain()),
    "zip, deflated": lambda: zipped("m/data.pkl", plain(), zipfile.ZIP_DEFLATED),
    "zip, bzip2": lambda: zipped("m/data.pkl", plain(), zipfile.ZIP_BZIP2),
    "zip, lzma": lambda: zipped("m/data.pkl", plain(), zipfile.ZIP_LZMA),
    "zip, odd member name": lambda: zipped("m/readme.txt", plain()),
    "zip, hidden member": lambda: local_only(plain()),
    "zip, marked as encrypted": lambda: flagged(plain()),
    "zip, method lies": lambda: method_lies(plain()),
    "zip behind other bytes": lambda: b"\x89PNG\r\n\x1a\n" + bytes(500) + zipped("m/data.pkl", plain()),
    "zip behind a pickle": lambda: pickle.dumps([1]) + zipped("m/data.pkl", plain()),
    "zip in zip": lambda: zipped("a.zip", zipped("b.zip", zipped("m/data.pkl", plain()))),
    "tar": lambda: tarred("m/data.pkl", plain()),
    "tar.gz": lambda: gzip.compress(tarred("m/data.pkl", plain())),
    "zip in tar.xz": lambda: lzma.compress(tarred("a.zip", zipped("m/data.pkl", plain()))),
    "npy": lambda: npy(plain()),
    "npz": lambda: zipped("arr_0.npy", npy(plain()), zipfile.ZIP_DEFLATED),
    "GGUF and pickle": lambda: b"GGUF\x03\x00\x00\x00\x00" + OLD,
    "unlisted name": lambda: b"\x80\x04" + short("acme.tools") + short("unpack") + b"\x93" + CALL,
    "unlisted name of a listed package": lambda: b"\x80\x04" + short("sklearn.utils") + short("load_anything") + b"\x93" + CALL,
    "codec": lambda: b"\x80\x04c_codecs\nencode\n" + short("cbfvk") + short("rot13") + b"\x86R.",
}  # fmt: skip

HARMLESS: dict[str, Callable[[], bytes]] = {
    **{f"data, protocol {n}": (lambda n=n: pickle.dumps({"a": [1, 2.5, "x", None, True], "b": (1, {2})}, n)) for n in range(6)},
    "ordered": lambda: pickle.dumps(collections.OrderedDict(a=1)),
    "defaultdict": lambda: pickle.dumps(collections.defaultdict(list, a=[1])),
    "datetime": lambda: pickle.dumps(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)),
    "many": lambda: pickle.dumps([(i % 200, i % 7, str(i)) for i in range(20_000)]),
    "two": lambda: pickle.dumps([1]) + pickle.dumps([2]),
    "padded": lambda: pickle.dumps([1]) + bytes(100),
    "compressed": lambda: gzip.compress(pickle.dumps(list(range(1000)))),
    "zip": lambda: zipped("m/data.pkl", pickle.dumps({"a": 1})),
}  # fmt: skip
