"""The manifest and lock file formats that are read: one row each, found by file name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aibom.core.limits import DEFAULT_LIMITS
from aibom.scanners.manifests.parsers.actions import parse_actions
from aibom.scanners.manifests.parsers.bun_lock import parse_bun_lock, parse_bun_lockb
from aibom.scanners.manifests.parsers.cargo import parse_cargo_lock, parse_cargo_toml
from aibom.scanners.manifests.parsers.cog import parse_cog
from aibom.scanners.manifests.parsers.composer import parse_composer_json, parse_composer_lock
from aibom.scanners.manifests.parsers.conda import parse_conda_lock, parse_environment, parse_explicit
from aibom.scanners.manifests.parsers.gems import parse_gemfile, parse_gemfile_lock, parse_gemspec
from aibom.scanners.manifests.parsers.go_mod import parse_go_mod, parse_go_sum
from aibom.scanners.manifests.parsers.gradle import parse_gradle, parse_gradle_lockfile, parse_version_catalogue
from aibom.scanners.manifests.parsers.maven import parse_pom
from aibom.scanners.manifests.parsers.notebook import parse_notebook
from aibom.scanners.manifests.parsers.nuget import parse_packages_config, parse_packages_lock, parse_project
from aibom.scanners.manifests.parsers.package_json import parse_package_json
from aibom.scanners.manifests.parsers.package_lock import parse_package_lock
from aibom.scanners.manifests.parsers.pdm_lock import parse_pdm_lock, parse_pylock
from aibom.scanners.manifests.parsers.pipfile import parse_pipfile, parse_pipfile_lock
from aibom.scanners.manifests.parsers.pixi import parse_pixi_lock, parse_pixi_toml
from aibom.scanners.manifests.parsers.pnpm_lock import parse_pnpm_lock
from aibom.scanners.manifests.parsers.poetry import parse_poetry_lock
from aibom.scanners.manifests.parsers.pyproject import parse_pyproject
from aibom.scanners.manifests.parsers.requirements import parse_requirements
from aibom.scanners.manifests.parsers.script_installs import parse_script
from aibom.scanners.manifests.parsers.setup_cfg import parse_setup_cfg
from aibom.scanners.manifests.parsers.setup_py import parse_setup_py
from aibom.scanners.manifests.parsers.uv_lock import parse_uv_lock
from aibom.scanners.manifests.parsers.yarn_lock import parse_yarn_lock
from aibom.scanners.manifests.record import Manifest

Parser = Callable[[bytes, str], Manifest | None]
_MANIFEST = DEFAULT_LIMITS.config_bytes
_LOCK = DEFAULT_LIMITS.lock_bytes

# Requirement files have no fixed name: those that say so, those in a folder that says so, and common names of
# files that others include (these count only when one does).
_REQUIREMENTS = (
    r"(?i)(?:.*/)?(?:[^/]*(?:require|constrain|reqs|deps|dependenc)[^/]*"
    r"|[^/]*(?:require|constrain|deps)[^/]*/[^/]+"
    r"|(?:base|common|core|dev|development|test|tests|testing|prod|production|docs?|lint|ci|build|local|pip|packages"
    r"|optional|extras?|ml|gpu|cpu|cuda)(?:[-_.][^/]*)?)\.\w+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: the file names it has, and its parser.

    Names are told exactly (`files`) or by what stands behind the last dot (`endings`), then together with a
    `pattern` for the last folders and the name, where "" takes all. A parser takes bytes and the path, and raises
    UnreadableError for a file that is not what its name says. `limit` is the largest size in bytes that is read.
    """

    name: str
    parse: Parser
    files: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    pattern: str = ""
    limit: int = _MANIFEST


FORMATS: tuple[Format, ...] = (
    # Python
    Format(name="pyproject", parse=parse_pyproject, files=("pyproject.toml",)),
    Format(name="setup.cfg", parse=parse_setup_cfg, files=("setup.cfg",)),
    Format(name="setup.py", parse=parse_setup_py, files=("setup.py",), limit=DEFAULT_LIMITS.source_bytes),
    Format(name="pip requirements", parse=parse_requirements, endings=("txt", "in", "pip"), pattern=_REQUIREMENTS),
    Format(name="uv.lock", parse=parse_uv_lock, files=("uv.lock",), limit=_LOCK),
    Format(name="poetry.lock", parse=parse_poetry_lock, files=("poetry.lock",), limit=_LOCK),
    Format(name="pdm.lock", parse=parse_pdm_lock, files=("pdm.lock",), limit=_LOCK),
    Format(
        name="pylock", parse=parse_pylock, endings=("toml",), pattern=r"(?:.*/)?pylock(?:\.[^/.]+)?\.toml", limit=_LOCK
    ),
    Format(name="Pipfile", parse=parse_pipfile, files=("Pipfile",)),
    Format(name="Pipfile.lock", parse=parse_pipfile_lock, files=("Pipfile.lock",), limit=_LOCK),
    Format(name="notebook", parse=parse_notebook, endings=("ipynb",), limit=DEFAULT_LIMITS.notebook_bytes),
    Format(name="cog.yaml", parse=parse_cog, files=("cog.yaml", "cog.yml")),
    # Conda
    Format(
        name="conda environment",
        parse=parse_environment,
        endings=("yml", "yaml"),
        pattern=r"(?:.*/)?(?:[^/]*env(?:ironment)?[^/]*|(?!conda-lock)[^/]*conda[^/]*)\.ya?ml",
    ),
    Format(
        name="conda-lock", parse=parse_conda_lock, endings=("yml", "yaml"), pattern=r".*conda-lock\.ya?ml", limit=_LOCK
    ),
    Format(
        name="conda explicit",
        parse=parse_explicit,
        endings=("lock",),
        pattern=r"(?:.*/)?conda-[^/]+\.lock",
        limit=_LOCK,
    ),
    Format(name="pixi.toml", parse=parse_pixi_toml, files=("pixi.toml",)),
    Format(name="pixi.lock", parse=parse_pixi_lock, files=("pixi.lock",), limit=_LOCK),
    # JavaScript
    Format(name="package.json", parse=parse_package_json, files=("package.json",)),
    Format(
        name="package-lock",
        parse=parse_package_lock,
        files=("package-lock.json", "npm-shrinkwrap.json"),
        limit=_LOCK,
    ),
    Format(name="pnpm-lock", parse=parse_pnpm_lock, files=("pnpm-lock.yaml",), limit=_LOCK),
    Format(name="yarn.lock", parse=parse_yarn_lock, files=("yarn.lock",), limit=_LOCK),
    Format(name="bun.lock", parse=parse_bun_lock, files=("bun.lock",), limit=_LOCK),
    Format(name="bun.lockb", parse=parse_bun_lockb, files=("bun.lockb",), limit=_LOCK),
    # Go, Rust, Ruby, PHP
    Format(name="go.mod", parse=parse_go_mod, files=("go.mod",)),
    Format(name="go.sum", parse=parse_go_sum, files=("go.sum",), limit=_LOCK),
    Format(name="Cargo.toml", parse=parse_cargo_toml, files=("Cargo.toml",)),
    Format(name="Cargo.lock", parse=parse_cargo_lock, files=("Cargo.lock",), limit=_LOCK),
    Format(name="Gemfile", parse=parse_gemfile, files=("Gemfile", "gems.rb")),
    Format(name="gemspec", parse=parse_gemspec, endings=("gemspec",)),
    Format(name="Gemfile.lock", parse=parse_gemfile_lock, files=("Gemfile.lock", "gems.locked"), limit=_LOCK),
    Format(name="composer.json", parse=parse_composer_json, files=("composer.json",)),
    Format(name="composer.lock", parse=parse_composer_lock, files=("composer.lock",), limit=_LOCK),
    # Java and Kotlin
    Format(name="pom.xml", parse=parse_pom, files=("pom.xml",)),
    Format(name="gradle", parse=parse_gradle, endings=("gradle", "kts"), pattern=r".*\.gradle(?:\.kts)?"),
    Format(
        name="gradle lock",
        parse=parse_gradle_lockfile,
        endings=("lockfile",),
        pattern=r"(?:.*/)?[^/]*gradle[^/]*\.lockfile",
        limit=_LOCK,
    ),
    Format(name="gradle catalogue", parse=parse_version_catalogue, endings=("toml",), pattern=r".*\.versions\.toml"),
    # .NET
    Format(name="packages.lock.json", parse=parse_packages_lock, files=("packages.lock.json",), limit=_LOCK),
    Format(
        name="MSBuild project",
        parse=parse_project,
        files=("Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets"),
        endings=("csproj", "fsproj", "vbproj"),
    ),
    Format(name="packages.config", parse=parse_packages_config, files=("packages.config",)),
    # Commands
    Format(
        name="Dockerfile",
        parse=parse_script,
        files=("Dockerfile", "Containerfile", "dockerfile"),
        endings=("dockerfile", "Dockerfile", "containerfile"),
    ),
    Format(name="shell script", parse=parse_script, endings=("sh", "bash", "ps1", "bat")),
    # GitHub
    Format(
        name="GitHub workflow",
        parse=parse_actions,
        endings=("yml", "yaml"),
        pattern=r"(?:.*/)?\.github/workflows/[^/]+",
    ),
    Format(name="GitHub action", parse=parse_actions, files=("action.yml", "action.yaml")),
)

_BY_FILE = {name: one for one in FORMATS for name in one.files}
_BY_ENDING: dict[str, list[tuple[re.Pattern[str], Format]]] = {}
for _format in FORMATS:
    for _ending in _format.endings:
        _BY_ENDING.setdefault(_ending, []).append((re.compile(_format.pattern or r".*"), _format))


def format_of(path: str) -> Format | None:
    """The format of a file by its name, or None. It is asked for every file of a tree."""
    found = _BY_FILE.get(path.rpartition("/")[2])
    if found is None and "ockerfile" in path[-60:]:
        name = path.rpartition("/")[2]
        found = _BY_FILE["Dockerfile"] if name.startswith(("Dockerfile.", "Dockerfile-", "Dockerfile_")) else None
    candidates = _BY_ENDING.get(path.rpartition(".")[2]) if found is None else None
    if not candidates:
        return found
    tail = "/".join(path.rsplit("/", 3)[-3:])
    return next((one for pattern, one in candidates if pattern.fullmatch(tail)), None)
