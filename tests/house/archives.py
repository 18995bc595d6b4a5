"""Real AI packages that nobody here wrote: source archives of the package index, pinned by SHA-256.

They are fetched through the index's simple API (never through a build step), cached, and unpacked as data.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).parent.parent / ".cache"
JSON_API = "application/vnd.pypi.simple.v1+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One source archive: its project, file name and SHA-256 in hex."""

    project: str
    filename: str
    sha256: str


ARCHIVES = {
    "gpt-researcher": Archive(
        project="gpt-researcher",
        filename="gpt_researcher-0.9.9.tar.gz",
        sha256="b52695de3ea5bddb04100ddc0b100082c3e2e3546d5f6a5e91f5b642778a3a45",
    ),
    "open-interpreter": Archive(
        project="open-interpreter",
        filename="open_interpreter-0.4.3.tar.gz",
        sha256="cd81d0a6bc5bc9bed6a3f35010da71421b435dc9479f4ac867db80fdc29fa11b",
    ),
    "aider-chat": Archive(
        project="aider-chat",
        filename="aider_chat-0.86.2.tar.gz",
        sha256="f38a9d322f5609f0c13af82d50c6a11170185b3fdf26956e4a7e89ba19819159",
    ),
}


def unpacked(name: str, into: Path) -> Path:
    """The unpacked tree of an archive below `into`."""
    with tarfile.open(_fetched(ARCHIVES[name])) as archive:
        archive.extractall(into, filter="data")
    (folder,) = into.iterdir()
    return folder


def _fetched(archive: Archive) -> Path:
    path = CACHE / archive.filename
    if not path.is_file():
        data = _get(_url(archive))
        assert hashlib.sha256(data).hexdigest() == archive.sha256, f"{archive.filename} is not what was pinned"
        CACHE.mkdir(exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_bytes(data)
        part.rename(path)
    return path


def _url(archive: Archive) -> str:
    index = _index()
    page = json.loads(_get(f"{index}/{archive.project}/", accept=JSON_API))
    found = next(file["url"] for file in page["files"] if file["filename"] == archive.filename)
    return urllib.parse.urljoin(f"{index}/{archive.project}/", found)


def _index() -> str:
    """The package index that pip is configured for."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    configured = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return (os.environ.get("PIP_INDEX_URL") or configured or "https://pypi.org/simple").rstrip("/")


def _get(url: str, accept: str = "*/*") -> bytes:
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as response:
        return bytes(response.read())
