"""Writes the hostile corpus below a folder: `python -m integrity.inspect.corpus.generate FOLDER` (in tests/)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from integrity.inspect.corpus.containers import hostile_containers
from integrity.inspect.corpus.models import hostile_models
from integrity.inspect.corpus.pickles import hostile_pickles
from integrity.inspect.corpus.second import hostile_second


def hostile() -> Iterator[tuple[str, bytes]]:
    """Every file as (path below the corpus, content); each must be blocked."""
    yield from hostile_pickles()
    yield from hostile_containers()
    yield from hostile_models()
    yield from hostile_second()


def write(folder: Path) -> int:
    count = 0
    for name, content in hostile():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        count += 1
    return count


if __name__ == "__main__":
    print(write(Path(sys.argv[1])), "files")
