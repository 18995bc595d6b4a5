"""The table of MCP clients: where each keeps its servers and how it spells their settings (mcp_clients.json).

The form of the file is schemas/mcp-clients.schema.json. A glob is matched from the end of a path for
`**/...` and from its start for `~/...` (a home folder).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from aibom.core import re

_FILE = Path(__file__).with_name("mcp_clients.json")


class Place(NamedTuple):
    """Where servers stand in a document.

    `path` are keys from the top (`*` = every member); `form` is `map` (name to server, or a list of servers
    that name themselves), `single` (the document is one server) or `registry`. `inner` leads from an entry to
    the object with the launch; an entry counts when it has all of `needs`, one of `any` (if given) and, for each
    key of `only` and `unless`, one resp. none of the values. `client` is the client when it is not the file's.
    """

    path: tuple[str, ...]
    form: str = "map"
    inner: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = {}
    unless: Mapping[str, tuple[str, ...]] = {}
    client: str = ""


class Grant(NamedTuple):
    """A setting that lets tools run, or servers start, without asking.

    `form`: `rules` (texts matched by `pattern` with the groups server and tool), `modes` (an object whose keys
    are matched so, and whose `default` is one of `values`), `all-when` (one of `values` =
    every tool of every server of the client), `started` (names of servers), `all-started`.
    """

    path: tuple[str, ...]
    form: str
    pattern: re.Pattern[str] | None = None
    values: tuple[str | bool, ...] = ()


class Client(NamedTuple):
    """One row: a client and one kind of its files. `id` is "" for files that any client may read."""

    id: str
    fallback: bool
    files: tuple[str, ...]
    home: tuple[str, ...]
    gate: re.Pattern[bytes]
    servers: tuple[Place, ...]
    grants: tuple[Grant, ...]
    url_transports: Mapping[str, str]
    not_names: frozenset[str] = frozenset()


class Form(NamedTuple):
    """A glob of a row as a regular expression; `whole` tells whether the path or only the file's name is matched."""

    pattern: str
    whole: bool
    client: Client


class Table(NamedTuple):
    """The whole table: field spellings, variables of the clients themselves, and two indexes of the globs.

    `literal` finds globs by the file's name. `wild` finds those whose name has a `*` by its suffix and the
    name of its folder ("" when the glob names none): a tree has very many files, and most fit no row.
    """

    fields: Mapping[str, tuple[str, ...]]
    own_variables: frozenset[str]
    literal: Mapping[str, tuple[Form, ...]]
    wild: Mapping[tuple[str, str], tuple[Form, ...]]
    home: tuple[str, ...] = ()


def clients_for(path: str) -> tuple[Client, ...]:
    """The rows whose files this path is one of; rows of a named client win over the fallback."""
    table = load_table()
    folder, _, name = path.rpartition("/")
    suffix = name[name.rfind(".") :]
    forms = table.literal.get(name, ()) + table.wild.get((suffix, ""), ())
    forms += table.wild.get((suffix, folder[folder.rfind("/") + 1 :]), ()) if folder else ()
    if not forms:
        return ()
    rows = [form.client for form in forms if _names(form, path, name)]
    # A file may be found both as one of the tree and as one of the home folder.
    distinct = list({id(row): row for row in rows}.values())
    return tuple([row for row in distinct if not row.fallback] or distinct)


def _names(form: Form, path: str, name: str) -> bool:
    return name not in form.client.not_names and bool(_compiled(form.pattern).search(path if form.whole else name))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Most trees meet a few of the 200 patterns."""
    return re.compile(pattern)


def home_globs() -> tuple[str, ...]:
    """Where clients keep what the user configured: `~/...`, or absolute for files that an administrator places."""
    return load_table().home


@cache
def load_table() -> Table:
    """The table, read once."""
    raw = orjson.loads(_FILE.read_bytes())
    literal: dict[str, tuple[Form, ...]] = {}
    wild: dict[tuple[str, str], tuple[Form, ...]] = {}
    for client in (_client(row) for row in raw["clients"]):
        for glob in (*client.files, *client.home):
            folder, _, name = glob.rpartition("/")
            form = _form(glob, client)
            if "*" in name:
                key = (name[name.rfind(".") :], folder[folder.rfind("/") + 1 :].replace("**", ""))
                wild[key] = (*wild.get(key, ()), form)
            else:
                literal[name] = (*literal.get(name, ()), form)
    fields = {name: tuple(spellings) for name, spellings in raw["fields"].items()}
    home = tuple(dict.fromkeys(glob for row in raw["clients"] for glob in row.get("home", ())))
    return Table(fields, frozenset(raw["own_variables"]), literal, wild, home)


def _form(glob: str, client: Client) -> Form:
    """Match from the end of a path for `**/...`, from its start for `~/...` and `/...`."""
    anywhere = glob.startswith("**/")
    body = glob.removeprefix("**/")
    whole = not anywhere or "/" in body
    start = r"(?:\A|/)" if anywhere and whole else r"\A"
    return Form(start + re.escape(body).replace(r"\*", "[^/]*") + r"\Z", whole, client)


def _client(row: Mapping[str, Any]) -> Client:
    places = tuple(_place(place) for place in row.get("servers", ()))
    grants = tuple(_grant(grant) for grant in row.get("grants", ()))
    return Client(
        id=row["id"],
        fallback=row.get("fallback", False),
        files=tuple(row["files"]),
        home=tuple(row.get("home", ())),
        gate=_gate(row.get("gate", ()), places, grants),
        servers=places,
        grants=grants,
        url_transports=row.get("url_transports", {}),
        not_names=frozenset(row.get("not_names", ())),
    )


def _place(raw: Mapping[str, Any]) -> Place:
    return Place(
        path=tuple(raw["path"]),
        form=raw.get("form", "map"),
        inner=tuple(raw.get("inner", ())),
        needs=tuple(raw.get("needs", ())),
        any=tuple(raw.get("any", ())),
        only={key: tuple(values) for key, values in raw.get("only", {}).items()},
        unless={key: tuple(values) for key, values in raw.get("unless", {}).items()},
        client=raw.get("client", ""),
    )


def _grant(raw: Mapping[str, Any]) -> Grant:
    pattern = re.compile(raw["pattern"]) if "pattern" in raw else None
    return Grant(tuple(raw["path"]), raw["form"], pattern, tuple(raw.get("values", ())))


def _gate(words: list[str], places: tuple[Place, ...], grants: tuple[Grant, ...]) -> re.Pattern[bytes]:
    """What the bytes of a file hold at least when it has something to say; spares parsing the others."""
    paths = [place.path for place in places] + [grant.path for grant in grants]
    keys = [*words, *(path[-1] for path in paths if path)]
    return re.compile("|".join(re.escape(key) for key in dict.fromkeys(keys)).encode())
