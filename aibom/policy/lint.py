"""Checks everything that a policy holds, selected or not, and goes on after the first problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aibom.core.errors import AibomError, DocumentError, UsageError
from aibom.core.resources import data_root, policies_dir
from aibom.policy.examples import Expect
from aibom.policy.load import Library, shipped_library, yaml_files
from aibom.policy.pack import PackSource, resolve
from aibom.policy.rule import RuleSource, bind


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """What was checked, and the problems as `file:line:column: sentence`, in the files' order."""

    rules: int
    packs: int
    problems: tuple[str, ...]


def lint_policies(names: Sequence[str]) -> LintReport:
    """Check these files and folders; without names, everything that ships."""
    library = shipped_library().copy() if names else Library()
    problems: list[str] = []
    added: list[RuleSource | PackSource] = []
    files = list(_files(names))
    seen = {path.resolve() for path, _ in files}
    for path, shown in files:  # grows: a pack brings the folders of rules that it names
        try:
            item = library.add(path.read_bytes(), shown)
        except DocumentError as error:
            problems.append(str(error))
        except OSError as error:
            problems.append(f"{shown}:1:1: cannot be read ({error.strerror})")
        else:
            added.append(item)
            more = [one for one in _named_by(item, path) if one[0].resolve() not in seen]
            seen.update(one.resolve() for one, _ in more)
            files += more
    for item in added:
        problems += _problems(item, library)
    rules = sum(1 for item in added if isinstance(item, RuleSource))
    return LintReport(rules=rules, packs=len(added) - rules, problems=tuple(problems))


def _named_by(item: RuleSource | PackSource, path: Path) -> Iterator[tuple[Path, str]]:
    """The files in the folders of rules that a pack names."""
    for folder in item.rules if isinstance(item, PackSource) else ():
        for file in yaml_files(path.parent / folder):
            yield file, file.as_posix()


def _files(names: Sequence[str]) -> Iterator[tuple[Path, str]]:
    if not names:
        for path in yaml_files(policies_dir()):
            yield path, path.relative_to(data_root()).as_posix()
    for name in names:
        path = Path(name)
        if not path.exists():
            raise UsageError(f"No file or folder {name!r} to check.")
        for file in yaml_files(path) if path.is_dir() else [path]:
            yield file, file.as_posix()


def _problems(item: RuleSource | PackSource, library: Library) -> Iterator[str]:
    try:
        if isinstance(item, PackSource):
            resolve(item, library.packs, library.rules)
            return
        bind(item)
        expected = {example.expect for example in item.examples()}
    except AibomError as error:
        yield str(error)
        return
    for needed in (Expect.FINDING, Expect.PASS):
        if needed not in expected:
            yield f"{item.path}:{item.table.line}:1: rule {item.info.id} has no test that expects {needed.value!r}"
