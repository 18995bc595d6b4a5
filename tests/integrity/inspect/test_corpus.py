"""Every file of the hostile corpus is blocked, and its result can be written."""

from __future__ import annotations

import pytest
from integrity.inspect.corpus.generate import hostile

from aibom.catalog.pickle_names import load_pickle_names
from aibom.formats.blob import BytesBlob
from aibom.integrity.inspect import INSPECTORS
from aibom.integrity.inspect.base import Budget
from aibom.integrity.inspect.session import FileSession
from aibom.model.inspection import Status, Verdict
from aibom.reports.model_scan_json import to_json

CORPUS = dict(hostile())
# What names a class of the attacker is unknown, what cannot be read is incomplete or unsupported; the rest is worse.
_BLOCKS = (Verdict.UNKNOWN, Verdict.SUSPICIOUS, Verdict.MALICIOUS)


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 1500


@pytest.mark.parametrize("start", range(8))
def test_every_hostile_file_is_blocked(start: int) -> None:
    passed = []
    for path in sorted(CORPUS)[start::8]:
        name = path.rpartition("/")[2]
        session = FileSession(INSPECTORS, load_pickle_names(), Budget.for_size(len(CORPUS[path])))
        found = session.inspect(BytesBlob(CORPUS[path]), name)
        assert to_json([(path, found)])
        assert found.status is not Status.ERROR, path
        if found.verdict not in _BLOCKS and found.status in (Status.COMPLETE, Status.NOT_APPLICABLE):
            passed.append(path)
    assert passed == []


@pytest.mark.parametrize(
    "path",
    ["plain.7z", "packed_header.7z", "copied.bin", "mapped.rds", "pickle.msgpack", "saves.pt"],
)
def test_a_cut_of_what_tells_its_end_is_never_complete(path: str) -> None:
    """The exhaustive form is `benchmarks/fuzz_models.py truncate`."""
    content = CORPUS[f"second/{path}"]
    for cut in range(1, len(content), 5):
        session = FileSession(INSPECTORS, load_pickle_names(), Budget())
        found = session.inspect(BytesBlob(content[:cut]), path)
        assert found.status is not Status.COMPLETE or found.verdict in (Verdict.SUSPICIOUS, Verdict.MALICIOUS), cut
