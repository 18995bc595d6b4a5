"""Tries the analysis of model files with damaged input; a traceback, a hang or a wrong answer ends it.

    python benchmarks/fuzz_models.py truncate [SECONDS]    every cut of every small sample of the hostile corpus
    python benchmarks/fuzz_models.py damage SECONDS [SEED] changed bytes, by a seeded generator
    python benchmarks/fuzz_models.py cover PARSER SECONDS  coverage-guided, wants `pip install atheris` (3.0)
    python benchmarks/fuzz_models.py parsers               the names for `cover`

A cut of a sample must not be complete and clean where the whole is malicious, unless what acts stood behind the cut of
something whole. Findings are kept as samples in tests/integrity/inspect/corpus.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

SMALL, SLOW = 6_000, 2.0
Parser = Callable[[bytes], object]


def corpus() -> dict[str, bytes]:
    from integrity.inspect.corpus.generate import hostile

    return {name: content for name, content in hostile() if not name.startswith("gadgets/")}


def look(content: bytes, name: str) -> tuple[str, str]:
    """Status and verdict; AssertionError for what must never be."""
    from aibom.catalog.pickle_names import load_pickle_names
    from aibom.formats.blob import BytesBlob
    from aibom.integrity.inspect import INSPECTORS
    from aibom.integrity.inspect.base import Budget
    from aibom.integrity.inspect.session import FileSession
    from aibom.reports.model_scan_json import to_json

    start = time.process_time()
    session = FileSession(INSPECTORS, load_pickle_names(), Budget.for_size(len(content)))
    found = session.inspect(BytesBlob(content), name.rpartition("/")[2])
    to_json([(name, found)])
    broken = [signal.message for signal in found.signals if signal.id == "inspector-failed"]
    assert not broken, (name, broken)
    assert time.process_time() - start < SLOW, (name, "slow", time.process_time() - start)
    return str(found.status), str(found.verdict)


def truncate(seconds: float) -> int:
    """Cuts at every place; prints the samples and cuts that are complete and clean though the whole is malicious."""
    end = time.monotonic() + seconds
    tried, wrong = 0, dict[str, list[int]]()
    for name, content in sorted(corpus().items()):
        if len(content) > SMALL or look(content, name)[1] != "malicious":
            continue
        for cut in range(len(content)):
            tried += 1
            if look(content[:cut], name) == ("complete", "clean"):
                wrong.setdefault(name, []).append(cut)
        if time.monotonic() > end:
            print("out of time at", name)
            break
    print(tried, "cuts;", sum(map(len, wrong.values())), "complete and clean, in", len(wrong), "samples")
    for name, cuts in wrong.items():
        print(" ", name, _ranges(cuts))
    return tried


def _ranges(cuts: list[int]) -> str:
    out: list[list[int]] = []
    for cut in cuts:
        if out and cut == out[-1][1] + 1:
            out[-1][1] = cut
        else:
            out.append([cut, cut])
    return ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in out[:20])


def damage(seconds: float, seed: int) -> None:
    """Changes a few bytes of samples, also joins two of them."""
    chance = random.Random(seed)
    samples = [(name, content) for name, content in sorted(corpus().items()) if 0 < len(content) < 200_000]
    end, seen = time.monotonic() + seconds, Counter[tuple[str, str]]()
    while time.monotonic() < end:
        name, content = chance.choice(samples)
        seen[look(_damaged(content, chance, samples), name)] += 1
    print(sum(seen.values()), "files:", dict(seen.most_common()))


def _damaged(content: bytes, chance: random.Random, samples: list[tuple[str, bytes]]) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        at = chance.randrange(min(len(changed), chance.choice((64, 1024, len(changed)))))
        changed[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, changed[at] ^ 1 << chance.randrange(8)))
    if not chance.randrange(6):
        other = chance.choice(samples)[1]
        at = chance.randrange(len(changed) + 1)
        changed[at:at] = other[: chance.randrange(len(other) + 1)]
    return bytes(changed)


_STREAMED = "coreml executorch gguf hdf5 msgpack onnx paddle rds safetensors sentencepiece tflite torch7 ubjson".split()


def parsers() -> dict[str, Parser]:
    """Every parser of aibom.formats that reads content of a model file, and the whole analysis by kinds of name."""
    from aibom.formats.blob import BytesBlob
    from aibom.formats.pickle.joblib_arrays import ARRAYS
    from aibom.formats.pickle.machine import Machine
    from aibom.formats.sevenzip import folder_blob, read_sevenzip
    from aibom.formats.sevenzip_coders import CodersError
    from aibom.formats.tar_members import list_tar
    from aibom.formats.templates import read_template
    from aibom.formats.tensorflow import read_tensorflow
    from aibom.formats.unpack import KINDS, unpacked
    from aibom.formats.xml_scan import scan_xml
    from aibom.formats.zip_members import list_members

    streams: dict[str, Callable[[io.BytesIO], object]] = {
        name: getattr(import_module(f"aibom.formats.{name}"), f"read_{name}") for name in _STREAMED
    }
    streams["zip"] = list_members
    streams["tensorflow"] = lambda stream: read_tensorflow(stream, "saved-model", frozenset({"ReadFile"}))
    streams["xml"] = lambda stream: scan_xml(stream, lambda name, attributes, text: None)

    def pickle(data: bytes) -> None:
        Machine(BytesBlob(data), 0, watched=("builtins.getattr",), arrays=ARRAYS, opcodes=1_000_000).walk()

    def sevenzip(data: bytes) -> None:
        spent = [64 << 20]

        def spend(count: int) -> bool:
            spent[0] -= count
            return spent[0] >= 0

        found = read_sevenzip(BytesBlob(data), 0, spend)
        for folder in found.folders[:20]:
            with suppress(CodersError):
                folder_blob(BytesBlob(data), folder, spend).read(0, 1 << 16)

    def compressed(data: bytes) -> None:
        if data:
            unpacked(BytesBlob(data[1:]), KINDS[data[0] % len(KINDS)], lambda count: count < 1 << 24).read(0, 1 << 16)

    def whole(data: bytes) -> None:
        if data:
            look(data[1:], f"m.{_NAMES[data[0] % len(_NAMES)]}")

    made: dict[str, Parser] = {name: _streamed(read) for name, read in streams.items()}
    made |= {"pickle": pickle, "7z": sevenzip, "compressed": compressed, "whole": whole}
    made["tar"] = lambda data: sum(1 for _ in list_tar(BytesBlob(data)))
    made["template"] = lambda data: read_template(data.decode("utf-8", "replace"))
    return dict(sorted(made.items()))


_NAMES = ("pkl", "pt", "npy", "h5", "json", "yaml", "onnx", "gguf", "keras", "py", "xml", "pbtxt", "msgpack", "bin")


def _streamed(read: Callable[[io.BytesIO], object]) -> Parser:
    return lambda data: read(io.BytesIO(data))


_SEEDS = {
    "gguf": (".gguf",), "safetensors": (".safetensors",), "hdf5": (".h5", ".hdf5"), "onnx": (".onnx",), "zip": (".pt",),
    "tflite": (".tflite",), "coreml": (".mlmodel",), "paddle": (".pdmodel",), "msgpack": (".msgpack",), "7z": (".7z",),
    "rds": (".rds",), "torch7": (".t7",), "ubjson": (".ubj",), "sentencepiece": (".model",), "tar": (".tar", ".nemo"),
    "tensorflow": (".pb",), "xml": (".xml", ".pmml"), "pickle": (".pkl",), "template": (".jinja",),
}  # fmt: skip


def cover(name: str, seconds: int) -> None:
    """Coverage-guided fuzzing of one parser; libFuzzer ends the process at the first exception or hang."""
    import tempfile

    import atheris

    with atheris.instrument_imports(include=["aibom"]):
        target = parsers()[name]
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, content in enumerate(_seeds(name)):
        (folder / f"{number:04}").write_bytes(content)
    options = [
        f"-max_total_time={seconds}",
        "-max_len=4096",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], str(folder), *options, f"-artifact_prefix={folder}/found-"], target)
    atheris.Fuzz()


def _seeds(name: str) -> Iterator[bytes]:
    for path, content in sorted(corpus().items()):
        if len(content) <= 4096 and (name not in _SEEDS or path.endswith(_SEEDS[name])):
            yield (b"\0" if name in ("whole", "compressed") else b"") + content


def main(words: list[str]) -> None:
    if words[:1] == ["truncate"]:
        truncate(float(words[1]) if len(words) > 1 else 1e9)
    elif words[:1] == ["damage"] and len(words) > 1:
        damage(float(words[1]), int(words[2]) if len(words) > 2 else 0)
    elif words[:1] == ["cover"] and len(words) == 3:
        cover(words[1], int(words[2]))
    elif words == ["parsers"]:
        print(*parsers())
    else:
        print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
