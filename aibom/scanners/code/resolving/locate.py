"""Locators: short strings by which catalogue entries point at what a call is given.

model          a named argument: keyword, or a key of an options object
0              a positional argument;  `*` all positional ones
config.tools   a path into a named argument, through mappings and calls (`Config(tools=[...])`)
^.base_url     the same of the call that made the receiver, or any call before it in the chain
^^.name        the same of the call that made the receiver only (`server.tool(name="find")(function)`)
^              the receiver itself
.modelName     what the result is given later: the argument of a method called on it (builders), an attribute set;
               `.serverInfo.0` the first of several, `.WithTools<>` the types that the method is given
~WithModel     the argument of an option function: one that the call is given, or that stands beside it
=              the name the result is assigned to (only as a text, see matching.naming)
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Member, Name, Seq, Value, key_name
from aibom.scanners.code.resolving.field_settings import field_settings
from aibom.scanners.code.resolving.keyword_arguments import handed_through
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.option_functions import optional
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Site,
    Symbol,
    distinct,
)

TYPES = "<>"  # ends a locator of the types that a method is given
_NEAREST = "^."
_MAX_CHAIN = 30
_MAX_ITEMS = 40


def located(ev: Follower, locator: str, site: Site) -> Abstracts:
    """The abstract values a locator points at; empty when the call does not have it."""
    found = [v for value, env in written(ev, locator, site) for v in ev.evaluate(value, env)]
    return distinct(found)


def fits(ev: Follower, conditions: Mapping[str, tuple[str, ...]], site: Site, all_of: Container[str] = ()) -> bool:
    """Whether one of the located arguments has one of its forms (globs of lower case; `[]` is any list), and of those
    in `all_of` every text that the argument may be."""
    for locator, globs in conditions.items():
        texts = [text for value in located(ev, locator, site) for text in _forms_of(value)]
        having = [any(fnmatchcase(text.lower(), glob) or text == glob for glob in globs) for text in texts]
        if any(having) and (all(having) or locator not in all_of):
            return True
    return False


def _forms_of(value: Abstract) -> list[str]:
    """The text of a value; of a list that it is one, and the texts written in it."""
    if isinstance(value, Data):
        items = value.value.items[:_MAX_ITEMS] if isinstance(value.value, Seq) else None
        return [] if items is None else ["[]", *(str(one.value) for one in items if isinstance(one, Lit))]
    text = value.value if isinstance(value, Const) else None
    return [str(text)] if isinstance(text, bool | str) else []


def given(ev: Follower, locator: str, site: Site) -> bool:
    """Whether the call is given the argument at all, readable or not."""
    return any(True for _ in written(ev, locator, site))


def written(ev: Follower, locator: str, site: Site) -> Iterator[tuple[Value, Env]]:
    """The values as written, each with the environment it stands in."""
    call = ev.modules[site.env.path].call(site.call)
    env = Env(site.env.path, call.scope, site.env.frame)
    if locator.startswith("^"):
        yield from _of_receiver(ev, locator[1:].removeprefix("."), site, call, env)
    elif locator.startswith("."):
        yield from _of_builder(ev, locator[1:], site)
    elif locator.startswith("~"):
        yield from optional(ev, locator[1:], site, call, env)
    elif locator == "*":
        yield from ((value, env) for value in call.args)
    else:
        head, _, rest = locator.partition(".")
        own = [(value, env) for value in _own(call, head)] or _unpacked(ev, call, env, head)
        for value, place in own:
            yield from (
                _filled_in(ev, value, place, rest, _inside(ev, value, place, rest)) if rest else ((value, place),)
            )


def _filled_in(
    ev: Follower, value: Value, env: Env, path: str, before: Iterable[tuple[Value, Env]]
) -> list[tuple[Value, Env]]:
    """What a field of a variable holds when it is handed over: what it was made with, and what it is given afterwards
    (`config.ToolsConfig.Tools = tools`)."""
    return _set_on(ev, value, env, f".{path}", list(before))


def _put_under(
    ev: Follower, value: Value, env: Env, key: str, before: Iterable[tuple[Value, Env]]
) -> list[tuple[Value, Env]]:
    """The same of a mapping that is unpacked: `request["tools"] = tools`."""
    return _set_on(ev, value, env, f'["{key}"]', list(before))


def _set_on(
    ev: Follower, value: Value, env: Env, member: str, before: list[tuple[Value, Env]]
) -> list[tuple[Value, Env]]:
    """What a variable held under a member and what this scope puts there; null where only a branch does."""
    if not isinstance(value, Name):
        return before
    module = ev.modules[env.path]
    bound = [one for one in module.bindings.get(f"{value.path}{member}", ()) if one.scope == env.scope]
    added = module.grown.get(f"{value.path}{member}", ())
    before = [*before, *((one.value, env) for one in added if one.scope == env.scope and one.line < value.line)]
    before += field_settings(module, value.path, member, env)
    if not bound:
        return before
    held = [one for one in bound if module.branches.holds(one, value.line)]
    start = module.branches.settled([one for one in held if one.certain], value.line)
    given = [(one.value, env) for one in held if one.line >= start]
    return given if start else [*(before or [(Lit(None, value.line), env)]), *given] if given else before


def _own(call: Call, name: str) -> Iterator[Value]:
    if name.isdigit():
        if int(name) < len(call.args):
            yield call.args[int(name)]
        return
    hit = False
    for key, value in call.kwargs:
        if key == name:
            hit = True
            yield value
    if hit:
        return
    for value in call.args:
        if isinstance(value, Map):
            for label, item in value.pairs:
                if key_name(label) == name:
                    yield item


def _unpacked(ev: Follower, call: Call, env: Env, name: str) -> list[tuple[Value, Env]]:
    """The argument among those that `**settings` or `...settings` brings, when the mapping can be read."""
    spread = [value for key, value in call.kwargs if key == "**"]
    spread += [item for value in call.args if isinstance(value, Map) for key, item in value.pairs if key is None]
    # PHP's `...$given`
    spread += [value.base for value in call.args if isinstance(value, Member) and value.path == "*"]
    found: list[tuple[Value, Env]] = []
    options: list[Name] = []
    if ev.modules[env.path].group == "javascript" and not name.isdigit():  # `const options = {...}; create(options)`
        options = [value for value in call.args[:2] if isinstance(value, Name)]
        spread += options
    for value in spread:
        held = [one for thing in ev.evaluate(value, env) for one in _under(thing, name)]
        given = _filled_in(ev, value, env, name, held) if value in options else held
        found += _put_under(ev, value, env, name, given)
        found += handed_through(ev, value, env, name)
    return found


def _under(thing: Abstract, name: str) -> list[tuple[Value, Env]]:
    """What a mapping has under a key."""
    if not isinstance(thing, Data) or not isinstance(thing.value, Map):
        return []
    return [(item, thing.env) for key, item in thing.value.pairs if key_name(key) == name]


def _inside(ev: Follower, value: Value, env: Env, path: str) -> Iterator[tuple[Value, Env]]:
    """A member of a mapping, or an argument of the call, that a value stands for."""
    head, _, rest = path.partition(".")
    plain = _plainly_made(ev, value, env)
    for item in _own(plain, head) if plain is not None else ():
        yield from _inside(ev, item, env, rest) if rest else ((item, env),)
    for thing in ev.evaluate(_unwritten(ev, value, env), env) if plain is None else ():
        inner: list[tuple[Value, Env]] = []
        if isinstance(thing, Data) and isinstance(thing.value, Map):
            inner = [(item, thing.env) for key, item in thing.value.pairs if key_name(key) == head]
        elif isinstance(thing, Data):
            yield from _of_each(ev, thing, path)
        elif isinstance(thing, Symbol | Instance) and thing.made is not None:
            made = ev.modules[thing.made.env.path].call(thing.made.call)
            inner = [(item, thing.made.env) for item in _own(made, head)]
        elif isinstance(thing, Definition) and "<lambda" in thing.scope:  # what a function written in place gives
            function = ev.modules[thing.path].functions.get(thing.scope)
            for given_back in function.returns[:1] if function is not None else ():
                yield from _inside(ev, given_back, Env(thing.path, thing.scope), path)
            inner = _configured(ev, thing, head)
        for item, place in inner:
            yield from _inside(ev, item, place, rest) if rest else ((item, place),)


def _of_each(ev: Follower, rows: Data, path: str) -> Iterator[tuple[Value, Env]]:
    """The items of a list (`*`), or what stands in each: `model_list=[{"litellm_params": {"model": ...}}]`."""
    head, _, rest = path.partition(".")
    for item in () if head.isdigit() else getattr(rows.value, "items", ())[:_MAX_ITEMS]:
        if head == "*" and not rest:
            yield item, rows.env
        else:
            yield from _inside(ev, item, rows.env, rest if head == "*" else path)


def _plainly_made(ev: Follower, value: Value, env: Env) -> Call | None:
    """The call that makes an object whose class the place says: `options.ServerInfo = new() { Name = "x" }`, or one
    that no import of the file brings."""
    call = ev.modules[env.path].call(value.call) if isinstance(value, CallRef) and env.path in ev.modules else None
    if call is None or call.form != "new" or call.receiver is not None:
        return None
    things = ev.evaluate(value, env) if call.callee else ()
    return None if any(isinstance(one, Symbol | Instance | Data) for one in things) else call


def _configured(ev: Follower, function: Definition, field: str) -> list[tuple[Value, Env]]:
    """What a function written in place gives to a field of its one parameter: `options => { options.Name = "x"; }`."""
    module = ev.modules[function.path]
    params = module.functions[function.scope].params if function.scope in module.functions else ()
    bound = module.bindings.get(f"{params[0].name}.{field}", ()) if len(params) == 1 else ()
    return [(one.value, Env(function.path, function.scope)) for one in bound if one.scope == function.scope]


def _unwritten(ev: Follower, value: Value, env: Env) -> Value:
    """What is turned into JSON, for members of the body of a request: `body: JSON.stringify(payload)`."""
    call = ev.modules[env.path].call(value.call) if isinstance(value, CallRef) and env.path in ev.modules else None
    return call.args[0] if call is not None and call.callee == "JSON.stringify" and call.args else value


def _of_receiver(ev: Follower, rest: str, site: Site, call: Call, env: Env) -> Iterator[tuple[Value, Env]]:
    if not rest:
        receiver = _receiver(ev, site, call)
        yield from ((receiver, env),) if receiver is not None else ()
        return
    ways = [list(chain) for chain in (_makers(ev, target, site) for target in ev.callee(site)) if chain]
    if rest.startswith(_NEAREST):
        rest, ways = rest.removeprefix(_NEAREST), [way[:1] for way in ways]
    given = [[one for maker in way for one in written(ev, rest, maker)] for way in ways]
    if any(given) and not all(given):  # one of several clients is given nothing
        yield Lit(None, call.line), env
    seen: set[Site] = set()
    for maker in (maker for way in ways for maker in way):
        if maker not in seen:
            seen.add(maker)
            yield from written(ev, rest, maker)


def _receiver(ev: Follower, site: Site, call: Call) -> Value | None:
    """What a call is made on, as written."""
    if call.receiver is not None:
        receiver: Value = call.receiver
        return receiver
    if _is_object(ev, site):  # `llm = ChatOpenAI(...)`, `llm(messages)`
        return Name(call.callee, call.line)
    return Name(call.callee.rpartition(".")[0], call.line) if "." in call.callee else None


def _is_object(ev: Follower, site: Site) -> bool:
    """Whether what is called by its name is an object that a library made."""
    called = [one for one in ev.callee(site) if isinstance(one, Symbol)]
    return any(one.made is not None and one.path.endswith("()") for one in called)


def made_on(ev: Follower, site: Site, called: bool) -> list[Value]:
    """What a call is made on; with `called` also what was made of a library and is called itself:
    `const extractor = await pipeline(...)`, `extractor(text)`."""
    call = ev.modules[site.env.path].call(site.call)
    receiver = _receiver(ev, site, call)
    if receiver is not None:
        return [receiver]
    if not called or not call.callee:
        return []
    name = Name(call.callee, call.line)
    things = ev.evaluate(name, Env(site.env.path, call.scope, site.env.frame))
    return [name] if all(isinstance(one, Symbol) and one.made is not None for one in things) else []


def makers(ev: Follower, site: Site) -> list[Site]:
    """The calls that made the receiver, nearest first (`OpenAI(...)` of `client.chat.completions.create(...)`)."""
    found: dict[Site, None] = {}
    for target in ev.callee(site):
        _add_makers(ev, target, site, found)
        if len(found) >= _MAX_CHAIN:
            break
    return list(found)[:_MAX_CHAIN]


def _makers(ev: Follower, target: Abstract, site: Site) -> dict[Site, None]:
    """The calls that made one of the things that a call may be made on."""
    found: dict[Site, None] = {}
    _add_makers(ev, target, site, found)
    return found


def _add_makers(ev: Follower, target: Abstract, site: Site, found: dict[Site, None]) -> None:
    """Add the calls that made a thing, and those that made what they are made on; those of the found are found."""
    pending = [target]
    for one in pending:
        owner = getattr(one, "owner", None)
        for maker in (getattr(one, "made", None), owner.made if owner is not None else None):
            if maker is not None and maker not in found and maker != site:
                found[maker] = None
                pending += ev.callee(maker)
        if len(found) >= _MAX_CHAIN:
            break


def _of_builder(ev: Follower, locator: str, site: Site) -> Iterator[tuple[Value, Env]]:
    """Arguments of `.method(...)` in the chain of calls that goes on from this one."""
    module = ev.modules[site.env.path]
    method, _, index = locator.removesuffix(TYPES).partition(".")
    by_type = locator.endswith(TYPES)
    current, alone = site.call, True
    for _ in range(_MAX_CHAIN):
        following = module.following(current)
        if following is None:
            break
        call = module.call(following)
        if call.callee.rpartition(".")[2] == method:
            env = Env(site.env.path, call.scope, site.env.frame)
            given = call.args[int(index) : int(index) + 1] if index.isdigit() else call.args
            given = _types(call) if by_type else given
            alone = False
            yield from ((value, env) for value in given)
        current = following
    yield from _of_variable(ev, method, site, by_type, alone)


def _types(call: Call) -> tuple[Value, ...]:
    return tuple(Name(one, call.line) for one in call.types)


def _of_variable(ev: Follower, method: str, site: Site, by_type: bool, alone: bool) -> Iterator[tuple[Value, Env]]:
    """What the variable that holds the result is given later: `config.model = name`, `config.setModel(name)`; null
    where only a branch gives it, `alone` when the chain did not."""
    module = ev.modules[site.env.path]
    name, scope = module.owner(site.call), module.call(site.call).scope
    if not name:
        return
    env, made = Env(site.env.path, scope, site.env.frame), module.call(site.call).line
    found: list[tuple[Value, int]] = []
    for spelling in (f"{name}.{method}", f"this.{name}.{method}", f"self.{name}.{method}"):
        bound = () if by_type else module.bindings.get(spelling, ())
        found += ((one.value, one.line) for one in bound if one.scope == scope)
        calls = (module.call(index) for index in module.calls_in.get(scope, ()))
        for one in calls:
            if one.receiver is None and one.callee == spelling:
                found += ((value, one.line) for value in (_types(one) if by_type else one.args))
    if alone and found and all(_in_branch(module, scope, line, made) for _, line in found):
        yield Lit(None, made), env
    yield from ((value, env) for value, _ in found)


def set_later(ev: Follower, locator: str, site: Site) -> list[tuple[Value, Env]]:
    """What is assigned or appended to an attribute of an object after it was made: `agent.handoffs = [...]`."""
    module = ev.modules[site.env.path]
    owner = module.owner(site.call) if locator.isidentifier() else ""
    name = f"{owner}.{locator}"
    later = (*module.bindings.get(name, ()), *module.grown.get(name, ())) if owner else ()
    return [(one.value, Env(site.env.path, one.scope)) for one in later]


def _in_branch(module: Module, scope: str, line: int, made: int) -> bool:
    """Whether a line may not run after another one did: a branch is around it that is not around the other."""
    return any(not arm.line <= made <= arm.end_line for arm in module.branches.around(scope, line))
