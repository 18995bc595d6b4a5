"""The texts of a file that stand where a value is given, with what they are given to."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import CASE, Call, CallRef, Class, Either, Lit, Map, Seq, Value, key_name
from aibom.scanners.code.matching.literals.chosen_models import is_traded
from aibom.scanners.code.matching.literals.named_values import is_model_key
from aibom.scanners.code.resolving.modules import Module, option_name

_MAX_DEPTH = 4
_OFFERED = 12  # entries of a list that a program chooses from; longer ones are a list of what there is
_KEYED = 6  # keys of a mapping that a program chooses by; more are a table of what there is
_OPTIONS = (
    "add_argument",
    "add_option",
    "add_arg",
    "click.option",
    "typer.Option",
)  # whose first text names what is given
_COMPARED = re.compile(r"patterns?|regex(?:es)?|prefix(?:es)?|suffix(?:es)?", re.IGNORECASE)
_HOLDING = frozenset((Lit, Either, Seq, Map))  # values that are texts or hold them
_CHOSEN = ("value", "defaultValue", "initialValue")


class Written(NamedTuple):
    """A text in a file of code."""

    text: str
    line: int
    symbols: str  # what it is given to, from the outside in, a line each: `open`, `MODELS\nfast`
    listed: int = 0  # where the list begins that it stands in
    call: int = -1  # the call that it is given to
    entry: bool = False  # of an enumeration; or the call makes one of a class of the file, as such entries do
    key: bool = False  # it is a mapping's key, with something that belongs to it


def written_texts(module: Module, wanted: Callable[[str], bool]) -> list[Written]:
    """The texts of a file that are `wanted`: every literal is asked, so that the question must be cheap.

    Comparisons, branches, what JSX shows and rows of a table of prices are no values that are given; keys are, where
    they are few and no numbers belong to them.
    """
    found: list[Written] = []
    for binding in module.facts.bindings:
        if type(binding.value) in _HOLDING:
            known = len(found)
            _within(wanted, binding.name, binding.value, found)
            if len(found) > known and binding.form == "field" and _is_enumeration(module.classes.get(binding.scope)):
                found[known:] = [one._replace(entry=True) for one in found[known:]]
    inside: list[Written] = []
    for index, call in enumerate(module.facts.calls):
        if call.callee != CASE:
            known = len(inside)
            _of_call(wanted, call, inside)
            if len(inside) > known:
                entry = call.callee in module.classes
                inside[known:] = [one._replace(call=index, entry=entry) for one in inside[known:]]
    found += _with_outer(module, inside)
    for function in module.functions.values():
        for value in function.returns:
            _within(wanted, function.name, value, found)
    for name, value in module.facts.exports:
        _within(wanted, name, value, found)
    return found


def _is_enumeration(cls: Class | None) -> bool:
    return cls is not None and any(str(getattr(base, "path", "")).lower().endswith("enum") for base in cls.bases)


def _with_outer(module: Module, inside: list[Written]) -> list[Written]:
    """Texts given to calls, with the call that is given the result or asked of it (`writeString(Path.of("a.txt"))`), or
    the name that says that others are compared with it (`match_patterns = _compiled("google/gemma", ...)`)."""
    if not inside:
        return []
    bound = ((one.value, one.name) for one in module.facts.bindings if type(one.value) is CallRef)
    outer = {value.call: name for value, name in bound if isinstance(value, CallRef) and _COMPARED.search(name)}
    for call in module.facts.calls:
        for value in (call.receiver, *call.args):
            if isinstance(value, CallRef):
                outer[value.call] = call.callee
    return [one._replace(symbols=f"{outer[one.call]}\n{one.symbols}") if one.call in outer else one for one in inside]


def _of_call(wanted: Callable[[str], bool], call: Call, found: list[Written]) -> None:
    shown = call.form == "jsx"  # what stands between its tags is read by people
    for value in () if shown else call.args:
        if type(value) in _HOLDING:
            _within(wanted, call.callee, value, found)
    option = option_name(call.args) if call.callee.endswith(_OPTIONS) else ""
    for key, value in call.kwargs:
        if type(value) in _HOLDING and (not shown or is_model_key(key) or key in _CHOSEN):
            _within(wanted, f"{call.callee}\n{key}" + (f"\n{option}" if option else ""), value, found)


def _within(
    wanted: Callable[[str], bool], symbols: str, value: Value, found: list[Written], depth: int = 0, listed: int = 0
) -> None:
    if isinstance(value, Lit):
        if isinstance(value.value, str) and wanted(value.value):
            found.append(Written(value.value, value.line, symbols, listed))
    elif depth >= _MAX_DEPTH:
        return
    elif isinstance(value, Either):
        for one in value.options:
            _within(wanted, symbols, one, found, depth + 1, listed)
    elif isinstance(value, Seq) and len(value.items) <= _OFFERED:
        among = listed or (value.line if len(value.items) > 1 else 0)
        for one in value.items:
            _within(wanted, symbols, one, found, depth + 1, among)
    elif isinstance(value, Map) and not is_traded(value):
        found += _keys(wanted, symbols, value)
        for key, one in value.pairs:
            named = key_name(key)
            _within(wanted, f"{symbols}\n{named}" if named else symbols, one, found, depth + 1, listed)


def _keys(wanted: Callable[[str], bool], symbols: str, mapping: Map) -> list[Written]:
    """The keys of a mapping by which a program chooses: `{"gpt-4o-mini": fast, "gpt-4o": careful}`."""
    keys = [
        key for key, _ in mapping.pairs if isinstance(key, Lit) and isinstance(key.value, str) and wanted(key.value)
    ]
    if not keys or len(mapping.pairs) > _KEYED or any(_is_figure(value) for _, value in mapping.pairs):
        return []
    return [Written(str(key.value), key.line, symbols, mapping.line, key=True) for key in keys]


def _is_figure(value: Value) -> bool:
    """Whether a value is a number or has one among its members: a price, a limit, a size."""
    if isinstance(value, Map):
        return any(_is_figure(one) for _, one in value.pairs)
    if isinstance(value, Seq):
        return any(_is_figure(one) for one in value.items)
    return isinstance(value, Lit) and isinstance(value.value, int | float) and not isinstance(value.value, bool)
