"""Settings classes whose fields a framework fills from a document of settings, without a word in the code.

Java and Kotlin: `@ConfigurationProperties("clinic.ai")` (Spring), `@ConfigMapping(prefix = "clinic.ai")` (Quarkus), and
`@Value("${clinic.ai.model}")`, `@ConfigProperty(name = ...)` of single fields, from `application.properties` and its
like. C#: classes called Options, Settings or Config, from the section of `appsettings.json` that is called like the
class or has its fields.
"""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import CallRef, Lit, Map, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.settings.dotnet import FILES, is_secret
from aibom.scanners.code.resolving.types import Abstracts, Const, Definition, Env, Follower

_BINDERS = ("ConfigurationProperties", "ConfigMapping", "ConfigProperties")
_SETTINGS_CLASS = re.compile(r"(\w*?)(?:Options|Settings|Configuration|Config)\Z")
_PLACEHOLDER = re.compile(r"\$\{([^{}:]+)(?::[^{}]*)?\}\Z")
_MANY_FIELDS = 2  # that a section has in common with a class, to be the one that is bound to it


def bound_member(ev: Follower, cls: Definition, name: str) -> Abstracts:
    """What the settings of the tree give a field of a class that a framework fills."""
    module = ev.modules[cls.path]
    if name.startswith("<") or is_secret(name):
        return ()
    if module.group == "jvm":
        prefix = _prefix(ev, module, cls)
        keys = (f"{prefix}.{name}", f"{prefix}.{name}.model") if prefix else ()
        return next((found for key in keys if (found := property_value(ev, key, cls.path))), ())
    return _of_section(ev, module, cls, name) if module.group == "dotnet" else ()


def property_value(ev: Follower, name: str, near: str) -> Abstracts:
    """What the nearest file of properties says under a key."""
    found = ev.documents.property(name, near)
    return tuple(Const(value, path, line, key.rpartition(".")[2]) for value, path, line, key in found[:1])


def placeholder_value(ev: Follower, text: str, near: str) -> Abstracts:
    """What `${clinic.ai.model}` and `${clinic.ai.model:default}` stand for in the settings of the tree."""
    match = _PLACEHOLDER.match(text)
    return property_value(ev, match[1], near) if match is not None else ()


def _prefix(ev: Follower, module: Module, cls: Definition) -> str:
    declared = module.classes.get(cls.scope)
    for decorator in declared.decorators if declared is not None else ():
        call = module.call(decorator.call) if isinstance(decorator, CallRef) else None
        if call is None or call.callee.rpartition(".")[2] not in _BINDERS:
            continue
        given = [value for key, value in call.kwargs if key in ("prefix", "value")] or list(call.args[:1])
        for value in given:
            for text in ev.evaluate(value, Env(cls.path, declared.scope if declared is not None else "")):
                if isinstance(text, Const) and isinstance(text.value, str):
                    return text.value
    return ""


def _of_section(ev: Follower, module: Module, cls: Definition, name: str) -> Abstracts:
    called = _SETTINGS_CLASS.fullmatch(cls.scope.rpartition(".")[2])
    if called is None:
        return ()
    fields = {one.lower() for one in module.fields.get(cls.scope, ())}
    for file in FILES:
        path = ev.documents.find(file, cls.path)
        document = ev.documents.value(path) if path is not None else None
        for section in _sections(document) if path is not None else ():
            found = _entry(section[1], name)
            if found is not None and path is not None and _binds(section, cls, called[1], fields):
                return (Const(found.value, path, found.line, name),)
    return ()


def _sections(document: Value | None) -> list[tuple[str, Map]]:
    """The sections of a document, with those one level inside them."""
    outer = document.pairs if isinstance(document, Map) else ()
    found = [(_key(key), item) for key, item in outer if isinstance(item, Map)]
    inner = [(_key(key), item) for _, one in found for key, item in one.pairs if isinstance(item, Map)]
    return [*found, *inner]


def _key(key: Value | None) -> str:
    return str(getattr(key, "value", "")).lower()


def _binds(section: tuple[str, Map], cls: Definition, stem: str, fields: set[str]) -> bool:
    name, entries = section
    if name in (cls.scope.rpartition(".")[2].lower(), stem.lower()):
        return True
    return len(fields & {_key(key) for key, _ in entries.pairs}) >= _MANY_FIELDS


def _entry(section: Map, name: str) -> Lit | None:
    for key, item in section.pairs:
        if _key(key) == name.lower() and isinstance(item, Lit) and isinstance(item.value, str) and item.value:
            return item
    return None
