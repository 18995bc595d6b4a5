"""Virtual environments as pip and setuptools leave them, written by hand."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp312-cp312-manylinux_2_28_x86_64\n"


def virtual_environment(root: Path, version: str = "3.12.4", system: bool = False) -> Path:
    """An empty environment; gives its folder."""
    prefix = root / "serving-env"
    site(prefix).mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python").symlink_to("/usr/bin/python3")
    (prefix / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = {str(system).lower()}\nversion = {version}\n"
    )
    return prefix


def site(prefix: Path) -> Path:
    return prefix / "lib" / "python3.12" / "site-packages"


def install(
    prefix: Path,
    name: str,
    version: str,
    *,
    requires: tuple[str, ...] = (),
    headers: tuple[str, ...] = (),
    files: Mapping[str, bytes] | None = None,
    requested: bool = False,
    direct_url: Mapping[str, object] | None = None,
    wheel: str = WHEEL,
) -> Path:
    """Install a package; gives its dist-info folder."""
    folder = site(prefix) / f"{name.replace('-', '_')}-{version}.dist-info"
    folder.mkdir()
    lines = [f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}", *headers]
    lines += [f"Requires-Dist: {one}" for one in requires]
    (folder / "METADATA").write_text("\n".join(lines) + "\n\nThe long description.\n")
    (folder / "INSTALLER").write_text("pip\n")
    (folder / "WHEEL").write_text(wheel)
    if requested:
        (folder / "REQUESTED").write_text("")
    if direct_url is not None:
        (folder / "direct_url.json").write_text(json.dumps(direct_url))
    rows = [_row(prefix, path, data) for path, data in (files or {f"{name}/__init__.py": b"VERSION = 1\n"}).items()]
    (folder / "RECORD").write_text("\n".join([*rows, f"{folder.name}/RECORD,,"]) + "\n")
    return folder


def _row(prefix: Path, path: str, data: bytes) -> str:
    place = site(prefix) / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{path},sha256={digest},{len(data)}"
