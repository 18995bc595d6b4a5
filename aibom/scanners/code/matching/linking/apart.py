"""What subclasses fill in for one call of their base belongs together: each class's model with its own prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Follower


def by_class(
    ev: Follower, sources: Sequence[Found], targets: Sequence[Found]
) -> Iterator[tuple[Sequence[Found], Sequence[Found]]]:
    """The sources with the targets that are written in the same class, where several classes write both.

    What no class of the other side shares belongs to all of them, as before.
    """
    if len(sources) < 2 or len(targets) < 2:
        yield sources, targets
        return
    left, right = [_home(ev, one) for one in sources], [_home(ev, one) for one in targets]
    both = {home for home in left if home is not None} & {home for home in right if home is not None}
    if len(both) < 2:
        yield sources, targets
        return
    for source, home in zip(sources, left, strict=True):
        if home in both:
            yield [source], [one for one, other in zip(targets, right, strict=True) if other in (home, None)]
        else:
            yield [source], targets


def _home(ev: Follower, found: Found) -> tuple[str, str] | None:
    """The innermost class around a place where a name is written: its file and scope."""
    for path, line in found.places:
        module = ev.modules.get(path)
        scope = _class_at(module, line) if module is not None else None
        if scope is not None:
            return path, scope
    return None


def _class_at(module: Module, line: int) -> str | None:
    around = [(one.line, scope) for scope, one in module.classes.items() if one.line <= line <= one.end_line]
    return max(around)[1] if around else None
