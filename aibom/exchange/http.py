"""A small HTTP client for registries and servers that take BOMs: no redirects, bounded answers, plain sentences.

Proxies and certificates come from the environment (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE), as Python reads them.
"""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

from aibom.core.errors import UsageError
from aibom.core.text import printable

MAX_ANSWER_BYTES = 16 << 20
TIMEOUT_SECONDS = 60.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said; `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def reason(self) -> str:
        """The start of what it says, on one line."""
        text = printable(self.body[:2000].decode("utf-8", "replace").strip(), 300)
        return f"{self.status}{f' ({text})' if text else ''}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Credentials are for the server that was named; another place is the user's to name."""

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


def check_url(url: str) -> str:
    """The URL without a slash at its end. UsageError when it is not one of HTTP, or holds credentials."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{printable(url, 100)} is no http(s) address.")
    if parts.username is not None or parts.password is not None:
        raise UsageError("An address is given without credentials; they come from the environment.")
    return url.rstrip("/")


def is_safe(url: str) -> bool:
    """Whether credentials may be sent there: over TLS, or to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOOPBACK


def ask(method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
    """One request and its answer, whatever its status. Raises UsageError when there is no whole answer."""
    host = urlsplit(url).netloc
    request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310 - see check_url
    opener = urllib.request.build_opener(_NoRedirect())
    try:
        with _opened(opener, request) as response:
            data = response.read(MAX_ANSWER_BYTES + 1)
            cut_off = bool(response.length) and len(data) <= MAX_ANSWER_BYTES  # a bounded read does not tell
            answered = {name.lower(): value for name, value in response.headers.items()}
            status = int(response.status)
    except (OSError, http.client.HTTPException) as error:
        raise UsageError(f"{host} cannot be reached or broke off: {_why(error)}.") from None
    if cut_off:
        raise UsageError(f"{host} broke off in the middle of its answer; try again.")
    if len(data) > MAX_ANSWER_BYTES:
        raise UsageError(f"{host} answers with more than {MAX_ANSWER_BYTES >> 20} MiB; that is not read.")
    return Answer(status=status, headers=answered, body=data)


def _opened(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> Any:
    try:
        return opener.open(request, timeout=TIMEOUT_SECONDS)
    except urllib.error.HTTPError as error:
        return error


def _why(error: Exception) -> str:
    reason = getattr(error, "reason", None) or error
    text = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return printable(str(text), 200).rstrip(". ")
