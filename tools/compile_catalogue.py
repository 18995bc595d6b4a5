"""Compile aibom/catalog/sources/*.yaml into aibom/catalog/catalogue.json; --check fails when it is stale.

Every source file is validated against schemas/catalogue.schema.json. Patterns are written `root:path` with braces
for alternatives; here they are expanded and filed by root and last name, so that a look-up is a dict access.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "aibom" / "catalog" / "sources"
TARGET = ROOT / "aibom" / "catalog" / "catalogue.json"
SCHEMA = ROOT / "schemas" / "catalogue.schema.json"
GROUP_ECOSYSTEM = {
    "python": "pypi",
    "javascript": "npm",
    "go": "golang",
    "jvm": "maven",
    "dotnet": "nuget",
    "rust": "cargo",
    "ruby": "gem",
    "php": "composer",
}
ECOSYSTEM_GROUP = {ecosystem: group for group, ecosystem in GROUP_ECOSYSTEM.items()}
_BRACES = re.compile(r"\{([^{}]*)\}")


def expand(pattern: str) -> list[str]:
    """`a:{B,C}.d` -> ["a:B.d", "a:C.d"]; braces nest."""
    match = _BRACES.search(pattern)
    if match is None:
        return [pattern]
    head, tail = pattern[: match.start()], pattern[match.end() :]
    return [text for option in match[1].split(",") for text in expand(head + option.strip() + tail)]


class Compiler:
    """Collects the entries of all sources; `problems` are sentences about entries that contradict each other."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.shapes: dict[str, dict[str, Any]] = {}
        self.signatures: list[dict[str, Any]] = []
        self.index: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
        self.loose: dict[str, dict[str, list[int]]] = defaultdict(dict)
        self.values: dict[str, dict[str, Any]] = defaultdict(dict)
        self.out: dict[str, Any] = {
            name: {} for name in "providers hosts env provider_names packages imports constants defaults".split()
        }
        self.out |= {
            "hosted_tools": {},
            "package_globs": {},
            "host_globs": [],
            "paths": [],
            "namespaces": [],
            "builders": [],
        }
        self.known: list[str] = []
        self.packages: list[tuple[str, str, dict[str, Any]]] = []
        self.forms: list[tuple[str, str, str, bool | None]] = []
        self.roots: dict[str, set[str]] = defaultdict(set)
        self.tails: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.functions: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def add_shapes(self, source: dict[str, Any]) -> None:
        shapes = source.get("shapes", {})
        self.problems += [f"shape {name} is defined twice" for name in sorted(shapes.keys() & self.shapes.keys())]
        self.shapes |= shapes

    def add(self, name: str, source: dict[str, Any]) -> None:
        """File the entries of one source; packages are filed by add_packages when all are known."""
        for row in source.get("providers", ()):
            self._provider(row)
        for provider, rows in source.get("models", {}).items():
            for row in rows:
                self._forms(provider, row)
        for ecosystem, rows in source.get("packages", {}).items():
            for row in rows:
                self.packages.append((name, ecosystem, row))
        for group, rows in source.get("signatures", {}).items():
            for row in rows:
                self._signature(name, group, row)
        for group, rows in source.get("values", {}).items():
            for row in rows:
                self._value(group, row)
        self._tables(source)

    def _tables(self, source: dict[str, Any]) -> None:
        self.out["defaults"] |= source.get("defaults", {})
        self.out["hosted_tools"] |= source.get("hosted_tools", {})
        self.out["builders"] += source.get("builders", [])
        self.out["namespaces"] += [text for pattern in source.get("namespaces", ()) for text in expand(pattern)]
        self.known += source.get("well_known_models", [])
        for module, table in source.get("constants", {}).items():
            self.out["constants"].setdefault(module, {}).update(table)

    def _provider(self, row: dict[str, Any]) -> None:
        id_ = row["id"]
        if id_ in self.out["providers"]:
            self.problems.append(f"provider {id_} is defined twice")
        kept = ("name", "type", "hosts", "env", "self_hosted", "own_models", "serves_hub", "data")
        self.out["providers"][id_] = {key: row[key] for key in kept if key in row}
        for host in row.get("hosts", ()):
            if "*" in host:
                self.out["host_globs"].append([host, id_])
            else:
                self.out["hosts"][host] = id_
        self.out["paths"] += [[path, id_] for path in row.get("paths", ())]
        for key in row.get("env", ()):
            self.out["env"][key] = id_
        for other in row.get("also", ()):
            self.out["provider_names"][other] = id_

    def _forms(self, provider: str, row: dict[str, Any]) -> None:
        for glob in row["names"]:
            for text in expand(glob):
                self.forms.append((text, row.get("provider", provider), row["class"], row.get("alias")))

    def add_packages(self) -> None:
        """File the packages; an entry of one package refines the group that also names it."""
        named: dict[tuple[str, str], Any] = {}
        for source, ecosystem, row in sorted(self.packages, key=lambda item: len(expand(item[2]["name"])) > 1):
            names = expand(row["name"])
            for name in names:
                entry = [row["role"], row.get("provider", ""), row.get("model", "")]
                entry = entry[: 3 if entry[2] else 2 if entry[1] else 1]
                if "*" in name:
                    self.out["package_globs"].setdefault(ecosystem, []).append([name, entry])
                    continue
                if len(names) == 1 and named.setdefault((ecosystem, name), entry) != entry:
                    self.problems.append(f"{source}: package {ecosystem}:{name} is defined twice with different roles")
                known = name in self.out["packages"].setdefault(ecosystem, {})
                self.out["packages"][ecosystem].setdefault(name, entry)
                if not known:
                    self._imports(ecosystem, name, row)

    def _imports(self, ecosystem: str, name: str, row: dict[str, Any]) -> None:
        group = ECOSYSTEM_GROUP.get(ecosystem)  # none of languages whose code is not read
        for module in row.get("imports", [_import_of(ecosystem, name)]) if group else ():
            self.out["imports"].setdefault(group, {}).setdefault(module, [ecosystem, name])

    def _signature(self, source: str, group: str, row: dict[str, Any]) -> None:
        merged: dict[str, Any] = {}
        for shape in row.get("shape", "").split():
            if shape not in self.shapes:
                self.problems.append(f"{source}: no shape named {shape}")
            merged |= self.shapes.get(shape, {})
        merged |= {key: value for key, value in row.items() if key not in ("shape", "of")}
        roles = {**self.shapes.get(row.get("shape", "").split(" ")[0], {}).get("roles", {}), **row.get("roles", {})}
        if roles:
            merged["roles"] = roles
        number = len(self.signatures)
        match = merged.get("match", "call")
        unless = merged.pop("unless", [])
        self.signatures.append(merged)
        for pattern in itertools.chain.from_iterable(expand(text) for text in row["of"]):
            root, _, rest = pattern.rpartition(":")
            self.roots[group].add(root)
            tail = rest.rpartition(".")[2]
            plain = rest == tail and "*" not in tail and root not in ("unlisted", "<tree>")
            names = self.functions if plain else self.tails
            names[group][root].add("*" if "*" in tail else tail.removesuffix("()"))
            if "*" in rest:  # `**.tail` fits any path that ends so
                key = f"{root}:{'*' if '*' in tail else tail}"
                rows = self.index[group][match + "*"].setdefault(key, [])
                same = next((known for known in rows if known[0] == rest and known[2] == unless), None)
                if same is None:
                    rows.append([rest, [number], unless])
                else:
                    same[1].append(number)
            else:
                self.index[group][match].setdefault(f"{root}:{rest}", []).append(number)
        for text in merged.pop("loose", ()):
            for suffix in expand(text):
                self.loose[group].setdefault(suffix, []).append(number)

    def _value(self, group: str, row: dict[str, Any]) -> None:
        for pattern in itertools.chain.from_iterable(expand(text) for text in row["of"]):
            root = pattern.rpartition(":")[0]
            self.roots[group].add(root)
            kept = ("gives", "join", "choices", "calls", "why", "reads", "picks")
            self.values[group][pattern] = {key: row[key] for key in kept if key in row}

    def _gate(self) -> dict[str, Any]:
        """What the code scanner's gate looks for: a file with none of it cannot speak of AI by itself."""
        modules = {group: set(imports) for group, imports in self.out["imports"].items()}
        for group, tables in self.index.items():
            cut = "rpartition" if group in ("javascript", "go") else "partition"
            for key in itertools.chain.from_iterable(tables.values()):
                modules.setdefault(group, set()).add(getattr(key, cut)(":")[0])
        return {
            "modules": {group: sorted(names) for group, names in sorted(modules.items())},
            "forms": sorted(
                {re.split(r"[*?]", form[0])[0] + ("*" if re.search(r"[*?]", form[0]) else "") for form in self.forms}
            ),
            "words": sorted(
                {host.lstrip("*.") for host in self.out["hosts"]}
                | {host.lstrip("*.") for host, _ in self.out["host_globs"]}
                | {max(path.split("*"), key=len) for path, _ in self.out["paths"]}
                | set(self.out["env"])
            ),
        }

    def _with_loose(self) -> dict[str, dict[str, set[str]]]:
        """The tails by the modules of their signatures; under "" those that are told without an import."""
        loose = {group: {text.rpartition(".")[2] for text in table} for group, table in self.loose.items()}
        return {group: {**self.tails[group], "": loose.get(group, set())} for group in self.index}

    def result(self) -> dict[str, Any]:
        """The compiled document; everything in an order that does not depend on the file system."""
        buckets: dict[str, list[Any]] = defaultdict(list)
        for form in sorted(self.forms, key=lambda f: ("*" in f[0], -len(f[0]), f[0])):
            buckets[form[0][:2]].append(list(form))
        wild = [form for key, rows in buckets.items() for form in rows if "*" in key or len(key) < 2]
        if wild:
            self.problems.append(f"model-name forms must begin with two plain characters: {wild}")
        return {
            **self.out,
            "spelt": {"".join(c for c in name.lower() if c.isalnum()): name for name in sorted(self.known)},
            "forms": buckets,
            "signatures": self.signatures,
            "index": self.index,
            "loose": self.loose,
            "values": self.values,
            "roots": {group: sorted(names) for group, names in self.roots.items()},
            "tails": _sorted_names(self._with_loose()),
            "functions": _sorted_names(self.functions),
            "open": {
                group: {
                    key.removesuffix(":*"): 1 for name, table in tables.items() for key in table if key.endswith(":*")
                }
                for group, tables in self.index.items()
            },
            "gate": self._gate(),
            "python_roots": sorted({module.partition(".")[0] for module in self.out["imports"].get("python", {})}),
        }


def _sorted_names(tables: dict[str, dict[str, set[str]]]) -> dict[str, dict[str, list[str]]]:
    return {group: {root: sorted(names) for root, names in table.items()} for group, table in tables.items()}


def _import_of(ecosystem: str, name: str) -> str:
    """The import root when the entry does not say: the package's name in the language's spelling."""
    if ecosystem == "pypi":
        return name.replace("-", "_").lower()
    if ecosystem == "cargo":
        return name.replace("-", "_")
    if ecosystem == "maven":
        return name.partition(":")[0]
    return name


def compile_sources(sources: Path = SOURCES) -> tuple[bytes, list[str]]:
    """The bytes of the compiled catalogue, and what is wrong with the sources."""
    schema = json.loads(SCHEMA.read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    compiler = Compiler()
    documents = []
    for path in sorted(sources.glob("*.yaml")):
        document = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        for error in validator.iter_errors(document):
            where = "/".join(str(part) for part in error.absolute_path)
            compiler.problems.append(f"{path.name}: {where}: {error.message[:200]}")
        documents.append((path.name, document))
    for _, document in documents:
        compiler.add_shapes(document)
    for name, document in documents:
        compiler.add(name, document)
    compiler.add_packages()
    data = orjson.dumps(compiler.result(), option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    return data, compiler.problems


def compiled() -> bytes:
    """The compiled catalogue; ValueError when a source is wrong."""
    data, problems = compile_sources()
    if problems:
        raise ValueError("; ".join(problems))
    return data


def main() -> int:
    """Write the compiled catalogue, or with --check compare it; 1 when stale or wrong."""
    data, problems = compile_sources()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    if "--check" in sys.argv[1:]:
        if not TARGET.exists() or TARGET.read_bytes() != data:
            print("aibom/catalog/catalogue.json is stale: run tools/compile_catalogue.py", file=sys.stderr)
            return 1
        return 0
    TARGET.write_bytes(data)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
