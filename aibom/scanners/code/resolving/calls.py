"""What calls return: functions of the tree, objects, and the outside functions that pass a value on."""

from __future__ import annotations

import re

from aibom.catalog.entries import ValueRule
from aibom.scanners.code.facts import Call, CallRef, Function, Map, Name, Value
from aibom.scanners.code.resolving.annotations import typed
from aibom.scanners.code.resolving.environment_readers import environment_default
from aibom.scanners.code.resolving.locate import fits, located
from aibom.scanners.code.resolving.mappings import any_value, of_environment, united
from aibom.scanners.code.resolving.members import ancestors, bases, keyed, outside_bases
from aibom.scanners.code.resolving.members_by_name import attribute
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.pass_through import through_literal
from aibom.scanners.code.resolving.registrations import GETTERS
from aibom.scanners.code.resolving.script_results import of_script
from aibom.scanners.code.resolving.settings.bound_classes import placeholder_value, property_value
from aibom.scanners.code.resolving.settings.dotnet import setting_of_call
from aibom.scanners.code.resolving.settings.go import keyed_setting
from aibom.scanners.code.resolving.settings.laravel import is_reader, laravel_setting
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
    distinct,
    frames,
)
from aibom.scanners.code.spelling import spell_call

_MAX_PATH = 300
_PATH_JOINERS = ("Path.Combine", "Path.Join")  # of .NET, seen without `using System.IO`
# Tags of template literals that only lay out the text (dedent, common-tags, outdent, endent).
_TAGS = frozenset(
    "codeBlock source dedent outdent endent stripIndent stripIndents oneLine oneLineTrim html safeHtml indent".split()
)
# Class methods of pydantic and the like that make an object of the class.
_VALIDATORS = frozenset(
    "model_validate model_validate_json parse_obj parse_raw model_construct construct from_orm from_dict".split()
)
_PLACEHOLDER = re.compile(r"[$#]\{[^{}:]*(?::([^{}]*))?\}")


def called(ev: Follower, site: Site) -> Abstracts:
    """What a call calls: the abstract values of its callee."""
    module = ev.modules[site.env.path]
    call = module.call(site.call)
    env = Env(site.env.path, call.scope, site.env.frame)
    if call.receiver is None:
        if call.callee in ("super", "super.__init__"):
            return _super(ev, site)
        return _extended(ev, module.group, call, ev.evaluate(Name(call.callee, call.line), env), site.env.path)
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
    passed = (
        (united(ev, call, env) or _fed(ev, call, env)) if call.callee == "__or__" else through_literal(ev, site, call)
    )
    if passed is None and module.group == "javascript":
        passed = of_script(ev, site, call, env)
    if passed is None and module.group == "dotnet" and call.callee in _PATH_JOINERS:
        passed = _joined(ev, site, call) or None
    if passed is None and call.types and module.group == "dotnet" and call.callee.rpartition(".")[2] in GETTERS:
        passed = typed(ev, call.types[0], env, call.line) or None
    if passed is not None:
        return passed
    return (
        distinct(_results(ev, site, call, module.group, env))
        or _extension(ev, site, call)
        or (_unread(ev, site, call),)
    )


def _results(ev: Follower, site: Site, call: Call, group: str, env: Env) -> list[Abstract]:
    """What each thing that a call may call gives back."""
    found: list[Abstract] = []
    told: Abstracts | None = None  # by the call itself, whatever it calls
    for target in ev.callee(site):
        if type(target) is not Symbol:
            found += _result_of(ev, target, site, call)
        elif group == "php" and is_reader(target.module, target.path):
            found += laravel_setting(ev, call, env) or (_unread(ev, site, call),)
        elif (rule := ev.catalogue.value_rule(group, target.module, target.path)) is not None:
            found += _ruled(ev, rule, target, site, call)
        else:
            told = _told(ev, call, group, env) if told is None else told
            found += told or (Symbol(target.module, target.path + "()", site),)
    return found


def _unread(ev: Follower, site: Site, call: Call, why: str = "") -> Lost:
    return Lost(spell_call(call, ev.modules[site.env.path].facts.calls), site.env.path, call.line, why)


def _told(ev: Follower, call: Call, group: str, env: Env) -> Abstracts:
    """What the form of a call tells that calls something outside which no rule of the catalogue knows."""
    if group == "dotnet":
        told = setting_of_call(ev, call, env)
    elif group == "go":
        told = keyed_setting(ev, call, env)
    else:
        told = _validated(ev, call, env) if group == "python" else ()
    return told or (environment_default(ev, call, env) if group != "python" else ())


def _fed(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """`{"question": ...} | prompt` of LangChain: the prompt, which is fed from the mapping."""
    left = ev.evaluate(call.receiver, env) if call.receiver is not None else ()
    if not any(isinstance(value, Data) and isinstance(value.value, Map) for value in left):
        return None
    return tuple(v for arg in call.args[:1] for v in ev.evaluate(arg, env) if isinstance(v, Symbol)) or None


def _result_of(ev: Follower, target: Abstract, site: Site, call: Call) -> Abstracts:
    match target:
        case Definition() if target.kind == "class":
            derived = [Symbol(base.module, base.path + "()", site) for base in outside_bases(ev, target)]
            return (Instance(target, site), *derived)
        case Definition():
            given = _function_result(ev, target, site)
            return tuple(_as_called(ev, v, site, call) if type(v) is Instance else v for v in given)
        case Instance():
            invoked = ev.members((target,), "__call__", call.line)
            return tuple(v for f in invoked if isinstance(f, Definition) for v in _function_result(ev, f, site))
        case Const() if ev.modules[site.env.path].group == "jvm" and not call.args:
            return (target,)  # the accessor of a record's field
        case Lost() if ev.modules[site.env.path].group == "go" and (kept := _kept(ev, site, call)):
            return kept
        case Lost():
            return _extension(ev, site, call) or (_unread(ev, site, call, target.why),)
    return ()


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
    found: list[Abstract] = []
    for value in function.returns[:MAX_OPTIONS]:
        for result in ev.evaluate(value, env):
            written = isinstance(result, Const) and _written_in(result, target, function)
            if isinstance(result, Const) and written and not result.name and _names(function.name, result.value):
                result = result._replace(name=function.name)
            found.append(result)
    return distinct(found)


def _written_in(text: Const, target: Definition, function: Function) -> bool:
    """Whether a text stands in the function that returns it, and is not handed through it."""
    return text.path == target.path and function.line <= text.line <= function.end_line


def _ruled(ev: Follower, rule: ValueRule, target: Symbol, site: Site, call: Call) -> Abstracts:
    """What an outside function gives that the catalogue knows to pass a value on."""
    if (target.module, target.path) == ("builtins", "getattr") and len(call.args) > 1:
        told = attribute(ev, call, Env(site.env.path, call.scope, site.env.frame))
        if told:
            return told
    if rule.reads:  # also what it is: a file of data as well as of settings
        return (*_read(ev, rule, site), Symbol(target.module, target.path + "()", site))
    return _by_rule(ev, rule, site, call) or (_unread(ev, site, call, rule.why),)


def _validated(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The object that a class of the tree makes by a method of its outside base: `Settings.model_validate(data)`."""
    prefix, _, method = call.callee.rpartition(".")
    if method not in _VALIDATORS or call.receiver is not None or not prefix:
        return ()
    classes = ev.evaluate(Name(prefix, call.line), env)
    return tuple(Instance(cls) for cls in classes if isinstance(cls, Definition) and cls.kind == "class")


def _names(function: str, value: object) -> bool:
    """Whether a text that a function returns is known by the function's name."""
    return isinstance(value, str) and not function.startswith("<")


def _by_rule(ev: Follower, rule: ValueRule, site: Site, call: Call) -> Abstracts:
    """The value that a catalogued function passes on: an argument, a default, its parts joined by "/"."""
    if rule.join:
        return _joined(ev, site, call)
    found: list[Abstract] = []
    for locator in rule.gives:
        for value in located(ev, locator, site):
            if rule.calls and isinstance(value, Definition):
                found += _made_by(ev, value, site)
            else:
                found += elements(ev, (value,)) if rule.choices and isinstance(value, Data) else (value,)
    if rule.picks:
        found = [v for v in _picked(ev, rule, site, found) if v not in found]
    if rule.why == "environment" and ev.modules[site.env.path].group == "jvm":
        settled = _settled(ev, found, located(ev, "name", site), site.env.path)
        if settled:
            return settled
    if rule.why == "environment":
        found = [v for v in map(_placeholder, found) if v is not None]
        found = found or list(of_environment(ev, located(ev, "0", site), site.env.path))
    return distinct([v for v in found if not (isinstance(v, Const) and v.value is None)])


def _picked(ev: Follower, rule: ValueRule, site: Site, given: list[Abstract]) -> Abstracts:
    """The members of the given mappings under the key that the call names; all of small ones when it cannot be read."""
    keys = [v.value for v in located(ev, rule.picks, site) if isinstance(v, Const) and isinstance(v.value, str)]
    tables = [v for v in given if isinstance(v, Data)]
    if not keys:
        return distinct([v for table in tables for v in any_value(ev, table)])
    return distinct([v for table in tables for key in keys for v in keyed(ev, table, key)])


def _settled(ev: Follower, given: list[Abstract], names: Abstracts, near: str) -> Abstracts:
    """What the files of properties say of a placeholder or a key (`@Value("${ai.model}")`, `@ConfigProperty(name)`)."""
    texts = [v.value for v in given if isinstance(v, Const) and isinstance(v.value, str)]
    keys = [v.value for v in names if isinstance(v, Const) and isinstance(v.value, str)]
    found = [v for text in texts[:2] for v in placeholder_value(ev, text, near)]
    return distinct(found or [v for key in keys[:1] for v in property_value(ev, key, near)])


def _made_by(ev: Follower, maker: Definition, site: Site) -> Abstracts:
    """What a function or class gives that somebody else calls (`Depends(get_settings)`, `default_factory=make`)."""
    if maker.kind == "class":
        return (Instance(maker),)
    function = ev.modules[maker.path].functions[maker.scope]
    env = Env(maker.path, maker.scope)
    return distinct([v for value in function.returns[:MAX_OPTIONS] for v in ev.evaluate(value, env)])


def _read(ev: Follower, rule: ValueRule, site: Site) -> Abstracts:
    """The configuration documents of the tree that a call reads, by their paths."""
    found: list[Abstract] = []
    for locator in rule.gives:
        for value in located(ev, locator, site):
            if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                path = ev.documents.find(value.value, site.env.path) if len(value.value) < _MAX_PATH else None
                document = ev.documents.value(path) if path is not None else None
                if path is not None and isinstance(document, Map):
                    found.append(Data(document, Env(path, "")))
    return distinct(found)


def _placeholder(value: Abstract) -> Abstract | None:
    """The default of a property placeholder, `${openai.model:gpt-4o}`; None when it has none."""
    if not isinstance(value, Const) or not isinstance(value.value, str):
        return value
    match = _PLACEHOLDER.fullmatch(value.value)
    if match is None:
        return value
    return value._replace(value=match[1]) if match[1] else None


_OWN_FOLDER = ("__file__", "cwd()", "getcwd()")
_FOLDER_CALLS = ("path.dirname()", "getcwd()", "path.abspath()", "path.realpath()")


def is_folder(values: Abstracts) -> bool:
    """Whether a value is a folder that only the running program knows, told from where its file or itself stands.

    What is joined to it is a path in the tree.
    """
    for value in values:
        if isinstance(value, Lost):
            return any(word in value.expression for word in _OWN_FOLDER)
        if isinstance(value, Symbol):
            return (value.module == "os" and value.path.startswith(_FOLDER_CALLS)) or (
                value.module == "pathlib" and value.path.startswith(("Path.cwd()", "Path().parent", "Path().resolve"))
            )
    return False


def _joined(ev: Follower, site: Site, call: Call) -> Abstracts:
    """`os.path.join(a, b)`; unknown leading parts (a base folder) are left out."""
    rows: list[_Row] = [("", site.env.path, call.line, False)]
    for index, arg in enumerate(call.args):
        texts = [v for v in ev.evaluate(arg, site.env) if isinstance(v, Const) and isinstance(v.value, str)]
        if not texts:
            if index == len(call.args) - 1:
                return _files_of(ev, arg, site, rows)
            rows = [("", path, line, False) for _, path, line, _ in rows]
            continue
        rows = [
            (
                f"{head.rstrip('/')}/{text.value}" if head else str(text.value),
                text.path,
                text.line,
                part or text.partial,
            )
            for (head, *_, part), text in _together(rows, texts)
        ][:MAX_OPTIONS]
    several = len(call.args) > 1
    return tuple(Const(text, path, line, joined=several, partial=part) for text, path, line, part in rows if text)


_Row = tuple[str, str, int, bool]


def _together(rows: list[_Row], texts: list[Const]) -> list[tuple[_Row, Const]]:
    """Each beginning with each text, but for those that several calls write side by side:
    `load(root="data/a", name="a.csv")` and `load(root="data/b", name="b.csv")` are two files, not four."""
    beside = {row: [text for text in texts if row[1] == text.path and row[2] == text.line] for row in rows}
    met = {text for one in beside.values() for text in one}
    paired = len(rows) > 1 and all(beside.values()) and len(met) == len(texts)
    return [(row, text) for row in rows for text in (beside[row] if paired else texts)]


def _files_of(ev: Follower, arg: Value, site: Site, rows: list[_Row]) -> Abstracts:
    """`join(folder, name)` for each name that `os.listdir` finds: all files of the folder."""
    listed = any(
        isinstance(v, Symbol) and v.module == "os" and v.path.startswith(("listdir(", "scandir("))
        for v in ev.evaluate(arg, site.env)
    )
    if not listed:
        return ()
    return tuple(Const(f"{text}/*", path, line, partial=part) for text, path, line, part in rows if text)
