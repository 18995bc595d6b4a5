"""One file's analysis: who inspects what, how deep, and within which budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aibom.catalog.pickle_names import PickleNames
from aibom.core.guard import Crash, attempt
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.formats.blob import Blob
from aibom.formats.unpack import MAX_DICTIONARY
from aibom.integrity.inspect.base import Budget, Glance, Inspector, incomplete
from aibom.model.inspection import Inspection, Signal, Status, worst_status

MAX_SIGNALS = 2_000
# Two levels may need what the strongest presets do, the next ones what the usual ones do, the rest little.
_DICTIONARIES = ((2, MAX_DICTIONARY), (4, 9 << 20), (1 << 30, 1 << 20))


class FileSession:
    """Asks every inspector about a blob and all that lies inside it; collects facts and formats on the way."""

    def __init__(
        self,
        inspectors: Sequence[Inspector],
        names: PickleNames,
        budget: Budget,
        beside: frozenset[str] | None = None,
    ) -> None:
        self.names, self.budget, self.beside = names, budget, beside
        self._inspectors = inspectors
        self._path: list[str] = []
        self._facts: dict[str, Json] = {}
        self._formats: dict[str, None] = {}
        self._stated = 0

    @property
    def depth(self) -> int:
        """How many containers the present blob stands in."""
        return len(self._path)

    @property
    def where(self) -> str:
        """The path of the present member, "" for the file itself."""
        return "!".join(name for name in self._path if name)

    @property
    def dictionary(self) -> int:
        """See the protocol. Streams inside one another hold their dictionaries at the same time."""
        return next(size for below, size in _DICTIONARIES if self.depth < below)

    def fact(self, name: str, value: Json) -> None:
        """Remember what is learnt of the file itself; what nested members are is not stated."""
        if not self.where:
            self._facts[name] = _writable(value)

    def format(self, name: str) -> None:
        """State that the present blob can be read as this format, the most specific first."""
        self._stated += 1
        if not self.where:
            self._formats[name] = None

    def inspect(self, blob: Blob, name: str) -> Inspection:
        """The analysis of a whole file, without its digest."""
        signals = sorted(set(self._all(blob, name)), key=lambda one: one.order)
        status = worst_status(signals) if self._formats or signals else Status.NOT_APPLICABLE
        return Inspection(
            status=status,
            formats=tuple(self._formats),
            signals=tuple(signals[:MAX_SIGNALS]),
            facts=dict(sorted(self._facts.items())),
            size=blob.size,
        )

    def descend(self, blob: Blob, name: str, title: str = "") -> Iterator[Signal]:
        """See the protocol."""
        self.budget.members -= 1
        if self.budget.members < 0 or len(self._path) >= self.budget.depth:
            what = "members" if self.budget.members < 0 else "levels"
            yield self._placed(incomplete("too-much-nested", f"more {what} than are followed"))
            return
        self._path.append(printable(name, 300))
        try:
            yield from self._all(blob, name or title)
        finally:
            self._path.pop()

    def _all(self, blob: Blob, name: str) -> Iterator[Signal]:
        glance = Glance(blob, name)
        for by_tail in (False, True):
            for inspector in self._inspectors:
                if inspector.by_tail is by_tail:
                    yield from self._one(inspector, glance)
        if blob.damage:
            yield self._placed(incomplete("not-readable-to-the-end", blob.damage))

    def _one(self, inspector: Inspector, glance: Glance) -> Iterator[Signal]:
        found: list[Signal] = []
        place = list(self._path)

        def work() -> None:
            if inspector.claims(glance):
                glance.claimed_by.add(inspector.name)
                stated = self._stated
                for signal in inspector.inspect(glance, self):
                    found.append(self._placed(signal))
                if not found and self._stated == stated:
                    glance.claimed_by.discard(inspector.name)  # it looked, and it was something else

        crash = attempt(work)
        self._path[:] = place
        if isinstance(crash, Crash):
            message = f"the {inspector.name} inspector failed ({crash}); please report this as a defect of aibom"
            found.append(self._placed(Signal(id="inspector-failed", message=message, status=Status.ERROR)))
        yield from found

    def _placed(self, signal: Signal) -> Signal:
        return signal if signal.where or not self.where else replace(signal, where=self.where)


def _writable(value: Json) -> Json:
    """The value as every JSON writer takes it: numbers that a hostile header made huge become texts."""
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 63:
        return f"more than 64 bits ({value.bit_length()})"
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {str(_writable(key)): _writable(one) for key, one in value.items()}
    return [_writable(one) for one in value] if isinstance(value, (list, tuple)) else value
