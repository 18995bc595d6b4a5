"""What the names that pickles ask for are known to be: listed as safe with a role, or known to be dangerous.

Names are exact, `module.qualified.name`; a module says nothing of what lies in it. The sources are
aibom/catalog/sources/pickle/*.yaml, compiled into pickle_names.json; schemas/pickle-names.schema.json says what the
roles mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from aibom.core import re

# Modules that others import: `torch.os.system` is os.system, whatever module it is fetched through.
_REACHED = re.compile(
    r"\._?((?:os|posix|nt|sys|subprocess|builtins|importlib|ctypes|socket|shutil|marshal|runpy|pty)\.\w.*)"
)
_FILE = Path(__file__).with_name("pickle_names.json")


class Roles(Mapping[str, str]):
    """Name -> role, from tables of role -> module -> names, which are only split where a module is asked for: most of
    the tens of thousands of names are never needed."""

    def __init__(self, tables: Mapping[str, Mapping[str, str]], added: Mapping[str, str] | None = None) -> None:
        self._tables, self._added = tables, dict(added or {})
        self._split: dict[str, dict[str, str]] = {}

    def __getitem__(self, name: str) -> str:
        if name in self._added:
            return self._added[name]
        at = name.rfind(".")
        while at > 0:
            role = self._module(name[:at]).get(name[at + 1 :])
            if role:
                return role
            at = name.rfind(".", 0, at)
        raise KeyError(name)

    def _module(self, module: str) -> dict[str, str]:
        known = self._split.get(module)
        if known is None:
            tables = self._tables.items()
            known = {one: role for role, table in tables if module in table for one in table[module].split()}
            self._split[module] = known
        return known

    def __iter__(self) -> Iterator[str]:
        for table in self._tables.values():
            for module, names in table.items():
                yield from (f"{module}.{name}" for name in names.split())
        yield from self._added

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def of(self, role: str) -> frozenset[str]:
        """All names of one role."""
        table = self._tables.get(role, {})
        return frozenset(f"{module}.{name}" for module, names in table.items() for name in names.split())

    def extend(self, added: Mapping[str, str]) -> Roles:
        """With more names."""
        return Roles(self._tables, {**self._added, **added})


class PickleNames(NamedTuple):
    """`safe` maps a name to its role, `dangerous` to what it does, `modules` those of which every name is dangerous
    that is not listed itself; `watched` are names that are judged by the arguments of their calls, `extended` those
    that a project added."""

    safe: Roles
    dangerous: Mapping[str, str]
    modules: Mapping[str, str]
    watched: frozenset[str] = frozenset()
    extended: frozenset[str] = frozenset()

    def extend(self, names: Iterable[str]) -> PickleNames:
        """With names that a project lists as safe to be called; what is known to be dangerous stays so."""
        added = frozenset(name for name in names if name not in self.safe and not self.danger(name))
        return self._replace(safe=self.safe.extend(dict.fromkeys(added, "call")), extended=self.extended | added)

    def danger(self, name: str) -> str:
        """What a name does that is known to be dangerous, "" for all others."""
        if name in self.dangerous:
            return self.dangerous[name]
        if name in self.safe:
            return ""
        module = name.rpartition(".")[0]
        while module:
            if module in self.modules:
                return self.modules[module]
            module = module.rpartition(".")[0]
        return self._reached(name)

    def _reached(self, name: str) -> str:
        """What a name does that is fetched through another module: a function, or anything of subprocess and ctypes."""
        match = _REACHED.search(name)
        if match is None:
            return ""
        root, _, rest = match[1].partition(".")
        return self.danger(match[1]) if rest[:1].islower() or root in ("subprocess", "ctypes") else ""


@cache
def load_pickle_names() -> PickleNames:
    """The shipped lists, read once."""
    raw = orjson.loads(_FILE.read_bytes())
    safe = Roles(raw["safe"])
    return PickleNames(safe, raw["dangerous"], raw["dangerous_modules"], safe.of("arguments"))
