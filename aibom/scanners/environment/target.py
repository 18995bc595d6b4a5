"""What environment markers (PEP 508) mean for the environment that is read, not for the Python that reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aibom.core import re
from aibom.scanners.environment.places import Environment

_LINUX_MACHINES = "x86_64|aarch64|i686|armv7l|ppc64le|s390x|riscv64"
# Platform tags of wheels (PEP 425, 513, 600, 656) -> sys_platform, platform_system, os_name.
_PLATFORMS = (
    (re.compile(rf"(?:many|musl)?linux\w*?_({_LINUX_MACHINES})\Z"), "linux", "Linux", "posix"),
    (re.compile(r"macosx_\d+_\d+_(x86_64|arm64|universal2)\Z"), "darwin", "Darwin", "posix"),
    (re.compile(r"win_(amd64|arm64)\Z"), "win32", "Windows", "nt"),
    (re.compile(r"win(32)\Z"), "win32", "Windows", "nt"),
)  # fmt: skip
_MACHINES = {"amd64": "AMD64", "32": "x86", "universal2": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The variables of markers, and which of them were assumed because nothing in the environment tells them."""

    variables: Mapping[str, str]
    assumed: tuple[str, ...]


def target_of(environment: Environment, wheel_tags: Iterable[str]) -> Target:
    """The target that the layout and the platform tags of installed wheels tell; Linux where none does."""
    system = _system(wheel_tags)
    assumed = []
    if system is None:
        system = ("win32", "Windows", "nt", "") if environment.windows else ("linux", "Linux", "posix", "")
        assumed += ["platform_machine"] if environment.windows else ["sys_platform", "platform_machine"]
    full = environment.version or "3.12.0"
    if not environment.version:
        assumed.append("python_version")
    name = environment.implementation
    variables = {
        "python_version": ".".join(full.split(".")[:2]),
        "python_full_version": full if full.count(".") >= 2 else f"{full}.0",
        "implementation_name": name,
        "implementation_version": full if full.count(".") >= 2 else f"{full}.0",
        "platform_python_implementation": "PyPy" if name == "pypy" else "CPython",
        "sys_platform": system[0],
        "platform_system": system[1],
        "os_name": system[2],
        "platform_machine": system[3],
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
    return Target(variables=variables, assumed=tuple(sorted(assumed)))


def _system(tags: Iterable[str]) -> tuple[str, str, str, str] | None:
    for tag in sorted(set(tags)):
        platform = tag.rsplit("-", 1)[-1].strip()
        for pattern, sys_platform, system, os_name in _PLATFORMS:
            if match := pattern.match(platform):
                machine = match.group(1)
                return sys_platform, system, os_name, _MACHINES.get(machine, machine)
    return None
