"""Speaks with an OCI registry (OCI Distribution 1.1) about one repository: blobs, manifests, and who may.

Credentials are those of AIBOM_REGISTRY_USER and AIBOM_REGISTRY_PASSWORD, or of Docker's configuration file; they go to
the registry or to the token service that it names, over TLS or to this machine only, and are never shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from aibom.core import re
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import Json, parse_json
from aibom.exchange.http import Answer, ask, is_safe

USER, PASSWORD = "AIBOM_REGISTRY_USER", "AIBOM_REGISTRY_PASSWORD"
_HUB = "registry-1.docker.io"
_REFERENCE = re.compile(
    r"(?P<host>[A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9a-fA-F:]+\](?::[0-9]{1,5})?)/"
    r"(?P<name>[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*){0,30})"
    r"(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?@(?P<digest>sha256:[0-9a-f]{64})"
)
_CHALLENGE = re.compile(r'([A-Za-z_]{1,40})="([^"]{0,2000})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image by digest: host of the registry, repository, and `sha256:` with the digest of its manifest."""

    host: str
    repository: str
    digest: str


def image_of(text: str) -> Image:
    """Reads HOST/NAME[:TAG]@sha256:HEX. UsageError for less: a tag moves, and the BOM is of one content."""
    match = _REFERENCE.fullmatch(text)
    head = match["host"] if match else ""
    if match is None or not (set(head) & set(".:[") or head == "localhost"):
        raise UsageError("The image is named as REGISTRY/NAME@sha256:DIGEST; a tag alone can move to another content.")
    host = _HUB if head in ("docker.io", "index.docker.io") else head
    return Image(host=host, repository=match["name"], digest=match["digest"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user and a password (or token); `helper` names the program that Docker would ask for them instead."""

    user: str = ""
    password: str = field(default="", repr=False)
    helper: str = ""

    def basic(self) -> str:
        """The value of the header, "" without credentials."""
        if not self.user:
            return ""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


def credentials_for(host: str, environment: Mapping[str, str]) -> Credentials:
    """From the environment, else from Docker's configuration; a file that cannot be read gives none."""
    if environment.get(USER):
        return Credentials(user=environment[USER], password=environment.get(PASSWORD, ""))
    folder = Path(environment.get("DOCKER_CONFIG") or "~/.docker")
    try:
        with (folder.expanduser() / "config.json").open("rb") as stream:
            content = parse_json(stream.read(1 << 20), "config.json")
    except (OSError, RuntimeError, UnreadableError):
        return Credentials()
    return _from_docker(content, host)


def _from_docker(content: Json, host: str) -> Credentials:
    table = content if isinstance(content, Mapping) else {}
    names = ("https://index.docker.io/v1/", "docker.io", host) if host == _HUB else (host, f"https://{host}")
    auths, helpers = _table(table.get("auths")), _table(table.get("credHelpers"))
    for name in names:
        entry = _table(auths.get(name))
        try:
            text = base64.b64decode(str(entry.get("auth") or ""), validate=True).decode()
        except (binascii.Error, ValueError):
            continue
        user, _, password = text.partition(":")
        if user:
            return Credentials(user=user, password=password)
    helper = next((helpers[name] for name in names if name in helpers), table.get("credsStore"))
    return Credentials(helper=helper if isinstance(helper, str) else "")


@dataclass(slots=True, kw_only=True)
class Registry:
    """One repository of a registry; the authorization that was granted is remembered for this run."""

    image: Image
    credentials: Credentials
    plain_http: bool = False
    _granted: str = field(default="", repr=False)

    @property
    def base(self) -> str:
        """Address of the repository's API."""
        return f"{'http' if self.plain_http else 'https'}://{self.image.host}/v2/{self.image.repository}"

    def manifest(self, reference: str, accept: str) -> Answer:
        """A manifest by digest or tag, whatever the status."""
        return self._ask("GET", f"{self.base}/manifests/{reference}", {"Accept": accept})

    def put_manifest(self, reference: str, media_type: str, content: bytes) -> Answer:
        """Store a manifest. Raises UsageError when it is not taken."""
        place = f"{self.base}/manifests/{reference}"
        return self._taken(self._ask("PUT", place, {"Content-Type": media_type}, content), "the manifest")

    def put_blob(self, content: bytes) -> str:
        """Store a blob unless it is there; its digest. Raises UsageError when it is not taken."""
        digest = digest_of(content)
        if self._ask("HEAD", f"{self.base}/blobs/{digest}", {}).status == 200:
            return digest
        started = self._ask("POST", f"{self.base}/blobs/uploads/", {}, b"")
        place = started.headers.get("location", "")
        if started.status != 202 or not place:
            raise UsageError(f"{self.image.host} does not start an upload: {started.reason()}.")
        place = urljoin(f"{self.base}/blobs/uploads/", place)
        place += ("&" if urlsplit(place).query else "?") + urlencode({"digest": digest})
        kind = {"Content-Type": "application/octet-stream"}
        self._taken(self._ask("PUT", place, kind, content), "the BOM")
        return digest

    def _taken(self, answer: Answer, what: str) -> Answer:
        if answer.status not in (200, 201, 202):
            raise UsageError(f"{self.image.host} does not take {what}: {answer.reason()}.")
        return answer

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        home = urlsplit(url)[:2] == urlsplit(self.base)[:2]
        if not home and not is_safe(url):
            raise UsageError(f"{self.image.host} sends uploads to another place over plain HTTP; that is not followed.")
        answer = ask(method, url, headers={**headers, **self._authorization(home)}, body=body)
        if answer.status == 401 and home:
            self._granted = self._grant(answer.headers.get("www-authenticate", ""))
            answer = ask(method, url, headers={**headers, **self._authorization(home)}, body=body)
        if answer.status in (401, 403):
            raise UsageError(f"{self.image.host} refuses access to {self.image.repository}{self._advice()}.")
        return answer

    def _authorization(self, home: bool) -> dict[str, str]:
        return {"Authorization": self._granted} if self._granted and home else {}

    def _grant(self, challenge: str) -> str:
        scheme, _, rest = challenge.partition(" ")
        basic = self.credentials.basic()
        if basic and not is_safe(self.base):
            raise UsageError("Credentials are not sent over plain HTTP to another machine; use https.")
        if scheme.lower() == "basic":
            return basic
        if scheme.lower() != "bearer":
            return ""
        values = dict(_CHALLENGE.findall(rest[:8000]))
        realm = values.get("realm", "")
        if urlsplit(realm).scheme not in ("http", "https") or not is_safe(realm):
            raise UsageError(f"{self.image.host} names a token service that is not reached over TLS.")
        scope = f"repository:{self.image.repository}:pull,push"
        query = urlencode({"scope": scope} | ({"service": values["service"]} if "service" in values else {}))
        answer = ask(
            "GET", f"{realm}{'&' if urlsplit(realm).query else '?'}{query}",
            headers={"Accept": "application/json"} | ({"Authorization": basic} if basic else {}),
        )  # fmt: skip
        if answer.status != 200:
            raise UsageError(f"{urlsplit(realm).netloc} grants no token for {self.image.repository}{self._advice()}.")
        content = _table(parse_json(answer.body, "the token service's answer"))
        token = content.get("token") or content.get("access_token")
        return f"Bearer {token}" if isinstance(token, str) else ""

    def _advice(self) -> str:
        if self.credentials.user:
            return " to these credentials"
        if self.credentials.helper:
            return f": Docker's credential helper is not asked; set {USER} and {PASSWORD}"
        return f": set {USER} and {PASSWORD}, or log in with Docker"


def digest_of(content: bytes) -> str:
    """As registries name content."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
