"""Documents and texts that scripts import or read: `import prompts from "./prompts.json"`, `import rules from
"./rules.md?raw"`, `readFileSync("prompts/system.txt")`, `JSON.parse(...)` of what was read."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Import, Map, Seq
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Data, Env, Follower

_DOCUMENTS = (".json", ".yaml", ".yml", ".toml")
_TEXTS = (
    ".md",
    ".mdx",
    ".txt",
    ".prompt",
    ".hbs",
    ".handlebars",
    ".mustache",
    ".j2",
    ".jinja",
    ".njk",
    ".liquid",
    ".tmpl",
)
_MAX_PATH = 300
HERE = "{__DIR__}/"  # the folder of a file of PHP


def imported_document(ev: Follower, module: Module, imp: Import) -> Abstracts:
    """What an import of a document of the tree binds; of a text its path."""
    asked = imp.module.partition("?")[0].rpartition("!")[2]
    if module.group != "javascript" or not asked.endswith((*_DOCUMENTS, *_TEXTS)):
        return ()
    asked = asked if asked.startswith(".") else asked.lstrip("@~#").lstrip("/")
    if asked.endswith(_TEXTS):
        whole = imp.name in (None, "default")
        return (Const(asked, module.path, imp.line, imp.alias, joined=True),) if whole else ()
    found = document_at(ev, asked, module.path)
    return found if imp.name in (None, "*", "default") else ev.members(found, str(imp.name), imp.line)


def document_at(ev: Follower, asked: str, near: str) -> Abstracts:
    """The document of the tree that a path in a file means."""
    path = ev.documents.find(asked, near) if len(asked) < _MAX_PATH and asked.endswith(_DOCUMENTS) else None
    document = ev.documents.value(path) if path is not None else None
    return (Data(document, Env(path, "")),) if path is not None and isinstance(document, Map | Seq) else ()


def text_at(value: Abstract) -> tuple[Const, ...]:
    """A text that is read under a path: the path stands for it."""
    if not isinstance(value, Const) or not isinstance(value.value, str):
        return ()
    if value.partial and "{" in value.value.removeprefix(HERE):
        return ()
    return (value._replace(joined=True, opened=False),) if value.value.endswith(_TEXTS) else ()


def opened(value: Abstract) -> Abstract:
    """What is read of the file that a path names: the path stands for it."""
    return value._replace(opened=True) if isinstance(value, Const) else value


def parsed(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """What `JSON.parse` gives of a document that was read."""
    given = ev.evaluate(call.args[0], env) if call.callee == "JSON.parse" and call.args else ()
    return tuple(one for one in given if isinstance(one, Data)) or None
