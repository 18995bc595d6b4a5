"""What keeps the state of an interface: `useState("gpt-4o")`, zustand's stores, slices of Redux, atoms, Pinia.

A store is the object that the function given to it makes; what setters put into it later is added where a call of
`set({ ... })` says so. JavaScript only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.scanners.code.facts import Call, CallRef, Elsewhere, FuncRef, Lit, Map, Seq, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Site,
    Symbol,
    distinct,
)

_FIRST = frozenset("useState useSignal createSignal signal".split())  # whose first argument is the value at first
_SECOND = frozenset("useLocalStorage useSessionStorage useLocalStorageState usePersistedState useCookieState".split())
_ATOMS = frozenset("useAtom useAtomValue useRecoilState useRecoilValue".split())
_KEEPERS = ("zustand", "pinia")
_ATOM_MODULES = ("jotai", "recoil")
_MAX_WRAPPERS = 4  # `devtools(persist(immer((set) => ...)))`
_MAX_SETTERS = 20
_MAX_SLICES = 20
_MAX_MEMBERS = 12  # of an enumeration, of which a setter puts in whichever is chosen


def kept_state(ev: Follower, site: Site, call: Call, env: Env) -> Abstracts | None:
    """What a call that asks for a state gives; None when it asks for none that is known."""
    tail = call.callee.rpartition(".")[2]
    if tail in _FIRST or tail in _SECOND:
        given = call.args[0 if tail in _FIRST else 1 :][:1]
        return tuple(_pair(ev, value, env) for value in given) or None
    if tail in _ATOMS:
        return _of_atom(ev, call, env)
    if not (tail.startswith("use") or tail in ("getState", "getInitialState")):
        return None
    if tail in ("useSelector", "useAppSelector", "useStoreSelector"):
        return _selected(ev, call, env, ev.slices)
    states = [one for target in ev.callee(site) if isinstance(target, Symbol) for one in store_state(ev, target)]
    return _selected(ev, call, env, tuple(states)) if states else None


def _pair(ev: Follower, value: Value, env: Env) -> Abstract:
    """A state and its setter, as the list that they are given in."""
    made = ev.modules[env.path].functions.get(value.scope) if isinstance(value, FuncRef) else None
    first: Value = made.returns[0] if made is not None and made.returns else value
    scope = value.scope if made is not None and isinstance(value, FuncRef) else env.scope
    return Data(Seq((first,), value.line), Env(env.path, scope, env.frame if scope == env.scope else None))


def _of_atom(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    found: list[Abstract] = []
    for atom in ev.evaluate(call.args[0], env) if call.args else ():
        if not isinstance(atom, Symbol) or atom.made is None or not atom.module.startswith(_ATOM_MODULES):
            continue
        given = ev.modules[atom.made.env.path].call(atom.made.call).args[:1]
        for value in given:
            default = (
                [item for key, item in value.pairs if key_name(key) == "default"] if isinstance(value, Map) else []
            )
            found.append(Data(Seq((default or [value])[:1], value.line), atom.made.env))  # type: ignore[arg-type]
    if not call.callee.endswith("Value"):
        return tuple(found) or None
    return distinct([v for one in found if isinstance(one, Data) for v in elements(ev, (one,))]) or None


def _selected(ev: Follower, call: Call, env: Env, states: Abstracts) -> Abstracts | None:
    """What a selector takes of a state: `useStore((state) => state.model)`; without one the state itself."""
    selector = _function_of(ev, call.args[0], env.path) if call.args else None
    if selector is None:
        return states or None
    module = ev.modules[env.path]
    returns = module.functions[selector].returns[:2] if selector in module.functions else ()
    found = [one for value in returns for one in ev.evaluate(value, Env(env.path, selector))]
    return distinct([one for value in found for one in _members_of_enum(ev, value)]) or None


def _members_of_enum(ev: Follower, value: Abstract) -> Abstracts:
    """Any member of an enumeration, where only its type is known of a value that a user chooses."""
    if not isinstance(value, Instance):
        return (value,)
    fields = ev.modules[value.cls.path].fields.get(value.cls.scope, ())
    bases = ev.modules[value.cls.path].classes[value.cls.scope].bases
    if not any(getattr(base, "path", "") == "enum" for base in bases) or len(fields) > _MAX_MEMBERS:
        return (value,)
    return tuple(one for name in fields for one in ev.members((value.cls,), name, 0))


def store_state(ev: Follower, store: Symbol) -> Abstracts:
    """The state of the store that a hook belongs to."""
    if store.made is None or not store.module.startswith(_KEEPERS) or "()" not in store.path:
        return ()
    call = ev.modules[store.made.env.path].call(store.made.call)
    path = store.made.env.path
    for value in call.args:
        if isinstance(value, Map):  # Pinia's `{ state: () => ({ ... }) }`
            value = next((item for key, item in value.pairs if key_name(key) == "state"), value)
        scope = _function_of(ev, value, path)
        if scope is not None:
            return tuple(_made_by(ev, Definition(path, "function", scope)))
    return ()


def _function_of(ev: Follower, value: Value, path: str) -> str | None:
    """The function written in place, within calls that only wrap it."""
    module = ev.modules[path]
    for _ in range(_MAX_WRAPPERS):
        if isinstance(value, FuncRef):
            return value.scope
        given = module.call(value.call).args if isinstance(value, CallRef) else ()
        inner = next((one for one in given if isinstance(one, FuncRef | CallRef)), None)
        if inner is None:
            return None
        value = inner
    return None


def _made_by(ev: Follower, maker: Definition) -> Iterator[Abstract]:
    """The objects that the function of a store makes, and those that its setters put in later."""
    module = ev.modules[maker.path]
    function = module.functions.get(maker.scope)
    if function is None:
        return
    env = Env(maker.path, maker.scope)
    for value in function.returns[:2]:
        yield from (one for one in ev.evaluate(value, env) if isinstance(one, Data) and isinstance(one.value, Map))
    setter = function.params[0].name if function.params else ""
    calls = [module.call(index) for index in module.within(maker.scope)] if setter else []
    for call in [one for one in calls if one.callee == setter and one.args][:_MAX_SETTERS]:
        if isinstance(call.args[0], Map):
            yield Data(call.args[0], Env(maker.path, call.scope))


def slices(modules: Mapping[str, Module]) -> Abstracts:
    """The state of a Redux store: each slice under its name, as it is at first."""
    found: list[tuple[Value | None, Value]] = []
    for path, module in modules.items():
        for call in module.facts.calls if module.group == "javascript" else ():
            options = call.args[0] if call.callee.endswith("createSlice") and call.args else None
            if not isinstance(options, Map):
                continue
            parts = {key_name(key): item for key, item in options.pairs}
            name, state = parts.get("name"), parts.get("initialState")
            if isinstance(name, Lit) and state is not None:
                found.append((name, Elsewhere(state, path, call.line)))
    path = next(iter(modules))
    return (Data(Map(tuple(found[:_MAX_SLICES]), 0), Env(path, "")),) if found else ()
