"""Pickle opcodes put together by hand: streams that no pickler writes. Nothing here reads a pickle."""

from __future__ import annotations

import struct


def text(value: str) -> bytes:
    body = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(body)) + body


def short(value: str) -> bytes:
    return b"\x8c" + bytes([len(value.encode())]) + value.encode()


def blob(value: bytes) -> bytes:
    return b"B" + struct.pack("<I", len(value)) + value


def glob(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode("latin-1")


def stack_glob(module: str, name: str) -> bytes:
    return short(module) + short(name) + b"\x93"


def tup(*parts: bytes) -> bytes:
    return b"(" + b"".join(parts) + b"t"


def lst(*parts: bytes) -> bytes:
    return b"](" + b"".join(parts) + b"e"


def dic(*parts: bytes) -> bytes:
    return b"}(" + b"".join(parts) + b"u"


def call(function: bytes, *arguments: bytes) -> bytes:
    return function + tup(*arguments) + b"R"


def new(cls: bytes, *arguments: bytes) -> bytes:
    return cls + tup(*arguments) + b"\x81"


def built(instance: bytes, state: bytes) -> bytes:
    return instance + state + b"b"


def stream(*body: bytes, protocol: int = 4) -> bytes:
    head = b"" if protocol < 2 else b"\x80" + bytes([protocol])
    return head + b"".join(body) + b"."


def framed(*body: bytes) -> bytes:
    inner = b"".join(body) + b"."
    return b"\x80\x04\x95" + struct.pack("<Q", len(inner)) + inner


def system(command: str = "id", protocol: int = 2) -> bytes:
    """The plainest harm: a call of os.system."""
    return stream(call(glob("posix", "system"), text(command)), protocol=protocol)
