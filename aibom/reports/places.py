"""Places of findings as repository-relative URIs."""

from __future__ import annotations

from urllib.parse import quote

from aibom.core import re
from aibom.model.finding import Location

_BYTE = re.compile(r"\\x([89a-f][0-9a-f])")


def repository_path(location: Location, prefix: str, bom_path: str) -> str:
    """The path relative to the repository. `prefix` is the scanned folder in it, `bom_path` the BOM's own place.

    A path below the home folder (`~/...`) or in an environment (`env:...`) stays as it is: it lies in no repository.
    """
    if location.in_bom or not location.path:
        return _plain(bom_path) or "bom.cdx.json"
    if location.path.startswith(("~/", "env:")):
        return location.path
    if location.as_given:
        return _plain(location.path) or "."
    return _plain(f"{prefix}/{location.path}") or "."


def _plain(path: str) -> str:
    """Without empty and `.` parts, and without `..` that leads out of the repository."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/".join(parts)


def relative_uri(path: str) -> str:
    """The path as a relative URI reference (RFC 3986); a colon is encoded, since it would look like a scheme.

    A byte that is not UTF-8, which a BOM shows as `\\xNN`, becomes that byte again.
    """
    return _BYTE.sub(lambda match: f"%{match[1].upper()}", quote(path, safe="/~\\", errors="surrogatepass")).replace(
        "\\", "%5C"
    )
