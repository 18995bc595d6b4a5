"""Names to values: scopes from the inside out, imports across files, parameters to their call sites."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.scanners.code.facts import (
    Binding,
    CallRef,
    Function,
    Import,
    Map,
    Name,
    Param,
    Value,
)
from aibom.scanners.code.resolving.added import grown
from aibom.scanners.code.resolving.annotations import of_choice, typed
from aibom.scanners.code.resolving.beans import by_name
from aibom.scanners.code.resolving.commonjs import whole_script
from aibom.scanners.code.resolving.extensions import extended, takes
from aibom.scanners.code.resolving.gathered import gathered
from aibom.scanners.code.resolving.hydra import composed
from aibom.scanners.code.resolving.imported_documents import imported_document
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.keyword_arguments import unpacked
from aibom.scanners.code.resolving.modules import Module, choices_of, join_scope, option_name
from aibom.scanners.code.resolving.posted import with_body
from aibom.scanners.code.resolving.rust_modules import crate_module, is_of_crate
from aibom.scanners.code.resolving.text_parts import composed_under
from aibom.scanners.code.resolving.turns import in_turn, item_in_turn
from aibom.scanners.code.resolving.types import (
    MAX_FRAMES,
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Package,
    Site,
    Symbol,
    any_known,
    distinct,
    frames,
)
from aibom.scanners.code.resolving.visible import RANGING, ends, visible

_BUILTIN_HEADS = frozenset(
    "open str int float bool list dict set tuple getattr enumerate zip sorted reversed print iter next len range "
    "super type map filter sum min max any all isinstance compile eval exec input vars __import__".split()
)
_FIRST_PARAMS = ("self", "cls")
_MAX_FILES = 40  # files of one package that are asked for a name
_MAX_BINDINGS = 2 * MAX_OPTIONS  # of one name that are followed; no more than MAX_OPTIONS values are kept anyway

_ENUMERATIONS = frozenset(("Enum", "StrEnum", "IntEnum"))
_MAX_MEMBERS = 60
CALLED_BACK = ("javascript", "jvm", "dotnet", "ruby")  # whose functions in place are followed to who calls them


def find_name(ev: Follower, name: str, env: Env, line: int) -> Abstracts:
    """The values of a dotted-free name, or of a dotted name that is itself assigned (`client.model = ...`)."""
    module = ev.modules[env.path]
    for scope in module.scopes(env.scope):
        if not scope and env.scope and name not in module.grown:
            return ev.lookup(name, Env(env.path, ""), 0)  # the module's own names are the same from everywhere
        found = _in_scope(ev, module, name, scope, env, line)
        if found:
            if name in module.grown:
                found += grown(ev, module, name, scope, env, line, found)
            return distinct(found)
    return distinct([value for star in ev.bringing(module, name) for value in _starred(ev, module, star, name)])


def shadows(module: Module, name: str, scope: str = "") -> bool:
    """Whether a variable may have the name of a parameter of its function, or in Go of a package of its file."""
    return (module.group == "go" and name in module.imports) or (scope, name) in module.params


def _in_scope(ev: Follower, module: Module, name: str, scope: str, env: Env, line: int) -> list[Abstract]:
    values: list[Abstract] = []
    hidden = False
    if name in module.bindings:
        here = Env(env.path, scope, env.frame)
        bindings, hidden = visible(module, name, scope, env, line)
        for binding in bindings[:_MAX_BINDINGS]:
            if (
                line
                and module.group in ("go", "rust")
                and name in module.imports
                and binding.line <= line <= ends(module, binding)
            ):
                continue  # `app := app.New()` is given what the import makes
            values += _bound(ev, binding, here)
    if not hidden or not any_known(values):
        values = [*_given(ev, module, name, scope, env), *values]
    full = join_scope(scope, name)
    declared = module.functions.get(full)
    if declared is not None:
        below = module.group == "python" and scope == env.scope and 0 < line < declared.line
        if not (below and values):  # what is bound above a use is not yet hidden by a function below it
            values.append(Definition(env.path, "function", full))
    if full in module.classes:
        values.append(Definition(env.path, "class", full))
    for imp in module.imports.get(name, ()):
        if imp.scope == scope:
            values += imported(ev, module, imp)
    return values


def _given(ev: Follower, module: Module, name: str, scope: str, env: Env) -> Iterable[Abstract]:
    """What callers give to a function under a name."""
    param = module.params.get((scope, name))
    if param is not None:
        return parameter(ev, module, scope, param, Env(env.path, scope, env.frame))
    return gathered(ev, module, scope, name, Env(env.path, scope, env.frame)) if module.group == "python" else ()


def _bound(ev: Follower, binding: Binding, env: Env) -> Abstracts:
    turn = in_turn(ev, binding, env) if env.frame is not None and env.frame.turns else None
    values = ev.evaluate(binding.value, env) if turn is None else turn
    if binding.form in RANGING and turn is None:
        values = elements(ev, values)
    named = tuple(_name(value, binding.name) for value in composed_under(binding, values, env.path))
    if not binding.annotation or (any_known(named) and not _read_in(ev, named, env)):
        return named
    declared = typed(ev, binding.annotation, env, binding.line)
    return named + (tuple(v for v in declared if isinstance(v, Instance)) if any_known(named) else declared)


def _read_in(ev: Follower, values: Abstracts, env: Env) -> bool:
    """Whether an outside package made an object of the declared type: `let config: Config = toml::from_str(text)`."""
    typed_language = ev.modules[env.path].group in ("rust", "dotnet", "jvm", "go")
    return typed_language and all(isinstance(v, Symbol) and v.path.endswith(")") for v in values)


def _name(value: Abstract, name: str) -> Abstract:
    return value._replace(name=name) if isinstance(value, Const | Data) and not value.name else value


def elements(ev: Follower, values: Abstracts) -> Abstracts:
    """The items of lists, the keys of mappings and the members of enumerations; anything else stays as it is."""
    found: list[Abstract] = []
    for value in values:
        if isinstance(value, Definition) and value.kind == "class":
            found += enumerated(ev, value) or (value,)
        elif not isinstance(value, Data):
            found.append(value)
        elif isinstance(value.value, Map):
            for key, _ in value.value.pairs:
                found += ev.evaluate(key, value.env) if key is not None else ()
        else:
            for item in value.value.items:
                found += ev.evaluate(item, value.env)
    return distinct(found)


def enumerated(ev: Follower, cls: Definition) -> Abstracts:
    """The members of an enumeration of Python, over which code loops as over a list and among which a call chooses."""
    module = ev.modules[cls.path]
    kinds = {getattr(base, "path", "").rpartition(".")[2] for base in module.classes[cls.scope].bases}
    if not kinds & _ENUMERATIONS:
        return ()
    env = Env(cls.path, cls.scope)
    names = list(module.fields.get(cls.scope, ()))[:_MAX_MEMBERS]
    return distinct(
        [v for name in names for v in ev.evaluate(Name(name, 0), env) if isinstance(v, Const | Data | Instance)]
    )


def parameter(ev: Follower, module: Module, scope: str, param: Param, env: Env) -> list[Abstract]:
    """What a parameter holds: the entering call's argument, else its default and the arguments of all callers."""
    function = module.functions[scope]
    if param.name in _FIRST_PARAMS and function.params and function.params[0].name == param.name:
        cls = module.enclosing_class(function.scope)
        if cls is not None:
            own = Definition(module.path, "class", cls)
            return [own if param.name == "cls" else Instance(own)]
    outer = Env(env.path, function.scope)
    values: list[Abstract] = []
    if env.frame is not None and env.frame.turns and function.params[0] is param:
        values += item_in_turn(ev, Definition(module.path, "function", scope), env)
    if values:
        return values
    if env.frame is not None and env.frame.scope == scope:
        values += argument(ev, function, param, Site(env.frame.env, env.frame.call))
        if not values and param.default is not None:
            values += ev.evaluate(param.default, outer)
    else:
        values += _from_everywhere(ev, module, scope, function, param)
        values += of_choice(ev, module, scope, param) if "|" in param.annotation else ()
    if param.annotation and not any_known(values):
        values += typed(ev, param.annotation, outer, param.line)
        values += by_name(ev, param.name, param.annotation, module.path) if module.group == "jvm" else ()
    return values or [Lost(param.name, module.path, param.line)]


def _from_everywhere(ev: Follower, module: Module, scope: str, function: Function, param: Param) -> list[Abstract]:
    outer = Env(module.path, function.scope)
    values: list[Abstract] = []
    if param.default is not None:
        values += ev.evaluate(param.default, outer)
    values += _options(ev, module, function, param, outer)
    if function.decorators and function.params[0] is param:
        values += _composed(ev, module, function, outer)
    own = Definition(module.path, "function", scope)
    for site in ev.callers(own):
        values += argument(ev, function, param, site)
    if module.group == "python" and not any_known(values):
        values += ev.handed(function, param, own)
    if module.group in CALLED_BACK and not any_known(values):
        values += ev.called_back(function, param, own) or with_body(ev, module.path, scope, param.name)
    named = [_name(value, param.name) for value in values]
    return [v for v in named if not (isinstance(v, Const) and v.value is None)] if len(named) > 1 else named


def _options(ev: Follower, module: Module, function: Function, param: Param, env: Env) -> list[Abstract]:
    """Defaults of command line options that stand in decorators (`@click.option("--model", default=...)`)."""
    values: list[Abstract] = []
    for decorator in function.decorators:
        if isinstance(decorator, CallRef):
            call = module.call(decorator.call)
            if option_name(call.args) == param.name:
                given = [value for key, value in call.kwargs if key == "default"]
                values += [v for value in (*given, *choices_of(module, call)) for v in ev.evaluate(value, env)]
    return values


def _composed(ev: Follower, module: Module, function: Function, env: Env) -> list[Abstract]:
    """The configuration that `@hydra.main(config_path=..., config_name=...)` hands to a function."""
    for decorator in function.decorators:
        if isinstance(decorator, CallRef):
            site = Site(env, decorator.call)
            if any(isinstance(v, Symbol) and (v.module, v.path) == ("hydra", "main") for v in ev.callee(site)):
                named = dict(module.call(decorator.call).kwargs)
                folder, name = (_text(ev, named.get(key), env) for key in ("config_path", "config_name"))
                made = composed(ev.documents, module.path, folder, name)
                return list(ev.evaluate(made, env)) if made is not None else []
    return []


def _text(ev: Follower, value: Value | None, env: Env) -> str:
    texts = ev.evaluate(value, env) if value is not None else ()
    return next((v.value for v in texts if isinstance(v, Const) and isinstance(v.value, str)), "")


def argument(ev: Follower, function: Function, param: Param, site: Site) -> list[Abstract]:
    """The value that one call gives to a parameter; empty when it leaves it out."""
    if frames(site.env) > MAX_FRAMES:
        return []
    call = ev.modules[site.env.path].call(site.call)
    for key, value in call.kwargs:
        if key == param.name:
            return list(ev.evaluate(value, site.env))
    if call.spread and (told := list(unpacked(ev, call, site.env, param.name))):
        return [thing for value, env in told for thing in ev.evaluate(value, env)]
    names = [p.name for p in function.params]
    extends = extended(function, call) if ev.modules[site.env.path].group == "dotnet" else None
    if extends is not None and not takes(function, call):
        return []  # another method of that name
    if extends is not None and param.name == names[0]:
        return list(ev.evaluate(extends, site.env))
    if extends is not None or (names and names[0] in (*_FIRST_PARAMS, "this")):
        names = names[1:]
    if param.name not in names:
        return []
    position = names.index(param.name)
    if position < len(call.args):
        return list(ev.evaluate(call.args[position], site.env))
    options = [pair for value in call.args if isinstance(value, Map) for pair in value.pairs]  # destructured
    given = [item for name, item in options if getattr(name, "value", None) == param.name]
    return list(ev.evaluate(given[0], site.env)) if given else []


def imported(ev: Follower, module: Module, imp: Import) -> Abstracts:
    """What an import binds: a module, definition or value of the tree, else a symbol of an outside package."""
    path = ev.places.locate(module.group, imp.module, module.path)
    by_name = module.group in ("php", "jvm") and imp.name not in (None, "*")
    known = by_name and ev.catalogue.imported_package(module.group, imp.module) is not None
    if by_name and (not known or module.group == "php"):  # an SDK's own tree uses the SDK
        own = [v for p in _declaring(ev, module, imp) for v in ev.exported(p, str(imp.name))]
        own = own or _member_of_class(ev, module, imp)
        if own or path is None or known:
            inner = module.facts.package.partition(".")[0] == imp.module.partition(".")[0]  # the SDK itself
            return distinct([*_outside(module, imp), *own] if known and not inner else own) or _outside(module, imp)
    inside = is_of_crate(module, imp)
    if path is None or path == module.path:
        inner = path is not None and module.group == "python"
        beside = ev.submodule(module.path, str(imp.name)) if inner else imported_document(ev, module, imp)
        own_module = crate_module(ev, module, imp) if inside else ()
        return beside or own_module or (ev.unbound(module, str(imp.name)) if inside else ()) or _outside(module, imp)
    if imp.name is None:
        return (Package(path), *whole_script(ev, module.group, path))
    found = ev.exported(path, imp.name) or crate_module(ev, module, imp)
    return found or (ev.unbound(module, imp.name) if inside else ()) or _outside(module, imp)


def _member_of_class(ev: Follower, module: Module, imp: Import) -> list[Abstract]:
    """What `import static shop.Texts.GREETING` of Java and `import shop.Texts.GREETING` of Kotlin bring."""
    package, _, name = imp.module.rpartition(".")
    if module.group != "jvm" or not package or not name[:1].isupper():
        return []
    owners = [
        one
        for path in _declaring(ev, module, imp._replace(module=package, name=name))
        for one in ev.exported(path, name)
    ]
    return list(ev.members(tuple(one for one in owners if isinstance(one, Definition)), str(imp.name), imp.line))


def _declaring(ev: Follower, module: Module, imp: Import) -> list[str]:
    """The files of an imported package or namespace; the one that is named as the class where there is one."""
    files = ev.packaged(module.group, imp.module)
    named = [path for path in files if path.rpartition("/")[2].partition(".")[0] == imp.name]
    if len(named) > 1:  # several builds have a class of this name
        nearest = max(shared_folders(path, module.path) for path in named)
        named = [path for path in named if shared_folders(path, module.path) == nearest]
    return (named or files)[:_MAX_FILES]


def _outside(module: Module, imp: Import) -> Abstracts:
    if imp.module.startswith("."):
        return (Lost(f"{imp.module}.{imp.name or ''}", module.path, imp.line),)
    if imp.name is None and module.group == "python" and imp.module.startswith(imp.alias + "."):
        return (Symbol(imp.alias, ""),)  # `import a.b` binds `a`
    return (Symbol(imp.module, "" if imp.name in (None, "*") else str(imp.name)),)


def _starred(ev: Follower, module: Module, star: Import, name: str) -> Abstracts:
    path = ev.places.locate(module.group, star.module, module.path)
    packaged = module.group == "dotnet" and ev.catalogue.imported_package(module.group, star.module) is not None
    if path is not None and not packaged:  # `using OpenAI.Chat;` names no file that happens to be called Chat.cs
        return ev.exported(path, name) if path != module.path else ()
    if name in _BUILTIN_HEADS or star.module.startswith("."):
        return ()
    if module.group == "rust" and not name[:1].isupper():
        return ()  # a crate, a macro: `use x::prelude::*` brings traits and types
    if module.group != "python" and not ev.catalogue.is_open(module.group, star.module):
        return ()
    return (Symbol(star.module, name),)


def builtin(name: str) -> Abstracts:
    """Python's own functions, for those whose results are followed."""
    if name == "os":  # scripts and cells that forgot the import mean the module all the same
        return (Symbol("os", ""),)
    return (Symbol("builtins", name),) if name in _BUILTIN_HEADS else ()
