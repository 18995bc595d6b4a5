"""What a command line of an MCP server fetches, runs and may reach."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from aibom.catalog.launchers import Launcher, load_launchers
from aibom.core import re
from aibom.scanners.mcp_configs import docker
from aibom.scanners.mcp_configs.packages import Package, library, parse_package
from aibom.scanners.mcp_configs.words import hide_home, program, unwrap

MAX_NESTING = 4
_SCRIPT = re.compile(r"\S+\.(?:py|pyz|js|mjs|cjs|ts|mts|cts|tsx|rb|php|jar|csproj|go|sh|java|kts|exe|dll)\Z")
_IMPORT = re.compile(r"\bfrom\s+([A-Za-z_][\w.]*)\s+import\b[^;\n]*|\bimport\s+([A-Za-z_][\w.]*)")
_URL = re.compile(r"(?:https?|wss?)://\S+\Z")


class Launch(NamedTuple):
    """What was read of a command line.

    `package` is what is run, `packages` all that is fetched for it; `script` a path and `module` a dotted name
    of code on the machine, looked up below `directory`; `urls` what a bridge (`mcp-remote`) connects to.
    """

    launcher: str = ""
    package: Package | None = None
    packages: tuple[Package, ...] = ()
    pinned: bool | None = None
    script: str = ""
    module: str = ""
    directory: str = ""
    urls: tuple[str, ...] = ()
    env_names: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    privileged: bool = False


def analyse(words: Sequence[str]) -> Launch:
    """Read a command line; what it does not tell stays empty."""
    start = unwrap(tuple(words))
    launch = _read(start.words, 0)
    permissions = ("sudo", *launch.permissions) if start.privileged else launch.permissions
    return launch._replace(
        env_names=tuple(sorted({*launch.env_names, *start.assigned})),
        privileged=launch.privileged or start.privileged,
        permissions=permissions,
    )


def _read(words: tuple[str, ...], depth: int) -> Launch:
    if not words:
        return Launch()
    found = _launcher(words)
    if found is None:
        return _plain(words)
    launcher, rest = found
    flags, operands = split_flags(rest, launcher)
    if launcher.ecosystem == "docker":
        return _docker(launcher, rest, operands)
    if launcher.ecosystem:
        return _package(launcher, flags, operands)
    if launcher.runs == "command":
        return _command(launcher, flags, operands, depth)
    return _script(launcher, flags, operands)


def _launcher(words: tuple[str, ...]) -> tuple[Launcher, tuple[str, ...]] | None:
    """The launcher whose form the words begin with, and the words behind the form (its own flags kept)."""
    for launcher in load_launchers().launchers.get(program(words[0]), ()):
        flags: list[str] = []
        index = 1
        for word in launcher.form[1:]:
            while index < len(words) and words[index].startswith("-") and word != words[index]:
                width = 2 if words[index] in launcher.valued else 1
                flags += words[index : index + width]
                index += width
            if index >= len(words) or words[index] != word:
                break
            index += 1
        else:
            return launcher, (*flags, *words[index:])
    return None


def split_flags(words: Sequence[str], launcher: Launcher) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The launcher's own flags with their values, and the words from the first operand on."""
    flags: list[tuple[str, str]] = []
    index = 0
    while index < len(words) and words[index].startswith("-") and len(words[index]) > 1:
        word = words[index]
        index += 1
        if word == "--":
            break
        following = words[index] if index < len(words) else ""
        if word in (launcher.module_flag, launcher.code_flag):
            return [*flags, (word, following)], tuple(words[index:])
        if launcher.takes_value(word):
            flags.append((word, following))
            index += 1
        else:
            flags.append(_attached(word, launcher))
    return flags, tuple(words[index:])


def _attached(word: str, launcher: Launcher) -> tuple[str, str]:
    """A flag that brings its value along: `--env=NAME`, or `-eNAME` where `-e` takes a value."""
    if not word.startswith("--") and word not in launcher.boolean_flags and word[:2] in launcher.valued:
        return word[:2], word[2:].removeprefix("=")
    name, _, value = word.partition("=")
    return name, value


def _values(flags: Sequence[tuple[str, str]], names: frozenset[str]) -> list[str]:
    return [value for name, value in flags if name in names and value]


def _package(launcher: Launcher, flags: Sequence[tuple[str, str]], operands: tuple[str, ...]) -> Launch:
    named = _values(flags, launcher.package_flags)
    specs = named or list(operands[:1])
    parsed = [parse_package(spec, launcher.ecosystem) for spec in specs]
    versions = _values([*flags, *_trailing(operands[1:])], launcher.version_flags)
    if versions and parsed and parsed[0]:
        parsed[0] = library(launcher.ecosystem, parsed[0].name, versions[0])
    main = parsed[0] if parsed else None
    inner = _script_of_tool(main, operands)
    extra = [parse_package(spec, launcher.ecosystem) for spec in _values(flags, launcher.extra_flags)]
    packages = tuple(one for one in (*parsed, *extra) if one)
    local = specs[0] if specs and main is None else ""
    return Launch(
        launcher=launcher.id,
        package=None if inner.script else main,
        packages=packages,
        pinned=all(one.pinned for one in packages) if packages else None,
        script=local or inner.script,
        urls=_bridged(main, operands[1:]),
        mounts=_paths(main, operands[1:]),
    )


def _script_of_tool(package: Package | None, operands: tuple[str, ...]) -> Launch:
    """`npx tsx server.ts`, `uvx fastmcp run server.py`: the package is a tool that runs a script of the machine."""
    if package is None or not operands:
        return Launch()
    found = _launcher((operands[0].partition("@")[0], *operands[1:]))
    if found is None or found[0].runs != "script":
        return Launch()
    return _script(found[0], *split_flags(found[1], found[0]))


def _trailing(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, words[index + 1]) for index, word in enumerate(words[:-1]) if word.startswith("-")]


def _bridged(package: Package | None, arguments: Sequence[str]) -> tuple[str, ...]:
    if package is None or package.name.rpartition("/")[2] not in load_launchers().bridges:
        return ()
    return tuple(word for word in arguments if _URL.match(word))


def _paths(package: Package | None, arguments: Sequence[str]) -> tuple[str, ...]:
    """Host paths among a server's arguments: of a file server every plain word, else values of path flags."""
    table = load_launchers()
    if package and any(fnmatchcase(package.name.lower(), glob) for glob in table.path_servers):
        found = [word for word in arguments if not word.startswith("-")]
    else:
        found = [value for name, value in _trailing(arguments) if name in table.path_flags]
    return tuple(hide_home(word).replace("\\", "/") for word in found)


def _docker(launcher: Launcher, rest: Sequence[str], operands: tuple[str, ...]) -> Launch:
    flags, _ = split_flags(rest, launcher)
    image = parse_package(operands[0], "docker") if operands else None
    box = docker.read_flags(flags)
    return Launch(
        launcher=launcher.id,
        package=image,
        packages=(image,) if image else (),
        pinned=image.pinned if image else None,
        env_names=box.env_names,
        mounts=box.mounts,
        permissions=box.permissions,
        privileged=box.privileged,
        urls=_bridged(image, operands[1:]),
    )


def _command(launcher: Launcher, flags: Sequence[tuple[str, str]], operands: tuple[str, ...], depth: int) -> Launch:
    inner = _read(operands, depth + 1) if depth < MAX_NESTING else Launch()
    extra = tuple(one for one in (parse_package(s, "pypi") for s in _values(flags, launcher.extra_flags)) if one)
    packages = (*inner.packages, *extra)
    run = next((one for one in extra if operands and one.name == program(operands[0]).replace("_", "-")), None)
    directories = _values(flags, launcher.directory_flags)
    return inner._replace(
        launcher=launcher.id,
        package=inner.package or (None if inner.script or inner.module else run),
        packages=packages,
        pinned=all(one.pinned for one in packages) if packages else None,
        directory=directories[0] if directories else inner.directory,
        mounts=inner.mounts or _paths(run, operands[1:]),
    )


def _script(launcher: Launcher, flags: Sequence[tuple[str, str]], operands: tuple[str, ...]) -> Launch:
    modules = _values(flags, frozenset({launcher.module_flag})) or _imported(
        _values(flags, frozenset({launcher.code_flag}))
    )
    directories = _values(flags, launcher.directory_flags)
    target = next(iter(_values(flags, launcher.script_flags)), "") or (operands[0] if operands else "")
    package = _schemed(target, launcher)
    granted = [name for name, _ in flags if name.startswith(launcher.permission_flags or ("\0",))]
    plain = launcher.runs == "script" and not modules and package is None
    return Launch(
        launcher=launcher.id,
        package=package,
        packages=(package,) if package else (),
        pinned=package.pinned if package else None,
        script=target if plain else "",
        module=modules[0] if modules else "",
        directory=directories[0] if directories else "",
        permissions=tuple(sorted({f"{launcher.id}:{name}" for name in granted})),
        mounts=_paths(package, operands[1:]),
    )


def _imported(code: list[str]) -> list[str]:
    """The last module that code given on the command line imports from: `-c "from docs.server import main; main()"`."""
    names = [match[1] or match[2] for match in _IMPORT.finditer(code[0])] if code else []
    return names[-1:]


def _schemed(target: str, launcher: Launcher) -> Package | None:
    """`npm:pkg@1.2.3` of deno, `module/path@v1` of go."""
    for scheme, ecosystem in launcher.scheme_packages.items():
        if target.startswith(scheme):
            return parse_package(target.removeprefix(scheme), ecosystem)
    return parse_package(target, launcher.at_packages) if launcher.at_packages else None


def _plain(words: tuple[str, ...]) -> Launch:
    """A program that is no launcher: itself, when it is named by a path or is a script."""
    is_path = "/" in words[0] or "\\" in words[0] or _SCRIPT.match(words[0])
    return Launch(script=words[0] if is_path else "", mounts=_paths(None, words[1:]))
