"""The observation of a container image."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.catalog.products import products
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject, unresolved
from aibom.scanners.image_names import ImageName

_MAX_REFERENCE = 500


def image_subject(image: ImageName) -> Subject:
    """The subject of an image; the version is its tag, when it is known."""
    version = image.tag if image.tag_is_known else None
    return Subject(kind=Kind.CONTAINER, name=image.name, origin="docker", version=version)


def container(
    image: ImageName, reference: str, evidence: Evidence, related: bool, extra: Mapping[str, Json]
) -> Observation:
    """One image. It is pinned when a digest fixes its content; `related` = something of AI is known to run in it."""
    facts: dict[str, Json] = {
        "registry_host": image.host,
        "image": reference[:_MAX_REFERENCE],
        "source": f"docker:{image.name}",
        "pinned": image.digest is not None,
        "ai_related": related or products().of_image(image.name) is not None or products().is_ai_base(image.name),
        **extra,
    }
    if image.tag:
        facts["tag"] = image.tag if image.tag_is_known else unresolved(image.tag)
    if image.digest:
        facts["digest"] = image.digest
    return Observation(subject=image_subject(image), evidence=evidence, facts=facts)
