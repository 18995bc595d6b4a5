"""setup.py, read and never run: the arguments of `setup(...)` as far as they are written out.

Names are followed to assignments of the module, `a + b`, list and dict literals, and the usual ways to read a
requirement file. What is computed in any other way is a gap.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.text import decode
from aibom.scanners.manifests.names import pypi_name
from aibom.scanners.manifests.pep508 import incomplete, parse_requirement
from aibom.scanners.manifests.record import Gap, Include, Manifest, Package, Project, Role

_ARGUMENTS = {"install_requires": "runtime", "setup_requires": "build", "tests_require": "test"}
_REQUIRED_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_MAX_DEPTH = 20
_FILE_ENDINGS = (".txt", ".in", ".pip")


def parse_setup_py(data: bytes, path: str) -> Manifest | None:
    """The record; None when no `setup(...)` is called. Raises UnreadableError for what is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(data)
    except SyntaxError as error:
        raise UnreadableError(path, "not valid Python", error.lineno) from None
    except (ValueError, RecursionError, MemoryError):
        raise UnreadableError(path, "not valid Python (null bytes or nested too deeply)") from None
    call = next((node for node in ast.walk(module) if _is_setup(node)), None)
    if not isinstance(call, ast.Call):
        return None
    reader = _Reader(module, decode(data).splitlines())
    reader.call(call)
    return Manifest(
        ecosystem="pypi",
        role=Role.MANIFEST,
        packages=tuple(reader.packages),
        projects=tuple(reader.projects),
        gaps=tuple(reader.gaps),
        includes=tuple(reader.includes),
    )


def _is_setup(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    callee = node.func
    return (isinstance(callee, ast.Name) and callee.id == "setup") or (
        isinstance(callee, ast.Attribute) and callee.attr == "setup" and isinstance(callee.value, ast.Name)
    )


class _Reader:
    def __init__(self, module: ast.Module, source: list[str]) -> None:
        self.source = source
        self.names: dict[str, ast.expr] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.entries: list[tuple[str, ast.Constant, ast.expr]] = []  # `extras["x"] = ...`
        for node in ast.walk(module):
            if isinstance(node, ast.Assign):
                self.names.update((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
                self.entries += (entry for target in node.targets for entry in _entry(target, node.value))
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                self.names[node.target.id] = node.value
            elif isinstance(node, ast.FunctionDef):
                self.functions[node.name] = node
        self.packages: list[Package] = []
        self.projects: list[Project] = []
        self.includes: list[Include] = []
        self.gaps: list[Gap] = []

    def call(self, call: ast.Call) -> None:
        """Read the keyword arguments; `**mapping` is followed to a dict literal."""
        arguments = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        for keyword in call.keywords:
            spread = self._followed(keyword.value) if keyword.arg is None else None
            if isinstance(spread, ast.Dict):
                arguments |= {key.value: value for key, value in _items(spread) if isinstance(key.value, str)}
            elif keyword.arg is None:
                self._gap("arguments of setup() that are computed", keyword.value)
        self._project(arguments)
        for name, scope in _ARGUMENTS.items():
            if name in arguments:
                self._requirements(arguments[name], scope, "")
        if "extras_require" in arguments:
            self._extras(arguments["extras_require"])

    def _project(self, arguments: dict[str, ast.expr]) -> None:
        name = self._text(arguments.get("name"))
        if name:
            line = arguments["name"].lineno
            self.projects.append(Project(pypi_name(name), line, self._text(arguments.get("version")) or None))

    def _extras(self, node: ast.expr) -> None:
        found = self._followed(node)
        if not isinstance(found, ast.Dict):
            self._gap("optional requirements that are computed", node)
            return
        later = [(key, value) for name, key, value in self.entries if isinstance(node, ast.Name) and name == node.id]
        for key, value in (*_items(found), *later):
            self._requirements(value, "optional", str(key.value))
        if any(key is None or not isinstance(key, ast.Constant) for key in found.keys):
            self._gap("optional requirements that are computed", node)

    def _requirements(self, node: ast.expr, scope: str, extra: str) -> None:
        for one in self._flat(node, 0):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                for line in one.value.splitlines():
                    self._requirement(line.partition("#")[0].strip(), one.lineno, scope, extra)
                continue
            files = self._files_of(one)
            self.includes += [Include("dynamic", name, node.lineno, scope, extra) for name in files]
            if not files:
                self._gap("requirements that are computed", one)

    def _requirement(self, text: str, line: int, scope: str, extra: str) -> None:
        package = parse_requirement(text, line, resolves=False) if text else None
        if isinstance(package, Gap):
            self.gaps.append(package)
        elif package is not None:
            gap = incomplete(package, text)
            self.gaps += [gap] if gap else []
            self.packages.append(package._replace(scope=scope, extra=(extra,) if extra else ()))

    def _flat(self, node: ast.expr, depth: int) -> Iterator[ast.expr]:
        """The items of a list that is written out or joined of lists; an expression that is none, itself."""
        found = self._followed(node)
        if depth > _MAX_DEPTH:
            yield found
        elif isinstance(found, ast.List | ast.Tuple | ast.Set):
            for item in found.elts:
                yield from self._flat(item.value if isinstance(item, ast.Starred) else item, depth + 1)
        elif isinstance(found, ast.BinOp) and isinstance(found.op, ast.Add):
            yield from self._flat(found.left, depth + 1)
            yield from self._flat(found.right, depth + 1)
        elif looked_up := self._looked_up(found):
            yield from looked_up
        else:
            yield found

    def _followed(self, node: ast.expr) -> ast.expr:
        """What a name, or `extras["x"]` of a dict literal, stands for; at most a few steps."""
        for _ in range(_MAX_DEPTH):
            if isinstance(node, ast.Name) and node.id in self.names:
                node = self.names[node.id]
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                table = self._followed_name(node.value)
                if isinstance(table, ast.DictComp):
                    return self._of_table(table, str(node.slice.value)) or node
                values = {key.value: value for key, value in _items(table)} if isinstance(table, ast.Dict) else {}
                if node.slice.value not in values:
                    return node
                node = values[node.slice.value]
            else:
                return node
        return node

    def _looked_up(self, node: ast.expr) -> list[ast.expr]:
        """The requirements that a function of the file looks up by the names that it is given."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in self.functions:
            return []
        body = [
            self._followed_name(part) for part in ast.walk(self.functions[node.func.id]) if isinstance(part, ast.Name)
        ]
        table = next((part for part in body if isinstance(part, ast.DictComp)), None)
        names = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        found = [self._of_table(table, name) for name in names] if table is not None else []
        return [one for one in found if one is not None] if len(names) == len(node.args) else []

    def _of_table(self, table: ast.DictComp, name: str) -> ast.expr | None:
        """The requirement of this name among the texts that a table of names is made of."""
        for part in ast.walk(table):
            listed = self._followed_name(part) if isinstance(part, ast.Name) else None
            for item in listed.elts if isinstance(listed, ast.List | ast.Tuple) else ():
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    head = _REQUIRED_NAME.match(item.value)
                    if head is not None and pypi_name(head[0]) == pypi_name(name):
                        return item
        return None

    def _followed_name(self, node: ast.expr) -> ast.expr:
        return self.names.get(node.id, node) if isinstance(node, ast.Name) else node

    def _files_of(self, node: ast.expr) -> list[str]:
        """Names of requirement files in the expression, or in the functions and names that it uses."""
        found, seen = set[str](), set[str]()
        todo: list[ast.AST] = [node]
        while todo:
            for part in ast.walk(todo.pop()):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    found.update([part.value] if part.value.endswith(_FILE_ENDINGS) else [])
                elif isinstance(part, ast.Name) and part.id not in seen:
                    seen.add(part.id)
                    uses = (self.functions.get(part.id), self.names.get(part.id))
                    todo += [one for one in uses if one is not None]
        return sorted(found)

    def _text(self, node: ast.expr | None) -> str:
        found = self._followed(node) if node else None
        return found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else ""

    def _gap(self, reason: str, node: ast.expr) -> None:
        shown = self.source[node.lineno - 1].strip()[:200] if node.lineno <= len(self.source) else ""
        self.gaps.append(Gap(reason, node.lineno, shown))


def _entry(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.Constant, ast.expr]]:
    if (
        isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and isinstance(target.slice, ast.Constant)
    ):
        yield target.value.id, target.slice, value


def _items(node: ast.Dict) -> list[tuple[ast.Constant, ast.expr]]:
    pairs = zip(node.keys, node.values, strict=True)
    return [(key, value) for key, value in pairs if isinstance(key, ast.Constant)]
