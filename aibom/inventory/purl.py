"""Package URLs of components (https://github.com/package-url/purl-spec)."""

from __future__ import annotations

from urllib.parse import quote

from aibom.model.kinds import Kind

# Ecosystems whose name holds a namespace before the last separator.
_NAMESPACE_BY_SLASH = frozenset({"npm", "golang", "composer", "githubactions"})
_PURL_TYPES = {"githubactions": "github", "hf": "huggingface"}


def purl_of(kind: Kind, origin: str, name: str, version: str | None) -> str | None:
    """The purl of a library, an image, or a model or data set of the Hugging Face hub; None for all else."""
    if kind is Kind.LIBRARY and origin:
        namespace, base = _split(origin, name)
        return _join(_PURL_TYPES.get(origin, origin), namespace, base, version)
    if kind is Kind.CONTAINER:
        return _image(name, version)
    if kind in (Kind.MODEL, Kind.DATASET) and origin == "hf":
        namespace, base = _split_last(name, "/")
        return _join("huggingface", namespace, base, version)
    return None


def _split(origin: str, name: str) -> tuple[str, str]:
    if origin in _NAMESPACE_BY_SLASH:
        return _split_last(name, "/")
    if origin == "maven":
        return _split_last(name, ":")
    return "", name


def _split_last(name: str, separator: str) -> tuple[str, str]:
    namespace, _, base = name.rpartition(separator)
    return namespace, base


def _image(name: str, version: str | None) -> str | None:
    """`docker.io/qdrant/qdrant` -> pkg:docker/qdrant/qdrant; another registry stands in repository_url."""
    host, _, path = name.partition("/")
    if not path:
        host, path = "docker.io", name
    namespace, base = _split_last(path, "/")
    plain = _join("docker", namespace, base, version)
    return plain if host == "docker.io" else f"{plain}?repository_url={quote(f'{host}/{path}', safe='/:')}"


def _join(type_: str, namespace: str, name: str, version: str | None) -> str:
    middle = "".join(f"{quote(part, safe='')}/" for part in namespace.split("/") if part)
    tail = f"@{quote(version, safe=':')}" if version else ""
    return f"pkg:{type_}/{middle}{quote(name, safe='')}{tail}"
