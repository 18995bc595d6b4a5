"""Names for what has none of its own: the function around it, or the route that a file of handlers answers."""

from __future__ import annotations

from aibom.core import re

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


def _route(folder: str) -> str:
    """The last folder that names something."""
    for part in reversed(folder.split("/")):
        if part and part not in _PLAIN_FOLDERS and not _GROUP.fullmatch(part):
            return part
    return ""
