"""What subclasses say where their base leaves it open: `static model = "..."` for a base that asks for `this.model`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from aibom.scanners.code.facts import Name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Definition

MAX_HEIRS = 24
_WITHOUT = ("go", "rust")  # languages whose types do not derive from each other


def heirs_by_name(modules: Iterable[Module]) -> Mapping[str, tuple[Definition, ...]]:
    """The classes of a tree by the last name of what they say they derive from."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for module in modules:
        if module.group in _WITHOUT:
            continue
        for scope, declared in module.classes.items():
            for base in declared.bases:
                if isinstance(base, Name) and len(found[base.path.rpartition(".")[2]]) < MAX_HEIRS:
                    found[base.path.rpartition(".")[2]].append(Definition(module.path, "class", scope))
    return {name: tuple(heirs) for name, heirs in found.items()}
