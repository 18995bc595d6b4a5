"""Settings of Nest programs: `config.get("llm.model", "gpt-4o")` (https://docs.nestjs.com/techniques/configuration).

What a key leads to is what the functions return that `ConfigModule.forRoot({ load: [...] })` is given, those of
`registerAs("llm", () => ({ ... }))` below their own name; else the default beside the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.scanners.code.facts import Call, FuncRef, Map, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.script_environment import script_variable
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Data, Env, Follower, Symbol, distinct

_MODULE, _SERVICE = "@nestjs/config", "ConfigService"
_LOOKS_UP = ("get", "getOrThrow")
_MAX_LOADED = 40  # functions that give settings

Settings = list[tuple[str, Value, Env]]  # the name that a function is registered under, and what it returns


def nest_setting(ev: Follower, base: Abstracts, call: Call, env: Env) -> Abstracts | None:
    """What a look-up in the service of settings gives; None for any other look-up."""
    if call.callee.rpartition(".")[2] not in _LOOKS_UP or not any(_is_service(one) for one in base) or not call.args:
        return None
    keys = [str(one.value) for one in ev.evaluate(call.args[0], env) if isinstance(one, Const)]
    found = [v for key in keys for v in (*_under(ev, key), *script_variable(ev, "process.env", key, env.path))]
    if len(call.args) > 1:
        found += (one for one in ev.evaluate(call.args[1], env) if isinstance(one, Const | Data))
    return distinct(found) or None


def registered_member(ev: Follower, value: Symbol, name: str, line: int) -> Abstracts:
    """A member of settings that are injected by their function: `config: ConfigType<typeof llmConfig>`."""
    if value.module != _MODULE or value.path != "registerAs()" or value.made is None:
        return ()
    module, path = ev.modules[value.made.env.path], value.made.env.path
    scope = _function(module.call(value.made.call))
    returned = module.functions[scope].returns if scope in module.functions else ()
    told = (one for given in returned if isinstance(given, Map) for one in ev.evaluate(given, Env(path, scope)))
    return ev.members(tuple(told), name, line)


def _is_service(thing: Abstract) -> bool:
    """Whether a thing is the service of settings."""
    return isinstance(thing, Symbol) and thing.module == _MODULE and thing.path.startswith(_SERVICE)


def _under(ev: Follower, key: str) -> Iterator[Abstract]:
    """The values under a key of the settings of the tree."""
    head, _, rest = key.partition(".")
    for name, value, env in ev.nest_settings:
        path = key if not name else rest if name == head else ""
        things = ev.members(ev.evaluate(value, env), path, value.line) if path else ()
        yield from (one for one in things if isinstance(one, Const | Data))


def nest_settings(modules: Mapping[str, Module]) -> Settings:
    """What the functions of settings return, file by file: those that are registered under a name, and those of the
    files that load settings, by the form of the function (`export default () => ({ ... })`)."""
    found: Settings = []
    loads = any(_loads(call) for one in modules.values() if one.group == "javascript" for call in one.facts.calls)
    for path, module in modules.items():
        if module.group != "javascript" or len(found) >= _MAX_LOADED:
            continue
        named = {_function(call): str(getattr(call.args[0], "value", "")) for call in _registering(module)}
        default = module.exports.get("default")
        if loads and isinstance(default, FuncRef):
            named.setdefault(default.scope, "")
        for scope, name in named.items():
            function = module.functions.get(scope)
            returns = function.returns if function is not None else ()
            found += [(name, value, Env(path, scope)) for value in returns if isinstance(value, Map)]
    return found[:_MAX_LOADED]


def _registering(module: Module) -> Iterator[Call]:
    """The calls of a file that register functions of settings under a name."""
    imported = any(one.name == "registerAs" and one.module == _MODULE for one in module.facts.imports)
    return (one for one in module.facts.calls if imported and one.callee == "registerAs" and len(one.args) > 1)


def _function(call: Call) -> str:
    """The scope of the function that a call is given."""
    return next((one.scope for one in call.args if isinstance(one, FuncRef)), "")


def _loads(call: Call) -> bool:
    """Whether a call loads functions of settings."""
    given = (pair for one in call.args if isinstance(one, Map) for pair in one.pairs)
    return call.callee.endswith("ConfigModule.forRoot") and any(key_name(key) == "load" for key, _ in given)
