"""Fetches sources of advisories over HTTPS, only when they changed (ETag, RFC 9110 section 8.8.3).

A fetched file and its ETag are kept beside the database, so that a source that did not change is read from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aibom.core.errors import UsageError
from aibom.core.files import write_atomic

MAX_BYTES = 8 * 1024**3
_PIECE = 1 << 20
_SECONDS = 60
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A source as it lies on disk now; `changed` is False when the server said that it is what we have."""

    path: Path
    url: str
    etag: str
    changed: bool


def fetch(url: str, folder: Path, progress: Callable[[str, int, int], None]) -> Fetched:
    """The file of this URL, below `folder`. Raises UsageError with a plain sentence; what was there stays."""
    _check(url)
    name = hashlib.sha256(url.encode()).hexdigest()[:24]
    suffix = Path(urlsplit(url).path).suffix[:8]
    path, note = folder / f"{name}{suffix}", folder / f"{name}.json"
    known = _known(note, url) if path.is_file() else {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _fetch(url, path, note, known, progress)
    except urllib.error.HTTPError as error:
        if error.code == http.client.NOT_MODIFIED:
            return Fetched(path=path, url=url, etag=known.get("etag", ""), changed=False)
        raise UsageError(f"{shown(url)} answers {error.code} ({error.reason}); nothing was changed.") from None
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise UsageError(f"{shown(url)} cannot be fetched ({reason}); nothing was changed.") from None


def _fetch(
    url: str, path: Path, note: Path, known: dict[str, str], progress: Callable[[str, int, int], None]
) -> Fetched:
    headers = {"User-Agent": "aibom", **({"If-None-Match": known["etag"]} if known.get("etag") else {})}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - _check allows https and the loopback only
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
        _check(answer.url)
        _store(answer, path, f"fetching {shown(url)}", progress)
        etag = answer.headers.get("ETag") or ""
    write_atomic(note, json.dumps({"url": url, "etag": etag}).encode())
    return Fetched(path=path, url=url, etag=etag, changed=True)


def _store(answer: Any, path: Path, step: str, progress: Callable[[str, int, int], None]) -> None:
    """Write the body beside the file and rename it when it is complete."""
    length = answer.headers.get("Content-Length") or ""
    total = int(length) if length.isdecimal() else 0
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            size = 0
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > MAX_BYTES:
                    raise OSError(f"it is larger than {MAX_BYTES // 1024**3} GiB")
                stream.write(piece)
                progress(step, size, total)
        if total and size != total:
            raise OSError(f"it ended after {size} of {total} bytes")
        Path(name).replace(path)
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)


def _known(note: Path, url: str) -> dict[str, str]:
    try:
        found = json.loads(note.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("url") == url and isinstance(found.get("etag"), str) else {}


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL):
        return
    raise UsageError(f"{shown(url)} is not an https address; advisories are fetched over https only.")


def shown(url: str) -> str:
    """The URL without credentials and query, for messages."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
