"""Tells the documents of a YAML file apart before parsing: Kubernetes manifests are long and mostly not of interest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aibom.core import re

# API groups whose resources name no models in members of their own; the deployment scanner reads their containers.
_PLAIN_GROUPS = re.compile(
    r"(?:[\w.-]*\.)?(?:k8s\.io|x-k8s\.io|openshift\.io|coreos\.com|cert-manager\.io|fluxcd\.io|argoproj\.io|istio\.io"
    r"|traefik\.io|traefik\.containo\.us|cattle\.io|external-secrets\.io|knative\.dev|tekton\.dev|serving\.kserve\.io"
    r"|crossplane\.io|cluster\.x-k8s\.io|cilium\.io|keda\.sh)\Z"
)
_VERSION = re.compile(rb"^apiVersion:[ \t]*[\"']?([\w.-]+)/", re.MULTILINE)
_KIND = re.compile(rb"^kind:[ \t]*[\"']?(\w+)", re.MULTILINE)


def kind_of(document: bytes) -> str:
    """The kind of a manifest, "" for a document that is none."""
    if not _has_version(document):
        return ""
    match = _KIND.search(document)
    return match[1].decode() if match else ""


def _has_version(data: bytes) -> bool:
    return data.startswith(b"apiVersion:") or b"\napiVersion:" in data


def is_custom_group(version: str) -> bool:
    """Whether an `apiVersion` is one of custom resources that may name models, agents or prompts in their own way."""
    group, slash, _ = version.partition("/")
    return bool(slash) and "." in group and not _PLAIN_GROUPS.match(group)


def is_custom(document: bytes) -> bool:
    """Whether a manifest is a custom resource: `kagent.dev/v1 Agent`, `kubeai.org/v1 Model`."""
    match = _VERSION.search(document)
    return match is not None and is_custom_group(match[1].decode() + "/")


def keep_documents(data: bytes, wanted: Callable[[bytes], bool]) -> bytes:
    """The file with all other documents blanked, so that line numbers stay; empty when none is wanted."""
    parts: list[bytes] = []
    kept = False
    for part in _documents(data):
        if part.strip() and wanted(part):
            parts.append(part)
            kept = True
        else:
            parts.append(b"\n" * part.count(b"\n"))
    return b"".join(parts) if kept else b""


def _documents(data: bytes) -> Iterator[bytes]:
    """The parts between the marks `---`; each begins with its mark."""
    start = 0
    while (end := data.find(b"\n---", start)) >= 0:
        yield data[start : end + 1]
        start = end + 1
    yield data[start:]


def without_manifests(data: bytes) -> bytes:
    """The file without its manifests, but for custom resources."""
    return keep_documents(data, lambda part: not kind_of(part) or is_custom(part)) if _has_version(data) else data
