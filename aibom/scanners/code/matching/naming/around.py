"""Names of what has none of its own: of the function around it, or of what it is handed to."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.scanners.code.facts import FuncRef, Lit, Map, key_name
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.documents import PROJECT
from aibom.scanners.code.resolving.members import outside_bases
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition

MAKERS = ("make", "create", "build", "builder", "new", "default", "of", "getInstance", "instance")
IDENTIFIER = re.compile(r"[A-Za-z][\w.-]{1,80}")
_STARTERS = ("start", "build", "create", "new", "run")
_PLAIN_SCOPES = ("main", "__init__", "run", "constructor")
_OF_CLASSES = ("jvm", "dotnet")  # where all code stands in classes
_FOLDERS = re.compile(r"(?:^|/)(?:src|app|source)(?=/|$)")


def fallback_name(resolver: Resolver, hit: Hit) -> str:
    """A name for what has none: the function that returns it, else what is called."""
    if hit.signature.kind == "agent" and (cls := _agents_class(resolver, hit)):
        return cls
    scope = resolver.modules[hit.path].enclosing_function(hit.site.env.scope) or ""
    last = scope.rpartition(".")[2]
    called = hit.symbol.path.removesuffix("()").rpartition(".")[2]
    if last in _STARTERS and called in ("builder", "new"):  # `coding.rs` has a `start` that builds its agent
        return hit.path.rpartition("/")[2].partition(".")[0]
    if not last and called == "AddMcpServer":  # a program of .NET is called after its project
        return _project(resolver, hit.path) or called
    named = last and not last.startswith("<") and last not in _PLAIN_SCOPES
    if not named and hit.signature.kind == "agent" and (cls := _holder(resolver, hit)):
        return cls
    if not named and resolver.modules[hit.path].group == "javascript":
        untold = not scope and called == hit.signature.kind  # `export default tool({...})`: the file names it
        plain = owner_name(hit.path, scope) if untold else called
        return _handed_to(resolver, hit.path, scope) or around(hit.path, scope) or plain
    return owner_name(hit.path, scope) if named else called


def _agents_class(resolver: Resolver, hit: Hit) -> str:
    """The class around a call that derives from a framework's agent, whose loop the call is: `class Chat extends
    AIChatAgent { onChatMessage() { streamText({ tools }) } }`."""
    module = resolver.modules[hit.path]
    cls = module.enclosing_class(hit.site.env.scope) if hit.site.call >= 0 else None
    bases = outside_bases(resolver, Definition(hit.path, "class", cls)) if cls is not None else ()
    known = (resolver.catalogue.signatures(module.group, "subclass", base.module, base.path) for base in bases)
    agent = any(one.kind == "agent" for signatures in known for one in signatures)
    return module.classes[cls].name if agent and cls is not None else ""


def _holder(resolver: Resolver, hit: Hit) -> str:
    """The class of Java, Kotlin or C# around a call in its constructor or `main`: an agent that is put into a mapping
    or a field of another's is told by it rather than by the method that makes it."""
    module = resolver.modules[hit.path]
    cls = module.enclosing_class(hit.site.env.scope) if module.group in _OF_CLASSES else None
    return module.classes[cls].name if cls is not None else ""


def _project(resolver: Resolver, path: str) -> str:
    """What a program of .NET is called: the folder that it stands in, at the top of the tree its project's file."""
    folder = _FOLDERS.sub("", posixpath.dirname(path))
    found = [] if folder else resolver.documents.beside(path, PROJECT)
    return posixpath.basename(found[0]).removesuffix(PROJECT) if len(found) == 1 else posixpath.basename(folder)


def _handed_to(resolver: Resolver, path: str, scope: str) -> str:
    """The name that the function written in place around a call is registered under: `ai.defineFlow({ name: "plan"
    }, async () => ...)`, `step.run("plan", async () => ...)`."""
    module = resolver.modules[path]
    while scope:
        for call in module.facts.calls:
            if any(isinstance(one, FuncRef) and one.scope == scope for one in call.args[1:]):
                first = call.args[0]
                pairs = first.pairs if isinstance(first, Map) else ()
                named = next((item for key, item in pairs if key_name(key) in ("name", "id")), first)
                if isinstance(named, Lit) and IDENTIFIER.fullmatch(str(named.value)):
                    return str(named.value)
        scope = scope.rpartition(".")[0]
    return ""


def last_name(target: Definition) -> str:
    """A definition's own name; a class that is written in place has that of the function around it."""
    last = target.scope.rpartition(".")[2]
    return (around(target.path, target.scope) if last.startswith("<") else last) or last


def around(path: str, scope: str) -> str:
    """The nearest named function around one that is written in place."""
    while scope:
        last = scope.rpartition(".")[2]
        if not last.startswith("<") and last not in _PLAIN_SCOPES:
            return owner_name(path, scope)
        scope = scope.rpartition(".")[0]
    return ""


def class_called(path: str) -> str:
    """The class that is made, also by a method of its own (`CalendarTool.make`); else what is called last."""
    parts = path.removesuffix("()").split(".")
    return parts[-2] if len(parts) > 1 and parts[-1] in MAKERS and parts[-2][:1].isupper() else parts[-1]
