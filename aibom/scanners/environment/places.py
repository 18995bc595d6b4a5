"""Finds the site-packages folders of what `--env` names: a virtual environment, a python executable, or such a folder.

Layouts: PEP 405 (`pyvenv.cfg`), sysconfig's schemes for POSIX (`lib/pythonX.Y/site-packages`, `lib64`), Windows
(`Lib/site-packages`) and Debian (`dist-packages`). Nothing is started to ask where packages are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.core.text import decode
from aibom.sources.files import TreeFile

_SITE = frozenset({"site-packages", "dist-packages"})
_VERSIONED = re.compile(r"(?:python|pypy)(\d\.\d+)(?:t)?\Z")
_CONFIG_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Where packages are installed.

    `prefix` is the environment's folder, `folders` its site-packages; `label` is how paths below the prefix are shown
    (never a path of the host). `version` is the Python version as far as it is known ("3.12.4", "3.12", ""),
    `implementation` "cpython" or "pypy", `windows` whether its layout is that of Windows.
    """

    prefix: Path
    folders: tuple[Path, ...]
    label: str
    version: str = ""
    implementation: str = "cpython"
    windows: bool = False

    def shown(self, path: str | os.PathLike[str]) -> str:
        """How a path below the prefix stands in the BOM, with forward slashes."""
        relative = os.path.relpath(path, self.prefix).replace(os.sep, "/")
        text = os.fsencode(relative).decode("utf-8", "backslashreplace")
        return f"{self.label}/{text}" if text != "." else self.label


def find_environment(given: Path, root: Path) -> tuple[Environment, ...]:
    """The environment at `given`, and the system's below it when the virtual environment shows that one too.

    `root` is the scanned tree: an environment inside it is shown by its path there, another one as `env:<name>`.
    Raises UsageError when there is no installed environment.
    """
    if not given.exists():
        raise UsageError(f"There is no environment at {given}; give a virtual environment, a python, or site-packages.")
    prefix = _prefix_of(given)
    config = _config(prefix)
    found = _environment(prefix, _folders(given, prefix), config, root)
    if found is None:
        raise UsageError(
            f"No site-packages folder was found at {given}; give a virtual environment, its python executable, or "
            "the site-packages folder itself."
        )
    if config.get("include-system-site-packages", "").lower() != "true":
        return (found,)
    base = _base(config, root)
    return (found, base) if base else (found,)


def _prefix_of(given: Path) -> Path:
    if given.is_file():
        # Not resolved: the python of a virtual environment is a link to the one that it was made from.
        folder = Path.cwd() / given.parent
        return folder.parent if folder.name.lower() in ("bin", "scripts") else folder
    folder = given.resolve()
    if folder.name.lower() not in _SITE:
        return folder
    above = folder.parent
    if _VERSIONED.match(above.name) or above.name == "python3":
        above = above.parent
    return above.parent if above.name.lower() in ("lib", "lib64") else folder


def _folders(given: Path, prefix: Path) -> tuple[Path, ...]:
    if given.is_dir() and given.name.lower() in _SITE:
        return (given.resolve(),)
    found: list[Path] = []
    for library in ("lib", "lib64", "Lib"):
        place = prefix / library
        candidates = [place / "site-packages", place / "python3" / "dist-packages"]
        try:
            versions = sorted(one.name for one in place.iterdir() if _VERSIONED.match(one.name))
        except OSError:
            continue
        candidates += [place / version / name for version in versions for name in sorted(_SITE)]
        found += [one for one in candidates if one.is_dir()]
    distinct = {os.path.realpath(one): one for one in reversed(found)}
    return tuple(sorted(distinct.values()))


def _environment(prefix: Path, folders: tuple[Path, ...], config: dict[str, str], root: Path) -> Environment | None:
    if not folders:
        return None
    version = config.get("version_info") or config.get("version") or _version_of(folders)
    numbers = re.match(r"\d+(?:\.\d+){1,2}", version)
    implementation = config.get("implementation", "").lower() or ("pypy" if "pypy" in str(folders[0]) else "cpython")
    return Environment(
        prefix=prefix,
        folders=folders,
        label=_label(prefix, root),
        version=numbers.group() if numbers else "",
        implementation=implementation if implementation in ("cpython", "pypy") else "cpython",
        windows=(prefix / "Scripts").is_dir() and not (prefix / "bin").is_dir(),
    )


def _label(prefix: Path, root: Path) -> str:
    resolved, top = prefix.resolve(), root.resolve()
    if resolved.is_relative_to(top):
        return resolved.relative_to(top).as_posix()
    home = Path.home()
    if resolved.is_relative_to(home) and resolved != home:
        return f"~/{resolved.relative_to(home).as_posix()}"
    return f"env:{resolved.name or 'root'}"


def _version_of(folders: tuple[Path, ...]) -> str:
    for folder in folders:
        for part in reversed(folder.parts):
            if match := _VERSIONED.match(part):
                return match.group(1)
    return ""


def _config(prefix: Path) -> dict[str, str]:
    """The keys of pyvenv.cfg (PEP 405); empty when there is none."""
    path = prefix / "pyvenv.cfg"
    if not path.is_file():
        return {}
    text = decode(TreeFile(path="pyvenv.cfg", location=str(path)).head(_CONFIG_BYTES))
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _base(config: dict[str, str], root: Path) -> Environment | None:
    """The environment that the virtual one was made from (`home` is its bin folder)."""
    home = config.get("home", "")
    if not home or not Path(home).is_absolute():
        return None
    prefix = Path(home).parent if Path(home).name in ("bin", "Scripts") else Path(home)
    return _environment(prefix, _folders(prefix, prefix), {}, root)
