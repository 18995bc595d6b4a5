"""Pickles in every disguise are blocked, ordinary ones are clean, and damage is never clean."""

from __future__ import annotations

import json
import os
import pickle
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from integrity.inspect.corpus.assembler import blob, call, short, stack_glob, stream, tup
from integrity.inspect.corpus.generate import hostile
from integrity.inspect.pickle_samples import DISGUISES, HARMLESS, plain, zipped

from aibom.catalog.pickle_names import load_pickle_names
from aibom.formats.blob import BytesBlob
from aibom.integrity.inspect import INSPECTORS
from aibom.integrity.inspect.base import Budget
from aibom.integrity.inspect.session import FileSession
from aibom.model.inspection import Inspection, Status, Verdict

WATCHED = Path(__file__).with_name("watched_model_scan.py")
# What is not known to be dangerous, or only carries code, is not malicious; it is blocked all the same.
NOT_MALICIOUS = {
    "EXT registry", "name computed", "patches a class", "unlisted name", "unlisted name of a listed package", "codec",
    "code", "dotted name",
}  # fmt: skip


def inspect(data: bytes, name: str = "model.pkl", budget: Budget | None = None) -> Inspection:
    return FileSession(INSPECTORS, load_pickle_names(), budget or Budget()).inspect(BytesBlob(data), name)


@pytest.mark.parametrize("name", sorted(DISGUISES))
def test_every_disguise_is_seen_through(name: str) -> None:
    found = inspect(DISGUISES[name]())
    assert found.verdict is not None
    assert found.verdict is not Verdict.CLEAN
    if name not in NOT_MALICIOUS:
        assert found.verdict is Verdict.MALICIOUS, found.signals


@pytest.mark.parametrize("name", sorted(DISGUISES))
@pytest.mark.parametrize("file_name", ["README", "notes.txt", "model.bin"])
def test_the_name_of_the_file_does_not_matter(name: str, file_name: str) -> None:
    found = inspect(DISGUISES[name](), file_name)
    assert found.verdict not in (Verdict.CLEAN, None)


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_ordinary_data_is_clean(name: str) -> None:
    found = inspect(HARMLESS[name]())
    assert (found.status, found.verdict, found.signals) == (Status.COMPLETE, Verdict.CLEAN, ())


def test_a_global_is_told_with_its_use_and_place() -> None:
    (signal,) = inspect(plain(4)).signals
    assert signal.id == "pickle-dangerous-global"
    assert "posix.system is called" in signal.message
    assert signal.offset == plain(4).index(b"R")


def test_a_member_is_told_with_its_path() -> None:
    (signal,) = inspect(zipped("inner.zip", zipped("m/data.pkl", plain())), "a.zip").signals
    assert signal.where == "inner.zip!m/data.pkl"


@pytest.mark.parametrize("name", sorted(DISGUISES))
def test_no_truncation_is_clean_or_crashes(name: str) -> None:
    data = DISGUISES[name]()
    for end in range(1, len(data), max(1, len(data) // 120)):
        found = inspect(data[:end])
        assert found.status is not Status.ERROR, (end, found.signals)
        assert found.verdict is not Verdict.CLEAN or _harmless_start(name, data[:end]), (end, found)


def _harmless_start(name: str, data: bytes) -> bool:
    """The cut left only a whole, harmless first pickle (or the first member of a compressed file)."""
    return name.startswith(("second", "zip behind a pickle")) and (data.startswith((b"\x80\x04", b"\x1f\x8b")))


def test_flipped_bits_neither_crash_nor_hang() -> None:
    chance = random.Random(5)
    for make in (*DISGUISES.values(), *HARMLESS.values()):
        data = make()[:20_000]
        for _ in range(25):
            changed = bytearray(data)
            for _ in range(chance.randint(1, 4)):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            found = inspect(bytes(changed))
            assert found.status is not Status.ERROR, found.signals


def test_random_bytes_neither_crash_nor_hang() -> None:
    chance = random.Random(7)
    for _ in range(600):
        data = bytes(chance.choices(b"(.012NRabcdehijlopqrstux}]\x80\x81\x85\x86\x93\x94\x8c\x02os\nsystem", k=80))
        assert inspect(data).status is not Status.ERROR


def test_over_budget_is_incomplete() -> None:
    data = zipped("a.pkl", pickle.dumps(list(range(2000))), 8)
    assert inspect(data, "a.zip", Budget(unpacked=100)).status is Status.INCOMPLETE
    deep = pickle.dumps([1])
    for _ in range(40):
        deep = zipped("x.zip", deep)
    assert inspect(deep, "a.zip").status is Status.INCOMPLETE


def test_marks_without_end_are_bounded() -> None:
    found = inspect(b"\x80\x04" + b"(" * 3_000_000 + b".")
    assert found.status is Status.INCOMPLETE


def test_nothing_is_imported_executed_written_or_sent(tmp_path: Path) -> None:
    for number, make in enumerate(DISGUISES.values()):
        (tmp_path / f"{number}.pkl").write_bytes(make())
    for name, content in hostile():
        if not name.startswith("gadgets/"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(content)
    done = subprocess.run([sys.executable, str(WATCHED), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"code": 1, "seen": []}


def test_a_fifo_and_a_file_without_permission_do_not_block(tmp_path: Path) -> None:
    from aibom.integrity.model_scan import scan_paths

    os.mkfifo(tmp_path / "pipe.pkl")
    (tmp_path / "line\nbreak.pkl").write_bytes(plain())
    (tmp_path / os.fsdecode(b"caf\xe9.pkl")).write_bytes(plain())
    (tmp_path / "gone.pkl").symlink_to(tmp_path / "nowhere")
    found = {one.path: one.inspection for one in scan_paths([tmp_path])}
    assert found["pipe.pkl"].status is Status.ERROR
    assert found["gone.pkl"].status is Status.ERROR
    assert found["line\nbreak.pkl"].verdict is Verdict.MALICIOUS
    assert found["caf\\xe9.pkl"].verdict is Verdict.MALICIOUS


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        (("os", "system"), Verdict.MALICIOUS),
        (("subprocess", "Popen"), Verdict.MALICIOUS),
        (("socket", "connect"), Verdict.SUSPICIOUS),
        (("model", "system", "predict"), Verdict.UNKNOWN),
        (("numpy", "mean"), Verdict.UNKNOWN),
    ],
)
def test_code_is_judged_by_the_names_it_uses(names: tuple[str, ...], verdict: Verdict) -> None:
    kind = call(stack_glob("cloudpickle.cloudpickle", "_builtin_type"), short("CodeType"))
    code = call(kind, blob(b"\x97\x00"), tup(), tup(*(short(name) for name in names)))
    assert inspect(stream(code)).verdict is verdict
    assert inspect(stream(code).replace(b"\x8c", b"U"), "model.dill").verdict is verdict


def test_a_legacy_file_lacks_a_pickle() -> None:
    magic = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
    assert inspect(magic + b"\x80\x02M\xe9\x03.", "model.pt").status is Status.INCOMPLETE


def _loads_made_bytes(maker: bytes) -> bytes:
    return b"\x80\x02ctorch.storage\n_load_from_bytes\n" + maker + b"\x85R."


@pytest.mark.parametrize(
    "maker",
    [
        b"cbuiltins\nbytes\n](K\x80K\x04K.e\x85R",
        b"c_codecs\nencode\ncbuiltins\nstr\nC\x04.\x00.\x00X\x06\0\0\0utf-16\x86RX\x06\0\0\0latin1\x86R",
        b"cbuiltins\nbytearray\n](K\x80K\x04K.e\x85R",
    ],
)
def test_bytes_that_the_pickle_computes_are_not_taken_as_looked_into(maker: bytes) -> None:
    assert inspect(_loads_made_bytes(maker)).verdict is Verdict.UNKNOWN


def test_methods_that_objects_keep_are_ordinary_and_private_ones_only_unknown() -> None:
    assert inspect(pickle.dumps({"token_pattern": re.compile("[a-z]+").search})).verdict is Verdict.CLEAN
    kept = b"\x80\x02cbuiltins\ngetattr\ncsklearn.dummy\nDummyClassifier\n)\x81X\x06\0\0\0_layer\x86R."
    assert inspect(kept).verdict is Verdict.UNKNOWN


def test_dictionaries_of_nested_streams_are_bounded_together() -> None:
    import lzma

    packed = plain()
    for _ in range(6):
        packed = lzma.compress(packed, preset=9)
    assert inspect(packed, "model.pkl.xz").status is Status.INCOMPLETE
    assert inspect(lzma.compress(lzma.compress(plain(), preset=9)), "model.pkl.xz").verdict is Verdict.MALICIOUS
