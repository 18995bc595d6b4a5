"""Measures small programs in the habits of real projects: what an auditor would list of each, and what a scan finds.

    python benchmarks/idioms.py [--only WORD] [--verbose]

Each file of benchmarks/idioms/ holds programs of one kind, one after another. A program is a few files and what is
expected of them:

    #### a question over a folder of notes
    ==== app.py
    (the file's text)
    ==== expect
    model gpt-4o-mini                  kind and name; names that may stand for it after `|`; `*` is any name
    prompt * @ app.py                  in a file
    edge model gpt-4o-mini -> prompt * two of these, joined by a relation in either direction
    never dataset settings.json        what must not be told; `never edge ...` likewise
    unknown model                      an unknown of this topic

The programs are written for this purpose; what they hold was written down before the scan. They say which habits are
known, not how much of an unknown repository is found: that is benchmarks/inventory.md.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aibom.model.component import Component, Inventory
from aibom.pipeline.scanning import scan_tree

PROGRAMS = Path(__file__).with_suffix("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A kind, the names that may stand for it (none: any), and the file that it must be seen in ("": any)."""

    kind: str
    names: frozenset[str]
    path: str

    def fits(self, component: Component) -> bool:
        """Whether a component is this thing."""
        return (
            component.kind == self.kind
            and (not self.names or component.name.casefold() in self.names)
            and (not self.path or any(seen.path == self.path for seen in component.evidence))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Files by path, and what is expected of them: the lines as they were written."""

    title: str
    files: dict[str, str]
    expected: tuple[str, ...]


def programs(path: Path) -> Iterator[Program]:
    """The programs of a file."""
    for text in re.split(r"^#### ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, rest = text.partition("\n")
        parts = re.split(r"^==== (.+)\n", rest, flags=re.MULTILINE)
        files = dict(zip(parts[1::2], parts[2::2], strict=True))
        expected = files.pop("expect").splitlines()
        yield Program(title=title.strip(), files=files, expected=tuple(filter(None, map(str.strip, expected))))


def thing(words: str) -> Thing:
    """What `kind name | name @ path` says."""
    words, _, path = words.partition(" @ ")
    kind, _, names = words.strip().partition(" ")
    chosen = {name.strip().casefold() for name in names.split("|")} - {"*"}
    return Thing(kind=kind, names=frozenset(chosen), path=path.strip())


def holds(line: str, inventory: Inventory) -> bool:
    """Whether an expectation is met."""
    word, _, rest = line.partition(" ")
    if word == "never" and rest.startswith("edge "):
        return not holds(rest, inventory)
    if word == "never":
        return not any(map(thing(rest).fits, inventory.components))
    if word == "unknown":
        return any(one.topic == rest for one in inventory.unknowns)
    if word == "edge":
        one, _, other = rest.partition(" -> ")
        return _joined(thing(one), thing(other), inventory)
    return any(map(thing(line).fits, inventory.components))


def _joined(one: Thing, other: Thing, inventory: Inventory) -> bool:
    parts = {component.ref: component for component in inventory.components}
    pairs = [(parts.get(relation.source), parts.get(relation.target)) for relation in inventory.relations]
    return any(
        (one.fits(source) and other.fits(target)) or (other.fits(source) and one.fits(target))
        for source, target in pairs
        if source and target
    )


def unmet(program: Program) -> list[str]:
    """The expectations that a scan does not meet."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "program"
        for name, text in program.files.items():
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        inventory = scan_tree(root)
    return [line for line in program.expected if not holds(line, inventory)]


def main() -> None:
    """Scan the programs and print a row for each kind of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="programs whose file or title holds this word")
    parser.add_argument("--verbose", action="store_true", help="print what is not met")
    options = parser.parse_args()
    print("| programs of | programs | expected | met | edges | met |\n|---|---|---|---|---|---|")
    for path in sorted(PROGRAMS.glob("*.txt")):
        counts, missed = _measured(path, options.only.casefold())
        if counts["programs"]:
            row = (counts[name] for name in ("programs", "things", "things met", "edges", "edges met"))
            print(f"| {path.stem} | " + " | ".join(map(str, row)) + " |")
        if options.verbose:
            print("\n".join(f"    {line}" for line in missed))


def _measured(path: Path, word: str) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    missed: list[str] = []
    for program in programs(path):
        if word not in f"{path.stem} {program.title}".casefold():
            continue
        lines = unmet(program)
        counts["programs"] += 1
        for line in program.expected:
            kind = "edges" if line.startswith("edge ") else "things"
            counts[kind] += 1
            counts[f"{kind} met"] += line not in lines
        missed += [f"{program.title}: {line}" for line in lines]
    return counts, missed


if __name__ == "__main__":
    main()
