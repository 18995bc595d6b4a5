"""What members of values are: what is asked of objects, outside things and options, each answer kept."""

from __future__ import annotations

from aibom.scanners.code.resolving.columns import COLUMNS, column
from aibom.scanners.code.resolving.members import member, symbol_member
from aibom.scanners.code.resolving.options import OPTION_OBJECTS, Options, option_default
from aibom.scanners.code.resolving.shared_state import KEEPING, is_kept, kept_under
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Bounded,
    Const,
    Instance,
    Lost,
    Symbol,
    distinct,
)


class Members:
    """The members of values. Remembered are whole answers only, neither cut nor asked for within themselves."""

    def __init__(self, ev: Bounded) -> None:
        self._ev, self._options = ev, Options(ev)
        self._shared: dict[tuple[int, str], tuple[Abstracts, Abstracts]] = {}
        self._holding = ev.catalogue.namespace_modules | KEEPING  # packages whose objects have what the tree gives them

    def of(self, values: Abstracts, path: str, line: int) -> Abstracts:
        """`values.path`, one segment after the other."""
        for name in path.split("."):
            one = values[0] if len(values) == 1 else None
            values = member(self._ev, one, name, line) if type(one) is Instance else self._each(values, name, line)
        return values

    def flag(self, found: Abstracts, name: str, path: str) -> Abstracts:
        """A flag of a program (`from absl.flags import FLAGS`), as the file that asks for it declares it at best."""
        flags = (v for v in found if isinstance(v, Symbol) and v.made is None)
        told = name.isidentifier() and any(self._is_parsed(v, name) for v in flags)
        return self._options.default(name, path) if told else ()

    def _each(self, values: Abstracts, name: str, line: int) -> Abstracts:
        """One member of several values. Variables that hold many things are asked for the same members again and
        again, so that answers are remembered by the very tuple where they are the same wherever they are asked for."""
        known = self._shared.get((id(values), name))
        if known is not None:
            return known[1]
        before = (self._ev.cuts, self._ev.rounds)
        found = distinct([found for value in values for found in self._member(value, name, line)])
        if len(values) > 2 and before == (self._ev.cuts, self._ev.rounds) and all(map(self._is_steady, values)):
            self._shared[id(values), name] = (values, found)  # held, so that its id stays its own
        return found

    def _is_steady(self, value: Abstract) -> bool:
        if type(value) is Symbol:
            return value.module not in self._holding or not (
                self._ev.catalogue.is_namespace(value.module, value.path) or is_kept(value)
            )
        return type(value) is Instance or type(value) is Const

    def _is_parsed(self, options: Symbol, name: str) -> bool:
        """Whether a member of an object is an option of the command line, and no object of further settings."""
        asks = self._ev.catalogue.is_namespace
        return asks(options.module, options.path) and not asks(options.module, f"{options.path}.{name}")

    def _member(self, value: Abstract, name: str, line: int) -> Abstracts:
        if name in COLUMNS:
            return column(value, name)
        if type(value) is Symbol:
            if value.module not in self._holding:
                return symbol_member(self._ev, value, name)
            if name == "__dict__" and self._ev.catalogue.is_namespace(value.module, value.path):
                return (value,)
            if is_kept(value) and (kept := kept_under(self._ev, value, name)):
                return kept
            if name != "*" and self._is_parsed(value, name):
                path = value.made.env.path if value.made else ""
                lost = Lost(f"{value.path.rpartition('.')[2]}.{name}", path, line)
                return self._options.default(name, path) or (lost,)
            return symbol_member(self._ev, value, name)
        return (self._of_lost(value, name) if type(value) is Lost else ()) or member(self._ev, value, name, line)

    def _of_lost(self, value: Lost, name: str) -> Abstracts:
        """An option or setting of this name, for what is read of an object that is not known."""
        if not value.path:
            return ()
        found: Abstracts = ()
        if value.expression.isidentifier():
            found = option_default(self._ev, self._ev.modules[value.path], name)
            if not found and value.expression in OPTION_OBJECTS:
                found = self._options.default(name, value.path)
        return found or self._options.setting(name)
