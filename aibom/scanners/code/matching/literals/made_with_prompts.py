"""Prompts that a construction is given under a name that says so: `Command { prompt: "Below is ..." }`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Template, Value
from aibom.scanners.code.matching.prompt_texts import is_prompt_name
from aibom.scanners.code.resolving.modules import Module

_LABELS = ("name", "id", "title", "label", "key", "slug")
_MAX_LABEL, _MAX_PAIRS = 40, 40
_PLAIN_KEYS = frozenset(("prompt", "prompttext", "prompttemplate", "systemprompt", "instructions", "systemmessage"))


def made_with_prompts(module: Module) -> Iterator[tuple[str, str, Value]]:
    """The texts among the fields of structs and objects, named after what they belong to: the key of the mapping that
    it is an entry of, its own name, or its type."""
    entries: Mapping[int, str] | None = None
    for index, call in enumerate(module.facts.calls):
        if call.form != "new" or not call.kwargs:
            continue
        for key, value in call.kwargs:
            if isinstance(value, Lit | Template) and is_prompt_name(key):
                entries = _entries(module) if entries is None else entries
                yield _name(key, call, entries.get(index, "")), call.scope, value


def _entries(module: Module) -> dict[int, str]:
    """What each construction is called that is an entry of a mapping: `HashMap::from([("poem", Command { ... })])`."""
    found: dict[int, str] = {}
    given = [value for call in module.facts.calls for value in (*call.args, *(value for _, value in call.kwargs))]
    for value in (*given, *(one.value for one in module.facts.bindings)):
        for key, item in value.pairs[:_MAX_PAIRS] if isinstance(value, Map) else ():
            if isinstance(item, CallRef) and isinstance(key, Lit):
                found[item.call] = str(key.value)[:_MAX_LABEL]
    return found


def _name(key: str, call: Call, entry: str) -> str:
    given = {name.lower(): value.value for name, value in call.kwargs if isinstance(value, Lit)}
    own = (given.get(label) for label in _LABELS)
    label = entry or next((one for one in own if isinstance(one, str) and 0 < len(one) <= _MAX_LABEL), "")
    label = label or call.callee.rpartition(".")[2]
    return f"{label} {key}" if key.lower().replace("_", "") in _PLAIN_KEYS else key
