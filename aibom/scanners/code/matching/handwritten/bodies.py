"""Finds the bodies of requests in a file: what names a `model` beside what the model is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, Either, Lit, Map, Name, Seq, Template, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Env

_TO_JSON = "JSON.stringify"
_MAX_NESTING = 6
_MAX_ITEMS = 100
_MAX_TEXT = 20_000
_ASKS = frozenset(
    "messages prompt input inputs contents system instructions max_tokens maxtokens max_completion_tokens temperature"
    " stream tools transcript texts documents".split()
)
_MODEL = ("model", "model_id", "modelid")
# JSON that is written as a text; quotes may be escaped once more.
_TEXT_MODEL = re.compile(r'\\?"model\\?"\s{0,20}:\s{0,20}\\?"(?:(?P<name>[^"\\\s]{2,120})\\?"|\Z)')
_TEXT_ASKS = re.compile(r'\\?"(?:messages|prompt|input|contents|max_tokens|temperature|stream)\\?"\s{0,20}:')
_TEXT_SYSTEM = re.compile(
    r'\\?"role\\?"\s{0,20}:\s{0,20}\\?"(?:system|developer)\\?"\s{0,20},\s{0,20}\\?"content\\?"\s{0,20}:\s{0,20}'
    r'\\?"(?P<text>[^"\\]{15,8000})'
)


_VERSION = re.compile(r"[0-9a-f]{64}")
_SPEAKING = frozenset((Map, Seq, Either, Lit, Template))  # what a body can be written as
# What only models are asked, where their name stands in the address: Gemini's API, the hub's, servers of one's own.
_ASKED = frozenset("contents inputs prompt messages systeminstruction system_instruction instructions".split())


def _is_speaking(value: Value) -> bool:
    return type(value) in _SPEAKING


class Body(NamedTuple):
    """One request: the values of its model, and of all its keys in lower case."""

    models: tuple[Value, ...]
    items: dict[str, tuple[Value, ...]]
    env: Env
    line: int
    asks: bool = True  # whether a key says what the model is asked; else it is only a mapping with a model in it
    made: str = ""  # the type of a record


def bodies(module: Module, is_known: Callable[[int], bool]) -> Iterator[Body]:
    """All requests that a file writes; calls that the catalogue knows are left to it."""
    for binding in module.facts.bindings:
        if type(binding.value) in _SPEAKING and binding.form != "param":
            yield from _of_value(binding.value, Env(module.path, binding.scope), 0)
    for index, call in enumerate(module.facts.calls):
        if is_known(index):
            continue
        if call.kwargs:
            yield from _of_call(call, Env(module.path, call.scope), module.group not in ("python", "javascript"))
        for value in (*call.args, *[value for _, value in call.kwargs]) if call.kwargs else call.args:
            if type(value) in _SPEAKING:
                yield from _of_value(value, Env(module.path, call.scope), 0)
    for scope, function in module.functions.items():
        for value in filter(_is_speaking, function.returns):
            yield from _of_value(value, Env(module.path, scope), 0)


def nameless_bodies(module: Module) -> Iterator[Body]:
    """The requests of a script that name no model: `JSON.stringify({ contents: [{ parts: [{ text: prompt }] }] })`."""
    for call in module.facts.calls if module.group == "javascript" else ():
        for value in call.args[:1] if call.callee == _TO_JSON else ():
            bound = module.bindings.get(value.path, ()) if isinstance(value, Name) else ()
            for written, scope in ((value, call.scope), *((one.value, one.scope) for one in bound)):
                items = _session(_items(written)) if isinstance(written, Map) else {}
                if "model" not in items and "version" not in items and _ASKED & items.keys():
                    yield Body((), items, Env(module.path, scope), written.line)
    yield from _of_gemini(module)


def _of_gemini(module: Module) -> Iterator[Body]:
    """The same of Gemini's API in any language, whose form nothing else has: `"contents" => [["parts" => [["text" =>
    $prompt]]]]`."""
    bound = ((one.value, one.scope) for one in module.facts.bindings)
    given = (
        (value, call.scope)
        for call in module.facts.calls
        if call.callee != _TO_JSON
        for value in (*call.args, *(value for _, value in call.kwargs))
    )
    for value, scope in (*bound, *given):
        items = _items(value) if isinstance(value, Map) else {}
        if "model" not in items and any(_has_parts(one) for one in items.get("contents", ())):
            yield Body((), items, Env(module.path, scope), value.line if isinstance(value, Map) else 0)


def _has_parts(contents: Value) -> bool:
    first = contents.items[:1] if isinstance(contents, Seq) else (contents,)
    return any(isinstance(one, Map) and "parts" in _items(one) for one in first)


def _session(items: dict[str, tuple[Value, ...]]) -> dict[str, tuple[Value, ...]]:
    """What a session is told that is updated: `{ type: "session.update", session: { instructions, tools } }` of
    OpenAI's Realtime API."""
    told = items.get("session", ())
    return _items(told[0]) if told and isinstance(told[0], Map) and "type" in items else items


def _of_call(call: Call, env: Env, typed: bool) -> Iterator[Body]:
    """A struct, record or object that is built by its fields: `ChatRequest{Model: ..., Messages: ...}`. In a `typed`
    language the model may be a default of the type."""
    items: dict[str, tuple[Value, ...]] = {}
    for name, value in call.kwargs:
        key = name.lower()
        items[key] = (*items.get(key, ()), value)
    if "model" in items and _ASKS & items.keys():
        yield Body(items["model"], items, env, call.line, made=call.callee.rpartition(".")[2])
    elif typed and "messages" in items:
        yield Body((), items, env, call.line)


def _of_value(value: Value, env: Env, depth: int) -> Iterator[Body]:
    if depth > _MAX_NESTING:
        return
    match value:
        case Map():
            yield from _of_map(value, env)
            for item in _spoken(value):
                yield from _of_value(item, env, depth + 1)
        case Seq():
            for item in value.items[:_MAX_ITEMS]:
                yield from _of_value(item, env, depth + 1)
        case Either():
            for item in value.options[:_MAX_ITEMS]:
                yield from _of_value(item, env, depth + 1)
        case Lit() if isinstance(value.value, str) and '"' in value.value:
            yield from _of_text((value,), env, value.line)
        case Template():
            yield from _of_text(value.parts, env, value.line)


def _spoken(mapping: Map) -> Iterator[Value]:
    """The values of a mapping but for what says how a provider is set up: `{"provider": "groq", "config": {...}}`."""
    pairs = [(key_name(key), item) for key, item in mapping.pairs[:_MAX_ITEMS]]
    provided = any(key == "provider" for key, _ in pairs)
    yield from (item for key, item in pairs if not (provided and key == "config"))


def _items(mapping: Map) -> dict[str, tuple[Value, ...]]:
    """The values of a mapping by their keys in lower case."""
    items: dict[str, tuple[Value, ...]] = {}
    for key, item in mapping.pairs[:_MAX_ITEMS]:
        label = key_name(key)
        if isinstance(label, str):
            items[label.lower()] = (*items.get(label.lower(), ()), item)
    return items


def _of_map(mapping: Map, env: Env) -> Iterator[Body]:
    items = _items(mapping)
    named = next((key for key in _MODEL if key in items), "")
    if named and _ASKS & items.keys():
        yield Body(items[named], items, env, mapping.line)
    elif "model" in items and len(items) > 1 and any(isinstance(one, Name) for one in items["model"]):
        yield Body(items["model"], {}, env, mapping.line, asks=False)
    elif "input" in items and any(_is_version(one) for one in items.get("version", ())):
        yield Body(items["version"], items, env, mapping.line)


def _is_version(value: Value) -> bool:
    """Whether a value is the digest by which Replicate's API knows a model (replicate.com/docs/reference/http)."""
    return isinstance(value, Lit) and bool(_VERSION.fullmatch(str(value.value)))


def _of_text(parts: tuple[Value, ...], env: Env, line: int) -> Iterator[Body]:
    """A body that is written as JSON text, perhaps with values put in between."""
    texts = [part for part in parts if isinstance(part, Lit) and isinstance(part.value, str)]
    if not any("model" in str(part.value)[:_MAX_TEXT] for part in texts):
        return
    models: list[Value] = []
    spoken: list[Value] = []
    asks = False
    for index, part in enumerate(parts):
        if not (isinstance(part, Lit) and isinstance(part.value, str)):
            continue
        text = part.value[:_MAX_TEXT]
        asks = asks or bool(_TEXT_ASKS.search(text))
        for match in _TEXT_MODEL.finditer(text):
            if match["name"]:
                models.append(Lit(match["name"], part.line + text.count("\n", 0, match.start())))
            elif index + 1 < len(parts):
                models.append(parts[index + 1])
        spoken += (
            Lit(m["text"], part.line + text.count("\n", 0, m.start("text"))) for m in _TEXT_SYSTEM.finditer(text)
        )
    if models and asks:
        yield Body(tuple(models), {"system": tuple(spoken)} if spoken else {}, env, line)
