"""Registries on this machine: Debian's docker-registry where it is installed, and one in this process that knows
referrers and tokens and can break off."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

USER, PASSWORD = "ci-publisher", "s3cret-of-ci"
HTPASSWD = f"{USER}:$2b$04$N50Hvr6y4ycleeAZKmU7YOFVcMoRApfeKyHnJnlAyDBWdBECXCjxm\n"
DOCKER_REGISTRY = shutil.which("docker-registry")


@contextlib.contextmanager
def debian_registry(folder: Path, auth: bool = False) -> Iterator[str]:
    """Host and port of a real registry with its storage in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lines = ["version: 0.1", "log: {level: error, accesslog: {disabled: true}}", f"storage: {{filesystem: {{rootdirectory: {folder}/store}}}}",
             f"http: {{addr: '127.0.0.1:{port}'}}"]  # fmt: skip
    if auth:
        (folder / "htpasswd").write_text(HTPASSWD)
        lines.append(f"auth: {{htpasswd: {{realm: acme, path: {folder}/htpasswd}}}}")
    (folder / "config.yml").write_text("\n".join(lines))
    process = subprocess.Popen(
        [str(DOCKER_REGISTRY), "serve", str(folder / "config.yml")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


class FakeRegistry(ThreadingHTTPServer):
    """OCI Distribution 1.1 with referrers and bearer tokens; `break_at` names a step that it answers half."""

    def __init__(self, tokens: bool = False, break_at: str = "", deny: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tokens, self.break_at, self.deny = tokens, break_at, deny
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        self.authorizations: list[tuple[str, str]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeRegistry
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _step(self) -> str:
        kind = "blob" if "/blobs/" in self.path else "manifest"
        return f"{self.command} {kind}"

    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server, step = self.server, self._step()
        server.authorizations.append((self.path, self.headers.get("Authorization", "")))
        if self.path.startswith("/token"):
            basic = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            good = self.headers.get("Authorization") == basic and "scope=repository%3Achat%3Apull%2Cpush" in self.path
            return self._answer(200 if good else 401, json.dumps({"token": "granted"}).encode() if good else b"")
        if server.tokens and self.headers.get("Authorization") != "Bearer granted":
            challenge = f'Bearer realm="http://{server.host}/token",service="registry.acme.example"'
            return self._answer(401, WWW_Authenticate=challenge)
        if step == server.deny:
            return self._answer(403, b'{"errors": [{"code": "DENIED", "message": "quota \x1b[31m exceeded"}]}')
        if step == server.break_at:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{")
            self.close_connection = True
            return None
        return self._route(body)

    def _route(self, body: bytes) -> None:
        server, name = self.server, self.path.split("/")[-1]
        if self.command == "POST":
            return self._answer(202, Location=f"http://{server.host}/v2/chat/blobs/uploads/7?state=abc")
        if self.command == "PUT" and "/blobs/" in self.path:
            digest = self.path.split("digest=")[1].replace("%3A", ":")
            good = digest == f"sha256:{hashlib.sha256(body).hexdigest()}" and "state=abc" in self.path
            server.blobs |= {digest: body} if good else {}
            return self._answer(201 if good else 400)
        if self.command == "PUT":
            server.manifests[name] = (self.headers["Content-Type"], body)
            subject = json.loads(body).get("subject")
            return self._answer(201, **({"OCI_Subject": subject["digest"]} if subject else {}))
        if "/blobs/" in self.path:
            return self._answer(200 if name in server.blobs else 404)
        kind, content = server.manifests.get(name, ("", b""))
        return self._answer(200 if kind else 404, content, Content_Type=kind)

    do_GET = do_HEAD = do_POST = do_PUT = handle_one  # noqa: N815 - names of http.server


@contextlib.contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[None]:
    """The server answers while the block runs."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


IMAGE = json.dumps(
    {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:" + hashlib.sha256(b"{}").hexdigest(), "size": 2},
        "layers": [],
    }
).encode()  # fmt: skip
DIGEST = "sha256:" + hashlib.sha256(IMAGE).hexdigest()


def fetch(host: str, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """What the registry answers to a plain client."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(f"http://{host}/v2/chat/{path}", headers=named)) as response:
        return dict(response.headers), response.read()


def push_image(host: str, **headers: str) -> None:
    """A small image, pushed by plain HTTP and none of our code."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(method: str, url: str, body: bytes, kind: str) -> Any:
        request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": kind, **named})
        return urllib.request.urlopen(request)

    with send("POST", f"http://{host}/v2/chat/blobs/uploads/", b"", "text/plain") as started:
        place = started.headers["Location"]
    digest = "sha256:" + hashlib.sha256(b"{}").hexdigest()
    send("PUT", f"{place}{'&' if '?' in place else '?'}digest={digest}", b"{}", "application/octet-stream").close()
    kind = "application/vnd.oci.image.manifest.v1+json"
    send("PUT", f"http://{host}/v2/chat/manifests/1.4.0", IMAGE, kind).close()
