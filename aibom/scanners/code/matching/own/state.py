"""Files in which a program keeps its own state: `user_data.json`, which it reads at the start and writes at the end.

A file that a module of no AI package both reads and writes, and that the tree does not hold, is no data that a model
learns from or is asked about, whatever its name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Set

from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import Call, Lit, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env

_WRITES = ("w", "a", "x")
_MODE = ("mode", "1")
_KEPT_IN = (".json", ".pkl", ".pickle", ".dat")  # tables are data whoever writes them


class State:
    """Tells the files of state among what is seen."""

    def __init__(self, resolver: Resolver, paths: Set[str]) -> None:
        self._resolver, self._paths = resolver, paths
        self._written: dict[str, frozenset[str]] = {}

    def without(self, sightings: Iterable[Sighting]) -> Iterator[Sighting]:
        """The sightings less files of state and the links to them."""
        kept: set[Subject] = set()
        dropped: set[Subject] = set()
        for one in sightings:
            if isinstance(one, Observation) and self._is_state(one):
                dropped.add(one.subject)
            elif not (isinstance(one, Link) and dropped.difference(kept).intersection((one.source, one.target))):
                if isinstance(one, Observation):
                    kept.add(one.subject)
                yield one

    def _is_state(self, one: Observation) -> bool:
        path, subject = one.evidence.path, one.subject
        module = self._resolver.modules.get(path)
        if module is None or subject.kind not in (Kind.DATASET, Kind.MODEL) or not subject.name.endswith(_KEPT_IN):
            return False
        if subject.name in self._paths or self._has_models(module):
            return False
        if path not in self._written:
            self._written[path] = frozenset(self._written_by(module))
        return posixpath.basename(subject.name) in self._written[path]

    def _has_models(self, module: Module) -> bool:
        """Whether a module imports a package that learns or asks; those that only speak and listen do neither."""
        known = self._resolver.catalogue.imported_package
        packages = (known(module.group, one.module) for one in module.facts.imports)
        return any(one is not None and one.role != "speech" for one in packages)

    def _written_by(self, module: Module) -> Iterator[str]:
        """The last names of the files that a module opens for writing."""
        for call in module.facts.calls:
            if call.callee == "open" and call.args and _writes(call):
                for thing in self._resolver.evaluate(call.args[0], Env(module.path, call.scope)):
                    if isinstance(thing, Const) and isinstance(thing.value, str):
                        yield posixpath.basename(thing.value)


def _writes(call: Call) -> bool:
    modes: list[Value] = [value for name, value in call.kwargs if name in _MODE] + list(call.args[1:2])
    return any(isinstance(one, Lit) and str(one.value).startswith(_WRITES) for one in modes)
