"""Where the hits of a project stand: on which calls, functions and classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition


class HitPlaces:
    """All hits of the files that one resolver knows, by their places."""

    def __init__(self, resolver: Resolver, hits: Iterable[Hit]) -> None:
        self._modules = resolver.modules
        self._at: dict[tuple[str, int], list[Hit]] = defaultdict(list)
        self._on: dict[tuple[str, str], list[Hit]] = defaultdict(list)
        self._lines: dict[tuple[str, int], list[Hit]] | None = None
        for hit in hits:
            if hit.target is not None:
                self._on[hit.target.path, hit.target.scope].append(hit)
            else:
                self._at[hit.path, hit.site.call].append(hit)

    def on(self, definition: Definition) -> list[Hit]:
        """The hits on a function or class itself: its decorators, the class it derives from."""
        return self._on.get((definition.path, definition.scope), [])

    def at(self, path: str, call: int) -> list[Hit]:
        """The hits on a call; none where no signature of the catalogue matches it."""
        return self._at.get((path, call), [])

    def on_line(self, path: str, line: int) -> list[Hit]:
        """The hits on the calls that begin on a line."""
        if self._lines is None:
            self._lines = defaultdict(list)
            for (of_file, _), hits in self._at.items():
                for hit in hits:
                    self._lines[of_file, hit.line].append(hit)
        return self._lines.get((path, line), [])

    def calls(self) -> Iterator[tuple[str, int, list[Hit]]]:
        """The calls that have hits: the file, the number of the call, its hits."""
        return ((path, call, hits) for (path, call), hits in self._at.items())

    def within(self, cls: Definition) -> list[tuple[str, list[Hit]]]:
        """The hits on the methods of a class that is handed over as a set of tools."""
        module = self._modules[cls.path]
        scopes = [scope for scope in module.functions if scope.startswith(cls.scope + ".")]
        found = [(scope, self._on.get((cls.path, scope), [])) for scope in scopes]
        declared = [hit for call in module.calls_in.get(cls.scope, ()) for hit in self.at(cls.path, call)]
        return [*found, (cls.scope + ".", declared)]  # `define_function :refund` in the body of the class
