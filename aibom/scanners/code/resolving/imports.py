"""Where an imported module lives in the tree, by the import rules of each language.

A tree rarely says where its import roots are, so a module is found by the tail of its path, and the file
nearest to the importer wins. A name that the catalogue knows as an outside package is only taken for a module
of the tree when a file stands where the importer would really find it.
"""

from __future__ import annotations

import posixpath
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping

from aibom.core.samples import without_sample
from aibom.scanners.code.resolving.script_projects import ScriptProjects

_PYTHON = (".py", ".pyi", ".ipynb")
_SCRIPT = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte", ".astro")
TAILED = (
    ".java",
    ".kt",
    ".cs",
    ".razor",
    ".cshtml",
    ".rs",
    ".rb",
    ".php",
)  # languages whose modules are found by a file's name alone
_ROOTS = ("", "src", "lib", "app", "python", "backend", "source")
_TAILS = 64  # files of one name that are compared


# Folders that projects give an alias of their name: SvelteKit's `$lib/server`, `@services/search` of `paths`.
_ALIASED = frozenset(
    "lib libs utils util components services service config server shared src core types constants hooks modules"
    " agents tools prompts ai data helpers common features models providers app root".split()
)
_ROOTED = ("app", "src", "root")  # that stand for the root of the sources


class Places:
    """Finds the file, or for Go the folder, that an import names."""

    def __init__(
        self,
        paths: Iterable[str],
        outside: frozenset[str],
        folders: Iterable[str] = (),
        go_modules: Mapping[str, str] | None = None,
        projects: ScriptProjects | None = None,
    ) -> None:
        """`paths` are source files; `folders` those of the whole tree, when `paths` are not all of it. `outside` are
        the first segments of Python's catalogued packages. `go_modules` are the folders of Go's modules by name,
        `projects` what projects of scripts say of their names."""
        self._outside = outside
        self._projects = projects
        self._go_modules = go_modules or {}
        self._files = set(paths)
        copied = ((without_sample(path), path) for path in self._files)
        self._stand_ins = {name: path for name, path in copied if name != path and name not in self._files}
        self._files |= self._stand_ins.keys()  # `env.ts` where the tree has `env.ts.example` alone
        self._folders = {folder for path in self._files for folder in _parents(path)} | set(folders)
        self._python: dict[str, list[str]] = defaultdict(list)
        self._tails: dict[str, list[str]] = defaultdict(list)
        self._importable: dict[str, str] = {}
        for path in sorted(self._files):
            stem, suffix = posixpath.splitext(path)
            if suffix in (".py", ".pyi"):
                _importable(self._importable, stem, suffix, path)
                if stem.endswith("/__init__") or stem == "__init__":
                    stem = stem[:-9]
                self._python[stem.rpartition("/")[2]].append(path)
            elif suffix in TAILED:
                self._tails[_plain_stem(path).rpartition("/")[2]].append(path)
        names = {posixpath.splitext(part)[0] for path in (*self._files, *folders) for part in path.split("/")}
        self._names = frozenset(names)  # a module whose first name no file or folder has is an outside package
        self._standing: dict[str, list[str]] | None = None
        self._by_ending: dict[str, list[str]] | None = None
        self._memo: dict[tuple[str, str, str], str | None] = {}

    def go_module_of(self, path: str) -> str:
        """The name of the module of Go that a file belongs to; "" where the tree has none."""
        around = ((folder, name) for name, folder in self._go_modules.items() if _is_below(path, folder))
        return max(around, key=lambda one: len(one[0]), default=("", ""))[1]

    def locate(self, group: str, module: str, importer: str) -> str | None:
        """The path of `module` as `importer` sees it, or None when it is an outside package."""
        key = (
            group,
            module,
            importer if module.startswith((".", "@/", "~/", "#")) else importer.rpartition("/")[0],
        )
        if key not in self._memo:
            found = self._locate(group, module, importer)
            self._memo[key] = self._stand_ins.get(found, found) if found else found
        return self._memo[key]

    def _locate(self, group: str, module: str, importer: str) -> str | None:
        if group == "python":
            return self._relative(module, importer) if module.startswith(".") else self._absolute(module, importer)
        if group == "javascript":
            return self._script(module, importer)
        if group == "go":
            return self._folder(module, importer)
        return self._by_tail(module, importer)

    def files_in(self, folder: str) -> list[str]:
        """The Go files that stand directly in a folder."""
        return [path for path in self.beside(folder, ".go") if not path.endswith("_test.go")]

    def is_folder(self, path: str) -> bool:
        """Whether listed files stand below this path."""
        return path in self._folders

    def beside(self, folder: str, suffix: str) -> list[str]:
        """The files of an ending that stand directly in a folder."""
        if self._standing is None:
            self._standing = defaultdict(list)
            for path in sorted(self._files):
                self._standing[posixpath.dirname(path)].append(path)
        return [path for path in self._standing.get(folder, ()) if path.endswith(suffix)]

    def below(self, folder: str, suffix: str, most: int) -> list[str]:
        """The files of an ending that stand in a folder or in one that it holds, the nearest first."""
        start = f"{folder}/" if folder else ""
        found = self.beside(folder, suffix)
        standing = self._standing or {}
        for one in sorted(standing) if folder else ():
            if len(found) >= most:
                break
            found = [*found, *self.beside(one, suffix)] if one.startswith(start) else found
        return found[:most]

    def called(self, ending: str, suffix: str) -> list[str]:
        """The files of classes whose name ends with a word: `ParcelTool.java`, `parcel_tool.rb`."""
        stems = sorted(stem for stem in self._tails if stem.endswith((ending, f"_{ending.lower()}")))
        return [path for stem in stems for path in self._tails[stem] if path.endswith(suffix)]

    def folders_ending(self, tail: str, importer: str) -> list[str]:
        """The folders that a path without a beginning may mean, of several those beside the file that names it."""
        if self._by_ending is None:
            self._by_ending = defaultdict(list)
            for one in sorted(self._folders):
                self._by_ending[posixpath.basename(one)].append(one)
        named = self._by_ending.get(posixpath.basename(tail), ())
        found = [one for one in named if f"/{one}".endswith(f"/{tail}")]
        near = [one for one in found if one.startswith(posixpath.dirname(importer))]
        return near or (found if len(found) == 1 else [])

    def folders_of(self, names: tuple[str, ...]) -> list[str]:
        """The folders, each with its "/", in which a file of one of these names stands."""
        found = (path.rpartition("/") for path in self._files)
        return sorted(folder + slash for folder, slash, name in found if name in names)

    def _relative(self, module: str, importer: str) -> str | None:
        rest = module.lstrip(".")
        folder = posixpath.dirname(importer)
        for _ in range(len(module) - len(rest) - 1):
            folder = posixpath.dirname(folder)
        return self._python_at(posixpath.join(folder, *rest.split("."))) if rest else self._python_at(folder)

    def _python_at(self, stem: str) -> str | None:
        return self._importable.get(stem) or (stem if not stem or stem in self._folders else None)

    def _absolute(self, module: str, importer: str) -> str | None:
        head, _, rest = module.partition(".")
        if head not in self._names:
            return self._below_root(head, rest)
        if rest and rest.rpartition(".")[2] not in self._names:
            return None
        relative = module.replace(".", "/")
        folder = posixpath.dirname(importer)
        while True:
            for root in _ROOTS:
                found = self._python_at("/".join(part for part in (folder, root, relative) if part))
                if found and not (found in self._folders and self._foreign(module)):
                    return found
            if not folder:
                break
            folder = posixpath.dirname(folder)
        if self._foreign(module):
            return self._below_root(head, rest)
        return self._nearest(self._python, relative, importer)

    def _below_root(self, head: str, rest: str) -> str | None:
        """A file that is imported by the name of the tree's own folder: `agents.builder.texts` where `agents` alone is
        scanned. A short name needs the mark of a package at the top, one of an outside package the name of a folder."""
        if (
            not rest
            or ("." not in rest and "__init__" not in self._importable)
            or (head in self._outside and head not in _ALIASED)
        ):
            return None
        found = self._importable.get(rest.replace(".", "/"))
        return found if found in self._files else None

    def _foreign(self, module: str) -> bool:
        return module.partition(".")[0] in self._outside

    def _nearest(self, table: dict[str, list[str]], relative: str, importer: str) -> str | None:
        if "/" not in relative and table is self._python:
            return self._own_package(relative)  # any other name far away is more likely an outside package
        candidates = []
        for path in table.get(relative.rpartition("/")[2], ())[:_TAILS]:
            stem = _plain_stem(path)
            if stem == relative or stem.endswith("/" + relative):
                candidates.append(path)
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        return min(candidates, key=lambda path: (-shared_folders(path, importer), len(path), path))

    def _own_package(self, name: str) -> str | None:
        """The only package of a name that stands at the top of a project of the tree: `packages/billing/acme_billing/`
        where `import acme_billing` is written in another project of it."""
        if name in sys.stdlib_module_names:
            return None
        tops = [path for path in self._python.get(name, ())[:_TAILS] if path.endswith(f"/{name}/__init__.py")]
        tops = [path for path in tops if f"{posixpath.dirname(posixpath.dirname(path))}/__init__.py" not in self._files]
        return tops[0] if len(tops) == 1 else None

    def _script(self, module: str, importer: str) -> str | None:
        if module.startswith("."):
            return self._script_at(posixpath.normpath(posixpath.join(posixpath.dirname(importer), module)))
        for stem in self._projects.stems(module, importer) if self._projects is not None else ():
            if (stated := self._script_at(stem)) is not None:
                return stated
        if module.startswith(("@/", "~/", "#/", "src/", "app/", "lib/")):
            return self._aliased(module.lstrip("@~#").lstrip("/"), importer)
        return self._by_own_alias(module, importer) or self._workspace(module)

    def _by_own_alias(self, module: str, importer: str) -> str | None:
        """A file under an alias that the project's settings give: `$lib/server`, `#ai/client`, `@services/search`,
        `@app/x` of the root of the sources, `@prompts` of a folder."""
        head, slash, rest = module.partition("/")
        if head[:1] in ("#", "~") or (head[:1] in ("$", "@") and (head[1:] in _ALIASED or not slash)):
            return self._aliased(module[1:], importer) or (
                self._aliased(rest, importer) if head[1:] in _ROOTED else None
            )
        return None

    def _aliased(self, rest: str, importer: str) -> str | None:
        folder = posixpath.dirname(importer)
        while True:
            for root in ("", "src", "app"):
                found = self._script_at(posixpath.join(folder, root, rest))
                if found:
                    return found
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def _workspace(self, module: str) -> str | None:
        """A package of the same workspace: `@acme/prompts/system` below packages/prompts."""
        if not module.startswith("@"):
            return None
        _, _, inner = module.partition("/")
        name, _, rest = inner.partition("/")
        for top in ("packages/", "libs/", "apps/", "internal/", ""):
            folder = f"{top}{name}"
            if name and folder in self._folders and not self._is_other(folder, module):
                entry = rest or "index"
                return self._script_at(f"{folder}/src/{entry}") or self._script_at(f"{folder}/{entry}")
        return None

    def _is_other(self, folder: str, module: str) -> bool:
        return self._projects is not None and self._projects.is_other(folder, module)

    def _script_at(self, stem: str) -> str | None:
        if stem in self._files and stem.endswith(_SCRIPT):
            return stem
        bare = stem.removesuffix(".js").removesuffix(".mjs")
        for suffix in _SCRIPT:
            if f"{bare}{suffix}" in self._files:
                return f"{bare}{suffix}"
        for suffix in _SCRIPT:
            if f"{stem}/index{suffix}" in self._files:
                return f"{stem}/index{suffix}"
        return None

    def _folder(self, module: str, importer: str) -> str | None:
        """The folder of a Go package: below that of its module, else, where no module is known, of the same names."""
        parts = module.split("/")
        for end in range(len(parts), 0, -1):
            root = self._go_modules.get("/".join(parts[:end]))
            if root is not None:
                folder = "/".join(part for part in (root, *parts[end:]) if part)
                return folder if folder in self._folders else None
        roots = self._go_modules.values()
        if any(not root or importer.startswith(root + "/") for root in roots):
            return None  # what a module imports is its own, another's of the tree, or outside
        for start in range(1, len(parts)):
            folder = "/".join(parts[start:])
            if folder in self._folders and "." in parts[0]:
                return folder
        return None

    def _by_tail(self, module: str, importer: str) -> str | None:
        relative = module.replace(".", "/").replace("\\", "/").replace("::", "/").strip("/")
        return self._nearest(self._tails, relative.rpartition("/")[2], importer) if relative else None


def _plain_stem(path: str) -> str:
    """A path as it is imported: `prompts/__init__.py` and Rust's `prompts/mod.rs` are `prompts`."""
    stem, suffix = posixpath.splitext(path)
    return stem.removesuffix("/mod" if suffix == ".rs" else "/__init__")


def _importable(found: dict[str, str], stem: str, suffix: str, path: str) -> None:
    """Note what a Python file is imported as: `a.py` before `a/__init__.py` before `a.pyi`."""
    package = stem.removesuffix("/__init__")
    if suffix == ".py":
        found[stem] = path
        if package != stem and found.get(package, ".pyi").endswith(".pyi"):
            found[package] = path
    else:
        found.setdefault(stem, path)


def _parents(path: str) -> Iterable[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def shared_folders(left: str, right: str) -> int:
    """How many leading folders two paths share."""
    count = 0
    for one, other in zip(left.split("/")[:-1], right.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")
