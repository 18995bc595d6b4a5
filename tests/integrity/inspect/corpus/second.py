"""What a second hostile corpus of 2,333 files got past the analysis when it was first looked at, mended since.

`gadgets.txt` holds names that run, load, fetch, read or write something when they are called, one "module name" a line.
"""

from __future__ import annotations

import io
import json
import struct
import tarfile
from collections.abc import Iterator
from pathlib import Path

from integrity.inspect.corpus.assembler import blob, call, glob, new, short, stack_glob, stream, system, text
from integrity.inspect.corpus.sevenzip_bytes import sevenzip
from integrity.inspect.wire_bytes import layer, message, number, onnx, zipped

_GADGETS = Path(__file__).with_name("gadgets.txt")
_LAMBDA = layer("keras.layers", "Lambda", function="x")


def gadgets() -> Iterator[tuple[str, bytes]]:
    """One pickle for each name, called, instantiated or reached by INST in turn."""
    for at, line in enumerate(_GADGETS.read_text(encoding="ascii").splitlines()):
        module, name = line.split(" ")
        forms = (
            stream(call(stack_glob(module, name), text("id"))),
            stream(call(glob(module, name), text("id")), protocol=2),
            stream(b"(" + text("id") + f"i{module}\n{name}\n".encode(), protocol=4),
            stream(b"(" + stack_glob(module, name) + text("id") + b"o"),
            stream(new(stack_glob(module, name), text("id"))),
        )
        yield f"gadgets/{module}.{name}.pkl", forms[at % len(forms)]


def _tar(name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.type = len(content), kind
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


def pickles() -> Iterator[tuple[str, bytes]]:
    yield "second/tar_in_bytes.pkl", stream(blob(_tar("m.pkl", system())))
    yield "second/attrgetter.pkl", stream(call(stack_glob("operator", "attrgetter"), short("system")))
    yield "second/number_first.json", b"I1\n." + system(protocol=0)
    frame = b"\x95" + struct.pack("<Q", 2)  # of two bytes, which what follows does not keep to
    yield "second/frame_crossed.pkl", stream(b"N(" + frame + b"B\x07\x01\x00\x00\x00\x00" + b"N" * 261 + b"1")
    yield "second/frame_in_frame.pkl", stream(b"\x95" + struct.pack("<Q", 30) + b"N" + frame + b"N")
    yield "second/through_torch.pkl", stream(call(stack_glob("torch", "os.system"), short("id")))


def _gguf(tail: bytes, offset: int = 0) -> bytes:
    entry = struct.pack("<Q", 1) + b"w" + struct.pack("<IQIQ", 1, 4, 0, offset)
    head = b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + entry
    return head + bytes(-len(head) % 32) + bytes(32) + tail


def _safetensors(header: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + bytes(4)


def weights() -> Iterator[tuple[str, bytes]]:
    yield "second/behind.gguf", _gguf(system())
    yield "second/unaligned.gguf", _gguf(bytes(32), offset=1)
    one = b'"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}'
    yield "second/space.safetensors", _safetensors(b" {" + one + b"}")
    yield "second/twice.safetensors", _safetensors(b'{"__metadata__":{"a":"x"},"__metadata__":{"a":"y"},' + one + b"}")
    yield "second/pickle.msgpack", b"\x81\xa1w\xc4" + bytes([len(system())]) + system()
    yield "second/object_array.msgpack", b"\x83\xc4\x02nd\xc3\xc4\x04type\xc4\x02|O\xc4\x04data\xc4\x01x"
    yield "second/code.jax", b"\x81\xa1f\xb9eval(__import__('os'), None)"
    yield "second/m.dnn", b"\x08\x01\x12\x11\x0a\x07version" + bytes(60)
    yield "second/behind.t7", bytes(4) + system()
    yield "second/fifo.tar", _tar("model.pkl", b"", tarfile.FIFOTYPE)


def _tensor(dims: int, size: int) -> bytes:
    tensor = message(5, number(1, dims), number(2, 1), message(8, "w"), message(9, bytes(size)))
    return onnx() + message(7, tensor)


def graphs() -> Iterator[tuple[str, bytes]]:
    yield "second/negative.onnx", _tensor(-1 & (1 << 64) - 1, 4)
    yield "second/too_short.onnx", _tensor(1_000_000, 4)
    context = message(5, message(1, "ep_cache_context"), number(20, 3), message(4, "../../x.dll"))
    yield "second/context.onnx", onnx() + message(7, message(1, message(4, "EPContext"), context))
    endless = message(13, message(1, "length"), message(2, "9" * 5000)) + message(
        13, message(1, "location"), message(2, "w")
    )
    yield (
        "second/endless.onnx",
        onnx("Add") + message(7, message(5, number(1, 1), number(2, 1), endless, number(14, 1))),
    )
    node = 'node { name: "x" op: "Py\\x46unc" }'
    yield "second/saved_model.pbtxt", f"saved_model_schema_version: 1 meta_graphs {{ graph_def {{ {node} }} }}".encode()
    yield "second/deploy.prototxt", b'layer { type: "Python" python_param { module: "m" layer: "L" } }'
    yield (
        "second/library.xml",
        b'<net name="m"><layers><layer id="0" type="Parameter" version="opset1"><data library="/x.so"/></layer>'
        b"</layers></net>",
    )
    script = b'def forward(self, x: Tensor) -> Tensor:\n  ops.aten.save(x, "/tmp/x")\n  return x\n'
    members = {"a/data.pkl": stream(b"N", protocol=2), "a/code/__torch__.py": script, "a/version": b"3"}
    yield "second/saves.pt", zipped(members)
    symbol = {"op": "TVMOp", "name": "x", "inputs": []}
    yield "second/m-symbol.json", json.dumps({"nodes": [symbol], "arg_nodes": [], "heads": []}).encode()


def configurations() -> Iterator[tuple[str, bytes]]:
    config = {"module": "keras", "class_name": "Sequential", "config": {"layers": [_LAMBDA]}}
    wide = json.dumps(config).encode("utf-16")
    yield "second/wide.keras", zipped({"metadata.json": b"{}", "config.json": wide})
    yield "second/lacks.keras", zipped({"metadata.json": b"{}"})
    yield "second/lacks.skops", zipped({"x.npy": b""})
    yield "second/broken.skops", zipped({"schema.json": b'{"__class__":'})
    template = {"chat_template": "{{ x.__class__ }}"}
    yield "second/tokenizer_config.json", json.dumps(template).encode("utf-16")
    yield "second/object.json", json.dumps({"py/object": "os.system"}).encode()
    yield "second/model_index.json", json.dumps({"_class_name": "Pipe", "vae": ["my_module", "Vae"]}).encode()
    entry = {"a": {"path": "../../etc/passwd"}}
    yield "second/Manifest.json", json.dumps({"itemInfoEntries": entry, "rootModelIdentifier": "a"}).encode()
    yield "second/ruby.yaml", b"a: !ruby/object:Gem::Installer {}\n"
    yield "second/java.yaml", b'a: !!javax.script.ScriptEngineManager ["x"]\n'
    yield "second/modeling_old.py", b'import os\nprint "x"\nos.system("id")\n'


def _symbol(name: str) -> bytes:
    return struct.pack(">IIi", 1, 0x40009, len(name)) + name.encode()


def others() -> Iterator[tuple[str, bytes]]:
    head = b"X\n" + struct.pack(">III", 2, 0x40300, 0x20300)
    pair = struct.pack(">I", 2) + _symbol("mmap_integer") + struct.pack(">I", 254)
    yield "second/mapped.rds", head + struct.pack(">I", 238) + pair + struct.pack(">II", 254, 254)
    yield "second/hook.rds", head + struct.pack(">Iii", 247, 0, 1) + struct.pack(">Ii", 0x40009, 1) + b"x"
    for name, magic in (("z.Z", b"\x1f\x9d\x90"), ("m.lz", b"LZIP\x01"), ("m.lzo", b"\x89LZO\0\r\n\x1a\n")):
        yield f"second/{name}", magic + bytes(range(60))


def sevenzips() -> Iterator[tuple[str, bytes]]:
    members = {"readme.txt": b"hello" * 50, "model.pkl": system()}
    whole = sevenzip(members)
    yield "second/plain.7z", whole
    yield "second/packed_header.7z", sevenzip(members, packed_header=True)
    yield "second/copied.bin", sevenzip(members, method=(b"\0", b""))
    yield "second/encrypted.7z", sevenzip(members, method=(b"\x06\xf1\x07\x01", b"\x13"))
    yield "second/unknown_coder.7z", sevenzip(members, method=(b"\x03\x04\x01", b"\0" * 5))
    yield "second/dictionary.7z", sevenzip(members, method=(b"\x03\x01\x01", b"\x5d\xff\xff\xff\xff"))
    yield "second/slip.7z", sevenzip({"../../x": b"x"})
    yield "second/cut.7z", whole[:-4]
    yield "second/behind.7z", sevenzip({"a.txt": b"a"}) + system()
    yield "second/program_first.exe", b"MZ" + bytes(400) + whole
    yield "second/in_zip.zip", zipped({"a.7z": whole})
    yield "second/nested.7z", sevenzip({"a.pt": zipped({"archive/data.pkl": system()})})


def hostile_second() -> Iterator[tuple[str, bytes]]:
    yield from gadgets()
    yield from pickles()
    yield from weights()
    yield from graphs()
    yield from configurations()
    yield from others()
    yield from sevenzips()
