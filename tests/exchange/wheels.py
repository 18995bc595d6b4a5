"""Makes small wheels as build tools do."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

INFO = "helpdesk_agent-2.0.dist-info"
METADATA = b"Metadata-Version: 2.4\nName: helpdesk-agent\nVersion: 2.0\n"
FILES = {
    "helpdesk/__init__.py": b'"""Answers tickets."""\n',
    "helpdesk/prompts/system, long.txt": b"You answer tickets.\n" * 200,
    f"{INFO}/METADATA": METADATA,
    f"{INFO}/WHEEL": b"Wheel-Version: 1.0\nGenerator: hatchling\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def record_of(files: Mapping[str, bytes]) -> bytes:
    """RECORD over these files."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
        writer.writerow((name, f"sha256={digest}", len(data)))
    writer.writerow((f"{INFO}/RECORD", "", ""))
    return text.getvalue().encode()


def write_wheel(
    path: Path,
    files: Mapping[str, bytes] = FILES,
    record: bytes | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> Path:
    """A wheel with RECORD at its end; `extra` files are not listed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **(extra or {})}.items():
            info = zipfile.ZipInfo(name, (2026, 3, 4, 5, 6, 8))
            info.external_attr, info.compress_type = 0o100755 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
        info = zipfile.ZipInfo(f"{INFO}/RECORD", (2026, 3, 4, 5, 6, 8))
        info.external_attr, info.compress_type = 0o100644 << 16, zipfile.ZIP_DEFLATED
        archive.writestr(info, record if record is not None else record_of(files))
    return path
