"""Writes a list of classes for aibom/catalog/sources/pickle/ from the sources of installed packages.

    python tools/list_pickle_classes.py OUTPUT.yaml --site SITE_PACKAGES [--site ...] PACKAGE [PACKAGE ...]
        [--functions MODULE_PATTERN ...]

A package may be `name`, or `name/sub/package` for a part of it; several sites are several versions, and what any of
them has is listed. Classes that stand in OUTPUT.yaml already stay, so that older versions are kept.

The packages are parsed, never imported. A class is listed for being made without `__init__` and given its state,
unless something that pickle would run then (`__new__`, `__setstate__`, `__setattr__`, `__getattr__`, setters of
properties, `__del__`, `__hash__`, `__eq__`, `__setitem__`, `append`, `extend`), or a method that it calls from there,
opens, imports, runs or fetches. Enumerations are listed as such. `--functions` lists the top-level functions of
modules (a pattern of fnmatch) that do none of this, for being referred to: objects keep them.
Compiled modules tell only the names of their constructors `__pyx_unpickle_*`, which Cython writes and which make a
class by `__new__`. Read the difference before committing it; what a `__reduce__` names is added by hand.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

_RUN_BY_PICKLE = frozenset(
    "__new__ __setstate__ __setattr__ __getattr__ __getattribute__ __del__ __hash__ __eq__ __setitem__ append extend "
    "add __init_subclass__".split()
)
_ACTS = frozenset(
    "open exec eval compile __import__ import_module system popen run Popen call check_output load loads "
    "load_model urlopen "
    "get_file unlink remove rmtree rename makedirs write from_pretrained from_file read "
    "read_text write_text getattr execv spawn memmap fromfile loadtxt savetxt read_csv read_pickle urlretrieve "
    "download Process Thread start connect request mkdir touch rmdir symlink sympify parse_expr dmatrices load_library "
    "CDLL".split()
)
# Functions that act through others, by their names.
_NAMED = re.compile(
    r"_*(?:load|save|read|write|download|open|run|exec|eval|import|fetch|push|pull|call|apply_cmd|shell|unpickle|"
    r"create_(?:model|from)|build_model|resolve|registry|get_(?:file|path|cached)|set_|register|init_).*"
)
# A `__getattr__` that hands on to another object is no danger by itself.
_HANDS_ON = frozenset({"__getattr__", "__getattribute__"})
_ACTING_ROOTS = frozenset("os subprocess socket shutil sys importlib pickle requests urllib ctypes tempfile".split())
_HARMLESS_ROOTED = frozenset("fspath getpid cpu_count environ get maxsize version_info intern getsizeof".split())
# scipy.stats: __setstate__ of rv_generic gives a text of the state to exec.
_ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ExplicitEnum"}
_ACTING_BASES = {"rv_generic", "rv_continuous", "rv_discrete", "rv_histogram"}
_SKIPPED = frozenset(
    "tests test testing _vendor vendor externals examples conftest setup __main__ sandbox datasets cli scripts bin "
    "benchmarks commands hubconf".split()
)


def listed(package: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """(role, module, class) of every top-level class that only keeps state, and has no base (by its bare name) that
    acts; enumerations as well."""
    nodes = [(module, node) for module, node in _nodes(package, name) if isinstance(node, ast.ClassDef)]
    bases = [(node.name, _bases(node)) for _, node in nodes]
    acting = _heirs({node.name for _, node in nodes if _acts(node)} | _ACTING_BASES, bases)
    enums = _heirs(_ENUMS, bases)
    for module, node in nodes:
        if node.name not in acting:
            role = "enum" if node.name in enums else "class"
            yield role, module, node.name
            yield from ((role_of, module, f"{node.name}.{inner}") for role_of, inner in _inner(node))


def _heirs(names: set[str], bases: list[tuple[str, set[str]]]) -> set[str]:
    """The names, and all classes that have one of them as a base, near or far."""
    while more := {name for name, above in bases if name not in names and names & above}:
        names = names | more
    return names


def _inner(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for one in node.body:
        if isinstance(one, ast.ClassDef) and not _acts(one) and not _ACTING_BASES & _bases(one):
            yield ("enum" if _is_enum(one) else "class"), one.name


def functions(package: Path, name: str, patterns: list[str]) -> Iterator[tuple[str, str, str]]:
    """("data", module, function) of the top-level functions that act on nothing outside, in modules of these names."""
    for module, node in _nodes(package, name):
        wanted = isinstance(node, ast.FunctionDef) and any(fnmatch(module, one) for one in patterns)
        if (
            wanted
            and isinstance(node, ast.FunctionDef)
            and not _body_acts(node, frozenset(), set())
            and not _NAMED.match(node.name)
        ):
            yield "data", module, node.name


def constructors(package: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """("call", module, name) of what Cython wrote to make the classes of compiled modules."""
    for path in sorted(package.rglob("*.so")):
        parts = path.relative_to(package).parts
        if not _SKIPPED & set(parts):
            module = ".".join((name, *parts[:-1], parts[-1].partition(".")[0]))
            for found in sorted(set(re.findall(rb"\b__pyx_unpickle_[A-Z]\w*", path.read_bytes()))):
                if not found.endswith((b"__set_state", b"_checksum")):
                    yield "call", module, found.decode()


def _nodes(package: Path, name: str) -> Iterator[tuple[str, ast.stmt]]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if _SKIPPED & set(parts) or parts[-1].startswith("test_") or not all(one.isidentifier() for one in parts):
            continue
        module = ".".join((name, *(parts[:-1] if parts[-1] == "__init__" else parts)))
        try:
            tree = ast.parse(path.read_bytes())
        except SyntaxError:
            continue
        yield from ((module, node) for node in tree.body)


def _bases(node: ast.ClassDef) -> set[str]:
    return {_last(base) for base in node.bases}


def _last(node: ast.expr) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Subscript):
        return _last(node.value)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _acts(node: ast.ClassDef) -> bool:
    """Whether what pickle runs, or a method of the class that it calls from there, acts or imports."""
    methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
    first = {name for name in methods if name in _RUN_BY_PICKLE}
    first |= {name for name, one in methods.items() if any(_is_setter(mark) for mark in one.decorator_list)}
    todo, seen = sorted(first), set[str]()
    while todo:
        name = todo.pop()
        seen.add(name)
        called: set[str] = set()
        if _body_acts(methods[name], _HANDS_ON if name in _HANDS_ON else frozenset(), called):
            return True
        todo += called & (methods.keys() - seen)
    return False


def _is_setter(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Attribute) and mark.attr == "setter"


def _body_acts(node: ast.FunctionDef, hands_on: frozenset[str], called: set[str]) -> bool:
    """Whether the body acts; the names that it calls go into `called`."""
    for part in ast.walk(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            return True
        if isinstance(part, ast.Call):
            name = _called(part)
            called.add(name)
            if (name in _ACTS and not (hands_on and name == "getattr")) or _acting_root(part.func, name):
                return True
    return False


def _acting_root(function: ast.expr, name: str) -> bool:
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    root = function.id if isinstance(function, ast.Name) else ""
    return bool(parts) and root in _ACTING_ROOTS and name not in _HARMLESS_ROOTED and "path" not in parts


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_enum(node: ast.ClassDef) -> bool:
    return bool(_ENUMS & _bases(node))


def _version(site: Path, package: str) -> str:
    bare = package.partition("/")[0]
    found = sorted(site.glob(f"{bare}-*.dist-info")) or sorted(site.glob(f"*{bare[:5]}*-*.dist-info"))
    return found[0].name.removesuffix(".dist-info").replace("-", " ") if found else bare


def _read(output: Path) -> dict[str, Any]:
    return yaml.safe_load(output.read_text()) if output.exists() else {}


def _quoted(name: str) -> str:
    """A name as YAML takes it for a text."""
    return f'"{name}"' if name.lower() in ("yes", "no", "on", "off", "true", "false", "null", "y", "n") else name


def _text(source: str, roles: dict[str, dict[str, set[str]]], rest: dict[str, Any]) -> str:
    lines = ["# yaml-language-server: $schema=../../../../schemas/pickle-names.schema.json"]
    lines.append(f"source: {json.dumps(source)}")
    for role, table in sorted(roles.items()):
        lines.append(f"{role}:")
        lines += [f"  {module}: [{', '.join(map(_quoted, sorted(names)))}]" for module, names in sorted(table.items())]
    return "\n".join(lines) + "\n" + (yaml.safe_dump(rest, sort_keys=True, width=200) if rest else "")


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("\n\n")[1])
    parser.add_argument("output", type=Path)
    parser.add_argument("packages", nargs="+")
    parser.add_argument("--site", type=Path, action="append", required=True)
    parser.add_argument("--functions", action="append", default=[])
    options = parser.parse_args()
    old = _read(options.output)
    roles: dict[str, dict[str, set[str]]] = {}
    for role in ("class", "enum", "call", "data"):
        for module, names in old.pop(role, {}).items():
            roles.setdefault(role, {}).setdefault(module, set()).update(names)
    versions = dict.fromkeys(one for one in old.pop("source", "").partition(": ")[0].split(", ") if one)
    for site in options.site:
        for package in options.packages:
            path, name = site / package, package.replace("/", ".")
            found = [*listed(path, name), *functions(path, name, options.functions), *constructors(path, name)]
            if found:
                versions[_version(site, package)] = None
            for role, module, what in found:
                roles.setdefault(role, {}).setdefault(module, set()).add(what)
    judged = "classes of their modules (tools/list_pickle_classes.py); none acts when it is made and given its state"
    options.output.write_text(_text(f"{', '.join(versions)}: {judged}", roles, old))


if __name__ == "__main__":
    main()
