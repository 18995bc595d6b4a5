"""Uploads a BOM to Dependency-Track: POST /api/v1/bom as a form (docs.dependencytrack.org, REST API)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from aibom.core.errors import AibomError, UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.exchange.http import Answer, ask, check_url, is_safe

POLL_SECONDS = 1.0
_REFUSED = {
    401: "the API key is not accepted",
    403: "the API key lacks the permission BOM_UPLOAD (and PROJECT_CREATION_UPLOAD for a new project)",
    404: "there is no such project; create it, or allow that with --auto-create",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where the BOM belongs; `auto_create` makes the project when it is not there, `latest` marks its version."""

    name: str
    version: str
    auto_create: bool
    latest: bool

    def fields(self) -> dict[str, str]:
        """The fields of the form."""
        fields = {"projectName": self.name, "projectVersion": self.version, "autoCreate": _word(self.auto_create)}
        return fields | ({"isLatest": "true"} if self.latest else {})


def upload(url: str, key: str, project: Project, bom: bytes) -> str:
    """Send the BOM; the token of its processing. Raises UsageError with what the server refuses."""
    base = check_url(url)
    if not is_safe(base):
        raise UsageError("The API key is not sent over plain HTTP; give an https address.")
    boundary, body = form(project.fields(), bom)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = ask("POST", f"{base}/api/v1/bom", headers=_headers(key) | {"Content-Type": kind}, body=body)
    token = _answered(answer).get("token")
    if not isinstance(token, str) or not token:
        raise UsageError("The server took the BOM and gave no token; is the address that of its API?")
    return token


def wait(url: str, key: str, token: str, seconds: float) -> bool:
    """Whether the server is done with the BOM within so many seconds."""
    base, end = check_url(url), time.monotonic() + seconds
    place = f"{base}/api/v1/event/token/{quote(token, safe='')}"
    while True:
        answer = ask("GET", place, headers=_headers(key))
        if answer.status == 404 and "/event/" in place:  # before 4.11
            place = place.replace("/event/", "/bom/")
            continue
        if _answered(answer).get("processing") is False:
            return True
        if time.monotonic() + POLL_SECONDS > end:
            return False
        time.sleep(POLL_SECONDS)


def form(fields: Mapping[str, str], bom: bytes) -> tuple[str, bytes]:
    """The boundary and the body of a multipart form; the boundary is made of the content, so that it is not in it."""
    boundary = "aibom-" + hashlib.sha256(bom).hexdigest()
    mark = f"--{boundary}\r\n".encode()
    parts = [
        mark + f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode() + b"\r\n"
        for name, value in fields.items()
    ]
    head = 'Content-Disposition: form-data; name="bom"; filename="bom.json"\r\nContent-Type: application/json\r\n\r\n'
    parts.append(mark + head.encode() + bom + b"\r\n")
    return boundary, b"".join(parts) + f"--{boundary}--\r\n".encode()


def _headers(key: str) -> dict[str, str]:
    return {"X-Api-Key": key, "Accept": "application/json"}


def _answered(answer: Answer) -> Mapping[str, object]:
    if answer.status != 200:
        why = _REFUSED.get(answer.status, f"it answers {answer.reason()}")
        raise UsageError(f"Dependency-Track does not take the BOM: {why}.")
    try:
        content = parse_json(answer.body, "the answer")
    except UnreadableError as error:
        raise AibomError(f"Dependency-Track gives an answer that cannot be read: {error.why}.") from None
    return content if isinstance(content, Mapping) else {}


def _word(value: bool) -> str:
    return "true" if value else "false"
