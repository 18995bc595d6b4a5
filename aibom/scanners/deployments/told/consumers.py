"""Which part of a deployment uses what its settings name: the image that runs, or the service that is built."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.records import Workload
from aibom.scanners.deployments.told.around import Surroundings
from aibom.scanners.deployments.told.images import image_subject
from aibom.scanners.image_names import ImageName

_USES = {Kind.MODEL: RelationKind.USES_MODEL}


def consumer(workload: Workload, image: ImageName | None, around: Surroundings) -> Subject | None:
    """What stands for a workload that runs no known product: its image, else the service that compose builds."""
    if image is not None:
        return image_subject(image)
    if around.form == "compose" and workload.build is not None:
        return Subject(kind=Kind.APPLICATION, name=workload.name, scope=around.path)
    return None


def consumed(
    found: Sequence[Sighting], workload: Workload, image: ImageName | None, around: Surroundings
) -> Iterator[Sighting]:
    """What the settings of a workload tell of the application is told of the workload as well."""
    user = consumer(workload, image, around)
    if user is None:
        return
    links = [*_links(found, user, around), *_bound(workload, user, around)]
    if links and user.kind is Kind.APPLICATION:
        yield around.sight.thing(user, workload.line, workload.name)
    yield from links


def _bound(workload: Workload, user: Subject, around: Surroundings) -> Iterator[Sighting]:
    """The models of the platform that a compose service is bound to."""
    for word in workload.models:
        text = around.text(word.text)
        named = name_model(text, "" if "://" in text else "label") if is_resolved(text) else None
        if named is not None:
            yield around.sight.link(user, RelationKind.USES_MODEL, named.subject, word.line)


def _links(found: Sequence[Sighting], user: Subject, around: Surroundings) -> Iterator[Sighting]:
    for one in found:
        if isinstance(one, Link) and one.source is None:
            yield replace(one, source=user)
        elif isinstance(one, Observation) and (kind := _USES.get(one.subject.kind)) is not None:
            yield around.sight.link(user, kind, one.subject, one.evidence.line or 1)
