"""Modules and their members that are chosen by a name: `import_module(name)`, `getattr(models, name)`,
`models.__dict__[name]`."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.scanners.code.facts import Call, Lit, Name, Seq
from aibom.scanners.code.resolving.shared_state import is_kept
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Env,
    Follower,
    Instance,
    Lost,
    Package,
    Symbol,
    distinct,
)

_COMPUTED = re.compile(r"(?:([\w.]*\w|\{__(?:name|package)__\}))?\.?\{[^{}]*\}")
_CLASSES = "isclass"
_NAMESPACE = "__dict__"


def attribute(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What `getattr(base, name)` gives, for all names that are known."""
    names = ev.evaluate(call.args[1], env)
    return _members(ev, ev.evaluate(call.args[0], env), names, call.line) if any(_texts(names)) else ()


def loaded(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The modules that a program imports by names which it puts together: `import_module(f"models.{name}")`; all of a
    folder where it goes through one."""
    found: list[Abstract] = []
    for one in ev.evaluate(call.args[0], env):
        if isinstance(one, Const) and isinstance(one.value, str) and one.value:
            found += _in_folder(ev, one.value, env.path) if one.partial else (_module(ev, one.value, env.path),)
    return distinct(found)


def _module(ev: Follower, name: str, near: str) -> Abstract:
    path = ev.places.locate("python", name, near)
    return Symbol(name, "") if path is None else Package(path)


def _in_folder(ev: Follower, name: str, near: str) -> list[Package]:
    """The modules of a folder, of which a name says all but the last part."""
    match = _COMPUTED.fullmatch(name)
    if match is None:
        return []
    own = not match[1] or match[1].startswith("{")
    package = None if own else ev.places.locate("python", match[1], near)
    folder = posixpath.dirname(near) if own else package and package.removesuffix("/__init__.py")
    paths = ev.places.beside(folder, ".py") if folder is not None else ()
    files = (path for path in paths if path in ev.modules and path != near and not path.endswith("/__init__.py"))
    return [Package(path) for path in files][:MAX_OPTIONS]


def listed(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The public functions or classes of modules of the tree, each with its name: `inspect.getmembers(tools)`."""
    asked = getattr(call.args[1], "path", "") if len(call.args) > 1 else ""
    packages = [one for one in ev.evaluate(call.args[0], env) if isinstance(one, Package) and one.path in ev.modules]
    return tuple(_rows(ev, one.path, call.line, asked.rpartition(".")[2]) for one in packages)


def _rows(ev: Follower, path: str, line: int, asked: str) -> Data:
    module = ev.modules[path]
    declared = {} if asked == _CLASSES else dict.fromkeys(module.functions)
    declared |= dict.fromkeys(module.classes) if asked == _CLASSES or not asked else {}
    names = [name for name in declared if name.isidentifier() and not name.startswith("_")][:MAX_OPTIONS]
    rows = tuple(Seq((Lit(name, line), Name(name, 0)), line) for name in names)
    return Data(Seq(rows, line), Env(path, ""))


def of_namespace(ev: Follower, base: Abstract, keys: Abstracts) -> Abstracts:
    """What `base[key]` gives where base is the dictionary of a module or of a program's options (`vars(args)`)."""
    if not isinstance(base, Symbol):
        return ()
    if ev.catalogue.is_namespace(base.module, base.path) or is_kept(base):
        return _members(ev, (base,), keys, 0)
    if base.path.rpartition(".")[2] != _NAMESPACE:
        return ()
    module = base._replace(path=base.path.removesuffix(_NAMESPACE).removesuffix("."))
    return _members(ev, (module,), keys, 0)


def _members(ev: Follower, base: Abstracts, names: Abstracts, line: int) -> Abstracts:
    known = tuple(v for v in base if isinstance(v, Symbol | Instance | Package))
    found = [v for name in _texts(names) for v in ev.members(known, name, line)]
    return distinct([v for v in found if not isinstance(v, Lost)])


def _texts(values: Abstracts) -> list[str]:
    known = [v.value for v in values if isinstance(v, Const) and not v.partial]
    return [text for text in known if isinstance(text, str) and text.isidentifier()]
