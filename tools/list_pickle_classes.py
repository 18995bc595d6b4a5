"""Writes a list of classes for aibom/catalog/sources/pickle/ from the sources of installed packages.

    python tools/list_pickle_classes.py SITE_PACKAGES OUTPUT.yaml PACKAGE [PACKAGE ...]

The packages are parsed, never imported. A class is listed for being made without `__init__` and given its state,
unless one of its methods that pickle would run then (`__new__`, `__setstate__`, `__setattr__`, `__del__`, `__hash__`,
`__eq__`, `__setitem__`, `append`, `extend`) calls something that opens, imports, runs or fetches.
Read the difference before committing it; what a `__reduce__` names is added by hand.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path

_RUN_BY_PICKLE = frozenset(
    "__new__ __setstate__ __setattr__ __del__ __hash__ __eq__ __setitem__ append extend __init_subclass__".split()
)
_ACTS = frozenset(
    "open exec eval compile __import__ import_module system popen run Popen call check_output load loads "
    "load_model urlopen "
    "get_file unlink remove rmtree rename makedirs write from_pretrained from_file read "
    "read_text write_text getattr".split()
)
# scipy.stats: __setstate__ of rv_generic gives a text of the state to exec.
_ACTING_BASES = {"rv_generic", "rv_continuous", "rv_discrete", "rv_histogram"}
_SKIPPED = frozenset(
    "tests test testing _vendor vendor externals examples conftest setup __main__ sandbox datasets".split()
)


def classes(package: Path, name: str) -> Iterator[tuple[str, str]]:
    """(module, class) of every top-level class that only keeps state, and has no base (by its bare name) that acts."""
    found = [(module, node) for module, node in _class_nodes(package, name) if not _is_enum(node)]
    acting = {node.name for _, node in found if _acts(node)} | _ACTING_BASES
    while more := {node.name for _, node in found if node.name not in acting and acting & set(_bases(node))}:
        acting |= more
    yield from ((module, node.name) for module, node in found if node.name not in acting)


def _class_nodes(package: Path, name: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if _SKIPPED & set(parts) or parts[-1].startswith("test_"):
            continue
        module = ".".join((name, *(parts[:-1] if parts[-1] == "__init__" else parts)))
        yield from ((module, node) for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.ClassDef))


def _bases(node: ast.ClassDef) -> Iterator[str]:
    return (ast.unparse(base).rpartition(".")[2] for base in node.bases)


def _acts(node: ast.ClassDef) -> bool:
    """Whether what pickle runs, or a method of the class that it calls from there, acts or imports."""
    methods = {one.name: one for one in node.body if isinstance(one, ast.FunctionDef)}
    todo, seen = [name for name in methods if name in _RUN_BY_PICKLE], set[str]()
    while todo:
        name = todo.pop()
        seen.add(name)
        for part in ast.walk(methods[name]):
            if isinstance(part, ast.Import | ast.ImportFrom) or (isinstance(part, ast.Call) and _called(part) in _ACTS):
                return True
            if isinstance(part, ast.Call) and _called(part) in methods.keys() - seen:
                todo.append(_called(part))
    return False


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_enum(node: ast.ClassDef) -> bool:
    return any(base in ("Enum", "IntEnum", "StrEnum", "Flag") for base in _bases(node))


def _version(site: Path, package: str) -> str:
    found = sorted(site.glob(f"{package}-*.dist-info")) or sorted(site.glob(f"*{package[:5]}*-*.dist-info"))
    return found[0].name.removesuffix(".dist-info").replace("-", " ") if found else package


def main() -> None:
    site, output = Path(sys.argv[1]), Path(sys.argv[2])
    table: dict[str, list[str]] = {}
    for package in sys.argv[3:]:
        for module, name in classes(site / package, package):
            table.setdefault(module, []).append(name)
    versions = ", ".join(_version(site, package) for package in sys.argv[3:])
    text = "none runs code of its state when it is made without __init__ and given its state"
    lines = ["# yaml-language-server: $schema=../../../../schemas/pickle-names.schema.json"]
    lines += [
        f"source: {json.dumps(f'{versions}: classes of their modules (tools/list_pickle_classes.py); {text}')}",
        "class:",
    ]
    lines += [f"  {module}: [{', '.join(sorted(set(names)))}]" for module, names in sorted(table.items())]
    output.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
