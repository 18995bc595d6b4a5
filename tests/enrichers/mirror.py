"""A hub on loopback: the endpoints of the Hugging Face hub that its client asks, with the real shapes and headers."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a"
_INFO = re.compile(
    r"/api/(?P<kind>models|datasets)/(?P<repo>[^/]+/[^/]+)(?:/(?P<what>revision|tree|paths-info|refs)(?:/(?P<rest>[^?]+))?)?"
)
_RESOLVE = re.compile(r"/(?:datasets/)?(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")


@dataclass
class Repo:
    """One repository; `gated` refuses without a token, `moved_to` redirects as a renamed one does."""

    files: dict[str, bytes]
    large: frozenset[str] = frozenset()
    card: dict[str, Any] = field(default_factory=dict)
    gated: bool = False
    moved_to: str = ""
    security: dict[str, Any] = field(default_factory=lambda: {"scansDone": True, "filesWithIssues": []})


@dataclass
class Mirror:
    """What the server knows and was asked; `refusals` are statuses with headers that the next requests get."""

    repos: dict[str, Repo]
    endpoint: str = ""
    asked: list[str] = field(default_factory=list)
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def sibling(repo: Repo, path: str) -> dict[str, Any]:
    data = repo.files[path]
    oid = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    row: dict[str, Any] = {"rfilename": path, "size": len(data), "blobId": oid}
    if path in repo.large:
        row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
    return row


def tree_row(repo: Repo, path: str) -> dict[str, Any]:
    row = sibling(repo, path)
    found = {"type": "file", "path": path, "size": row["size"], "oid": row["blobId"]}
    return found | (
        {"lfs": {"oid": row["lfs"]["sha256"], "size": row["size"], "pointerSize": 130}} if "lfs" in row else {}
    )


class _Handler(BaseHTTPRequestHandler):
    mirror: Mirror

    def log_message(self, *_: Any) -> None:
        pass

    def _send(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Content-Length": str(len(data)),
            "Content-Type": "application/json",
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_GET(self) -> None:
        self.mirror.asked.append(self.path)
        if self.mirror.refusals:
            status, headers = self.mirror.refusals.pop(0)
            self._send(status, {"error": "no"}, headers)
            return
        path = self.path.partition("?")[0]
        match = _INFO.fullmatch(path) or _RESOLVE.fullmatch(path)
        repo = self.mirror.repos.get(match["repo"]) if match else None
        if match is None or repo is None:
            self._send(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        elif repo.moved_to:
            self._send(307, None, {"Location": self.path.replace(match["repo"], repo.moved_to)})
        elif repo.gated and "Authorization" not in self.headers:
            self._send(401, {"error": "gated"}, {"X-Error-Code": "GatedRepo"})
        elif "path" in match.groupdict():
            self._resolve(repo, match["path"])
        else:
            self._info(repo, match)

    do_HEAD = do_GET  # noqa: N815 - the names of http.server
    do_POST = do_GET  # noqa: N815

    def _resolve(self, repo: Repo, path: str) -> None:
        if path not in repo.files:
            self._send(404, {"error": "Entry not found"}, {"X-Error-Code": "EntryNotFound"})
            return
        row = sibling(repo, path)
        etag = row["lfs"]["sha256"] if "lfs" in row else row["blobId"]
        self._send(200, repo.files[path], {"ETag": f'"{etag}"', "X-Linked-Etag": f'"{etag}"', "X-Repo-Commit": COMMIT})

    def _info(self, repo: Repo, match: re.Match[str]) -> None:
        what, rest = match["what"], match["rest"] or ""
        if what == "refs":
            self._send(
                200,
                {
                    "branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": COMMIT}],
                    "tags": [],
                    "converts": [],
                },
            )
        elif what in ("revision", "tree", "paths-info") and rest.split("/")[0] not in ("main", COMMIT):
            self._send(404, {"error": "Revision not found"}, {"X-Error-Code": "RevisionNotFound"})
        elif what in ("tree", "paths-info"):
            self._send(200, [tree_row(repo, path) for path in sorted(repo.files)])
        else:
            self._send(200, self._repository(repo, match["repo"]))

    def _repository(self, repo: Repo, name: str) -> dict[str, Any]:
        return {
            "_id": "1", "id": name, "modelId": name, "sha": COMMIT, "private": False, "gated": "auto" if repo.gated else False,
            "disabled": False, "downloads": 1, "likes": 0, "tags": [], "pipeline_tag": "text-classification",
            "cardData": repo.card, "siblings": [sibling(repo, path) for path in sorted(repo.files)],
            "securityRepoStatus": repo.security, "lastModified": "2026-01-01T00:00:00.000Z", "author": name.split("/")[0],
        }  # fmt: skip


@contextmanager
def serve(repos: dict[str, Repo]) -> Iterator[Mirror]:
    """Run the mirror on a free port of loopback."""
    mirror = Mirror(repos)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"mirror": mirror}))
    mirror.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield mirror
    finally:
        server.shutdown()
        server.server_close()
