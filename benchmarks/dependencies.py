"""Reads lock files a second time, with other means than aibom's, and compares coordinates and edges with a BOM.

    python benchmarks/dependencies.py REPOSITORY BOM [OTHER_BOM...]

Prints for each lock file how many packages and edges it holds by this reading, and how many of them each BOM has.
The readings here share no code with aibom: tomllib, json, PyYAML's own loader, and line patterns.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

Coordinate = tuple[str, str, str]
Edge = tuple[Coordinate, Coordinate]
Reading = tuple[set[Coordinate], set[Edge]]


def pypi(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def uv_lock(path: Path) -> Reading:
    packages = tomllib.loads(path.read_text())["package"]
    third = {
        (p["name"], p["version"]): p
        for p in packages
        if "version" in p and not {"editable", "virtual", "directory"} & set(p.get("source", {}))
    }
    found = {("pypi", pypi(name), version) for name, version in third}
    versions: dict[str, set[str]] = {}
    for name, version in third:
        versions.setdefault(name, set()).add(version)
    edges = set()
    for (name, version), package in third.items():
        groups = [package.get("dependencies", []), *package.get("optional-dependencies", {}).values()]
        for need in (one for group in groups for one in group):
            for target in [need["version"]] if "version" in need else sorted(versions.get(need["name"], ())):
                edges.add((("pypi", pypi(name), version), ("pypi", pypi(need["name"]), target)))
    return found, edges


def cargo_lock(path: Path) -> Reading:
    packages = tomllib.loads(path.read_text())["package"]
    third = {(p["name"], p["version"]) for p in packages if "source" in p}
    by_name: dict[str, list[str]] = {}
    for p in packages:
        by_name.setdefault(p["name"], []).append(p["version"])
    edges = set()
    for p in packages:
        for need in p.get("dependencies", []):
            name, *rest = need.split(" ")
            version = rest[0] if rest else by_name[name][0]
            if (p["name"], p["version"]) in third and (name, version) in third:
                edges.add((("cargo", p["name"], p["version"]), ("cargo", name, version)))
    return {("cargo", *one) for one in third}, edges


def go_mod(path: Path) -> Reading:
    text = re.sub(r"//.*", "", path.read_text())
    blocks = " ".join(re.findall(r"^require\s*\((.*?)^\)", text, re.M | re.S))
    lines = re.findall(r"([^\s()]+)\s+(v\S+)", blocks) + re.findall(r"^require\s+([^\s(]+)\s+(v\S+)", text, re.M)
    return {("golang", name, version) for name, version in lines}, set()


def pnpm_lock(path: Path) -> Reading:
    document = yaml.load(path.read_text(), Loader=yaml.CSafeLoader)
    found = set()
    for key in document.get("packages", {}):
        if re.search(r"@?(file|link):", key):
            continue
        name, _, version = key.removeprefix("/").partition("(")[0].rpartition("@")
        found.add(("npm", name, version))
    edges = set()
    for key, entry in document.get("snapshots", document.get("packages", {})).items():
        name, _, version = key.removeprefix("/").partition("(")[0].rpartition("@")
        for need, target in {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {})}.items():
            plain = str(target).partition("(")[0]
            if ":" in plain:
                continue
            real, _, fixed = plain.rpartition("@")
            edges.add((("npm", name, version), ("npm", real or need, fixed)))
    return found, {edge for edge in edges if edge[0] in found and edge[1] in found}


def package_lock(path: Path) -> Reading:
    packages = json.loads(path.read_text())["packages"]
    at = {
        key: ("npm", entry.get("name") or key.rpartition("node_modules/")[2], entry["version"])
        for key, entry in packages.items()
        if "node_modules/" in key and "version" in entry and not entry.get("link")
    }
    edges = set()
    for key, source in at.items():
        entry = packages[key]
        wanted = {**entry.get("dependencies", {}), **entry.get("optionalDependencies", {})}
        wanted |= entry.get("peerDependencies", {})
        for need in wanted:
            place, target = key, None
            while target is None and place is not None:
                target = at.get(f"{place}/node_modules/{need}" if place else f"node_modules/{need}")
                place = (
                    None if not place else place.rpartition("/node_modules/")[0] if "/node_modules/" in place else ""
                )
            if target:
                edges.add((source, target))
    return set(at.values()), edges


def yarn_lock(path: Path) -> Reading:
    found, wanted, resolved = set(), [], {}
    for block in re.split(r"\n(?=\S)", path.read_text()):
        head = re.match(r'(?!#)(.+):\n\s+version "?([^"\n]+)"?', block)
        if not head:
            continue
        specs = [one.strip().strip('"') for one in head.group(1).split(",")]
        real = re.sub(r"^npm:", "", specs[0].partition("@npm:")[2]) if "@npm:" in specs[0] else specs[0]
        name = real.rpartition("@")[0] or specs[0].rpartition("@")[0]
        coordinate = ("npm", name, head.group(2))
        found.add(coordinate)
        resolved.update(dict.fromkeys(specs, coordinate))
        needs = re.findall(r"^\s{4}\"?([^\s\"]+)\"?\s+\"?([^\"\n]+)\"?$", block, re.M)
        wanted += [(coordinate, f"{name}@{spec}") for name, spec in needs]
    return found, {(source, resolved[spec]) for source, spec in wanted if spec in resolved}


def bun_lock(path: Path) -> Reading:
    document = json.loads(re.sub(r",(\s*[}\]])", r"\1", path.read_text()))
    found, at = set(), {}
    for key, entry in document["packages"].items():
        name, _, version = entry[0].rpartition("@")
        if re.match(r"(workspace|file|link):", version):
            continue
        at[key] = ("npm", name, version)
        found.add(at[key])
    edges = set()
    for key, entry in document["packages"].items():
        info = next((one for one in entry[1:] if isinstance(one, dict)), {})
        for need in {**info.get("dependencies", {}), **info.get("optionalDependencies", {})}:
            parts = key.split("/")
            target = next(
                (at[p] for p in ["/".join([*parts[:n], need]) for n in range(len(parts), -1, -1)] if p in at), None
            )
            if target and key in at:
                edges.add((at[key], target))
    return found, edges


def requirements(path: Path) -> Reading:
    pins = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;#\\]+)", path.read_text(), re.M)
    return {("pypi", pypi(name), version) for name, version in pins}, _via(path.read_text())


def _via(text: str) -> set[Edge]:
    """`# via` comments of pip-compile and uv."""
    versions = {
        pypi(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;#\\]+)", text, re.M)
    }
    edges = set()
    for block in re.split(r"\n(?=\S)", text):
        head = re.match(r"([\w.-]+)(?:\[[^\]]*\])?==", block)
        for via in re.findall(r"#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*$", block, re.M) if head else ():
            if pypi(via) in versions and pypi(via) != pypi(head.group(1)):
                edges.add(
                    (
                        ("pypi", pypi(via), versions[pypi(via)]),
                        ("pypi", pypi(head.group(1)), versions[pypi(head.group(1))]),
                    )
                )
    return edges


READERS: tuple[tuple[str, Callable[[Path], Reading]], ...] = (
    (r"(^|/)uv\.lock$", uv_lock),
    (r"(^|/)Cargo\.lock$", cargo_lock),
    (r"(^|/)go\.mod$", go_mod),
    (r"(^|/)pnpm-lock\.yaml$", pnpm_lock),
    (r"(^|/)package-lock\.json$", package_lock),
    (r"(^|/)yarn\.lock$", yarn_lock),
    (r"(^|/)bun\.lock$", bun_lock),
    (r"(^|/)requirements[^/]*\.txt$", requirements),
)


def readings(root: Path) -> Iterator[tuple[str, Reading]]:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    for name in listed:
        for pattern, reader in READERS:
            if re.search(pattern, name) and (root / name).is_file():
                yield name, reader(root / name)


def of_bom(path: Path) -> Reading:
    document: dict[str, Any] = json.loads(path.read_text())
    by_ref = {}
    todo = list(document.get("components", []))
    while todo:
        component = todo.pop()
        todo += component.get("components", [])
        if purl := component.get("purl", ""):
            kind, _, rest = purl.removeprefix("pkg:").partition("/")
            plain = rest.partition("?")[0].partition("#")[0]
            name, _, version = plain.rpartition("@") if "@" in plain[1:] else (plain, "", "")
            name = unquote(name)
            by_ref[component.get("bom-ref", purl)] = (kind, pypi(name) if kind == "pypi" else name, unquote(version))
    edges = set()
    for entry in document.get("dependencies", []):
        for target in entry.get("dependsOn", []):
            if entry["ref"] in by_ref and target in by_ref:
                edges.add((by_ref[entry["ref"]], by_ref[target]))
    return set(by_ref.values()), edges


def main() -> None:
    root, boms = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    read = [of_bom(bom) for bom in boms]
    everything, all_edges = set[Coordinate](), set[Edge]()
    for name, (found, edges) in readings(root):
        everything |= found
        all_edges |= edges
        shown = "  ".join(f"{len(found & have):5} {len(edges & drawn):5}" for have, drawn in read)
        print(f"{name:60} {len(found):5} {len(edges):5}   {shown}")
        if "-v" in sys.argv or len(boms) == 1:
            for missing in sorted(found - read[0][0])[:10]:
                print("    missing:", *missing)
            for source, target in sorted(edges - read[0][1])[:10]:
                print("    missing edge:", *source, "->", *target)
    shown = "  ".join(f"{len(everything & have):5} {len(all_edges & drawn):5}" for have, drawn in read)
    print(f"{'all, distinct':60} {len(everything):5} {len(all_edges):5}   {shown}")
    ecosystems = {one[0] for one in everything}
    for bom, (have, _) in zip(boms, read, strict=True):
        more = sorted(one for one in have if one[0] in ecosystems and one[2] and one not in everything)
        print(f"{bom.name}: {len(more)} coordinates with a version that stand in none of these files", more[:8])


if __name__ == "__main__":
    main()
