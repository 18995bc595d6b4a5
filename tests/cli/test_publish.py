"""`aibom publish`: a BOM beside its image in a registry, and in Dependency-Track."""

from __future__ import annotations

import base64
import contextlib
import email.parser
import email.policy
import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from runner import ROOT, Result, aibom

sys.path.insert(0, str(ROOT / "tests" / "exchange"))
from registries import (
    DIGEST,
    DOCKER_REGISTRY,
    IMAGE,
    PASSWORD,
    USER,
    FakeRegistry,
    debian_registry,
    fetch,
    push_image,
    serving,
)

BOM = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}'
ARTIFACT = "application/vnd.cyclonedx+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
real = pytest.mark.skipif(DOCKER_REGISTRY is None, reason="Debian's docker-registry is not installed")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    for name in ("AIBOM_REGISTRY_USER", "AIBOM_REGISTRY_PASSWORD", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Path("bom.cdx.json").write_bytes(BOM)
    return tmp_path


def publish(host: str, digest: str = DIGEST) -> Result:
    return aibom("publish", "oci", "bom.cdx.json", f"{host}/chat@{digest}", "--plain-http")


def check_manifest(content: bytes) -> None:
    manifest = json.loads(content)
    assert manifest["artifactType"] == ARTIFACT
    assert manifest["subject"] == {"mediaType": MANIFEST, "digest": DIGEST, "size": len(IMAGE)}
    (layer,) = manifest["layers"]
    assert (layer["mediaType"], layer["size"]) == (ARTIFACT, len(BOM))


@real
def test_a_real_registry_without_referrers_lists_it_under_the_tag(place: Path) -> None:
    with debian_registry(place) as host:
        push_image(host)
        for _ in range(2):  # the second time changes nothing
            result = publish(host)
            assert result.code == 0, result.err
        tag = DIGEST.replace(":", "-")
        assert f"listed under the tag {tag}" in result.out
        (entry,) = json.loads(fetch(host, f"manifests/{tag}", Accept=INDEX)[1])["manifests"]
        assert (entry["artifactType"], entry["digest"] in result.out) == (ARTIFACT, True)
        content = fetch(host, f"manifests/{entry['digest']}", Accept=MANIFEST)[1]
        check_manifest(content)
        assert fetch(host, f"blobs/{json.loads(content)['layers'][0]['digest']}")[1] == BOM
        Path("bom.cdx.json").write_bytes(BOM.replace(b": 1,", b": 2,"))
        publish(host)
        assert len(json.loads(fetch(host, f"manifests/{tag}", Accept=INDEX)[1])["manifests"]) == 2


@real
def test_a_real_registry_that_wants_a_password(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with debian_registry(place, auth=True) as host:
        push_image(host, Authorization=BASIC)
        refused = publish(host)
        assert (refused.code, "AIBOM_REGISTRY_USER" in refused.err) == (2, True)
        Path("docker").mkdir()
        auth = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        Path("docker/config.json").write_text(json.dumps({"auths": {host: {"auth": auth}}}))
        assert publish(host).code == 0
        monkeypatch.setenv("AIBOM_REGISTRY_USER", USER)
        monkeypatch.setenv("AIBOM_REGISTRY_PASSWORD", "another-secret")
        refused = publish(host)
        assert (refused.code, "another-secret" in refused.err + refused.out) == (2, False)
        monkeypatch.setenv("AIBOM_REGISTRY_PASSWORD", PASSWORD)
        assert publish(host).code == 0


@real
def test_an_image_that_is_not_there(place: Path) -> None:
    with debian_registry(place) as host:
        result = publish(host, "sha256:" + "0" * 64)
        assert (result.code, "push the image first" in result.err) == (2, True)


def fake(**how: Any) -> FakeRegistry:
    server = FakeRegistry(**how)
    server.manifests[DIGEST] = (MANIFEST, IMAGE)
    return server


def test_a_registry_with_referrers_and_tokens(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIBOM_REGISTRY_USER", USER)
    monkeypatch.setenv("AIBOM_REGISTRY_PASSWORD", PASSWORD)
    with serving(server := fake(tokens=True)):
        result = publish(server.host)
    assert (result.code, "tag" in result.out) == (0, False), result.err
    assert set(server.manifests) == {DIGEST, result.out.strip().partition("@")[2]}
    check_manifest(server.manifests[result.out.strip().partition("@")[2]][1])
    assert {auth for path, auth in server.authorizations if path.startswith("/token")} == {BASIC}
    assert BASIC not in {auth for path, auth in server.authorizations if not path.startswith("/token")}


def test_wrong_credentials_get_no_token(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIBOM_REGISTRY_USER", USER)
    monkeypatch.setenv("AIBOM_REGISTRY_PASSWORD", "hunter2-of-acme")
    with serving(server := fake(tokens=True)):
        result = publish(server.host)
    assert (result.code, "grants no token" in result.err, "hunter2" in result.err) == (2, True, False)


@pytest.mark.parametrize("step", ["GET manifest", "POST blob", "PUT blob", "PUT manifest"])
@pytest.mark.parametrize("how", ["break_at", "deny"])
def test_a_registry_that_refuses_or_breaks_off(place: Path, step: str, how: str) -> None:
    with serving(server := fake(**{how: step})):
        result = publish(server.host)
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1
    assert "\x1b" not in result.err


def test_no_registry_there(place: Path) -> None:
    server = FakeRegistry()
    server.server_close()
    result = publish(server.host)
    assert (result.code, "cannot be reached" in result.err) == (2, True)


def test_a_manifest_that_is_another_is_not_published_on(place: Path) -> None:
    server = FakeRegistry()
    server.manifests[DIGEST] = (MANIFEST, b"{}")
    with serving(server):
        result = publish(server.host)
    assert (result.code, "nothing was published" in result.err) == (2, True)


@pytest.mark.parametrize(
    "image", ["chat", "registry.acme.example/chat:1.4.0", "chat@" + DIGEST, "a/b@sha256:12", "localhost/UP@" + DIGEST]
)
def test_an_image_is_named_by_digest(place: Path, image: str) -> None:
    result = aibom("publish", "oci", "bom.cdx.json", image)
    assert (result.code, "sha256:DIGEST" in result.err) == (2, True)


def test_dockers_helper_is_not_asked(place: Path) -> None:
    Path("docker").mkdir()
    Path("docker/config.json").write_text('{"credsStore": "desktop"}')
    with serving(server := fake(tokens=True)):
        result = publish(server.host)
    assert (result.code, "credential helper is not asked" in result.err) == (2, True)


class DependencyTrack(ThreadingHTTPServer):
    """Checks the contract of POST /api/v1/bom: key, form, fields, a BOM that is one."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Track)
        self.projects = {("helpdesk", "2.0")}
        self.got: list[dict[str, bytes]] = []
        self.polls = 0
        self.old = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Track(BaseHTTPRequestHandler):
    server: DependencyTrack

    def log_message(self, *_: Any) -> None:
        pass

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers.get("X-Api-Key")
        if self.path != "/api/v1/bom" or key != "odt_key":
            return self._say({"odt_weak": 403, "odt_key": 404}.get(key or "", 401))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        fields = {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
            for part in message.iter_parts()
        }
        project = (fields["projectName"].decode(), fields["projectVersion"].decode())
        if fields.get("autoCreate") != b"true" and project not in self.server.projects:
            return self._say(404, b"The project could not be found.")
        if json.loads(fields["bom"]).get("bomFormat") != "CycloneDX":
            return self._say(400, b'{"title": "The uploaded BOM is invalid"}')
        self.server.got.append(fields)
        return self._say(200, b'{"token": "0b5f2a9e-6f0d-4c5b-9a59-3f4b3f1d8f10"}')

    def do_GET(self) -> None:
        known = "/api/v1/bom/token/" if self.server.old else "/api/v1/event/token/"
        if not self.path.startswith(known):
            return self._say(404)
        self.server.polls += 1
        return self._say(200, b'{"processing": false}' if self.server.polls > 1 else b'{"processing": true}')


@pytest.fixture
def track(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DependencyTrack]:
    monkeypatch.setenv("DEPENDENCY_TRACK_API_KEY", "odt_key")
    monkeypatch.setattr("aibom.exchange.deptrack.POLL_SECONDS", 0.05)
    with serving(server := DependencyTrack()):
        yield server


def upload(server: DependencyTrack, *more: str, project: str = "chat") -> Result:
    arguments = ("--url", server.url, "--project", project, "--project-version", "2.0")
    return aibom("publish", "dependency-track", "bom.cdx.json", *arguments, *more)


@pytest.mark.parametrize("old", [False, True])
def test_dependency_track_gets_the_bom(track: DependencyTrack, old: bool) -> None:
    track.old = old
    result = upload(track, "--latest", "--wait", "5", project="chät")
    assert result.code == 0, result.err
    (fields,) = track.got
    assert fields["bom"] == BOM
    assert fields["projectName"].decode() == "chät"
    assert (fields["autoCreate"], fields["isLatest"], track.polls) == (b"true", b"true", 2)


def test_what_dependency_track_refuses(track: DependencyTrack, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such project" in upload(track, "--no-auto-create").err
    assert upload(track, "--no-auto-create", project="helpdesk").code == 0
    for key, word in (("odt_weak", "BOM_UPLOAD"), ("odt_wrong", "not accepted"), ("", "Set DEPENDENCY_TRACK_API_KEY")):
        monkeypatch.setenv("DEPENDENCY_TRACK_API_KEY", key)
        result = upload(track)
        assert (result.code, word in result.err) == (2, True)
        assert not key or key not in result.err


def test_the_api_key_does_not_leave_over_plain_http(track: DependencyTrack) -> None:
    arguments = ("--project", "chat", "--project-version", "1")
    for url in ("http://dtrack.acme.example", "ftp://dtrack.acme.example", "https://u:p@dtrack.acme.example"):
        result = aibom("publish", "dependency-track", "bom.cdx.json", "--url", url, *arguments)
        assert result.code == 2
        assert "u:p" not in result.err


def test_a_redirect_does_not_take_the_key_along(track: DependencyTrack) -> None:
    class Elsewhere(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            with contextlib.suppress(OSError):
                self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(307)
            self.send_header("Location", f"{track.url}/api/v1/bom")
            self.end_headers()

    with serving(server := ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)):
        arguments = ("--project", "chat", "--project-version", "1")
        url = f"http://127.0.0.1:{server.server_address[1]}"
        result = aibom("publish", "dependency-track", "bom.cdx.json", "--url", url, *arguments)
    assert (result.code, track.got) == (2, [])
