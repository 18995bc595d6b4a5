"""Which calls are worth resolving: only those whose names may lead to what a signature matches.

A signature is told by its last name. So a call is looked at when its own last name is that of a signature, or when
its name may stand for something else: it is bound or imported under another name in its file, or it is one of the
names under which files of the tree pass things on (a class that derives from something, an alias, a module's or a
class's variable). Everything else costs a few set look-ups, which keeps the stage linear in the number of calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import translate

from aibom.core import re
from aibom.scanners.code.facts import Call, Member, Name
from aibom.scanners.code.matching.matched_names import Names
from aibom.scanners.code.matching.own.unlisted import is_own_server
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.spelt import prefixes

# How classes are named that are told by their names (own.unlisted, own.unlisted_names).
_FORMS = ("Agent", "_agent")
_FORMS_OF_CLASSES = (
    *_FORMS,
    "VectorStore",
    "EmbeddingStore",
    "ChatModel",
    "EmbeddingModel",
    "LanguageModel",
    "ChatClient",
)
# How methods of a script are called that enter tools, whatever they are of (hits.py).
REGISTERS = "Tool"
_OF_MODULE = (None, "*", "default")
_BY_TYPE = ("AddFromType", "ImportPluginFromType", "CreatePluginFromType", "KernelPluginFactory.CreateFromType")


def described_class(call: Call) -> Name | Member | None:
    """The class that a mapping describes an object of, for a registry to make: `dict(type=GPTAPI, model="gpt-4o")`;
    the one of which a container of .NET makes a plug-in: `kernel.ImportPluginFromType<TextMemoryPlugin>()`."""
    if call.types and call.callee.endswith(_BY_TYPE):
        return Name(call.types[0], call.line)
    if call.callee != "dict":
        return None
    return next((one for key, one in call.kwargs if key == "type" and isinstance(one, Name | Member)), None)


class CallFilter:
    """Tells which calls of one file to resolve. `names` are the last names of signatures, `open_tails` globs of
    them that the file's imports bring, `passing` what resolving.modules.passing_names gives."""

    def __init__(self, module: Module, names: Names, open_tails: Iterable[str], passing: frozenset[str]):
        self._module, self._names, self._passing = module, names, passing
        self._forms = _FORMS if module.group == "python" else _FORMS_OF_CLASSES
        self._registers = module.group == "javascript"
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
        if tail in self._names.members or (tail in self._names.functions and self._is_of_module(call)):
            return True
        if (
            tail.endswith(self._forms)
            or (self._registers and tail != callee and tail.endswith(REGISTERS))
            or ("Server" in tail and is_own_server(tail))
            or (self._open is not None and self._open(tail))
        ):
            return True
        if tail != callee:
            return callee in module.bindings
        if callee == "__init__":
            return any(self._is_base(name) for name in module.base_names(call.scope))
        # Python's is `super().__init__`.
        if callee == "" or (callee == "super" and (module.group != "python" or self._open is not None)):
            return True
        if callee in module.bindings or callee in self._passing:
            return True
        brought = (imp.name for imp in module.imports.get(callee, ()))
        return any(name in _OF_MODULE or self._names.has(str(name)) for name in brought)

    def _is_base(self, name: str) -> bool:
        """Whether a class that others of the file derive from may be one that a signature matches."""
        return self._names.has(name) or name in self._passing or name in self._module.imports

    def _is_of_module(self, call: Call) -> bool:
        """Whether a call may be of a module's own function: no value stands before its name, but for what an import
        or a star import binds."""
        if call.receiver is not None:
            return False
        alone = "." not in call.callee or bool(self._module.stars)
        return alone or any(prefix in self._module.imports for prefix in prefixes(call.callee))
