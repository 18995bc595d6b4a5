"""Names of container images, as distribution/reference spells them: `[host/]path[:tag][@digest]`."""

from __future__ import annotations

from typing import NamedTuple

from aibom.core import re

_DIGEST = re.compile(r"[a-z0-9]+:[0-9a-f]{32,128}\Z")
_PATH = re.compile(r"[a-z0-9]+(?:[._/-]+[a-z0-9]+)*+\Z")
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?\Z")
_TAG = re.compile(r"[\w][\w.-]{0,127}\Z")
# `${REGISTRY}acme/model`: a variable that holds what stands before the path, with its own slash.
_GLUED = re.compile(r"\$\{\w+\}(?=[a-z0-9])")
_VARIABLE = re.compile(r"\$\{?\w")
_WITHIN = re.compile(r"\.\$\{\w+\}(?=\.)")  # a region in the name of a registry: `1234.dkr.ecr.${REGION}.amazonaws.com`


class ImageName(NamedTuple):
    """One image. `name` is normalised (`docker.io/library/redis`); `tag` may hold an unresolved `${VAR}`."""

    host: str
    path: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """Host and path, without tag."""
        return f"{self.host}/{self.path}"

    @property
    def tag_is_known(self) -> bool:
        """False when the tag is written but depends on a variable without a value."""
        return self.tag is None or not _VARIABLE.search(self.tag)


def parse_image(text: str) -> ImageName | None:
    """The image that a reference names; None when it is none, or its name depends on an unset variable.

    A host or name space that is a variable without a value is taken to be the default registry: `${REG}/vllm/x`
    says nothing about who serves it, and the path still names the image.
    """
    reference = text.strip().removeprefix("docker://")
    reference, _, digest = reference.partition("@")
    if digest and not _DIGEST.match(digest):
        return None
    path, tag = _split_tag(reference)
    host, path = _split_host(path)
    if not _PATH.match(path) or not _HOST.match(host) or len(path) > 255:
        return None
    if host == "docker.io" and "/" not in path:
        path = f"library/{path}"
    if tag is not None and not _TAG.match(tag) and not _VARIABLE.search(tag):
        return None
    return ImageName(host=host, path=path, tag=tag, digest=digest or None)


def _split_tag(reference: str) -> tuple[str, str | None]:
    slash, colon = reference.rfind("/"), _tag_colon(reference)
    if colon <= slash:
        return reference, None
    return reference[:colon], reference[colon + 1 :] or None


def _tag_colon(reference: str) -> int:
    """Where the tag begins: the last colon outside of `${...}`."""
    depth = 0
    for position in range(len(reference) - 1, -1, -1):
        char = reference[position]
        depth += (char == "}") - (char == "{")
        if char == ":" and depth == 0:
            return position
        if char == "/" and depth == 0:
            return -1
    return -1


def _split_host(path: str) -> tuple[str, str]:
    if (glued := _GLUED.match(path)) is not None:
        path = path[glued.end() :]
    head, slash, rest = path.partition("/")
    if slash and _VARIABLE.match(head):
        return _split_host(rest) if "/" in rest else ("docker.io", rest)
    if slash and ("." in head or ":" in head or head == "localhost"):
        host = "docker.io" if head in ("index.docker.io", "registry-1.docker.io") else head
        return _WITHIN.sub("", host), rest
    return "docker.io", path
