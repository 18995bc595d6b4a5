"""Which components have a package URL, and of what type."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.model.purl import package_url

_TYPES = {"githubactions": "github"}
_SEPARATORS = {"maven": ":"}


def purl_of(kind: Kind, origin: str, name: str, version: str | None) -> str | None:
    """The purl of a library, an image, or a model or data set of the Hugging Face hub; None for all else."""
    if kind is Kind.LIBRARY and origin:
        return package_url(_TYPES.get(origin, origin), name, version, separator=_SEPARATORS.get(origin, "/"))
    if kind is Kind.CONTAINER:
        return _image(name, version)
    if kind in (Kind.MODEL, Kind.DATASET) and origin == "hf":
        return package_url("huggingface", name, version)
    return None


def _image(name: str, version: str | None) -> str | None:
    """`docker.io/qdrant/qdrant` -> pkg:docker/qdrant/qdrant; another registry stands in repository_url."""
    host, _, path = name.partition("/")
    if not path:
        host, path = "docker.io", name
    elsewhere = {} if host == "docker.io" else {"repository_url": f"{host}/{path}"}
    return package_url("docker", path, version, qualifiers=elsewhere)
