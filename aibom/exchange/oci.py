"""Attaches a BOM to an image as a referrer (OCI Image and Distribution 1.1): a manifest whose `subject` is the image.

A registry that does not know referrers (it does not answer with OCI-Subject) gets the index under the tag
`sha256-DIGEST` that the specification has for it, so that clients find the BOM all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import Json, parse_json
from aibom.exchange.registry import Registry, digest_of

ARTIFACT = "application/vnd.cyclonedx+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
EMPTY = "application/vnd.oci.empty.v1+json"
_DOCKER = "application/vnd.docker.distribution.manifest"
_ACCEPTED = ", ".join((MANIFEST, INDEX, f"{_DOCKER}.v2+json", f"{_DOCKER}.list.v2+json"))
_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The referrer's digest, and the tag under which it is listed when the registry does not know referrers."""

    digest: str
    tag: str = ""


def publish(registry: Registry, bom: bytes, name: str) -> Published:
    """Store the BOM and its manifest. Publishing the same BOM again changes nothing. Raises UsageError."""
    subject = _subject(registry)
    config = registry.put_blob(b"{}")
    layer = registry.put_blob(bom)
    manifest = referrer(subject, config=config, layer=layer, size=len(bom), name=name)
    digest = digest_of(manifest)
    answer = registry.put_manifest(digest, MANIFEST, manifest)
    if "oci-subject" in answer.headers:
        return Published(digest=digest)
    entry = {"mediaType": MANIFEST, "digest": digest, "size": len(manifest), "artifactType": ARTIFACT}
    return Published(digest=digest, tag=_list_under_tag(registry, entry))


def referrer(subject: Mapping[str, Json], *, config: str, layer: str, size: int, name: str) -> bytes:
    """The manifest of a BOM about `subject` (a descriptor); the same for the same BOM."""
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": ARTIFACT,
        "config": {"mediaType": EMPTY, "digest": config, "size": 2},
        "layers": [
            {
                "mediaType": ARTIFACT,
                "digest": layer,
                "size": size,
                "annotations": {"org.opencontainers.image.title": name},
            }
        ],
        "subject": dict(subject),
    }
    return orjson.dumps(document)


def _subject(registry: Registry) -> dict[str, Json]:
    """The descriptor of the image; UsageError when the registry does not have it, or has something else."""
    image = registry.image
    answer = registry.manifest(image.digest, _ACCEPTED)
    if answer.status == 404:
        raise UsageError(f"{image.host} has no {image.repository}@{image.digest}; push the image first.")
    if answer.status != 200:
        raise UsageError(f"{image.host} does not give the image's manifest: {answer.reason()}.")
    if digest_of(answer.body) != image.digest:
        raise UsageError(f"{image.host} gives a manifest that is not {image.digest}; nothing was published.")
    content = _parsed(answer.body, image.host)
    stated = content.get("mediaType") or answer.headers.get("content-type", "").partition(";")[0] or MANIFEST
    return {"mediaType": stated, "digest": image.digest, "size": len(answer.body)}


def _list_under_tag(registry: Registry, entry: dict[str, Any]) -> str:
    """Add the descriptor to the index of referrers; another client may write at the same time, so it is read back."""
    tag = registry.image.digest.replace(":", "-")
    for _ in range(_TRIES):
        listed = _listed(registry, tag)
        if any(one.get("digest") == entry["digest"] for one in listed):
            return tag
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [*listed, entry]}
        registry.put_manifest(tag, INDEX, orjson.dumps(index))
    if any(one.get("digest") == entry["digest"] for one in _listed(registry, tag)):
        return tag
    raise UsageError(f"{registry.image.host} does not keep the list of referrers ({tag}); try again.")


def _listed(registry: Registry, tag: str) -> list[Mapping[str, Json]]:
    answer = registry.manifest(tag, INDEX)
    if answer.status == 404:
        return []
    if answer.status != 200:
        raise UsageError(f"{registry.image.host} does not give the list of referrers: {answer.reason()}.")
    content = _parsed(answer.body, registry.image.host)
    manifests = content.get("manifests")
    if content.get("mediaType") != INDEX or not isinstance(manifests, list):
        raise UsageError(f"The tag {tag} of {registry.image.host} is no list of referrers; it is not overwritten.")
    return [one for one in manifests if isinstance(one, Mapping)]


def _parsed(body: bytes, host: str) -> Mapping[str, Json]:
    try:
        content = parse_json(body, host)
    except UnreadableError as error:
        raise UsageError(f"{host} gives a manifest that cannot be read: {error.why}.") from None
    return content if isinstance(content, Mapping) else {}
