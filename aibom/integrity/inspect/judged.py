"""Short ways to say what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.core.text import printable
from aibom.integrity.inspect.base import incomplete
from aibom.model.inspection import Signal, Verdict


def malicious(id: str, message: str, offset: int | None = None) -> Signal:  # noqa: A002 - the field's own name
    """Code or access that no honest model of this kind asks for."""
    return Signal(id=id, message=printable(message, 400), verdict=Verdict.MALICIOUS, offset=offset)


def suspicious(id: str, message: str, offset: int | None = None) -> Signal:  # noqa: A002
    """What can do harm, and has honest uses."""
    return Signal(id=id, message=printable(message, 400), verdict=Verdict.SUSPICIOUS, offset=offset)


def unknown(id: str, message: str, offset: int | None = None) -> Signal:  # noqa: A002
    """What no list names."""
    return Signal(id=id, message=printable(message, 400), verdict=Verdict.UNKNOWN, offset=offset)


def problems(format_: str, found: Iterable[str]) -> Iterator[Signal]:
    """What a parser could not read: the file was not read to its end, or is not what its format allows."""
    for why in found:
        yield incomplete(f"{format_}-malformed", printable(why, 400))
