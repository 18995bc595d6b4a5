"""Install commands (`pip install ...`, `uv pip install`, `conda install`) as packages; nothing is run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.manifests.names import registry_of
from aibom.scanners.manifests.parsers.conda import conda_spec
from aibom.scanners.manifests.pep508 import incomplete, parse_requirement
from aibom.scanners.manifests.record import Gap, Include, Package

_COMMAND = re.compile(
    r"(?:\S*python[\d.]*\s+-m\s+|\{?sys\.executable\}?\s+-m\s+|sudo\s+|-y\s+)*"
    r"(?P<tool>uv\s+pip|pip[\d.]*|conda|mamba|micromamba)\s+install\b(?P<rest>.*)"
)
_MAX_LENGTH = 10_000
_ENDS = re.compile(r"(?:&&|\|\|?|;|&|\d?>.*|<)\Z")
_COMPUTED = re.compile(r"[{$`]")
# A version that is computed, behind a name that is not: `torch==${TORCH_VERSION}`.
_OF_COMPUTED = re.compile(r"(?P<named>[A-Za-z0-9][\w.-]*(?:\[[\w,.-]+\])?)(?:[=<>~!]=|[<>=@])[\w.+*-]*[{$`]")
_INCLUDES = {"-r": "requirements", "--requirement": "requirements", "-c": "constraints", "--constraint": "constraints"}
_EDITABLE = ("-e", "--editable")
_INDEX = ("-i", "--index-url")
# Options that take the next word, besides those above.
_WITH_VALUE = frozenset(
    "--extra-index-url -f --find-links -t --target --platform --python-version --implementation --abi --root --prefix"
    " --src --upgrade-strategy --no-binary --only-binary --progress-bar --proxy --retries --timeout --trusted-host"
    " --cert --client-cert --cache-dir --log --report --python --index-strategy --torch-backend -n --name -p --channel"
    " --global-option --config-settings --override --overrides".split()
)


class Installed(NamedTuple):
    """What one command installs."""

    packages: tuple[Package, ...] = ()
    includes: tuple[Include, ...] = ()
    gaps: tuple[Gap, ...] = ()


def read_install(command: str, line: int) -> Installed | None:
    """What a command line installs; None when it is no install command of pip, uv, conda or mamba."""
    match = _COMMAND.match(command.strip()) if len(command) <= _MAX_LENGTH else None
    if match is None:
        return None
    is_conda = "pip" not in match["tool"]
    reader = _Words(list(_words(match["rest"])), line, is_conda)
    reader.read()
    packages = tuple(package._replace(registry=package.registry or reader.registry) for package in reader.packages)
    return Installed(packages, tuple(reader.includes), tuple(reader.gaps))


def _words(rest: str) -> Iterator[str]:
    """The words up to the end of the command."""
    try:
        words = shlex.split(rest, comments=True)
    except ValueError:
        words = rest.split()
    for word in words:
        if _ENDS.match(word):
            return
        yield word.rstrip(";")
        if word.endswith(";"):
            return


class _Words:
    def __init__(self, words: list[str], line: int, is_conda: bool) -> None:
        self.words, self.line, self.is_conda = words, line, is_conda
        self.registry = ""
        self.packages: list[Package] = []
        self.includes: list[Include] = []
        self.gaps: list[Gap] = []

    def read(self) -> None:
        while self.words:
            word = self.words.pop(0)
            option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
            if not word.startswith("-"):
                self._package(word)
            elif option in _INCLUDES or option in _EDITABLE or option in _INDEX:
                self._option(option, value if equals else self._next())
            elif option in _WITH_VALUE or (self.is_conda and option == "-c"):
                _ = value if equals else self._next()

    def _next(self) -> str:
        return self.words.pop(0) if self.words else ""

    def _option(self, option: str, value: str) -> None:
        if option in _INDEX:
            self.registry = registry_of(value)
        elif option in _EDITABLE:
            self._package(value)
        elif not self.is_conda:
            self.includes.append(Include("dynamic", value, self.line))

    def _package(self, word: str) -> None:
        if (named := _OF_COMPUTED.match(word)) is not None:
            self.gaps.append(Gap("a version that is computed", self.line, word))
            word = named["named"]
        if _COMPUTED.search(word):
            self.gaps.append(Gap("a package that is computed", self.line, word))
        elif self.is_conda:
            package = conda_spec(word, self.line)
            self.packages += [package._replace(scope="runtime", origin="conda")] if package else []
        else:
            self._requirement(word)

    def _requirement(self, word: str) -> None:
        package = parse_requirement(word, self.line, resolves=True)
        if isinstance(package, Gap):
            self.gaps.append(package)
        elif package is not None:
            gap = incomplete(package, word)
            self.gaps += [gap] if gap else []
            self.packages.append(package._replace(scope="runtime"))
