"""Names for what has none of its own: the function around it, or the route that a file of handlers answers."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.resolving.modules import Module

# Names of functions that say nothing: verbs of HTTP, entry points of workers and frameworks.
_HANDLERS = frozenset("GET POST PUT PATCH DELETE handler default fetch".split())
_ROUTE_FILES = frozenset("route +server index page +page handler main mod action actions".split())
_PLAIN_FOLDERS = frozenset("src app api routes pages server functions lib v1 v2 v3".split())
_GROUP = re.compile(r"[(\[@_].*|.*[)\]]")  # `(chat)`, `[id]`, `@modal` of routers


def owner_name(path: str, scope: str) -> str:
    """The function that a place is in; in `app/api/chat/route.ts` with a function `POST` it is `chat POST`."""
    last = scope.rpartition(".")[2]
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    if last and not last.startswith("<"):
        route = _route(folder) if last in _HANDLERS and stem in _ROUTE_FILES else ""
        return f"{route} {last}" if route else last
    return (_route(folder) if stem in _ROUTE_FILES else "") or stem


def written_by(module: Module, line: int, owner: str) -> str:
    """The name of a prompt that is written in another function than the one it is handed to: of `ask(f"Translate
    {letter}")` and `ask(f"Summarize {notes}")` each is a prompt of its own. An agent's is named after the agent."""
    if not owner.endswith(" prompt") or owner.endswith(" system prompt"):
        return owner
    functions = module.functions.items()
    around = [(one.line, scope) for scope, one in functions if one.line <= line <= one.end_line]
    named = [place for place in around if not place[1].rpartition(".")[2].startswith("<")]
    return f"{owner_name(module.path, max(named)[1])} prompt" if named else owner


def _route(folder: str) -> str:
    """The last folder that names something."""
    for part in reversed(folder.split("/")):
        if part and part not in _PLAIN_FOLDERS and not _GROUP.fullmatch(part):
            return part
    return ""
