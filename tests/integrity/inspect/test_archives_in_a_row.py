"""Archives one behind another, as torch's distributed checkpoints are written, and members that no directory names."""

from __future__ import annotations

import io
import pickle
import zipfile

from aibom.catalog.pickle_names import load_pickle_names
from aibom.formats.blob import BytesBlob
from aibom.integrity.inspect import INSPECTORS
from aibom.integrity.inspect.base import Budget
from aibom.integrity.inspect.session import FileSession
from aibom.model.inspection import Inspection, Verdict


class Gadget:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1",)


class Pipe(io.BytesIO):
    """Cannot go back, so that sizes are written behind each member and its header has none."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


def archive(content: object, out: io.BytesIO | None = None) -> bytes:
    out = out or io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("archive/data.pkl", pickle.dumps(content, 2))
        made.writestr("archive/version", "3\n")
        made.writestr("archive/byteorder", "little")
    return out.getvalue()


def inspected(data: bytes, budget: Budget) -> Inspection:
    return FileSession(INSPECTORS, load_pickle_names(), budget).inspect(BytesBlob(data), "__0_0.distcp")


def test_whole_archives_in_a_row_are_what_a_distributed_checkpoint_is() -> None:
    data = b"".join(archive({"weight": [number]}) for number in range(12))

    assert inspected(data, Budget()).verdict is Verdict.CLEAN


def test_every_archive_of_a_row_is_looked_into() -> None:
    data = archive({"weight": [1]}) + archive(Gadget()) + archive({"weight": [2]})

    found = inspected(data, Budget())

    assert found.verdict is Verdict.MALICIOUS
    assert any("#archive" in signal.where for signal in found.signals)


def test_members_that_no_directory_names_cost_once_each() -> None:
    """Each was once read to the end of the file, with all that follow it again inside: 2 to the power of their number."""
    nameless = archive({"weight": [1]}, Pipe()).partition(b"PK\x01\x02")[0]
    budget = Budget()

    found = inspected(nameless * 5 + archive({"weight": [2]}), budget)

    assert found.verdict is Verdict.SUSPICIOUS
    assert Budget().members - budget.members < 300
