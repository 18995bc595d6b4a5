"""What calls return: functions of the tree, objects, and the outside functions that pass a value on."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Function, Name
from aibom.scanners.code.resolving.annotations import typed
from aibom.scanners.code.resolving.joined_paths import joined
from aibom.scanners.code.resolving.list_methods import through_list
from aibom.scanners.code.resolving.locate import fits
from aibom.scanners.code.resolving.mappings import united
from aibom.scanners.code.resolving.members import ancestors, bases, outside_bases
from aibom.scanners.code.resolving.names import enumerated
from aibom.scanners.code.resolving.outside_calls import fed, ruled, told_by_form, unread
from aibom.scanners.code.resolving.pass_through import through_literal
from aibom.scanners.code.resolving.processes import command_line
from aibom.scanners.code.resolving.receivers import given_back, on_receiver
from aibom.scanners.code.resolving.records import record
from aibom.scanners.code.resolving.registrations import GETTERS
from aibom.scanners.code.resolving.script_results import of_script
from aibom.scanners.code.resolving.settings.dotnet import setting_of_call
from aibom.scanners.code.resolving.settings.go import keyed_setting
from aibom.scanners.code.resolving.settings.laravel import is_reader, laravel_setting
from aibom.scanners.code.resolving.text_builders import built
from aibom.scanners.code.resolving.types import (
    LOOSE,
    MAX_FRAMES,
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Frame,
    Instance,
    Lost,
    Site,
    Symbol,
    any_known,
    distinct,
    frames,
)

_TYPED = (
    *GETTERS,
    "Get",
)  # what gives an object of its type argument: `configuration.GetSection("Chat").Get<ChatOptions>()`
_PATH_JOINERS = ("Path.Combine", "Path.Join")  # of .NET, seen without `using System.IO`
_BY_DEFAULT = ".default"
_ONE_TYPE = re.compile(r"(?:Optional\[)?[\"']?(?P<type>[A-Z_a-z][\w.]{0,100})[\"']?\]?(?:\s*\|\s*None)?")
# Tags of template literals that only lay out the text (dedent, common-tags, outdent, endent).
_TAGS = frozenset(
    "codeBlock source dedent outdent endent stripIndent stripIndents oneLine oneLineTrim html safeHtml indent".split()
)


def called(ev: Follower, site: Site) -> Abstracts:
    """What a call calls: the abstract values of its callee."""
    module = ev.modules[site.env.path]
    call = module.call(site.call)
    env = Env(site.env.path, call.scope, site.env.frame)
    if call.receiver is None:
        if call.callee in ("super", "super.__init__"):
            return _super(ev, site)
        known = ev.evaluate(Name(call.callee, call.line), env)
        return _extended(ev, module.group, call, on_receiver(ev, module, call, env, known) or known, site.env.path)
    if _is_super(ev, site, call):
        return _super_member(ev, site, call.callee)
    base = ev.evaluate(call.receiver, env)
    found = ev.members(base, call.callee, call.line) if call.callee else base
    return _extended(ev, module.group, call, found, site.env.path)


def _extended(ev: Follower, group: str, call: Call, found: Abstracts, path: str) -> Abstracts:
    """The tree's own methods of that name, which stand outside of the type that they are called on, before others."""
    if group not in ("dotnet", "jvm") or any(isinstance(one, Definition) for one in found):
        return found
    own = ev.extensions(call, path)
    if any(ev.catalogue.imported_package(group, ev.modules[one.path].facts.package) is not None for one in own):
        return (*found, *own)  # an SDK's own tree: its samples use the SDK
    return own or found


def _is_super(ev: Follower, site: Site, call: Call) -> bool:
    if not isinstance(call.receiver, CallRef):
        return False
    inner = ev.modules[site.env.path].call(call.receiver.call)
    return inner.receiver is None and inner.callee == "super"


def _super(ev: Follower, site: Site) -> Abstracts:
    module = ev.modules[site.env.path]
    cls = module.enclosing_class(module.call(site.call).scope)
    return bases(ev, Definition(site.env.path, "class", cls)) if cls is not None else ()


def _super_member(ev: Follower, site: Site, name: str) -> Abstracts:
    """`super().__init__(...)` calls the base class; `super().x` is a method of its object."""
    found: list[Abstract] = []
    for base in _super(ev, site):
        if isinstance(base, Symbol):
            path = base.path if name == "__init__" else f"{base.path}().{name}"
            found.append(Symbol(base.module, path))
        elif isinstance(base, Definition) and base.kind == "class":
            found += (base,) if name == "__init__" else ev.members((Instance(base),), name, 0)
    return distinct(found)


def returned(ev: Follower, site: Site) -> Abstracts:
    """What a call gives back."""
    module = ev.modules[site.env.path]
    call = module.call(site.call)
    if call.form == "template-tag" and call.callee.rpartition(".")[2] in _TAGS:
        return ev.evaluate(call.args[0], Env(site.env.path, call.scope, site.env.frame)) if call.args else ()
    env = Env(site.env.path, call.scope, site.env.frame)
    passed = (united(ev, call, env) or fed(ev, call, env)) if call.callee == "__or__" else _through(ev, site, call, env)
    if passed is None and module.group == "javascript":
        passed = of_script(ev, site, call, env)
    if passed is None and module.group == "jvm":
        passed = given_back(ev, module, call, env) or command_line(ev, module, call, env)
    if passed is None and call.callee.endswith("__new__"):
        passed = _made_bare(ev, site, call)
    if passed is None:
        passed = built(ev, module, call, env)
    if passed is None and module.group == "go" and call.callee == "string" and len(call.args) == 1:
        passed = ev.evaluate(call.args[0], env) or None  # `string(anthropic.ModelClaudeSonnet4_0)`
    if passed is None and module.group == "dotnet" and call.callee in _PATH_JOINERS:
        passed = joined(ev, site, call) or None
    if passed is None and call.types and module.group == "dotnet" and call.callee.rpartition(".")[2] in _TYPED:
        passed = typed(ev, call.types[0], env, call.line) or None
    if passed is not None:
        return passed
    return (
        distinct(_results(ev, site, call, module.group, env)) or _extension(ev, site, call) or (unread(ev, site, call),)
    )


def _through(ev: Follower, site: Site, call: Call, env: Env) -> Abstracts | None:
    """What methods of texts, mappings and lists that are known give."""
    found = through_literal(ev, site, call)
    found = through_list(ev, call, env) if found is None else found
    return _by_default(ev, site, call, env) if found is None else found


def _by_default(ev: Follower, site: Site, call: Call, env: Env) -> Abstracts | None:
    """The object of a type of Rust whose default is derived, so that no function is written for it."""
    if ev.modules[env.path].group != "rust" or not call.callee.endswith(_BY_DEFAULT):
        return None
    types = ev.evaluate(Name(call.callee.removesuffix(_BY_DEFAULT), call.line), env) if call.receiver is None else ()
    owns = (one for one in types if isinstance(one, Definition) and one.kind == "class")
    made = [Instance(one, site) for one in owns if f"{one.scope}{_BY_DEFAULT}" not in ev.modules[one.path].functions]
    return tuple(made) or None


def _made_bare(ev: Follower, site: Site, call: Call) -> Abstracts | None:
    """`super().__new__(cls)`, `cls.__new__(cls)`: an object of the class around it (a singleton's, as a rule)."""
    cls = ev.modules[site.env.path].enclosing_class(call.scope)
    return (Instance(Definition(site.env.path, "class", cls)),) if cls is not None else None


def _results(ev: Follower, site: Site, call: Call, group: str, env: Env) -> list[Abstract]:
    """What each thing that a call may call gives back."""
    found: list[Abstract] = []
    told: Abstracts | None = None  # by the call itself, whatever it calls
    for target in ev.callee(site):
        if type(target) is not Symbol:
            found += _result_of(ev, target, site, call)
        elif group == "php" and is_reader(target.module, target.path):
            found += laravel_setting(ev, call, env) or (unread(ev, site, call),)
        elif group == "python" and (made := record(ev, target, site, call)) is not None:
            found.append(made)
        elif (rule := ev.catalogue.value_rule(group, target.module, target.path)) is not None:
            found += ruled(ev, rule, target, site, call)
        else:
            told = told_by_form(ev, call, group, env) if told is None else told
            found += told or (Symbol(target.module, target.path + "()", site),)
    return found


def _chosen(ev: Follower, cls: Definition, site: Site, call: Call) -> Abstracts:
    """The member of an enumeration that a value chooses, then the others: `Size(config.get("size", "small"))`."""
    if ev.modules[cls.path].group != "python" or len(call.args) != 1 or call.kwargs:
        return ()
    members = enumerated(ev, cls)
    if not members:
        return ()
    values = {one.value for one in members if isinstance(one, Const)}
    given = ev.evaluate(call.args[0], Env(site.env.path, call.scope, site.env.frame))
    named = [one for one in given if isinstance(one, Const) and one.value in values]
    return distinct([*named, *members])


def _result_of(ev: Follower, target: Abstract, site: Site, call: Call) -> Abstracts:
    match target:
        case Definition() if target.kind == "class":
            chosen = _chosen(ev, target, site, call)
            if chosen:
                return chosen
            derived = [Symbol(base.module, base.path + "()", site) for base in outside_bases(ev, target)]
            return (Instance(target, site), *derived)
        case Definition():
            given = _function_result(ev, target, site) or _of_overrides(ev, target, site)
            if not any_known(given):
                given = _declared(ev, target) or given
            return tuple(_as_called(ev, v, site, call) if type(v) is Instance else v for v in given)
        case Instance():
            invoked = [one for one in ev.members((target,), "__call__", call.line) if isinstance(one, Definition)]
            gotten = ev.modules[site.env.path].group == "jvm" and not call.args and not invoked
            return (target,) if gotten else tuple(v for one in invoked for v in _function_result(ev, one, site))
        case Const() if ev.modules[site.env.path].group == "javascript" and isinstance(target.value, str):
            return (target._replace(partial=True),)  # a compiled template that is filled in
        case Const() | Data() if ev.modules[site.env.path].group == "jvm" and not call.args:
            return (target,)  # the accessor of a record's field
        case Lost() if ev.modules[site.env.path].group == "go" and (kept := _kept(ev, site, call)):
            return kept
        case Lost():
            return _extension(ev, site, call) or (unread(ev, site, call, target.why),)
    return ()


def _declared(ev: Follower, target: Definition) -> Abstracts:
    """An object of the class of the tree that a function of Python says to give, where nothing tells which one it is:
    `def make_llm(config) -> LLM: return REGISTRY[config.provider](config)`."""
    module = ev.modules[target.path]
    gives = _ONE_TYPE.fullmatch(module.functions[target.scope].gives) if module.group == "python" else None
    if gives is None:
        return ()
    things = typed(ev, gives["type"], Env(target.path, module.functions[target.scope].scope), 0)
    return tuple(one for one in things if isinstance(one, Instance))


def _kept(ev: Follower, site: Site, call: Call) -> Abstracts:
    return keyed_setting(ev, call, Env(site.env.path, call.scope, site.env.frame))


def _extension(ev: Follower, site: Site, call: Call) -> Abstracts:
    """What a method gives that is called on something unread but known by its name: a setting of .NET, `env.AI.run`."""
    group = ev.modules[site.env.path].group
    if group not in ("dotnet", "javascript"):
        return ()
    told = ev.catalogue.loose_signatures(group, call.callee)
    if any(not one.when or fits(ev, one.when, site) for one in told):
        return (Symbol(LOOSE, call.callee.rpartition(".")[2] + "()", site),)
    return setting_of_call(ev, call, Env(site.env.path, call.scope, site.env.frame)) if group == "dotnet" else ()


def _as_called(ev: Follower, value: Instance, site: Site, call: Call) -> Instance:
    """`Settings.load()` of a method that `Settings` inherits gives a `Settings`, not an object of the base class."""
    prefix = call.callee.rpartition(".")[0]
    if not prefix or call.receiver is not None:
        return value
    for cls in ev.evaluate(Name(prefix, call.line), Env(site.env.path, call.scope, site.env.frame)):
        if isinstance(cls, Definition) and cls.kind == "class" and value.cls in ancestors(ev, cls):
            return Instance(cls, value.made)
    return value


def _function_result(ev: Follower, target: Definition, site: Site) -> Abstracts:
    function = ev.modules[target.path].functions[target.scope]
    frame = Frame(target.scope, site.env, site.call) if frames(site.env) < MAX_FRAMES else None
    env = Env(target.path, target.scope, frame)
    name = function.name
    if name.startswith("<"):  # one that is written in place is known by where it stands: `PROMPTS.summary(text)`
        name = ev.modules[site.env.path].call(site.call).callee.rpartition(".")[2] or name
    found: list[Abstract] = []
    for value in function.returns[:MAX_OPTIONS]:
        for result in ev.evaluate(value, env):
            written = isinstance(result, Const) and _written_in(result, target, function)
            if isinstance(result, Const) and written and not result.name and _names(name, result.value):
                result = result._replace(name=name)
            found.append(result)
    return distinct(found)


def _of_overrides(ev: Follower, target: Definition, site: Site) -> Abstracts:
    """What the subclasses give for an abstract method that its own class calls by its bare name."""
    module = ev.modules[target.path]
    cls = module.enclosing_class(target.scope)
    if target.owner is not None or cls is None or module.functions[target.scope].returns:
        return ()
    meant = ev.members((Instance(Definition(target.path, "class", cls)),), module.functions[target.scope].name, 0)
    others = [one for one in meant if isinstance(one, Definition) and one.scope != target.scope]
    return distinct([v for one in others if one.kind == "function" for v in _function_result(ev, one, site)])


def _written_in(text: Const, target: Definition, function: Function) -> bool:
    """Whether a text stands in the function that returns it, and is not handed through it."""
    return text.path == target.path and function.line <= text.line <= function.end_line


def _names(function: str, value: object) -> bool:
    """Whether a text that a function returns is known by the function's name."""
    return isinstance(value, str) and not function.startswith("<")
