"""The manifest and lock file formats that are read: one row each, found by file name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from aibom.core import re
from aibom.core.limits import DEFAULT_LIMITS
from aibom.scanners.manifests.record import Manifest

Parser = Callable[[bytes, str], Manifest | None]
_PARSERS = "aibom.scanners.manifests.parsers"
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
    `pattern` for the last folders and the name, where "" takes all. `parser` is `module:name` of a function
    `parse_<name>` in a module of the room `parsers`. It takes bytes and the path, and raises
    UnreadableError for a file that is not what its name says. `limit` is the largest size in bytes that is read.
    """

    name: str
    parser: str
    files: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    pattern: str = ""
    limit: int = _MANIFEST

    def parse(self, data: bytes, path: str) -> Manifest | None:
        """The record of a file of this format; the parser's module is imported with the first of them."""
        module, _, function = self.parser.partition(":")
        found: Parser = getattr(import_module(f"{_PARSERS}.{module}"), f"parse_{function}")
        return found(data, path)


FORMATS: tuple[Format, ...] = (
    # Python
    Format(name="pyproject", parser="pyproject:pyproject", files=("pyproject.toml",)),
    Format(name="setup.cfg", parser="setup_cfg:setup_cfg", files=("setup.cfg",)),
    Format(
        name="setup.py",
        parser="setup_py:setup_py",
        files=("setup.py",),
        limit=DEFAULT_LIMITS.source_bytes,
    ),
    Format(
        name="pip requirements",
        parser="requirements:requirements",
        endings=("txt", "in", "pip"),
        pattern=_REQUIREMENTS,
    ),
    Format(name="uv.lock", parser="uv_lock:uv_lock", files=("uv.lock",), limit=_LOCK),
    Format(name="poetry.lock", parser="poetry:poetry_lock", files=("poetry.lock",), limit=_LOCK),
    Format(name="pdm.lock", parser="pdm_lock:pdm_lock", files=("pdm.lock",), limit=_LOCK),
    Format(
        name="pylock",
        parser="pdm_lock:pylock",
        endings=("toml",),
        pattern=r"(?:.*/)?pylock(?:\.[^/.]+)?\.toml",
        limit=_LOCK,
    ),
    Format(name="Pipfile", parser="pipfile:pipfile", files=("Pipfile",)),
    Format(name="Pipfile.lock", parser="pipfile:pipfile_lock", files=("Pipfile.lock",), limit=_LOCK),
    Format(
        name="notebook",
        parser="notebook:notebook",
        endings=("ipynb",),
        limit=DEFAULT_LIMITS.notebook_bytes,
    ),
    Format(name="cog.yaml", parser="cog:cog", files=("cog.yaml", "cog.yml")),
    # Conda
    Format(
        name="conda environment",
        parser="conda:environment",
        endings=("yml", "yaml"),
        pattern=r"(?:.*/)?(?:[^/]*env(?:ironment)?[^/]*|(?!conda-lock)[^/]*conda[^/]*)\.ya?ml",
    ),
    Format(
        name="conda-lock",
        parser="conda:conda_lock",
        endings=("yml", "yaml"),
        pattern=r".*conda-lock\.ya?ml",
        limit=_LOCK,
    ),
    Format(
        name="conda explicit",
        parser="conda:explicit",
        endings=("lock",),
        pattern=r"(?:.*/)?conda-[^/]+\.lock",
        limit=_LOCK,
    ),
    Format(name="pixi.toml", parser="pixi:pixi_toml", files=("pixi.toml",)),
    Format(name="pixi.lock", parser="pixi:pixi_lock", files=("pixi.lock",), limit=_LOCK),
    # JavaScript
    Format(name="package.json", parser="package_json:package_json", files=("package.json",)),
    Format(name="deno.json", parser="deno:deno", files=("deno.json", "deno.jsonc", "import_map.json")),
    Format(
        name="package-lock",
        parser="package_lock:package_lock",
        files=("package-lock.json", "npm-shrinkwrap.json"),
        limit=_LOCK,
    ),
    Format(name="pnpm-lock", parser="pnpm_lock:pnpm_lock", files=("pnpm-lock.yaml",), limit=_LOCK),
    Format(name="yarn.lock", parser="yarn_lock:yarn_lock", files=("yarn.lock",), limit=_LOCK),
    Format(name="bun.lock", parser="bun_lock:bun_lock", files=("bun.lock",), limit=_LOCK),
    Format(name="bun.lockb", parser="bun_lock:bun_lockb", files=("bun.lockb",), limit=_LOCK),
    # Go, Rust, Ruby, PHP
    Format(name="go.mod", parser="go_mod:go_mod", files=("go.mod",)),
    Format(name="go.sum", parser="go_mod:go_sum", files=("go.sum",), limit=_LOCK),
    Format(name="Cargo.toml", parser="cargo:cargo_toml", files=("Cargo.toml",)),
    Format(name="Cargo.lock", parser="cargo:cargo_lock", files=("Cargo.lock",), limit=_LOCK),
    Format(name="Gemfile", parser="gems:gemfile", files=("Gemfile", "gems.rb")),
    Format(name="gemspec", parser="gems:gemspec", endings=("gemspec",)),
    Format(
        name="Gemfile.lock",
        parser="gems:gemfile_lock",
        files=("Gemfile.lock", "gems.locked"),
        limit=_LOCK,
    ),
    Format(name="composer.json", parser="composer:composer_json", files=("composer.json",)),
    Format(name="composer.lock", parser="composer:composer_lock", files=("composer.lock",), limit=_LOCK),
    # Java and Kotlin
    Format(name="pom.xml", parser="maven:pom", files=("pom.xml",)),
    Format(
        name="gradle",
        parser="gradle:gradle",
        endings=("gradle", "kts"),
        pattern=r".*\.gradle(?:\.kts)?",
    ),
    Format(
        name="gradle lock",
        parser="gradle:gradle_lockfile",
        endings=("lockfile",),
        pattern=r"(?:.*/)?[^/]*gradle[^/]*\.lockfile",
        limit=_LOCK,
    ),
    Format(
        name="gradle catalogue",
        parser="gradle:version_catalogue",
        endings=("toml",),
        pattern=r".*\.versions\.toml",
    ),
    # .NET
    Format(
        name="packages.lock.json",
        parser="nuget:packages_lock",
        files=("packages.lock.json",),
        limit=_LOCK,
    ),
    Format(
        name="MSBuild project",
        parser="nuget:project",
        files=("Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets"),
        endings=("csproj", "fsproj", "vbproj"),
    ),
    Format(name="packages.config", parser="nuget:packages_config", files=("packages.config",)),
    # Dart, Elixir, Swift, R, Julia
    Format(name="pubspec.yaml", parser="dart:pubspec", files=("pubspec.yaml",)),
    Format(name="pubspec.lock", parser="dart:pubspec_lock", files=("pubspec.lock",), limit=_LOCK),
    Format(name="mix.exs", parser="mix:mix", files=("mix.exs",)),
    Format(name="mix.lock", parser="mix:mix_lock", files=("mix.lock",), limit=_LOCK),
    Format(name="Package.swift", parser="swift:package_swift", files=("Package.swift",)),
    Format(name="Package.resolved", parser="swift:package_resolved", files=("Package.resolved",), limit=_LOCK),
    Format(name="Xcode project", parser="swift:xcode_project", files=("project.pbxproj",), limit=_LOCK),
    Format(name="DESCRIPTION", parser="r_packages:description", files=("DESCRIPTION",)),
    Format(name="renv.lock", parser="r_packages:renv_lock", files=("renv.lock",), limit=_LOCK),
    Format(name="Project.toml", parser="julia:julia_project", files=("Project.toml",)),
    Format(name="Manifest.toml", parser="julia:julia_manifest", files=("Manifest.toml",), limit=_LOCK),
    # Commands
    Format(
        name="Dockerfile",
        parser="script_installs:script",
        files=("Dockerfile", "Containerfile", "dockerfile"),
        endings=("dockerfile", "Dockerfile", "containerfile"),
    ),
    Format(
        name="shell script",
        parser="script_installs:script",
        files=("Makefile", "makefile", "GNUmakefile", "justfile"),
        endings=("sh", "bash", "ps1", "bat", "tftpl", "tpl"),
    ),
    # GitHub
    Format(
        name="GitHub workflow",
        parser="actions:actions",
        endings=("yml", "yaml"),
        pattern=r"(?:.*/)?\.github/workflows/[^/]+",
    ),
    Format(name="GitHub action", parser="actions:actions", files=("action.yml", "action.yaml")),
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
