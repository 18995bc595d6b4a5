"""Objects of annotated types: `client: OpenAI`, `Annotated[Client, Depends(make_client)]`, beans, services."""

from __future__ import annotations

from functools import lru_cache

from aibom.core import re
from aibom.scanners.code.facts import Map, Name, Param, Seq
from aibom.scanners.code.resolving.beans import injected
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Symbol,
    distinct,
)

_UNION = re.compile(r"(?:[\"'][^\"'\n|]{1,80}[\"']\s*\|\s*){1,10}[\"'][^\"'\n|]{1,80}[\"']")
_TEXT = re.compile(r"[\"']([^\"'\n|]{1,80})[\"']")
_OF_SETTINGS = re.compile(r"(?:Settings|Config|Configuration|Options|Preferences|Prefs)\Z")
# Types of Rust that hold others, also behind a lock: `Arc<RwLock<HashMap<String, Box<dyn Tool>>>>`.
_KEEPING = re.compile(
    r"(?:(?:\w+::){0,4}(?:Arc|Rc|Mutex|RwLock)<){0,4}(?:\w+::){0,4}(?:(?P<map>\w*Map)|Vec|VecDeque|\w*Set)<"
)
_PLAIN_TYPES = frozenset(
    "str int float bool bytes None Optional Union List Dict Any Literal list dict string number".split()
)


def typed(ev: Follower, annotation: str, env: Env, line: int) -> Abstracts:
    """An object of the annotated type; unions and generics give every class that they name."""
    found: list[Abstract] = []
    for word in _type_names(annotation):
        if ev.modules[env.path].group == "jvm":
            found += injected(ev, word, env.path)
        elif ev.modules[env.path].group == "dotnet":
            found += ev.registered(word.rpartition(".")[2], env.path)
        for value in ev.evaluate(Name(word, line), env):
            if isinstance(value, Symbol) and (value.made is not None or value.path.endswith("()")):
                found.append(value)  # `Annotated[Client, Depends(make_client)]` under a name
            elif isinstance(value, Symbol):
                found.append(Symbol(value.module, value.path + "()"))
            elif isinstance(value, Instance):
                found.append(value)
            elif isinstance(value, Definition) and value.kind == "class":
                found.append(Instance(value))
            elif isinstance(value, Definition) and "Depends(" in annotation:
                function = ev.modules[value.path].functions[value.scope]
                inside = Env(value.path, value.scope)
                found += (v for result in function.returns[:MAX_OPTIONS] for v in ev.evaluate(result, inside))
    defaults = [one for word in _type_names(annotation) for one in _defaults(ev, word, env)]
    return distinct([*_empty(ev, annotation, env, line), *sorted(found, key=_is_bare), *defaults])


def _empty(ev: Follower, annotation: str, env: Env, line: int) -> list[Abstract]:
    """The list or mapping that a field of Rust is by default: `tools: Vec<Tool>` of what derives `Default`."""
    kept = _KEEPING.match(annotation) if line and ev.modules[env.path].group == "rust" else None
    if kept is None:
        return []
    return [Data(Map((), line) if kept["map"] else Seq((), line), env)]


def _defaults(ev: Follower, word: str, env: Env) -> list[Abstract]:
    """What the settings of a type are until a user changes them: `const DEFAULT_SETTINGS: PluginSettings = { ... }` of
    the file itself, or of the one that declares the type."""
    module = ev.modules[env.path]
    if module.group != "javascript" or not _OF_SETTINGS.search(word):
        return []
    located = (ev.places.locate(module.group, one.module, env.path) for one in module.imports.get(word, ()))
    found: list[Abstract] = []
    for path in dict.fromkeys((env.path, *(one for one in located if one is not None and one in ev.modules))):
        for one in ev.modules[path].facts.bindings:
            if isinstance(one.value, Map) and not one.scope and word in _type_names(one.annotation or ""):
                found.append(Data(one.value, Env(path, ""), one.name))
    return found[:MAX_OPTIONS]


def of_choice(ev: Follower, module: Module, scope: str, param: Param) -> Abstracts:
    """The texts that the type of a parameter lets through, where no code of the tree gives one."""
    if module.group != "javascript" or ev.callers(Definition(module.path, "function", scope)):
        return ()
    spelt = _spelt_choices(param.annotation, param.name)
    return tuple(Const(text, module.path, param.line, param.name) for text in spelt)


def _spelt_choices(annotation: str, name: str) -> tuple[str, ...]:
    """The texts that a parameter may be by its type, `"fast-1" | "large-2"`, also as a member of the type of an options
    object; a plain word among names is a switch (`"free"`)."""
    written = _UNION.fullmatch(annotation)
    member = None if written is not None else re.search(rf"\b{re.escape(name)}\??:\s*({_UNION.pattern})", annotation)
    union = written[0] if written is not None else member[1] if member is not None else ""
    texts = tuple(found[1] for found in _TEXT.finditer(union))
    return tuple(text for text in texts if not text.isalpha()) or texts


def _is_bare(value: Abstract) -> bool:
    """Whether no more than the type of an object is known."""
    return getattr(value, "made", None) is None


@lru_cache(maxsize=20_000)
def _type_names(annotation: str) -> tuple[str, ...]:
    words, word = [], ""
    for char in annotation + " ":
        if char.isalnum() or char in "_.":
            word += char
        elif word:
            words.append(word.strip("."))
            word = ""
    return tuple([w for w in words if w and not w[0].isdigit() and w not in _PLAIN_TYPES][:6])
