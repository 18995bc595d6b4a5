"""Which name the result of a call is given: a variable's, or its key in an object literal."""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Either, Lit, Map, ModuleFacts, Name, Value, key_name

_NAMING_CALLS = ("add_node", "addNode", "register")  # `builder.add_node("search", make_search())`
_STRUCTS = ("rust", "go")  # where a call of form "new" is a struct whose fields hold what they are given
_HELD_AS = ("runnable", "agent", "graph", "instance", "executor")  # keys of what a mapping is the entry of


def owners_of(facts: ModuleFacts) -> dict[int, str]:
    """The name that each call's result is given: the number of the call -> a variable, attribute, field or key."""
    owners: dict[int, str] = {}
    for binding in facts.bindings:
        if binding.form in ("assign", "field", "with"):
            _own(owners, _own_name(binding.name), binding.value, 0)
    for call in facts.calls:
        if call.callee.rpartition(".")[2] in _NAMING_CALLS and len(call.args) > 1 and isinstance(call.args[0], Lit):
            _own(owners, str(call.args[0].value), call.args[1], 0)
        for value in call.args:
            _own_members(owners, value, 0)
        for key, value in call.kwargs:
            _own_members(owners, value, 0)
            if call.form == "new" and facts.language in _STRUCTS:
                _own(owners, key, value, 0)
    returned = (value for function in facts.functions for value in function.returns)
    for value in (*(value for _, value in facts.exports), *returned):
        _own_members(owners, value, 0)
    return owners


def _own_name(name: str) -> str:
    """The variable, attribute or literal key that is assigned to; a computed key names nothing."""
    if not name.endswith("]"):
        return name.rpartition(".")[2]
    _, found, key = name.rpartition('["')
    return key.removesuffix('"]') if found else ""


def _own(owners: dict[int, str], name: str, value: Value, depth: int) -> None:
    if isinstance(value, CallRef):
        if name:
            owners.setdefault(value.call, name)
    elif isinstance(value, Either):
        for option in value.options:
            _own(owners, name, option, depth)
    else:
        _own_members(owners, value, depth)


def _own_members(owners: dict[int, str], value: Value, depth: int) -> None:
    if isinstance(value, Map) and depth < 6:
        for key, item in value.pairs:
            if isinstance(key, Lit | Name):
                text = key.value if isinstance(key, Lit) else key.path
                if text in _HELD_AS:  # `{ name: "EchoAgent", runnable: createAgent({ ... }) }`
                    text = next((v.value for k, v in value.pairs if key_name(k) == "name" and type(v) is Lit), text)
                if isinstance(text, str):
                    _own(owners, text, item, depth + 1)
