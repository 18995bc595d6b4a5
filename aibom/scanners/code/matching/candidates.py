"""Which calls are worth resolving: only those whose names may lead to what a signature matches.

A signature is told by its last name. So a call is looked at when its own last name is that of a signature, or when
its name may stand for something else: it is bound or imported under another name in its file, or it is one of the
names under which files of the tree pass things on (a class that derives from something, an alias, a module's or a
class's variable). Everything else costs a few set look-ups, which keeps the stage linear in the number of calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate

from aibom.scanners.code.facts import Call, Member, Name
from aibom.scanners.code.resolving.modules import Module

_OF_MODULE = (None, "*", "default")


def described_class(call: Call) -> Name | Member | None:
    """The class that a mapping describes an object of, for a registry to make: `dict(type=GPTAPI, model="gpt-4o")`."""
    if call.callee != "dict":
        return None
    return next((one for key, one in call.kwargs if key == "type" and isinstance(one, Name | Member)), None)


class CallFilter:
    """Tells which calls of one file to resolve. `tails` are the last names of signatures, `open_tails` globs of
    them that the file's imports bring, `passing` what resolving.modules.passing_names gives."""

    def __init__(self, module: Module, tails: frozenset[str], open_tails: Iterable[str], passing: frozenset[str]):
        self._module, self._tails, self._passing = module, tails, passing
        globs = sorted(set(open_tails))
        self._open: Callable[[str], object] | None = (
            re.compile("|".join(translate(glob) for glob in globs)).match if globs else None
        )

    def worth(self, call: Call) -> bool:
        """Whether the call may be one that a signature matches."""
        callee, module = call.callee, self._module
        if described_class(call) is not None:
            return True
        tail = callee.rpartition(".")[2]
        if tail in self._tails or tail.endswith(("Agent", "_agent")) or (self._open is not None and self._open(tail)):
            return True
        if tail != callee:
            return callee in module.bindings
        # Python's is `super().__init__`.
        if callee == "" or (callee == "super" and (module.group != "python" or self._open is not None)):
            return True
        if callee in module.bindings or callee in self._passing:
            return True
        return any(imp.name in _OF_MODULE or imp.name in self._tails for imp in module.imports.get(callee, ()))
