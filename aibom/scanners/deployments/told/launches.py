"""What a launch tells: the product that serves, the models it is given, and how it is protected."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.products import Product, products
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject, Unknown
from aibom.scanners.configs.names.naming import Named, is_hub_id, name_model
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.deployments.commands.launch import Launched, ModelWord
from aibom.scanners.deployments.told.around import Surroundings
from aibom.scanners.deployments.told.protection import use_arguments
from aibom.scanners.image_names import ImageName

_MOUNTS = ("/data/", "/models/", "/model-store/", "/mnt/models/", "/workspace/models/")
# Where KServe mounts what `storageUri` names; the model is told there (kserve.github.io, "Storage containers").
_FILLED = "/mnt/models"


def launch_sightings(launch: Launched, product: Product | None, around: Surroundings) -> Iterator[Sighting]:
    """The models of a launch; the product itself when the workload is not known to run it."""
    served_by = product_subject(launch.product)
    if launch.product is not product:
        facts: dict[str, Json] = {"service_type": launch.product.type}
        if launch.serves:
            facts["self_hosted"] = True
        yield around.sight.thing(served_by, launch.line, launch.symbol, **facts)
    for model in launch.models:
        yield from _model(model, launch, served_by, around)


def image_model(image: ImageName, product: Product, line: int, around: Surroundings) -> Iterator[Sighting]:
    """The model of an image that is made for one: NVIDIA's `nvcr.io/nim/meta/llama3-8b-instruct`."""
    name = image.name.removeprefix(product.model_in_image)
    if name == image.name:
        return
    facts: dict[str, Json] = {"hosted": False, "source": f"docker:{image.name}"}
    named = Named(Subject(kind=Kind.MODEL, name=name), facts)
    yield around.sight.model(named, line, image.name)
    yield around.sight.link(named.subject, RelationKind.SERVED_BY, product_subject(product), line)


def _model(model: ModelWord, launch: Launched, served_by: Subject, around: Surroundings) -> Iterator[Sighting]:
    text, line = model.name.text, model.name.line
    if not is_resolved(text):
        reason = f"the model of `{launch.symbol}` is a variable"
        yield Unknown(topic="model", path=around.path, line=line, reason=reason, expression=text[:200])
        return
    if text.rstrip("/") == _FILLED:
        reason = f"the model of `{launch.symbol}` is what is mounted"
        yield Unknown(topic="model", path=around.path, line=line, reason=reason, expression=text)
        return
    if model.argument.origin == "repository":
        return  # a folder of models; each of them is told by its own configuration
    text = _without_mount(text, model.argument.origin)
    named = name_model(text, model.argument.origin, model.argument.model_class or launch.product.model_class)
    if named is None:
        return
    named = Named(named.subject, {**named.facts, **_told(launch)})
    yield around.sight.model(named, line, launch.symbol, use_arguments(launch, products().use_flags))
    yield around.sight.link(named.subject, RelationKind.SERVED_BY, served_by, line)


def _without_mount(text: str, origin: str) -> str:
    """`/data/org/name` is where a server keeps what it fetched from the hub as `org/name`."""
    mount = next((one for one in _MOUNTS if text.startswith(one)), "")
    return text[len(mount) :] if mount and not origin and is_hub_id(text[len(mount) :]) else text


def _told(launch: Launched) -> dict[str, Json]:
    """Revision and quantisation, when the flags tell them."""
    facts: dict[str, Json] = {}
    for fact, names in (("revision", ("revision",)), ("quantisation", ("quantization", "quantize"))):
        for name in names:
            value = launch.flags.get(name, (None, 0))[0]
            if isinstance(value, str) and is_resolved(value):
                facts.setdefault(fact, value)
    return facts
