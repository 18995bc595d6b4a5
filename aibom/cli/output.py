"""Where output goes: files written whole, `-` for stdout, progress on a terminal's stderr."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from aibom.core.errors import UsageError
from aibom.core.files import write_atomic
from aibom.core.text import printable


def write_output(target: str | Path, data: bytes) -> None:
    """Write to a file, whole or not at all, or to stdout for "-"; UsageError when that is closed, or no name is
    given (a variable that was not set)."""
    if not str(target):
        raise UsageError("The name of a file to write is empty; name a file, or - for stdout.")
    if str(target) == "-":
        if getattr(sys.stdout, "name", "") == os.devnull:  # put there by the command line, see cli/app.py
            raise UsageError("Standard output is closed; name a file for what this run writes.")
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_atomic(Path(target), data)


def refuse_same_place(*targets: str | Path | None) -> None:
    """UsageError when two documents of one run would go to the same place."""
    places = [str(one) if str(one) == "-" else os.path.realpath(one) for one in targets if one is not None]
    if len(set(places)) < len(places):
        raise UsageError("Two of the documents that this run writes name the same place; give each a file of its own.")


def refuse_input(output: str | Path | None, *inputs: str | Path) -> None:
    """UsageError when the output would replace a document that this run reads."""
    if output is None or str(output) == "-":
        return
    place = os.path.realpath(output)
    if any(str(one) != "-" and os.path.realpath(one) == place for one in inputs):
        raise UsageError(f"{output} is what this run reads; name another file for what it writes.")


def show_notes(notes: Iterable[str]) -> None:
    """What a listing left out or an owner's entry missed, one line each on stderr."""
    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)


class ProgressLine:
    """One line on stderr that is overwritten; nothing when stderr is no terminal that can do so."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._last = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        moment = time.monotonic()
        if not self._shown or (done and moment - self._last < 0.1):
            return
        self._last = moment
        count = f" {done:,} of {total:,}" if total else ""
        sys.stderr.write(f"\r\x1b[K{step}{count}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away before other output."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
