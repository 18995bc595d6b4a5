"""The machine-readable result of `aibom model verify --json` (schemas/model-verify.schema.json)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import orjson

from aibom.model.expectation import ComparedFile, FileState

_BAD = frozenset({FileState.EXTRA, FileState.MISSING, FileState.UNREADABLE, FileState.SUBSTITUTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one folder came to. `complete` are the sources that must cover every file; `signed` compares the signed
    files; `signature` is its state, None when none was asked for; `missing` = the folder itself is not there;
    `hub_security` is the hub's own scan (unsafe, suspicious, safe, pending, "" not asked) with the files it flags."""

    name: str
    path: str
    digest: str = ""
    commit: str = ""
    compared: tuple[ComparedFile, ...] = ()
    complete: frozenset[str] = frozenset()
    signature: str | None = None
    signature_message: str = ""
    signed: tuple[ComparedFile, ...] = ()
    missing: bool = False
    hub_security: str = ""
    hub_flagged: tuple[str, ...] = ()

    def fails(self, one: ComparedFile) -> bool:
        """Whether this file alone makes the folder fail."""
        return one.state in _BAD or (one.state is FileState.UNCHECKED and one.source in self.complete)

    @property
    def good(self) -> bool:
        """Whether all that was asked for holds."""
        files_good = not any(self.fails(one) for one in self.compared)
        flagged = self.hub_security in ("unsafe", "suspicious")
        return files_good and not flagged and not self.missing and self.signature in (None, "verified")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many files are in which state: the worst of each file, unless some source matched it and none objects."""
        states: dict[str, FileState] = {}
        for one in (*self.compared, *self.signed):
            old = states.get(one.path)
            states[one.path] = one.state if old is None else _joined(old, one.state)
        return sorted(Counter(str(state) for state in states.values()).items())


def _joined(one: FileState, other: FileState) -> FileState:
    states = {one, other}
    if states <= {FileState.MATCHED, FileState.UNCHECKED}:
        return FileState.MATCHED if FileState.MATCHED in states else FileState.UNCHECKED
    return max(states, key=lambda state: state.rank)


def to_json(outcomes: Iterable[Outcome]) -> bytes:
    """`{"models": [...]}` in the given order, UTF-8 with a newline at the end."""
    document = {"models": [_row(one) for one in outcomes]}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _row(outcome: Outcome) -> dict[str, object]:
    return {
        "name": outcome.name,
        "path": outcome.path,
        "ok": outcome.good,
        "digest": f"sha256:{outcome.digest}" if outcome.digest else None,
        "commit": outcome.commit or None,
        "missing": outcome.missing,
        "signature": None
        if outcome.signature is None
        else {"state": outcome.signature, "message": outcome.signature_message},
        "hub": {"security": outcome.hub_security, "flagged": list(outcome.hub_flagged)}
        if outcome.hub_security
        else None,
        "files": [
            {"path": one.path, "state": str(one.state), "source": one.source, "message": one.message}
            for one in sorted((*outcome.compared, *outcome.signed), key=lambda one: (one.path, one.source))
        ],
    }
