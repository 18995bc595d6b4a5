"""Models of a registry behind endpoints of clouds: Databricks (asset bundles), Azure Machine Learning (its YAML)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.products import products
from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.names.services import product_subject, provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

# Lists of an endpoint of Databricks, and the members that name what is served (docs.databricks.com, serving endpoints).
_ENTITIES = {"served_entities": "entity_name", "served_models": "model_name"}
_UNITY = re.compile(r"[\w-]+(?:\.[\w-]+){0,2}\Z")
# A model of Azure's registry: `azureml:name:3`, `azureml://registries/azureml/models/name/versions/12`.
_ASSET = re.compile(
    r"azureml:(?P<name>[A-Za-z][\w.-]*)(?:[:@][\w.-]+)?\Z|azureml:/+[^\s]{0,300}?models/(?P<listed>[\w.-]+)(?:[/@:].*)?\Z"
)
_DEPLOYMENT = re.compile(r"azuremlschemas\S*deployment\.schema\.json", re.IGNORECASE)
_LEVELS = 4  # from the variables of a container up to its resource
_ASSET_TYPES = frozenset({"custom_model", "mlflow_model", "triton_model"})


def cloud_endpoints(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The models of one mapping that a registry keeps, and who serves them."""
    key = _ENTITIES.get(place.parent, "")
    name = _settled(place.text(key)) if key else ""
    if _UNITY.fullmatch(name):
        yield from _served(Subject(kind=Kind.MODEL, name=name), "databricks", place, key, sight)
    yield from _of_azure(place, sight)
    yield from _of_containers(place, sight)


def _of_containers(place: Place, sight: Sight) -> Iterator[Sighting]:
    """What a container of SageMaker's fetches from the hub, and what Ray Serve loads under a name of its own."""
    hub, source = place.text("HF_MODEL_ID"), place.text("model_source")
    if hub and any(around.text("Type") == "AWS::SageMaker::Model" for around in place.enclosing(_LEVELS)):
        named = name_model(hub, "hf")
        service = provider_service("sagemaker")
        if named is not None:
            yield from sight.served(named.subject, service, place.line("HF_MODEL_ID"), "HF_MODEL_ID")
    serve = products().of_name("ray-serve") if source and place.parent == "model_loading_config" else None
    named = name_model(source) if serve is not None else None
    if serve is not None and named is not None:
        line = place.line("model_source")
        yield sight.thing(product_subject(serve), line, "model_source", service_type=serve.type, self_hosted=True)
        yield sight.model(named, line, "model_source")
        yield sight.link(named.subject, RelationKind.SERVED_BY, product_subject(serve), line)


def asset_name(text: str) -> str:
    """The name of a model in a registry of Azure Machine Learning, "" for any other text."""
    match = _ASSET.match(text)
    return (match["name"] or match["listed"]) if match is not None else ""


def _settled(name: str) -> str:
    """The name without the parts that are chosen when it is deployed: `${var.catalog}.ml.churn` is `ml.churn`."""
    return ".".join(part for part in re.split(r"\.(?![^{}]*\})", name) if "${" not in part)


def _of_azure(place: Place, sight: Sight) -> Iterator[Sighting]:
    key = "model" if place.text("model") else "path" if place.text("type").lower() in _ASSET_TYPES else ""
    name = asset_name(place.text(key)) if key else ""
    if not name:
        return
    deployed = "endpoint_name" in place.table or bool(_DEPLOYMENT.search(place.text("$schema")))
    yield from _served(
        Subject(kind=Kind.MODEL, name=name, origin="azureml"), "azureml" if deployed else "", place, key, sight
    )


def _served(model: Subject, provider: str, place: Place, key: str, sight: Sight) -> Iterator[Sighting]:
    line = place.line(key)
    yield sight.model(Named(model, {"source": place.text(key)}), line, key)
    yield from sight.served(model, provider_service(provider) if provider else None, line, key)
