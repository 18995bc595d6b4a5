"""The configuration that Hydra composes for a function under `@hydra.main`: the primary file and its defaults list.

See Hydra's documentation, "The Defaults List" and "Packages". Every member keeps the file and line it stands in;
where two files set one member, both values are given.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from aibom.core.json import Json
from aibom.scanners.code.facts import Elsewhere, Lit, Map, Value
from aibom.scanners.code.resolving.documents import Documents, literal

_MAX_FILES = 60
_MAX_DEPTH = 4


def composed(documents: Documents, near: str, folder: str, name: str) -> Value | None:
    """The composed configuration of `config_name` in `config_path`, as a file asks for it."""
    primary = _file(documents, near, folder, name)
    if primary is None:
        return None
    chosen = list(_defaults(documents, primary, posixpath.dirname(primary), _MAX_DEPTH))[:_MAX_FILES]
    root: dict[str, Json] = {}
    for path, package, _ in chosen:
        _merge(root, package, getattr(documents.parsed(path), "value", None))
    _merge(root, (), getattr(documents.parsed(primary), "value", None))
    pairs: list[tuple[Value | None, Value]] = []
    for path, package, loose in ((primary, (), False), *chosen):
        document = documents.parsed(path)
        made = None if document is None else literal(document, root)
        if made is not None:
            pairs += _placed(Elsewhere(made, path, 1), package, loose)
    return Map(tuple(pairs), 1)


def _placed(made: Elsewhere, package: tuple[str, ...], loose: bool) -> Iterator[tuple[Value | None, Value]]:
    inner: Value = made
    for step in reversed(package[1:]):
        inner = Map(((Lit(step, 1), inner),), 1)
    yield (Lit(package[0], 1) if package else None), inner
    if package and loose:
        yield None, made  # Hydra before 1.1 put the members of a group at the top


def _file(documents: Documents, near: str, folder: str, name: str) -> str | None:
    stem = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    if not name and folder.endswith((".yaml", ".yml")):
        stem, folder = folder, ""
    return documents.find(posixpath.join(folder, stem), near)


def _defaults(documents: Documents, path: str, base: str, depth: int) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The files of a defaults list: path, the package their members come under, whether that is only the custom."""
    document = documents.parsed(path)
    value = document.value if document is not None else None
    listed = value.get("defaults") if isinstance(value, Mapping) else None
    for entry in listed if isinstance(listed, Sequence) and not isinstance(listed, str) and depth else ():
        for group, option in _entries(entry):
            group, _, package = group.partition("@")
            found = documents.find(posixpath.join(group, f"{option}.yaml"), posixpath.join(base, "x"))
            if found is not None and found != path:
                header = documents.header(found)
                places = _package(header, package or group.replace("/", "."))
                yield found, places, "@package" not in header and not package
                yield from _defaults(documents, found, posixpath.dirname(found), depth - 1)


def _entries(entry: Json) -> Iterator[tuple[str, str]]:
    """(group, option) of one line of a defaults list; the group is "" for a file beside the primary one."""
    if isinstance(entry, str) and entry != "_self_":
        yield "", entry
    elif isinstance(entry, Mapping):
        for group, option in entry.items():
            name = str(group).removeprefix("optional ").removeprefix("override ").strip("/")
            for one in option if isinstance(option, list | tuple) else (option,):
                if isinstance(one, str):
                    yield name, one.removesuffix(".yaml")


def _package(header: str, custom: str) -> tuple[str, ...]:
    if "_global_" in header or custom in ("", "_global_"):
        return ()
    return tuple(step for step in custom.split(".") if step)


def _merge(root: dict[str, Json], package: Sequence[str], value: Json) -> None:
    """Put a document's members under a package; those that are merged later win."""
    here = root
    for step in package:
        inner = here.get(step)
        here[step] = dict(inner) if isinstance(inner, Mapping) else {}
        here = here[step]  # type: ignore[assignment]
    if isinstance(value, Mapping):
        for key, item in value.items():
            old = here.get(key)
            here[key] = {**old, **item} if isinstance(old, Mapping) and isinstance(item, Mapping) else item
