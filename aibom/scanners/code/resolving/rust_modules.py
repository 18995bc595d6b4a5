"""Modules of a crate of Rust that its files name by themselves: `use super::texts;`, `mod texts;`."""

from __future__ import annotations

from aibom.scanners.code.facts import Import
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Follower, Package

_OWN_CRATE = ("crate", "super", "self")  # where paths begin that lead into the same crate


def is_of_crate(module: Module, imp: Import) -> bool:
    """Whether an import of Rust leads into the crate that it stands in."""
    return module.group == "rust" and imp.module.partition(".")[0] in _OWN_CRATE


def crate_module(ev: Follower, module: Module, imp: Import) -> Abstracts:
    """The module of the same crate that an import binds as a whole."""
    if not is_of_crate(module, imp) or not str(imp.name).islower():
        return ()
    path = ev.places.locate("rust", f"{imp.module}.{imp.name}", module.path)
    return (Package(path),) if path is not None and path in ev.modules and path != module.path else ()
