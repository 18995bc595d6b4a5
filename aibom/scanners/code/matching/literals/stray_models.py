"""Models that a literal names and that nothing told: constants, entries of enumerations and lists, settings under keys
of any name (`GPT_4O_MINI = "gpt-4o-mini"`, `["claude-3-5-haiku-latest", "gemini-1.5-pro"]`).

How such a name comes to a model could not be followed, so that the literal itself must be sure: its form is that of a
known family, it stands where a value is given (never as a key, in a comparison or a message), and neither the names
around it nor their number make it a table of prices, limits or abilities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import NamedTuple

from aibom.catalog.entries import Form
from aibom.catalog.loader import Catalogue
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import CASE, Call, Either, Lit, Map, Seq, Value, key_name
from aibom.scanners.code.matching.literals.chosen_models import is_traded
from aibom.scanners.code.matching.literals.named_values import is_model_key
from aibom.scanners.code.matching.literals.told import Told, plain_name
from aibom.scanners.code.matching.model_names import api_model, bare_word, hub_model, is_name, routed
from aibom.scanners.code.resolving.modules import Module

CONFIDENCE = 0.4
_OFFERED = 12  # names that one list or file gives a program to choose from; more are a list of what there is
_MAX_DEPTH = 4
# What a name or callee says when the literal is compared, shown, priced or counted rather than used.
_ASIDE = re.compile(
    r"pattern|prefix|suffix|pric|cost|limit|tokens?\b|tokeni[sz]er|encoding|reasoning|support|capab|deprecat|retired|legacy"
    r"|regex|placeholder|example|sample|alias|title|label|description|help|doc|message|error|warn|debug|print|log(?:ger|s)?\b"
    r"|info\b|format|starts|ends|contains?\b|includes?\b|equal|match|index|replace|split|trim|compare|run_?name|project|assert"
    r"|expect|image_?(?:name|tag)|args\b|container|package|user_?agent|metadata|profil",
    re.IGNORECASE,
)

_OTHERS = re.compile(r"mcp|server|client|agent|tool|-.*_|\.(?:js|py|ts|json|ya?ml|md|txt)$")  # a package, a run, a file
_ANY_TAG = "*:*"  # the form of Ollama's tags in general
_CHOSEN = ("value", "defaultValue", "initialValue")


class _Written(NamedTuple):
    text: str
    line: int
    symbols: str  # what it is given to, from the outside in, a line each
    listed: int = 0  # where the list begins that it stands in


def stray_models(catalogue: Catalogue, module: Module, told: Told, speaks: bool) -> Iterator[Observation]:
    """The models of one file of a program that has to do with AI; `speaks` says whether the file itself has to do
    with AI.

    In a file in which models are told, the names that are used could be followed: what is left there is not chosen, but
    for lists of which nothing is told.
    """
    found: dict[Subject, list[Observation]] = {}
    for written in _unfollowed(_literals(catalogue, module), told.model_lines.get(module.path)):
        one = _model(catalogue, module.path, written, speaks) if plain_name(written.text) not in told.models else None
        if one is not None:
            found.setdefault(one.subject, []).append(one)
    if len(found) <= _OFFERED:
        yield from (one for named in found.values() for one in named)


def _unfollowed(literals: list[_Written], told: Set[int | None] | None) -> list[_Written]:
    """Those that nobody has come by, `told` being the lines at which models are told."""
    if told is None:
        return literals
    followed = {one.listed for one in literals if one.line in told}
    return [one for one in literals if one.listed and one.listed not in followed]


def _model(catalogue: Catalogue, path: str, written: _Written, speaks: bool) -> Observation | None:
    provider, plain = routed(catalogue, written.text)
    form = catalogue.form(written.text) or (catalogue.form(plain) if provider is not None else None)
    on_hub = form is not None and form.provider == "hf"
    if form is None or not (on_hub or _is_sure(catalogue, plain, form, speaks)) or _ASIDE.search(written.symbols):
        return None
    subject, facts = hub_model(written.text) if on_hub else api_model(catalogue, plain, provider, "")
    symbol = written.symbols.rpartition("\n")[2]
    evidence = Evidence(path=path, line=written.line, symbol=symbol[:200], confidence=CONFIDENCE)
    return Observation(subject=subject, evidence=evidence, facts={**facts, "usage": "used"})


def _is_sure(catalogue: Catalogue, name: str, form: Form, speaks: bool) -> bool:
    """Whether a name of an API or of Ollama is written as it is sent, not as it is shown, and is nothing else's."""
    if bare_word(name) or name != name.lower() or _OTHERS.search(name):
        return False
    head = name.partition(":")[0]
    if form.glob == _ANY_TAG and catalogue.form(head) is None and not any(map(str.isdigit, head)):
        return False  # `code-interpreter:latest` is an image
    return any(map(str.isdigit, name)) or (speaks and "-" in name)


def _literals(catalogue: Catalogue, module: Module) -> list[_Written]:
    """The texts that may be models and are given to something, with what they are given to.

    Every literal of a program passes here, so that the cheapest question comes first.
    """
    found: list[_Written] = []
    for binding in module.facts.bindings:
        _within(catalogue, binding.name, binding.value, found)
    for call in module.facts.calls:
        if call.form != CASE:
            _of_call(catalogue, call, found)
    for function in module.functions.values():
        for value in function.returns:
            _within(catalogue, function.name, value, found)
    for name, value in module.facts.exports:
        _within(catalogue, name, value, found)
    return found


def _of_call(catalogue: Catalogue, call: Call, found: list[_Written]) -> None:
    shown = call.form == "jsx"  # what stands between its tags is read by people
    for value in () if shown else call.args:
        _within(catalogue, call.callee, value, found)
    for key, value in call.kwargs:
        if not shown or is_model_key(key) or key in _CHOSEN:
            _within(catalogue, f"{call.callee}\n{key}", value, found)


def _within(
    catalogue: Catalogue, symbols: str, value: Value, found: list[_Written], depth: int = 0, listed: int = 0
) -> None:
    if isinstance(value, Lit):
        text = value.value
        if isinstance(text, str) and catalogue.may_be_model(text) and is_name(text):
            found.append(_Written(text, value.line, symbols, listed))
    elif depth >= _MAX_DEPTH:
        return
    elif isinstance(value, Either):
        for one in value.options:
            _within(catalogue, symbols, one, found, depth + 1, listed)
    elif isinstance(value, Seq) and len(value.items) <= _OFFERED:
        among = listed or (value.line if len(value.items) > 1 else 0)
        for one in value.items:
            _within(catalogue, symbols, one, found, depth + 1, among)
    elif isinstance(value, Map) and not is_traded(value):
        for key, one in value.pairs:
            named = key_name(key)
            _within(catalogue, f"{symbols}\n{named}" if named else symbols, one, found, depth + 1, listed)
