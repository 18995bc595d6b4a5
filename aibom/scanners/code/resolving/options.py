"""Command line options: the defaults that `args.model` has when nobody says otherwise."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, ModuleFacts, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.members import class_member
from aibom.scanners.code.resolving.modules import Module, choices_of
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Definition, Env, Follower, distinct

# Names that parsed options are handed on under.
OPTION_OBJECTS = frozenset(
    "args opt opts options flags FLAGS hparams config cfg conf params argument arguments".split()
)
_DATACLASS_PARSERS = frozenset(("HfArgumentParser", "TrlParser", "H4ArgumentParser", "cli", "DataClassParser"))
# Calls that make an object whose members are set one by one (ml_collections); programs get it as a flag.
_DICTIONARIES = frozenset(("ConfigDict", "FrozenConfigDict"))
_MAX_FILES = 3  # that declare the same option
_MAX_CLASSES = 20
# Attributes whose names say that they hold a model's name, and hold nothing else: `openai_chat_model`, `llm_name`.
_MODEL_SETTING = re.compile(
    r"(?:\w+_)?(?:model|llm|deployment|embeddings?)_(?:name|id|path)|\w+_(?:model|llm|deployment)", re.IGNORECASE
)


class Options:
    """The options that all files of a project declare."""

    def __init__(self, ev: Follower) -> None:
        self._ev = ev
        self._parsed: list[Definition] | None = None
        self._flags: dict[str, list[str]] | None = None
        self._members: dict[str, list[tuple[str, str, Value]]] | None = None
        self._settings: dict[str, list[tuple[str, str, Value]]] | None = None

    def default(self, name: str, path: str) -> Abstracts:
        """The default of an option: of this file, else as a flag or a parsed dataclass of its folder tells, else of
        any other."""
        if path:
            module = self._ev.modules[path]
            found = option_default(self._ev, module, name)
            if found or name in module.options():  # one without a default has none in other files either
                return found
        folder = posixpath.dirname(path) if path else None
        declared = self._declared().get(name, [])
        near = [other for other in declared if folder is not None and posixpath.dirname(other) == folder]
        return (
            (near and self._flag(name, near))
            or (folder is not None and self._field(name, folder))
            or self._flag(name, declared)
            or self._field(name)
            or self._member(name)
        )

    def _flag(self, name: str, paths: list[str]) -> Abstracts:
        found = [v for other in paths[:_MAX_FILES] for v in option_default(self._ev, self._ev.modules[other], name)]
        return distinct(found)

    def setting(self, name: str) -> Abstracts:
        """The texts that the few classes which declare a model's setting give it, for an object whose class is lost."""
        if not _MODEL_SETTING.fullmatch(name):
            return ()
        if self._settings is None:
            self._settings = defaultdict(list)
            for path, module in self._ev.modules.items():
                for binding in () if is_test(path) else module.facts.bindings:
                    tail = binding.name.removeprefix("self.")
                    if (binding.form == "field" or tail != binding.name) and _MODEL_SETTING.fullmatch(tail):
                        self._settings[tail].append((path, binding.scope, binding.value))
        declared = self._settings.get(name, [])
        found = [v for path, scope, value in declared[:_MAX_FILES] for v in self._ev.evaluate(value, Env(path, scope))]
        texts = [v for v in found if isinstance(v, Const) and isinstance(v.value, str) and v.value and not v.partial]
        return distinct(list(texts)) if len(declared) <= _MAX_FILES else ()

    def _declared(self) -> dict[str, list[str]]:
        if self._flags is None:
            self._flags = defaultdict(list)
            for path, module in self._ev.modules.items():
                for flag in module.options():
                    self._flags[flag].append(path)
        return self._flags

    def _member(self, name: str) -> Abstracts:
        """What the few configurations that are made member by member set (`config = ConfigDict(); config.x = 1`)."""
        if self._members is None:
            self._members = defaultdict(list)
            for path, module in self._ev.modules.items():
                for owner, scope in () if is_test(path) else _dictionaries(module.facts):
                    for binding in module.facts.bindings:
                        holder, _, member = binding.name.rpartition(".")
                        if holder == owner and binding.scope == scope:
                            self._members[member].append((path, scope, binding.value))
        declared = self._members.get(name, [])
        found = [v for path, scope, value in declared[:_MAX_FILES] for v in self._ev.evaluate(value, Env(path, scope))]
        return distinct([v for v in found if not (isinstance(v, Const) and v.value is None)])

    def _field(self, name: str, folder: str | None = None) -> Abstracts:
        """The default of a field of a dataclass that a parser fills (`HfArgumentParser((ModelArguments, ...))`)."""
        if self._parsed is None:
            self._parsed = []
            for path, module in self._ev.modules.items():
                for call in module.facts.calls:
                    if call.callee.rpartition(".")[2] in _DATACLASS_PARSERS and call.args:
                        values = self._ev.evaluate(call.args[0], Env(path, call.scope))
                        self._parsed += [v for v in elements(self._ev, values) if isinstance(v, Definition)]
        classes = [cls for cls in self._parsed if folder is None or posixpath.dirname(cls.path) == folder]
        return distinct([v for cls in classes[:_MAX_CLASSES] for v in class_member(self._ev, cls, name)])


def _dictionaries(facts: ModuleFacts) -> Iterator[tuple[str, str]]:
    """The names, with their scopes, that hold such an object."""
    for binding in facts.bindings:
        if isinstance(binding.value, CallRef):
            callee = facts.calls[binding.value.call].callee
            if callee.rpartition(".")[2] in _DICTIONARIES:
                yield binding.name, binding.scope


def _by_position(call: Call) -> tuple[Value, ...]:
    """The default of `DEFINE_string("model", "...", "help")` and of `add_arg("model", str, "...", "help")`."""
    tail = call.callee.rpartition(".")[2]
    if tail.startswith("DEFINE_"):
        return call.args[1:2]
    return call.args[2:3] if tail in ("add_arg", "add_arguments") else ()


def option_default(ev: Follower, module: Module, name: str) -> Abstracts:
    """The default of a command line option of this file that is stored under `name`."""
    found: list[Abstract] = []
    for index in module.options().get(name, ()):
        call = module.call(index)
        env = Env(module.path, call.scope)
        values = [value for key, value in call.kwargs if key == "default"]
        if not values:
            values = list(_by_position(call))
        for value in (*values, *choices_of(module, call)):
            found += (
                v._replace(name=name) if isinstance(v, Const) and not v.name else v for v in ev.evaluate(value, env)
            )
    return distinct([v for v in found if not (isinstance(v, Const) and v.value is None)])
